"""What the pages of claims print: how outcomes map, what would change a verdict, the deciding rows, all questions."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown
from markupsafe import Markup

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.claims import ClaimPages, meanings
from sitedata.pages.fragments import Fragments
from sitedata.pages.rows import RowPages
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


TRIED = [record("package_probes", package="pkg:pypi/torch", module="torch", not_asked_because="")]


def test_questions_about_packages_stand_last_and_lead_to_their_systems(tmp_path):
    ids = ("tf-eager-default", "torch-alive", "zebra")
    shown = str(pages(tmp_path, probes=[record("probes", id=id) for id in ids], package_probes=TRIED).probe_list("../"))
    assert re.findall(r'<li id="([a-z-]+)">', shown) == ["tf-eager-default", "zebra", "torch-alive"]
    assert 'href="../ecosystem/tensorflow-lite/"' in shown[shown.index('<li id="torch-alive">') :]


def test_a_package_whose_answer_decides_a_claim_stands_with_the_claim(tmp_path):
    decides = [record("claim_probes", claim_id="three", probe_id="torch-alive")]
    probes = [record("probes", id="torch-alive")]
    shown = str(pages(tmp_path, probes=probes, package_probes=TRIED, claim_probes=decides).probe_list("../"))
    assert shown.count('<li id="torch-alive">') == 1 and "Packages of the ecosystem, tried" not in shown


@pytest.fixture
def of_system(tmp_path):
    """The page of a system whose package was tried, given what the try printed."""

    def page(printed, **probe):
        (tmp_path / "probes").mkdir()
        (tmp_path / "probes" / "torch-alive.txt").write_text(printed)
        made = pages(tmp_path, probes=[record("probes", id="torch-alive", **probe)], package_probes=TRIED)
        row = made.data.systems["tensorflow-lite"]
        return RowPages(made.fragments, tmp_path / "probes").system_page(row, Markup(""))

    return page


def test_the_page_of_a_system_says_what_came_of_trying_its_package(of_system):
    page = of_system("Successfully installed torch", outcome="could-not-run", finding="it needs a newer glibc")
    assert "Could not run</strong>: it needs a newer glibc." in page and 'href="../../probes/#torch-alive"' in page
    assert "Successfully installed torch" in page[page.index("What the try beside TensorFlow printed") :]


@pytest.mark.parametrize(("version", "told"), [("2.13.0", False), ("2.12.1", True)])
def test_an_answer_about_another_release_than_the_newest_known_says_so(of_system, version, told):
    page = of_system("", outcome="yes", finding=f"torch {version} installs and imports")
    assert ("That is not 2.13.0</strong>, the newest release known here" in page) == told


def test_a_package_that_nobody_can_try_has_the_reason_on_its_page(tmp_path):
    unasked = [TRIED[0] | {"module": "", "not_asked_because": "Its wheels are for Windows alone."}]
    made = pages(tmp_path, package_probes=unasked)
    page = RowPages(made.fragments).system_page(made.data.systems["tensorflow-lite"], Markup(""))
    assert "Not tried beside TensorFlow: Its wheels are for Windows alone." in page


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


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED)
def test_what_a_package_printed_is_text_on_the_page_of_its_system(of_system, printed):
    page = of_system(printed).split("---\n", 2)[2]
    html = Markdown(
        extensions=["pymdownx.details", "pymdownx.superfences", "pymdownx.highlight", "md_in_html", "attr_list"]
    ).convert(page)
    assert not re.search("<script|<img src=x|\x02", html)  # the badge is one of ours


def test_what_cannot_be_shown_is_named(tmp_path):
    (tmp_path / "tf-eager-default.txt").write_text("a\x1b[31m\u202eb\tc")
    assert pages(tmp_path, tmp_path)._printed("tf-eager-default") == "aU+001B[31mU+202Eb\tc"


def test_a_page_tells_the_first_jobs_of_what_its_claim_names(tmp_path):
    jobs = [record("first_jobs", system_id="litert", finding="It answered 4 to 2", ran_on="2026-11-26")]
    claims = [row | {"claim": f"{row['id']} LiteRT" if row["id"] == "one" else "x"} for row in tiny.TINY["claims"]]
    made = pages(tmp_path, claims=claims, first_jobs=jobs)
    told, silent = made.page("one"), made.page("three")
    assert "It answered 4 to 2" in told and 'href="../../ecosystem/litert/#its-first-job"' in told
    assert "26 November 2026" in told
    assert "#first-jobs" in told and "#first-jobs" not in silent
