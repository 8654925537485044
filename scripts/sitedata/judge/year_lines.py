"""What a sweep through the years has for each release: times, what another way of running changes, what it takes.

In: a sweep. Out: lines of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

from sitedata.judge.years import PYTORCH, TENSORFLOW, Point, all_cores, points
from sitedata.load.years import Years
from sitedata.schema.protocol.years import MODELS, ways
from sitedata.schema.years import YearRelease

MAIN = (TENSORFLOW, PYTORCH)
OTHERS = ("pytorch mkl-avx2", "tensorflow onednn", "tensorflow eager", "pytorch compiled")
"""What a release offers beside what its documentation taught, or what explains its speed."""
Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Line(Generic[Cell]):
    """A release, run one way, with what it has for each model."""

    release: YearRelease
    mode: str
    variant: str
    cells: Mapping[str, Cell]


def lines(years: Years, task: str, sides: tuple[str, ...] = MAIN, threads: int = 0) -> Iterator[Line[Point]]:
    """Side by side, each by the day of release; with all cores unless ``threads`` says otherwise."""
    for side in sides:
        of_release: dict[str, dict[str, Point]] = {}
        for model in MODELS:
            for point in points(years, side, model, task, threads or all_cores(years)):
                of_release.setdefault(point.release.version, {})[model] = point
        for cells in sorted(of_release.values(), key=lambda cells: first_of(cells).release.released_on):
            point = first_of(cells)
            yield Line(point.release, point.way.mode, point.way.variant, cells)


def first_of(cells: Mapping[str, Point]) -> Point:
    return next(iter(cells.values()))


def beside(years: Years, task: str) -> Iterator[Line[float]]:
    """The time of each other way over that of the main way of the same release."""
    main = {(line.release.framework, line.release.version): line.cells for line in lines(years, task)}
    for line in lines(years, task, OTHERS):
        of = main.get((line.release.framework, line.release.version), {})
        cells = {model: point.ms / of[model].ms for model, point in line.cells.items() if model in of}
        if cells:
            yield Line(line.release, line.mode, line.variant, cells)


def costs(years: Years, release: YearRelease) -> dict[str, float]:
    """Medians over its processes with all cores: ``import_ms``, ``resident_mib`` after it, and ``first_ms``.

    The last is the time to build ResNet-20 and to make its first training step, after the import.
    """
    way = ways(release.framework, release.version)[0]
    own = (release.framework, release.version, way.mode, way.variant, all_cores(years))
    runs = {
        run.id: run for run in years.rows("runs")
        if (run.framework, run.version, run.mode, run.variant, run.threads) == own
        and run.status == "ok" and not run.anchor
    }  # fmt: skip
    steps = [row for row in years.rows("steps") if row.run_id in runs and row.first_ms is not None]
    known = {
        "import_ms": [run.import_ms for run in runs.values() if run.import_ms is not None],
        "resident_mib": [run.resident_mib for run in runs.values() if run.resident_mib is not None],
        "first_ms": [
            row.build_ms + row.first_ms for row in steps if (row.model, row.task) == ("resnet20", "training")
        ],
    }  # fmt: skip
    return {name: median(values) for name, values in known.items() if values}
