"""What defaults did to accuracy in releases since 2018. In: ``release_accuracy``. Out: medians over seeds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from sitedata.judge.release_days import release_days
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.years import numbers
from sitedata.schema.tables import ReleaseAccuracy

EARLY, LAST = "early_accuracy", "last_accuracy"


@dataclass(frozen=True)
class Learned:
    """Test accuracy of one release in percent, by seed."""

    framework: str
    version: str
    released_on: datetime.date
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)


def learned(data: Dataset, arm: str, optimizer: str, moment: str) -> dict[str, list[Learned]]:
    """Framework → releases by day; ``moment`` is :data:`EARLY` or :data:`LAST`."""
    days = release_days(data)
    by_release: dict[tuple[str, str], list[ReleaseAccuracy]] = {}
    for row in data.rows("release_accuracy"):
        if (row.arm, row.optimizer) == (arm, optimizer):
            by_release.setdefault((row.framework, row.version), []).append(row)
    made: dict[str, list[Learned]] = {}
    for (framework, version), rows in sorted(by_release.items(), key=lambda one: (one[0][0], numbers(one[0][1]))):
        if day := days.get((framework, version)):
            values = tuple(getattr(row, moment) for row in rows)
            made.setdefault(framework, []).append(Learned(framework, version, day, values))
    return {name: sorted(own, key=lambda one: one.released_on) for name, own in made.items()}


def cost(data: Dataset, framework: str, optimizer: str, moment: str) -> dict[str, float]:
    """Release → by how many points its own defaults end below the matched recipe: the median over seeds."""
    matched, own = (learned(data, arm, optimizer, moment).get(framework, []) for arm in ("matched", "own-defaults"))
    base = {one.version: one.median for one in matched}
    return {one.version: base[one.version] - one.median for one in own if one.version in base}


def span(values: Iterable[float]) -> tuple[float, float] | None:
    known = list(values)
    return (min(known), max(known)) if known else None
