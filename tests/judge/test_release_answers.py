"""From when to when a claim held, by what releases since 2018 answer to the probes that decide it."""

from __future__ import annotations

import pytest

from sitedata.check.dataset import inconsistent
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge import claims
from sitedata.judge.edition import Edition
from sitedata.judge.release_answers import answers, histories, runs
from sitedata.load.dataset import load_dataset
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.pages.years import YearPieces
from sitedata.schema.figure import Undrawn
from tests.tiny import TINY, record, write

DAYS = {"1.12.0": "2018-11-06", "2.0.0": "2019-09-30", "1.15.0": "2019-10-16", "2.21.0": "2026-03-06"}
BUILDS = [
    record("builds", package="pkg:pypi/tensorflow", version=version, released_on=day, source_id="s")
    for version, day in DAYS.items()
]
GONE = record(
    "claim_probes", claim_id="three", probe_id="tf-session-gone", if_yes="outdated", if_no="holds", if_absent=""
)
EAGER = GONE | {"probe_id": "tf-eager-default"}
TODAY = [
    record(
        "probes", id=id, script=f"since_2018/{id.replace('-', '_')}", outcome="yes", environment="tensorflow",
        versions="tensorflow-cpu 2.21.0, Python 3.11.7",
    )
    for id in ("tf-eager-default", "tf-session-gone")
]  # fmt: skip


def answer(version, outcome, probe="tf-session-gone"):
    return record("release_answers", probe_id=probe, version=version, outcome=outcome)


ALL = [answer("1.12.0", "no"), answer("1.15.0", "no"), answer("2.0.0", "yes"), answer("2.21.0", "yes")]


@pytest.fixture
def read(tmp_path):
    def of(rows=ALL, mappings=(GONE,), probes=TODAY, builds=BUILDS):
        ordered = sorted(rows, key=lambda row: (row["probe_id"], row["version"]))
        tables = {"release_answers": ordered, "claim_probes": list(mappings), "probes": probes}
        return load_dataset(write(tmp_path / "data", builds=builds, **tables))

    return of


def told(data):
    found = histories(data, claims.judge(data)).get("three", [])
    return [(one.since.isoformat(), one.until and one.until.isoformat(), one.outcome, one.ended_by) for one in found]


def test_a_claim_held_until_the_release_whose_newest_version_answers_otherwise(read):
    assert told(read()) == [
        ("2018-11-06", "2019-09-30", "holds", "TensorFlow 2.0.0"), ("2019-09-30", None, "contradicted", ""),
    ]  # fmt: skip


def test_releases_that_answer_the_same_are_one_run_by_version(read):
    ((first, second),) = [list(runs(own)) for own in answers(read()).values()]
    assert (first.first.release, first.last.version, first.outcome) == ("TensorFlow 1.12.0", "1.15.0", "no")
    assert (second.first.version, second.last.version, second.outcome) == ("2.0.0", "2.21.0", "yes")


def test_a_release_without_an_answer_says_nothing(read):
    failed = [answer("1.12.0", "failed"), *ALL[1:]]
    assert told(read(failed))[0][0] == "2019-09-30"  # 2.0.0 came before 1.15.0, and is the newest ever since


def test_a_claim_speaks_from_a_release_on(read):
    assert told(read(mappings=[GONE | {"from_version": "2.0.0"}])) == [("2019-09-30", None, "contradicted", "")]


def test_what_today_decides_otherwise_has_no_history(read):
    assert told(read(probes=[dict(row, outcome="no") for row in TODAY])) == []


def test_two_probes_that_differ_hold_in_part(read):
    eager = [answer(version, "no" if version == "1.12.0" else "yes", "tf-eager-default") for version in DAYS]
    session = [answer("1.12.0", "yes"), *ALL[1:]]
    assert told(read([*eager, *session], (GONE, EAGER)))[0][2] == "partly"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (answer("3.0.0", "yes", "pytorch-hub"), "version: no such release, got '3.0.0' — expected a release of the"),
        (answer("2.21.0", "no"), "outcome: another answer than yes in data/probes.csv, got no — expected the outcome"),
        (answer("2.21.0", "yes", "tf-tensors"), "probe_id: releases are not asked that, got 'tf-tensors'"),
    ],
    ids=["no such release", "today says otherwise", "not asked"],
)  # fmt: skip
def test_an_answer_that_fits_nothing_is_told_at_its_line(read, row, said):
    problems = [str(problem) for problem in inconsistent(read([row], builds=TINY["builds"]))]
    assert any(f"release_answers.csv:2: {said}" in problem for problem in problems), problems


def test_the_figure_the_page_and_the_claim_say_when_it_ended(read):
    data = read()
    drawn = draw(BY_ID["years-experience"], data)
    assert drawn.title == "1 of 1 sentences about using the frameworks held once and no longer do"
    ended = [(row["says"], row["ended_by"]) for row in drawn.rows]
    assert ended == [("holds", "TensorFlow 2.0.0"), ("contradicted", "")]
    assert drawn.rows[0]["until"] == "2019-09-30" and "three: holds from 6 November 2018" in drawn.alt
    fragments = Fragments(Edition(data))
    pieces = YearPieces(fragments, "../")
    assert pieces.use() == "TensorFlow 2.0.0 of 30 September 2019 ended 1 of them"
    table = pieces.answers()
    assert "from TensorFlow 1.12.0 to 1.15.0" in table and "release_answers/tensorflow-1.15.0.txt" in table
    page = ClaimPages(fragments).page("three")
    assert "## When it held" in page and "(TensorFlow 2.0.0)" in page and "The same scripts" in page


def test_without_answers_nothing_is_drawn_or_said(read):
    data = read([])
    assert isinstance(draw(BY_ID["years-experience"], data), Undrawn)
    pieces = YearPieces(Fragments(Edition(data)), "../")
    assert pieces.use() == "" and "release_answers" not in pieces.answers()
    assert histories(data, claims.judge(data)) == {}
