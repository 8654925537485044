"""What happened since the article: order, what is counted, and what prose says of it."""

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import adoption, events
from sitedata.pages.words.facts import Values
from sitedata.schema.tables import ARTICLE
from tests.tiny import TINY, record, write

SYSTEM = TINY["systems"][0] | {"package": "", "no_release_because": "It has none."}


def system(id, **cells):
    return SYSTEM | {"id": id, "name": id.upper(), "status": "archived", "successor": ""} | cells


def event(id, day, **cells):
    return record("events", id=id, happened_on=day, source_ids="s") | {"lost_by": "", "systems": ""} | cells


def release(version, day, **cells):
    return record("releases", version=version, released_on=day, source_id="s", **cells)


DROPPED = {"kind": "dropped", "lost_by": "tensorflow"}
TABLES = {
    "sources": [record("sources", id=ARTICLE, published="2025"), *TINY["sources"]],
    "systems": [*TINY["systems"], system("a"), system("b"), system("c", in_article=""), system("d"),
                system("e", status="active")],
    "events": [
        event("first", "2025-02-01", systems="a"), event("drop", "2025-03-01", systems="e", **DROPPED),
        event("month", "2025-06", systems="b", kind="move"), event("day", "2025-06-09", systems="c"),
        event("again", "2026-01-01", systems="a", kind="move"),
    ],
    "releases": [
        release("1.9.0", "2024-12-31"), release("2.0.0", "2025-01-01"), release("2.0.1rc1", "2025-02-01",
        prerelease="yes"), release("2.1.0", "2025-03-01"), release("2.2.0", "2025-04-01", yanked="It broke"),
        *TINY["releases"],
    ],
}  # fmt: skip


@pytest.fixture
def data(tmp_path):
    return checked_dataset(write(tmp_path / "data", **TABLES))


def test_each_kind_has_its_events_newest_first_and_a_month_after_its_days(data):
    shown = {kind: [row.id for row in rows] for kind, rows in events.by_kind(data).items() if rows}
    assert shown == {"end": ["day", "first"], "move": ["again", "month"], "dropped": ["drop"]}
    assert [row.id for row in events.newest_first(data)] == ["again", "day", "month", "drop", "first"]


def test_a_release_counts_from_the_first_day_that_the_article_can_be_of(data):
    (framework,) = data.rows("frameworks")
    assert [row.version for row in events.releases(data, framework)] == ["2.13.0", "2.1.0", "2.0.0"]
    assert [row.version for _, row in events.all_releases(data)] == ["2.13.0", "2.1.0", "2.0.0"]


def test_what_ended_or_moved_is_named_once_the_latest_first_and_only_if_the_article_names_it(data):
    assert [row.id for row in events.ended_or_moved(data)] == ["a", "b"]


def test_what_is_over_without_an_event_is_listed_apart(data):
    assert [row.id for row in events.without_a_day(data)] == ["tensorflow-lite", "d"]


def test_prose_has_the_same_numbers(data):
    said = Values(data)
    assert (said.since(), said.releases_since("pytorch")) == (datetime.date(2025, 1, 1), 3)
    assert (said.ended_since(), said.ended_names()) == (2, "A and B")
    assert (said.dropped_since("tensorflow"), said.dropped_since("jax"), said.events_since()) == (1, 0, 5)


def test_of_many_that_ended_a_sentence_names_a_few(tmp_path):
    names = "bcdfg"
    tables = TABLES | {
        "systems": [*TABLES["systems"], system("f"), system("g")],
        "events": [event(f"end-{id}", f"2025-0{n}-01", systems=id) for n, id in enumerate(names, start=1)],
    }
    tables["systems"] = [row | {"in_article": "#6"} for row in tables["systems"]]
    data = checked_dataset(write(tmp_path / "data", **tables))
    assert Values(data).ended_names() == "G, F, D and 2 more"


@pytest.mark.parametrize(
    ("jax", "expected"),
    [((1, 5, 6), datetime.date(2025, 2, 1)), ((5, 5, 6), datetime.date(2025, 1, 1)), ((5, 6, 1), None)],
    ids=["passed in between", "above from the start", "fell back"],
)
def test_who_leads_the_other_list_and_since_when(tmp_path, jax, expected):
    rows = [
        record("listed_downloads", as_of=f"2025-0{month}-01", project=project, downloads=f"{counts[month - 1]}")
        | {"source_id": "s"}
        for month in (1, 2, 3)
        for project, counts in (("jax", jax), ("keras", (2, 2, 2)))
    ]
    data = checked_dataset(write(tmp_path / "data", listed_downloads=rows))
    assert Values(data).listed_lead("jax", "keras") == expected
    assert adoption.lead(adoption.listed(data, "jax"), adoption.listed(data, "keras")) == expected
