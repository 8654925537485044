"""What was true when: the newest releases of each day since 2018, compared with each other.

In: a sweep through the years and a rule of a claim. Out: for each day on which something was released, what the models
said from then on; and the spans in which all of them said the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Literal

from sitedata.judge.intervals import Interval, median_interval
from sitedata.judge.ratios import LEAST_BAND
from sitedata.load.years import Measured, Years
from sitedata.schema.protocol.years import Way, numbers, ways
from sitedata.schema.tables import ClaimRule
from sitedata.schema.years import YearRelease

BOTH = 0.975
"""The coverage of each of two intervals whose ends make one of a ratio: together they miss in at most 5 of 100."""
Says = Literal["less", "more", "tie", "unclear"]


@dataclass(frozen=True)
class Point:
    """The step of a model in one release, in milliseconds: the median of its processes, with an interval."""

    release: YearRelease
    way: Way
    ms: float
    interval: Interval
    processes: int


@dataclass(frozen=True)
class Moment:
    """From ``since`` on, until the next release: the newest PyTorch over the newest TensorFlow."""

    since: datetime.date
    pytorch: Point
    tensorflow: Point

    @property
    def ratio(self) -> float:
        return self.pytorch.ms / self.tensorflow.ms

    @property
    def ends(self) -> tuple[float, float]:
        ours, theirs = self.pytorch.interval, self.tensorflow.interval
        return ours.low / theirs.high, ours.high / theirs.low

    @property
    def says(self) -> Says:
        low, high = self.ends
        if min(self.pytorch.interval.coverage, self.tensorflow.interval.coverage) < BOTH:
            return "unclear"
        if high < 1 / LEAST_BAND:
            return "less"
        if low > LEAST_BAND:
            return "more"
        return "tie" if low >= 1 / LEAST_BAND and high <= LEAST_BAND else "unclear"


@dataclass(frozen=True)
class Span:
    """``until`` is the day on which a release ended it; None while it lasts. ``says`` is empty where models differ."""

    since: datetime.date
    until: datetime.date | None
    says: Says | Literal[""]


def points(years: Years, framework: str, model: str, task: str, threads: int, way: int = 0) -> list[Point]:
    """By the day of release; ``way`` 0 is the one that the documentation of its time taught."""
    made = []
    for (own, version), release in years.releases.items():
        offered = ways(own, version)
        if own != framework or way >= len(offered):
            continue
        run = offered[way]
        times = years.step_times_ms.get(Measured(own, version, run.mode, run.variant, threads, model, task))
        if times:
            made.append(Point(release, run, median(times), median_interval(times, BOTH), len(times)))
    return sorted(made, key=lambda point: point.release.released_on)


def moments(years: Years, model: str, task: str, threads: int) -> list[Moment]:
    """One for each day on which a release changed the newest pair."""
    known = {name: points(years, name, model, task, threads) for name in ("pytorch", "tensorflow")}
    days = sorted({point.release.released_on for own in known.values() for point in own})
    made = []
    for day in days:
        pair = {name: _newest(own, day) for name, own in known.items()}
        if all(pair.values()):
            made.append(Moment(day, pair["pytorch"], pair["tensorflow"]))
    return made


def _newest(own: Iterable[Point], day: datetime.date) -> Point | None:
    """The highest version that was out: a late fix of an old series is not the newest."""
    out = [point for point in own if point.release.released_on <= day]
    return max(out, key=lambda point: numbers(point.release.version), default=None)


def spans(years: Years, rule: ClaimRule, threads: int) -> list[Span]:
    """What all models of a rule say together, from the first release to today; those without a time are left out."""
    by_model = {model: moments(years, model, rule.task, threads) for model in rule.workloads}
    measured = {model: own for model, own in by_model.items() if own}
    days = sorted({moment.since for own in measured.values() for moment in own})
    said = []
    for day in days:
        now = [[moment for moment in own if moment.since <= day] for own in measured.values()]
        if all(now):
            answers = {own[-1].says for own in now}
            said.append((day, answers.pop() if len(answers) == 1 else ""))
    blocks = [(answer, [day for day, _ in block]) for answer, block in groupby(said, key=lambda one: one[1])]
    ends = [block[0] for _, block in blocks[1:]] + [None]
    return [Span(block[0], end, answer) for (answer, block), end in zip(blocks, ends, strict=True)]


def drift(years: Years) -> float:
    """How far the newest pair was from itself between the years: the largest factor between two of its times."""
    factors = [max(times) / min(times) for times in years.anchor_times_ms.values() if len(times) > 1]
    return max(factors, default=1.0)
