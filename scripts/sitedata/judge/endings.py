"""What ends when: support of releases, Pythons, CUDA versions, platforms and companions.

In: ``ends`` and a day. Out: ends in the order in which they come, and those of a framework or a system.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.schema.tables import End

SOON_DAYS = 90


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
