"""What keeps a row out of events.csv: each rule broken once, at its place, and what may stand there."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.schema.tables import ARTICLE
from sitedata.text.problem import BadInput
from tests.tiny import TINY, record, write

WITH_ARTICLE = {"sources": [record("sources", id=ARTICLE, published="2025"), *TINY["sources"]]}


def event(**cells):
    """Good rows of the article and, as the second event, one with the given cells."""
    second = TINY["events"][0] | {"id": "second", "happened_on": "2025-09-01", "systems": "tensorflow-lite"} | cells
    return WITH_ARTICLE | {"events": sorted([*TINY["events"], second], key=lambda row: row["happened_on"])}


DAY = "a day on or after the first one that the article can be of, as its row in data/sources.csv dates it"
BROKEN = {
    "an event is younger than the article: of the year before": (
        event(happened_on="2024-12-31"),
        f"events.csv:2: happened_on: before {ARTICLE}, got '2024-12-31' — expected {DAY}",
    ),
    "an event is read of after it happened: a source that cannot know": (
        event(happened_on="2026-11-23"),
        (
            "events.csv:3: happened_on: later than what says so, got '2026-11-23' — expected sources that were read on "
            "or after the day, and a check on or after it"
        ),
    ),
    "an end is that of a system that ended: one that is active": (
        event(systems="litert"),
        (
            "events.csv:3: systems: the end of a system that is active, got 'litert' — expected a system whose status "
            "in data/systems.csv is another than active, or another kind of event"
        ),
    ),
    "support is lost where it is dropped: by an end": (
        event(lost_by="tensorflow"),
        (
            "events.csv:3: lost_by: support lost by an event of kind end, got 'tensorflow' — expected a framework in "
            "lost_by only where the kind is dropped"
        ),
    ),
}


@pytest.mark.parametrize(("tables", "line"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_breaks_a_rule_is_refused_at_its_place(tmp_path, tables, line):
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(tmp_path / "data", **tables))
    assert str(caught.value).splitlines() == [f"data/{line}"]


CELLS = {
    "a day that does not exist": ("happened_on", "2026-02-30", "no such day"),
    "a day that has not come": ("happened_on", "2999-01-01", "date in the future"),
    "another kind": ("kind", "news", "not an allowed value"),
    "no source": ("source_ids", "", "empty cell"),
    "a source that nobody has": ("source_ids", "t", "unknown id"),
    "a system that nobody has": ("systems", "tensorflow-light", "unknown id"),
}


@pytest.mark.parametrize(("column", "cell", "problem"), CELLS.values(), ids=CELLS)
def test_a_cell_that_is_wrong_is_refused_at_its_place(tmp_path, column, cell, problem):
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(tmp_path, **WITH_ARTICLE, events=[TINY["events"][0] | {column: cell}]))
    assert f"events.csv:2: {column}: {problem}" in str(caught.value)


def test_rows_stand_in_the_order_of_their_days(tmp_path):
    later = TINY["events"][0] | {"id": "later", "happened_on": "2025-10"}
    with pytest.raises(BadInput, match=r"events\.csv:3"):
        checked_dataset(write(tmp_path, **WITH_ARTICLE, events=[later, *TINY["events"]]))


@pytest.mark.parametrize(
    "cells",
    [{"happened_on": "2025-01-01"}, {"happened_on": "2025-10"}, {"happened_on": "2026", "systems": ""},
     {"systems": "litert", "kind": "dropped", "lost_by": "tensorflow jax"}],
    ids=["the first day", "a month", "a year, and no system", "a tool that dropped two"],
)  # fmt: skip
def test_what_is_known_less_exactly_is_fine(tmp_path, cells):
    checked_dataset(write(tmp_path, **event(**cells)))
