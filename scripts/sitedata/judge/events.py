"""What happened in the world since the article: releases of the frameworks, and what ``events.csv`` has.

In: a data set. Out: rows, the newest first.
"""

from __future__ import annotations

from sitedata.load.dataset import Dataset
from sitedata.schema.tables import EVENT_KINDS, Event, Framework, Release, System

ENDS = ("end", "move")
"""Kinds of events after which a system is no longer what the article names."""


def by_kind(data: Dataset) -> dict[str, list[Event]]:
    """Kind → its events, the newest first; what is known to the month alone comes after the days of that month."""
    found: dict[str, list[Event]] = {kind: [] for kind in EVENT_KINDS}
    for event in newest_first(data):
        found[event.kind].append(event)
    return found


def newest_first(data: Dataset) -> list[Event]:
    return sorted(data.rows("events"), key=lambda event: event.happened_on, reverse=True)


def releases(data: Dataset, framework: Framework) -> list[Release]:
    """The framework's stable releases since the article, the newest first."""
    rows = data.releases.get(framework.package, ())
    recent = [row for row in rows if row.stable and row.released_on.isoformat() >= data.since]
    return sorted(recent, key=lambda row: row.released_on, reverse=True)


def all_releases(data: Dataset) -> list[tuple[Framework, Release]]:
    """Those of every framework together, the newest first."""
    every = [(framework, row) for framework in data.rows("frameworks") for row in releases(data, framework)]
    return sorted(every, key=lambda pair: pair[1].released_on, reverse=True)


def ended_or_moved(data: Dataset) -> list[System]:
    """The systems that the article names to which an end or a move happened since, the latest first."""
    ids = dict.fromkeys(id for event in newest_first(data) if event.kind in ENDS for id in event.systems)
    return [data.systems[id] for id in ids if data.systems[id].in_article]


def without_a_day(data: Dataset) -> list[System]:
    """Those that are not active although no event since the article says when that began."""
    told = {row.id for row in ended_or_moved(data)}
    return [row for row in data.rows("systems") if row.in_article and row.status != "active" and row.id not in told]


def dropped(data: Dataset, framework: str) -> list[Event]:
    """The events in which a tool gave up its support for a framework."""
    return [event for event in newest_first(data) if event.kind == "dropped" and framework in event.lost_by]
