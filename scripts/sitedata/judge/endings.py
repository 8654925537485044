"""What ends when: support of releases, Pythons, CUDA versions, platforms and companions.

In: ``ends`` and a day. Out: ends in the order in which they come, and those of a framework or a system.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.schema.tables import End

SOON_DAYS, AHEAD_DAYS = 90, 365
CLOSING_VERSION = re.compile(r"(?<= )\d+(?:\.\d+)*$")


@dataclass(frozen=True)
class Ending:
    """``day`` is the last one of support: that of the month where no source has the day."""

    row: End
    day: datetime.date

    @property
    def exact(self) -> bool:
        return len(self.row.ends_on) == len("2027-05-24")


@dataclass(frozen=True)
class Endings:
    """As seen on a day: ``soon`` are those within :data:`SOON_DAYS`, the next first; ``over`` has the latest first."""

    soon: tuple[Ending, ...]
    later: tuple[Ending, ...]
    over: tuple[Ending, ...]


def ending(row: End) -> Ending:
    parts = [int(part) for part in row.ends_on.split("-")]
    year, month = parts[:2]
    return Ending(row, datetime.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]))


def endings(data: Dataset) -> list[Ending]:
    return sorted((ending(row) for row in data.rows("ends")), key=lambda one: (one.day, one.row.id))


def seen_on(day: datetime.date, every: Iterable[Ending]) -> Endings:
    ahead, over = [], []
    for one in every:
        (ahead if one.day >= day else over).append(one)
    until = day + datetime.timedelta(days=SOON_DAYS)
    return Endings(
        tuple(one for one in ahead if one.day <= until),
        tuple(one for one in ahead if one.day > until),
        tuple(reversed(over)),
    )


def of_framework(framework: str, every: Iterable[Ending]) -> list[Ending]:
    return [one for one in every if framework in one.row.frameworks]


def of_system(system: str, every: Iterable[Ending]) -> list[Ending]:
    return [one for one in every if system in one.row.systems]


@dataclass(frozen=True)
class Parts:
    """What a way is built of: releases such as ``pkg:pypi/torch@2.15.0``, a Python, frameworks and systems by id."""

    releases: tuple[str, ...] = ()
    python: str | None = None
    frameworks: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()


def of_parts(parts: Parts, data: Dataset, day: datetime.date) -> list[Ending]:
    """Ends of one of its parts that are over on that day, or will be within :data:`AHEAD_DAYS`."""
    pinned = dict(release.rsplit("@", 1) for release in parts.releases)
    versions = {row.id: pinned[row.package] for row in data.rows("systems") if row.package in pinned}
    names = {data.systems[id].name for id in (*parts.systems, *versions)}
    until = day + datetime.timedelta(days=AHEAD_DAYS)
    soon = [one for one in endings(data) if one.day <= until]
    return [one for one in soon if _of_python(one.row, parts) or _of_release(one.row, versions, names)]


def _of_python(row: End, parts: Parts) -> bool:
    """``Python 3.12``, or ``Python 3.12 in JAX`` for what is written in JAX."""
    python, _, among = row.what.partition(" in ")
    return python == f"Python {parts.python}" and (not among or not set(row.frameworks).isdisjoint(parts.frameworks))


def _of_release(row: End, versions: Mapping[str, str], names: Collection[str]) -> bool:
    """Of the version with which its words close, or of a whole system: ``torchaudio's decoding`` is neither."""
    if closing := CLOSING_VERSION.search(row.what):
        return any(f"{versions.get(id, '')}.".startswith(f"{closing[0]}.") for id in row.systems)
    return row.what.partition(", ")[0] in names
