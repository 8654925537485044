"""What the pages of claims print: the mapping of outcomes, what would change a verdict, links to the rows that decide, all questions."""

from __future__ import annotations

import re

from sitedata.claim_pages import ClaimPages, meanings
from sitedata.dataset import load_dataset
from sitedata.fragments import Fragments
from sitedata.schema import ClaimProbe
from tests import tiny
from tests.tiny import record


def pages(folder, **tables):
    return ClaimPages(Fragments(load_dataset(tiny.write(folder / "data", **tables)), {}, {}, repository="https://github.com/a/b"))


def test_every_outcome_says_what_it_means():
    row = ClaimProbe.model_validate(record("claim_probes", if_yes="holds", if_no="partly", if_absent=""))
    assert meanings(row) == "If yes: holds; if no: partly; if absent: decides nothing"


def test_the_page_of_a_probed_claim_prints_the_mapping_and_why(tmp_path):
    made = pages(tmp_path, claim_probes=[record("claim_probes", claim_id="three", why="It is about the default.")])
    assert "It is about the default. If yes: holds; if no: contradicted; if absent: outdated." in made.page("three")


def test_the_row_that_decides_can_be_edited_as_well(tmp_path):
    made = pages(tmp_path)
    for id, row in (("two", "claim_rules.csv#L2"), ("three", "claim_probes.csv#L2")):
        assert re.search(f'href="https://github.com/a/b/edit/main/data/{row}"[^>]*>edit what decides it<', made.page(id))
    assert "what decides it" not in made.page("one")


def test_every_question_is_on_one_page_with_what_it_decides(tmp_path):
    probes = [record("probes"), record("probes", id="zebra", question="Do defaults differ?")]
    shown = str(pages(tmp_path, probes=probes).probe_list("../"))
    assert re.findall(r'<li id="([a-z-]+)">', shown) == [record("probes")["id"], "zebra"]
    assert 'href="../claims/three/"' in shown and shown.index("They decide no claim") < shown.index("Do defaults differ?")


def test_the_foot_of_the_ledger_names_every_table_that_decides(tmp_path):
    shown = str(pages(tmp_path).ledger("../"))
    for table in ("claims", "claim_evidence", "claim_rules", "claim_probes", "probes", "verdict_log"):
        assert f'href="../data/{table}.csv"' in shown
