"""What happened to a framework or a system: releases, events and ends of support, for whoever wants to be told.

In: a data set. Out: items, the newest first.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sitedata.judge.endings import Ending, endings
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.tables import CERTAINTIES, Event, Release
from sitedata.text.values import day, first_day


@dataclass(frozen=True)
class Item:
    """``id`` never changes. ``known_on`` is the day of a release or an event, or that on which an end was recorded."""

    id: str
    kind: str
    title: str
    known_on: datetime.date
    page: str
    told: str


@dataclass(frozen=True)
class News:
    """Framework or system, by id → what happened to it."""

    frameworks: dict[str, list[Item]]
    systems: dict[str, list[Item]]


def news(data: Dataset) -> News:
    frameworks: defaultdict[str, list[Item]] = defaultdict(list)
    systems: defaultdict[str, list[Item]] = defaultdict(list)
    family = {row.id: row.family for row in data.rows("systems")}
    for row in data.rows("systems"):
        for release in data.releases.get(row.package or "", ()):
            if release.stable:
                item = _release(row.id, row.name, release)
                systems[row.id].append(item)
                frameworks[row.family].append(item)
    for event in data.rows("events"):
        item = _event(event)
        for id in event.systems:
            systems[id].append(item)
        for id in {*event.lost_by, *(family[one] for one in event.systems)}:
            frameworks[id].append(item)
    for one in endings(data):
        item = _end(one)
        for id in one.row.systems:
            systems[id].append(item)
        for id in one.row.frameworks:
            frameworks[id].append(item)
    return News(
        {id: newest(frameworks.get(id, ())) for id in NAMES},
        {row.id: newest(systems.get(row.id, ())) for row in data.rows("systems")},
    )


def newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.known_on, item.id), reverse=True)


def _release(id: str, name: str, row: Release) -> Item:
    return Item(
        f"release/{id}/{row.version}", "release", f"{name} {row.version}", row.released_on, f"ecosystem/{id}/",
        f"{name} {row.version} was released on {day(row.released_on)}.",
    )  # fmt: skip


def _event(row: Event) -> Item:
    known_on = datetime.date.fromisoformat(first_day(row.happened_on))
    return Item(f"event/{row.id}", row.kind, row.what, known_on, f"since-2025/#{row.id}", row.what)


def _end(one: Ending) -> Item:
    row = one.row
    title = f"Support ends {'on' if one.exact else 'in'} {day(row.ends_on)}: {row.what}"
    told = f"{row.reason} The day is {row.certainty}: {CERTAINTIES[row.certainty]}."
    return Item(f"end/{row.id}", "end", title, row.checked_on, f"what-ends/#{row.id}", told)
