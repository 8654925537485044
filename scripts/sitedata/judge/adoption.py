"""Readings of public counters over time.

In: ``data/adoption.csv``. Out: series without doubted readings, and when one passes another.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sitedata.load.dataset import Dataset
from sitedata.schema.tables import AdoptionPoint
from sitedata.text.values import day

Counts = list[tuple[datetime.date, int]]
"""Days and what was counted on them, oldest first."""


def doubted(row: AdoptionPoint, column: str) -> bool:
    return any(part.strip().startswith(f"{column}:") for part in (row.doubt or "").split("|"))


def series(data: Dataset, project: str, column: str) -> Counts:
    """The counter's known and undoubted readings of one project, oldest first."""
    rows = [row for row in data.rows("adoption") if row.project == project and getattr(row, column) is not None]
    return [
        (row.as_of, getattr(row, column)) for row in sorted(rows, key=lambda row: row.as_of) if not doubted(row, column)
    ]


def crossing(data: Dataset, column: str, ahead: str, behind: str) -> datetime.date | None:
    """The first day since which ``ahead`` led at every reading of both; None if it does not lead at the last one."""
    return lead(series(data, ahead, column), series(data, behind, column))


def lead(ahead: Counts, behind: Counts) -> datetime.date | None:
    """The first day since which one count is above the other at every reading of both; None if it ends below."""
    first, others = None, dict(behind)
    for as_of, value in ahead:
        if as_of in others:
            first = (first or as_of) if value > others[as_of] else None
    return first


def before(data: Dataset, column: str, project: str, until: datetime.date) -> datetime.date | None:
    """The last reading of a project before ``until``; None if there is none."""
    return max((as_of for as_of, _ in series(data, project, column) if as_of < until), default=None)


SAME_MONTH_DAYS = 7  # between two readings that are compared with each other


def listed(data: Dataset, project: str) -> Counts:
    """Downloads of a framework as the other list has them, oldest first."""
    return sorted((row.as_of, row.downloads) for row in data.rows("listed_downloads") if row.project == project)


def offsets(data: Dataset, projects: Iterable[str]) -> list[float]:
    """How many times as high the other list is, at every reading that both have within a week, smallest first."""
    ratios = []
    for project in projects:
        counts = series(data, project, "pypi_downloads_month")
        for as_of, listed_count in listed(data, project):
            near = [count for day_of, count in counts if abs((day_of - as_of).days) <= SAME_MONTH_DAYS and count]
            ratios += [listed_count / near[-1]] if near else []
    return sorted(ratios)


def no_newer(data: Dataset) -> str:
    """The day of the newest reading, and what is newer: the other list, or that nothing was found on a day."""
    rows = data.rows("adoption")
    if not rows:
        return "There is no reading yet."
    newest = max(row.as_of for row in rows)
    if (other := max((row.as_of for row in data.rows("listed_downloads")), default=newest)) > newest:
        return f"The newest reading is of {day(newest)}; another list, which counts otherwise, goes on to {day(other)}."
    looked = max(
        (data.sources[row.source_id].accessed for row in rows if row.source_id in data.sources), default=newest
    )
    return f"The newest reading is of {day(newest)}; no newer one was found on {day(looked)}."
