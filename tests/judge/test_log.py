"""The log of verdicts: a claim may change twice a day, and a change is listed whatever else happened on that day."""

from __future__ import annotations

import datetime
import re

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims
from sitedata.judge.edition import Edition
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.text.files import append_rows
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import record

DAY = datetime.date(2026, 11, 24)
THAT_DAY = DAY.isoformat()


def log(*verdicts, claim="one", day=THAT_DAY, first=1):
    return [
        record(
            "verdict_log", claim_id=claim, changed_on=day, number=str(number), verdict=verdict, cause=f"cause {number}"
        )
        for number, verdict in enumerate(verdicts, start=first)
    ]


@pytest.fixture
def pages(tmp_path):
    def make(**tables):
        data = checked_dataset(tiny.write(tmp_path / "data", **tables))
        return ClaimPages(Fragments(Edition(data)))

    return make


def test_two_changes_of_a_claim_on_one_day_are_both_kept(tmp_path, pages):
    made = pages(verdict_log=log("partly"))
    changes = claims.changes({"one": made.judged["one"]}, made.data.rows("verdict_log"), DAY)
    assert [(row["number"], row["verdict"]) for row in changes] == [("2", "holds")]
    append_rows(tmp_path / "data" / "verdict_log.csv", changes)
    again = checked_dataset(tmp_path / "data")
    assert [(row.number, row.verdict) for row in again.rows("verdict_log")] == [(1, "partly"), (2, "holds")]
    assert claims.changes({"one": made.judged["one"]}, again.rows("verdict_log"), DAY) == []


def test_the_next_day_counts_from_one_again(pages):
    made = pages(verdict_log=log("partly"))
    (change,) = claims.changes(
        {"one": made.judged["one"]}, made.data.rows("verdict_log"), DAY + datetime.timedelta(days=1)
    )
    assert change["number"] == "1"


def test_both_changes_of_a_day_are_in_the_feed_and_on_the_page_of_the_claim(pages):
    made = pages(verdict_log=log("partly", "holds"))
    ids = re.findall(r"<id>(.*?)</id>", made.feed("https://example.org/", "T"))
    assert len(set(ids)) == len(ids) == 3
    # the newest first; an old id stays
    assert [id.rsplit("verdicts/", 1)[1] for id in ids[1:]] == [
        "one/2026-11-24/2",
        "one/2026-11-24",
    ]
    page = made.page("one")
    assert page.index("cause 1") < page.index("cause 2")


def test_what_was_overwritten_once_is_back():
    rows = [row for row in checked_dataset(ROOT / "data").rows("verdict_log") if row.claim_id == "perf-cnn-tf"]
    assert [row.verdict for row in claims.in_order(rows)][:2] == ["partly", "contradicted"]
