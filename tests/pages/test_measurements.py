"""A verdict in prose is the ledger's: typed words are compared with it, and lists are made from it."""

import functools

import pytest

from sitedata.text.problem import BadInput
from tests.pages.test_articles import FRONT, LINES_BEFORE, rendered
from tests.tiny import TINY, changed

SOURCED, MEASURED, PROBED = "[^one]", "[^two]", "[^three]"  # the tiny claims; the first holds, by its sources
LEDGER = (
    "not the verdict of the ledger, got {} — expected 'holds', the verdict of one, or {{{{ "
    'verdict("one") | capitalize }}}}'
)
COMPUTED = 'a typed verdict that is computed, got {} — expected {{{{ verdict("{}") | capitalize }}}}'
WRONG = {
    "another word": (f"Partly{SOURCED}.", LEDGER.format("'Partly'")),
    "in small letters": (f"It is outdated, they say{SOURCED}.", LEDGER.format("'outdated'")),
    "with a number that has a dot": (f"Outdated as a default since 2.0{SOURCED}.", LEDGER.format("'Outdated'")),
    "behind the citation": (f"The claim{SOURCED} is contradicted.", LEDGER.format("'contradicted'")),
    "after a source": (f"Untested[^s]{SOURCED}.", LEDGER.format("'Untested'")),
    "another word for untested": (f"Cannot be checked{SOURCED}.", LEDGER.format("'Cannot be checked'")),
    "the second of a sentence": (f"Holds{SOURCED}; partly for the other{SOURCED}.", LEDGER.format("'partly'")),
    "in a table": (f"| A | Unverifiable{SOURCED}. |", LEDGER.format("'Unverifiable'")),
    "measured, even if right": (f"Untested{MEASURED}.", COMPUTED.format("'Untested'", "two")),
    "unclear, even if right": (f"Unclear{MEASURED}.", COMPUTED.format("'Unclear'", "two")),
    "probed, some words before": (
        f"Holds, as far as anybody can say of such a thing{PROBED}.",
        COMPUTED.format("'Holds'", "three"),
    ),
}
FINE = {
    "the ledger's word": f"Holds broadly{SOURCED}.",
    "a value": f'{{{{ verdict("two") | capitalize }}}}{MEASURED} and {{{{ verdict("three") }}}}{PROBED}.',
    "of another sentence": f"It is partly so. Nothing else is known{SOURCED}.",
    "of another cell": f"| Partly | as they say{SOURCED} |",
    "of a source": "Partly[^s].",
    "in code": f"`partly`{SOURCED} and\n\n```\nPartly{SOURCED}\n```",
    "a word that only holds one": f"The household{SOURCED}.",
}
TABLE = "| The article, 2025 | The evidence |\n|---|---|\n"


@pytest.fixture
def render(tmp_path):
    return functools.partial(rendered, tmp_path)


def complaints(render, page, **tables):
    with pytest.raises(BadInput) as caught:
        render({"a.md": page}, **tables)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_a_typed_verdict_that_is_not_the_ledgers_is_reported_with_its_line(render, text, message):
    assert complaints(render, f"First.\n\n{text}\n") == [f"docs/a.md:{LINES_BEFORE + 3}: {message}"]


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_other_words_are_let_through(render, text):
    render({"a.md": f"First.\n\n{text}\n"})


@pytest.mark.parametrize("word", ["Partly.", "**Outdated.**", "Unverifiable: no data[^s]."])
def test_a_verdict_in_a_table_of_the_articles_claims_needs_a_claim(render, word):
    (complaint,) = complaints(render, f"{TABLE}| It said so. | {word} |\n")
    assert complaint.startswith(f"docs/a.md:{LINES_BEFORE + 3}: a verdict without a claim, got ")


def test_a_verdict_in_another_table_needs_none(render):
    render(
        {
            "a.md": (
                f"| Word | Meaning |\n|---|---|\n| partly | Partly so. |\n\n{TABLE}| It said so. | Holds{SOURCED}. |\n"
            )
        }
    )


LISTED = """{% if against("one") %}Wrong: yes[^one].{% endif %}

{{ claim_count("contradicted") }} contradicted:

{{ claims_with("contradicted") }}
"""
CONTRADICTED = changed("claims", 0, verdict="contradicted") | {
    "claim_evidence": [TINY["claim_evidence"][0] | {"says": "against"}]
}


def test_a_list_from_the_ledger_cites_each_claim_with_its_footnote(render):
    page = render({"a.md": LISTED}, **CONTRADICTED)["a.md"]
    assert (
        "1 contradicted:\n\n- **Not so:** TensorFlow 2&#46;0 made eager execution the default[^one]\n" in page
        and "Wrong: yes[^one]." in page
    )
    assert page.count("[^one]: ") == 1 and 'verdicts: {"one": "contradicted"}' in page


def test_a_list_from_the_ledger_only_counts_a_claim_that_needs_a_second_look(render):
    claim = CONTRADICTED["claims"][0] | {"checked_on": "2026-01-01", "review_after": "2026-02-01"}
    page = render({"a.md": LISTED}, **CONTRADICTED | {"claims": [claim, *CONTRADICTED["claims"][1:]]})["a.md"]
    assert (
        "1 contradicted:\n\n- another, decided with an older release: [a second look](../second-look/index.md)" in page
    )
    assert "eager execution the default[^one]" not in page


def test_a_list_from_the_ledger_forgets_a_claim_whose_verdict_changed(render):
    page = render({"a.md": LISTED})["a.md"]
    assert "0 contradicted:\n\n- none of the claims, at present" in page
    assert "[^one]" not in page and "Wrong" not in page  # nor a footnote that nothing refers to


@pytest.mark.parametrize(
    ("asked", "message"),
    [('{{ claims_with("contradicts") }}', "unknown verdict 'contradicts' (did you mean 'contradicted'?)"),
     ('{% if against("onne") %}x{% endif %}', "unknown claim 'onne' (did you mean 'one'?)")],
)  # fmt: skip
def test_an_unknown_verdict_or_claim_is_reported(render, asked, message):
    (complaint,) = complaints(render, asked)
    assert complaint.startswith(f"docs/a.md:{FRONT.count(chr(10)) + 1}: {message}")
