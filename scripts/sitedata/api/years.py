"""Releases since 2018 on one machine, as the API has them. In: sweeps through the years. Out: models."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.api import models as api
from sitedata.api.measurements import rounded
from sitedata.judge.year_lines import MAIN, OTHERS, lines
from sitedata.judge.years import Point, all_cores
from sitedata.load.dataset import Dataset
from sitedata.load.years import Years
from sitedata.schema.protocol.years import TASKS


def release_times(data: Dataset) -> list[api.ReleaseTime]:
    return [time for years in data.years.values() for time in _of(years)]


def _of(years: Years) -> Iterator[api.ReleaseTime]:
    for threads in sorted({1, all_cores(years)}):
        for task in TASKS:
            for line in lines(years, task, MAIN + OTHERS, threads):
                for model, point in line.cells.items():
                    yield _time(years, point, model, task, threads)


def _time(years: Years, point: Point, model: str, task: str, threads: int) -> api.ReleaseTime:
    known = point.processes > 1
    return api.ReleaseTime(
        sweep=years.id, framework=point.release.framework, version=point.release.version,
        released_on=point.release.released_on, model=model, task=task, mode=point.way.mode, variant=point.way.variant,
        threads=threads, step_time_ms=rounded(point.ms), low=rounded(point.interval.low) if known else None,
        high=rounded(point.interval.high) if known else None, coverage=rounded(point.interval.coverage),
        processes=point.processes,
    )  # fmt: skip
