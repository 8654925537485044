"""What the pages of claims print: how outcomes map, what would change a verdict, the deciding rows, all questions."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.claims import ClaimPages, meanings
from sitedata.pages.fragments import Fragments
from sitedata.schema.tables import ClaimProbe
from tests import tiny
from tests.tiny import record


def pages(folder, outputs=None, **tables):
    data = checked_dataset(tiny.write(folder / "data", **tables))
    return ClaimPages(Fragments(Edition(data), repository="https://github.com/a/b"), outputs)


def test_every_outcome_says_what_it_means():
    row = ClaimProbe.model_validate(record("claim_probes", if_yes="holds", if_no="partly", if_absent=""))
    assert meanings(row) == "If yes: holds; if no: partly; if absent: decides nothing"


def test_the_page_of_a_probed_claim_prints_the_mapping_and_why(tmp_path):
    made = pages(tmp_path, claim_probes=[record("claim_probes", claim_id="three", why="It is about the default.")])
    assert "It is about the default. If yes: holds; if no: contradicted; if absent: outdated." in made.page("three")


def test_the_row_that_decides_can_be_edited_as_well(tmp_path):
    made = pages(tmp_path)
    for id, row in (("two", "claim_rules.csv#L2"), ("three", "claim_probes.csv#L2")):
        assert re.search(
            f'href="https://github.com/a/b/edit/main/data/{row}"[^>]*>edit what decides it<', made.page(id)
        )
    assert "what decides it" not in made.page("one")


def test_every_question_is_on_one_page_with_what_it_decides(tmp_path):
    probes = [record("probes"), record("probes", id="zebra", question="Do defaults differ?")]
    shown = str(pages(tmp_path, probes=probes).probe_list("../"))
    assert re.findall(r'<li id="([a-z-]+)">', shown) == [record("probes")["id"], "zebra"]
    assert 'href="../claims/three/"' in shown and shown.index("They decide no claim") < shown.index(
        "Do defaults differ?"
    )


def test_the_foot_of_the_ledger_names_every_table_that_decides(tmp_path):
    shown = str(pages(tmp_path).ledger("../"))
    for table in ("claims", "claim_evidence", "claim_rules", "claim_probes", "probes", "verdict_log"):
        assert f'href="../data/{table}.csv"' in shown


# --- what a script printed is text ---
PRINTED = {
    "a fence": "```\n<img src=x onerror=alert(1)>\n```",
    "a longer fence": "``````text\n</code></pre><script>alert(1)</script>\n``````",
    "another fence": "~~~\n<script>alert(1)</script>\n~~~",
    "an indented fence": "    ```\n<script>alert(1)</script>\n    ```",
    "the end of a code element": "</code></pre><script>alert(1)</script>",
    "marks of the Markdown program": "\x02wzxhzdk:0\x03 <script>alert(1)</script>",
    "a title": "# <script>alert(1)</script>\n===\n> x\n- <img src=x onerror=alert(1)>",
    "a template": "{{ 7 * 7 }} {% raw %} <script>alert(1)</script>",
}


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_what_a_script_printed_is_text_on_every_page(tmp_path, printed):
    outputs = tmp_path / "probes"
    outputs.mkdir()
    (outputs / f"{record('probes')['id']}.txt").write_text(printed)
    made = pages(tmp_path, outputs)
    page = made.page("three").split("---\n", 2)[2]
    html = Markdown(
        extensions=["pymdownx.details", "pymdownx.superfences", "pymdownx.highlight", "md_in_html", "attr_list"]
    ).convert(page)
    for shown in (html, str(made.probe_list("../"))):
        assert not re.search("<script|<img|\x02", shown)
    assert "7 * 7" in html or "{{" not in printed


def test_what_cannot_be_shown_is_named(tmp_path):
    (tmp_path / "tf-eager-default.txt").write_text("a\x1b[31m\u202eb\tc")
    assert pages(tmp_path, tmp_path)._printed("tf-eager-default") == "aU+001B[31mU+202Eb\tc"
