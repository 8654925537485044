"""Readings of public counters over time. In: ``data/adoption.csv``. Out: series without what is doubted, and when one passes another."""

from __future__ import annotations

import datetime

from sitedata.dataset import Dataset
from sitedata.schema import AdoptionPoint


def doubted(row: AdoptionPoint, column: str) -> bool:
    return any(part.strip().startswith(f"{column}:") for part in (row.doubt or "").split("|"))


def series(data: Dataset, project: str, column: str) -> list[tuple[datetime.date, int]]:
    """The counter's known and undoubted readings of one project, oldest first."""
    rows = [row for row in data.rows("adoption") if row.project == project and getattr(row, column) is not None]
    return [(row.as_of, getattr(row, column)) for row in sorted(rows, key=lambda row: row.as_of) if not doubted(row, column)]


def crossing(data: Dataset, column: str, ahead: str, behind: str) -> datetime.date | None:
    """The first day since which ``ahead`` has the larger count at every reading of both; nothing if it does not lead at the last one."""
    first, others = None, dict(series(data, behind, column))
    for day, value in series(data, ahead, column):
        if day in others:
            first = (first or day) if value > others[day] else None
    return first


def before(data: Dataset, column: str, project: str, day: datetime.date) -> datetime.date | None:
    """The last reading of a project before ``day``; nothing if there is none."""
    return max((each for each, _ in series(data, project, column) if each < day), default=None)
