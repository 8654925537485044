"""What a change means: a flipped verdict with its reason, cells before and after, figures, pages and marks.

The report stays inert.
"""

import datetime
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sitedata.publish.places import Places
from sitedata.review import difference, report
from sitedata.review.report import NotASummary, markdown, read
from tests.tiny import TINY, write
from tests.tiny_figure import TINY as TINY_FIGURE

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.date(2026, 11, 24)
PAGE = "---\ntitle: T\ndescription: D\n---\n# T\n\nA claim[^one], a source[^s].\n\n{{ comparison_table() }}\n"
OTHER = "---\ntitle: O\ndescription: D\n---\n# O\n\n{{ figure('adoption-downloads') }}\n"


def place(folder, pages=None, **tables):
    write(folder / "data", **tables)
    shutil.copytree(ROOT / "scripts" / "bench" / "workloads", folder / "scripts" / "bench" / "workloads")
    (folder / "docs").mkdir()
    for name, text in (
        pages or {"page.md": PAGE, "other.md": "---\ntitle: O\ndescription: D\n---\n# O\n\nNothing.\n"}
    ).items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    return Places(folder)


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Without figures, which need more data than the tiny set has."""
    monkeypatch.setattr(difference, "drawn_figures", lambda data, places: {})
    count = iter(range(100))
    return lambda **tables: difference.read(place(tmp_path / str(next(count)), **tables), TODAY)


def test_equal_versions_have_no_difference(state):
    summary = difference.compare(state(), state())
    assert set(summary["counts"].values()) == {0}
    assert "Nothing that a reader sees." in markdown(summary)


def test_a_verdict_that_flips_comes_with_its_cell_its_reason_and_the_pages_that_show_it(state):
    claims = [TINY["claims"][0] | {"verdict": "partly", "reason": "Only since 2.0."}, *TINY["claims"][1:]]
    evidence = [TINY["claim_evidence"][0], TINY["claim_evidence"][0] | {"says": "context", "locator": "What's new"}]
    summary = difference.compare(state(claim_evidence=evidence), state(claims=claims, claim_evidence=evidence))
    assert [
        (verdict["claim"], verdict["before"], verdict["after"], verdict["reason"]) for verdict in summary["verdicts"]
    ] == [("one", "holds", "partly", "Only since 2.0.")]
    assert [(cell["column"], cell["before"]) for cell in summary["cells"]] == [
        ("verdict", "holds"),
        ("reason", TINY["claims"][0]["reason"]),
    ]
    assert summary["pages"] == ["page.md"]
    text = markdown(summary)
    assert "1 verdict, 2 cells, 1 page touched." in text
    assert "- `holds` → `partly` `one`" in text and "  - why: `Only since 2.0.`" in text


def test_a_probe_that_answers_otherwise_flips_the_verdict_that_it_decides(state):
    summary = difference.compare(state(), state(probes=[TINY["probes"][0] | {"outcome": "no"}]))
    assert [
        (verdict["claim"], verdict["before"], verdict["after"], verdict["cause"]) for verdict in summary["verdicts"]
    ] == [("three", "holds", "contradicted", "probes: tf-eager-default no")]


def test_sources_and_rows_that_come_and_go(state):
    more = [*TINY["sources"], TINY["sources"][0] | {"id": "t"}]
    claims = [TINY["claims"][0] | {"checked_against": ""}, *TINY["claims"][1:]]
    evidence = [*TINY["claim_evidence"], TINY["claim_evidence"][0] | {"source_id": "t"}]
    summary = difference.compare(state(), state(sources=more, claims=claims, claim_evidence=evidence))
    assert ("sources", "t") in [(row["table"], row["row"]) for row in summary["added"]]
    back = difference.compare(state(sources=more, claims=claims, claim_evidence=evidence), state())
    assert ("sources", "t") in [(row["table"], row["row"]) for row in back["removed"]]


def test_marks_of_staleness_gained_and_lost(state):
    old = [TINY["claims"][0] | {"checked_on": "2024-01-01", "review_after": "2025-01-01"}, *TINY["claims"][1:]]
    summary = difference.compare(state(), state(claims=old))
    assert summary["stale_gained"] == [{"row": "claims one", "why": "its review was due on 1 January 2025"}]
    assert difference.compare(state(claims=old), state())["stale_lost"] == summary["stale_gained"]


def test_a_version_that_does_not_load_still_shows_its_cells_and_its_problems(state):
    broken = [TINY["claims"][0] | {"verdict": "true"}, *TINY["claims"][1:]]
    summary = difference.compare(state(), state(claims=broken))
    assert [cell["after"] for cell in summary["cells"]] == ["true"]
    assert summary["verdicts"] == [] and "not an allowed value, got 'true'" in summary["problems"][0]
    assert "### Problems" in markdown(summary)


def test_figures_that_move_are_those_whose_rows_differ():
    drawn = replace(TINY_FIGURE, title="F", rows=({"a": 1}, {"a": 2}))
    moved = replace(drawn, rows=({"a": 1}, {"a": 3}))
    before, after = (difference.State({}, figures={"f": figure, "same": drawn}) for figure in (drawn, moved))
    assert difference.compare(before, after)["figures"] == [
        {"figure": "f", "title": "F", "rows_before": 2, "rows_after": 2, "rows_moved": 2}
    ]


def test_long_lists_are_counted_and_values_cut():
    rows = {str(n): {"id": str(n), "text": "x" * 1000} for n in range(500)}
    summary = difference.compare(difference.State({"sources": {}}), difference.State({"sources": rows}))
    assert summary["counts"]["added"] == 500 and len(summary["added"]) == difference.MOST
    assert max(len(row["said"]) for row in summary["added"]) == difference.LONGEST
    assert f"and {500 - report.FEW} more" in markdown(summary)


# --- the report is inert ---------------------------------------------------------------------------------------------
HOSTILE = (
    "@everyone #1 [click](https://evil.example) ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> "
    "<!-- x --> `a` ``b``` https://evil.example www.evil.example a@evil.example "
    "\n## Heading\n| a | b |\u202e\u0000 ~~x~~ :tada: $x$"
)


def filled(value, head="a" * 40):
    summary = {"head": head, "base": "b" * 40, "uncommitted": False, "counts": {}}
    for name, _, fields, _ in report.SECTIONS:
        summary[name] = [dict.fromkeys(fields, value) if fields else value]
        summary["counts"][name] = 1
    return json.loads(json.dumps(summary))


def test_nothing_in_a_value_is_markup_a_mention_or_a_link():
    """Outside code spans the report holds only our own words."""
    text = markdown(read(json.dumps(filled(HOSTILE)).encode()))
    outside = re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "CODE", text)
    assert "evil" not in outside and "@" not in outside and "<img" not in outside
    assert "\u202e" not in text and "\0" not in text
    assert outside == re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "CODE", markdown(filled("x"))), (
        "a value changes nothing but itself"
    )


BAD = {
    "not JSON": b"{",
    "not UTF-8": b"\xff",
    "another shape": b"[]",
    "no lists": b'{"counts": {}}',
    "a list of the wrong things": json.dumps(filled("x") | {"cells": ["x"]}).encode(),
    "a count that is no number": json.dumps(filled("x") | {"counts": {"problems": "@x"}}).encode(),
    "nested without end": b"[" * 100_000,
    "too large": b" " * (report.LARGEST_SUMMARY + 1),
    "no commits": json.dumps(filled("x") | {"head": "main"}).encode(),
    "a count below its list": json.dumps(filled("x") | {"counts": filled("x")["counts"] | {"code": 0}}).encode(),
    "a count without end": json.dumps(filled("x") | {"counts": filled("x")["counts"] | {"code": 10**4000}}).encode(),
    "values that are no text": json.dumps(filled("x") | {"pages": [{"x": 1}]}).encode(),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_an_artifact_of_another_shape_is_refused(raw):
    with pytest.raises(NotASummary):
        read(raw)
