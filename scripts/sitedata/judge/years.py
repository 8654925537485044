"""What was true when: the newest releases of each day since 2018, compared with each other.

In: sweeps through the years and a rule of a claim. Out: for each day on which something was released, what the models
said from then on; and the spans in which all of them said the same.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import geometric_mean, median
from typing import Literal

from sitedata.judge.intervals import Interval, median_interval
from sitedata.judge.ratios import LEAST_BAND
from sitedata.judge.rules import verdict_of
from sitedata.load.dataset import Dataset
from sitedata.load.years import Measured, Years
from sitedata.schema.protocol.years import MODELS, Way, numbers, ways
from sitedata.schema.tables import ClaimRule
from sitedata.schema.years import YearRelease

LEAST_SWEEPS = 2
"""Sweeps, on different machines or days, that must agree before a span is told as what was so."""
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
    """From ``since`` on, until the next release: the newest release of one side over that of the other."""

    since: datetime.date
    of: Point
    over: Point
    band: float = LEAST_BAND

    @property
    def ratio(self) -> float:
        return self.of.ms / self.over.ms

    @property
    def ends(self) -> tuple[float, float]:
        return self.of.interval.low / self.over.interval.high, self.of.interval.high / self.over.interval.low

    @property
    def says(self) -> Says:
        low, high = self.ends
        if min(self.of.interval.coverage, self.over.interval.coverage) < BOTH:
            return "unclear"
        if high < 1 / self.band:
            return "less"
        if low > self.band:
            return "more"
        return "tie" if low >= 1 / self.band and high <= self.band else "unclear"


@dataclass(frozen=True)
class Span:
    """``until`` is the day on which a release ended it; None while it lasts. ``says`` is empty where models differ."""

    since: datetime.date
    until: datetime.date | None
    says: Says | Literal[""]


PYTORCH, TENSORFLOW = "pytorch main", "tensorflow main"
"""Sides of a comparison, as the documentation of each time taught."""
SIDES = {"pytorch eager": PYTORCH, "tensorflow tf.function": TENSORFLOW, "tensorflow eager": "tensorflow eager"}
"""Side of a rule → what is asked of a sweep; before ``tf.function`` people ran a session."""
METRIC = "step_time_ms"


def asks(rule: ClaimRule) -> bool:
    """Can a sweep through the years answer this rule?"""
    return (
        rule.device == "cpu" and rule.metric == METRIC and {rule.of, rule.over} <= SIDES.keys()
        and any(model in MODELS for model in rule.workloads)
    )  # fmt: skip


def way_of(framework: str, version: str, kind: str) -> Way | None:
    """``main``, a mode, or a variant of which ``kind`` is the beginning; None where that release has none."""
    offered = ways(framework, version)
    if kind == "main":
        return offered[0]
    return next(
        (way for way in offered if (way.mode == kind and way.variant == "plain") or way.variant.startswith(kind)), None
    )


def all_cores(years: Years) -> int:
    return max((run.threads for run in years.rows("runs")), default=1)


def machine_of(years: Years) -> str:
    """``AMD EPYC, 2 cores``."""
    return f"{years.facts.get('cpu-model', 'a CPU')}, {all_cores(years)} cores"


def points(years: Years, side: str, model: str, task: str, threads: int) -> list[Point]:
    """By version: a late fix of an old series stands before the next one.

    ``side`` is a framework and what :func:`way_of` takes, as ``pytorch compiled``.
    """
    framework, kind = side.split(" ")
    made = []
    for (own, version), release in years.releases.items():
        way = way_of(own, version, kind) if own == framework else None
        times = years.step_times_ms.get(
            Measured(own, version, way.mode, way.variant, threads, model, task) if way else ()
        )
        if way and times:
            made.append(Point(release, way, median(times), median_interval(times, BOTH), len(times)))
    return sorted(made, key=lambda point: numbers(point.release.version))


def moments(
    years: Years, model: str, task: str, threads: int, of: str = PYTORCH, over: str = TENSORFLOW
) -> list[Moment]:
    """One for each day on which a release changed the newest pair."""
    known = [points(years, side, model, task, threads) for side in (of, over)]
    days = sorted({point.release.released_on for own in known for point in own})
    band, made = tie_band(years), []
    for day in days:
        pair = [_newest(own, day) for own in known]
        if all(pair):
            made.append(Moment(day, *pair, band))
    return made


def _newest(own: Iterable[Point], day: datetime.date) -> Point | None:
    """The highest version that was out: a late fix of an old series is not the newest."""
    out = [point for point in own if point.release.released_on <= day]
    return max(out, key=lambda point: numbers(point.release.version), default=None)


def said(years: Years, rule: ClaimRule) -> dict[datetime.date, Says | Literal[""]]:
    """Day of a release → what all models of a rule say together from then on; those without a time are left out."""
    sides = SIDES[rule.of], SIDES[rule.over]
    by_model = {model: moments(years, model, rule.task, all_cores(years), *sides) for model in rule.workloads}
    return {day: now[0] if len(set(now)) == 1 else "" for day, now in _by_day(by_model.values())}


def _by_day(by_model: Iterable[list[Moment]]) -> Iterator[tuple[datetime.date, list[Says]]]:
    """What each measured model says from a day on, once all of them say something."""
    measured = [own for own in by_model if own]
    for day in sorted({moment.since for own in measured for moment in own}):
        now = [[moment for moment in own if moment.since <= day] for own in measured]
        if all(now):
            yield day, [own[-1].says for own in now]


def spans(sweeps: Sequence[Years], rule: ClaimRule) -> list[Span]:
    """What the models of a rule say together, from the first release to today, where all of these sweeps agree.

    A release that only some of them measured can end what was said, and begin nothing: then it is unclear.
    """
    by_sweep = [(_newest_measured(years), own) for years in sweeps if (own := said(years, rule))]
    days = sorted({day for _, own in by_sweep for day in own})
    together: list[tuple[datetime.date, Says | Literal[""]]] = []
    for day in days:
        now = [(newest(day), _at(own, day)) for newest, own in by_sweep]
        if any(answer is None for _, answer in now):
            continue
        names = {name for out, _ in now for name in out}
        newest = {name: max((out.get(name, "0") for out, _ in now), key=numbers) for name in names}
        speaking = {answer for out, answer in now if out == newest}
        whole = all(out == newest for out, _ in now)
        agreed = speaking if whole else {*speaking, *(answer for _, answer in together[-1:])}
        known = len(agreed) == 1 and (whole or together)
        together.append((day, agreed.pop() if known else "unclear"))
    blocks = [(answer, [day for day, _ in block]) for answer, block in groupby(together, key=lambda one: one[1])]
    ends = [block[0] for _, block in blocks[1:]] + [None]
    return [Span(block[0], end, answer) for (answer, block), end in zip(blocks, ends, strict=True)]


def _newest_measured(years: Years) -> Callable[[datetime.date], dict[str, str]]:
    """What says of a day the highest version of each framework that was out and that this sweep measured."""
    measured = [row for row in years.releases.values() if row.outcome == "measured"]

    def on(day: datetime.date) -> dict[str, str]:
        out: dict[str, str] = {}
        for row in measured:
            if row.released_on <= day and numbers(row.version) > numbers(out.get(row.framework, "0")):
                out[row.framework] = row.version
        return out

    return on


def _at(own: Mapping[datetime.date, Says | Literal[""]], day: datetime.date) -> Says | Literal[""] | None:
    """What was said last by that day."""
    return next((own[since] for since in sorted(own, reverse=True) if since <= day), None)


def outcome(says: Says | Literal[""], expected: str) -> str:
    """``holds``, ``contradicted``, ``tie`` or ``unclear``; empty where models differ."""
    return says if says in ("", "unclear") else verdict_of(says, expected)


OUTCOMES = {
    "holds": "holds", "partly": "holds in part", "contradicted": "contradicted", "tie": "a tie", "unclear": "unclear",
    "": "models differ",
}  # fmt: skip
"""Outcome → its words."""


@dataclass(frozen=True)
class Held:
    """What became of a sentence from a day on: see :data:`OUTCOMES`. ``until`` is None while it lasts.

    ``ended_by`` is the release that ended it, where one did; empty where several decide.
    """

    since: datetime.date
    until: datetime.date | None
    outcome: str
    ended_by: str = ""


def held(sweeps: Sequence[Years], rule: ClaimRule) -> list[Held]:
    """What sweeps say together of a claim's rule, from the first release to today."""
    return [Held(span.since, span.until, outcome(span.says, rule.expected)) for span in spans(sweeps, rule)]


def confirmed(sweeps: Mapping[str, Years], rule: ClaimRule) -> list[Held]:
    """The same, of at least :data:`LEAST_SWEEPS` sweeps of other machines or days; empty with fewer."""
    kept = enough(sweeps)
    return held(kept, rule) if kept else []


def confirmed_for(data: Dataset, claim: str) -> list[Held]:
    """From when to when a claim held; empty where no sweep can say it, or fewer than are needed."""
    rule = rules(data).get(claim)
    return confirmed(data.years, rule) if rule else []


@dataclass(frozen=True)
class Score:
    """From ``since`` on: of so many models, with how many each framework is faster beyond the tie band."""

    since: datetime.date
    models: int
    tensorflow: int
    pytorch: int


def scores(years: Years, task: str) -> list[Score]:
    """One for each day on which a release changed the newest pair, once both are there for every model."""
    by_model = (moments(years, model, task, all_cores(years)) for model in MODELS)
    return [Score(day, len(now), now.count("more"), now.count("less")) for day, now in _by_day(by_model)]


def leads(score: Score) -> str:
    """``TensorFlow faster with 4 of 6 models, PyTorch with none``."""
    if not score.tensorflow and not score.pytorch:
        return f"neither clearly faster with any of {score.models} models"
    tensorflow, pytorch = score.tensorflow or "none", score.pytorch or "none"
    return f"TensorFlow faster with {tensorflow} of {score.models} models, PyTorch with {pytorch}"


JUMP = 1.25
"""The factor from which on a change between two releases is told, where sweeps agree on it."""


def jumps(sweeps: Mapping[str, Years], model: str, task: str) -> dict[tuple[str, str], float]:
    """Framework and release → the factor by which steps became longer or shorter than in the release before.

    Only where every sweep shows it in the same direction, beyond the intervals of both, and there are at least
    :data:`LEAST_SWEEPS` of other machines or days. The factor is the one nearest to 1.
    """
    kept = enough(sweeps)
    if not kept:
        return {}
    found: list[dict[tuple[str, str, str], float]] = []
    for years in kept:
        own: dict[tuple[str, str, str], float] = {}
        for side in (PYTORCH, TENSORFLOW):
            run = points(years, side, model, task, all_cores(years))
            for before, after in pairwise(run):
                factor = after.ms / before.ms
                apart = after.interval.low > before.interval.high or after.interval.high < before.interval.low
                if apart and not 1 / JUMP < factor < JUMP:
                    own[after.release.framework, before.release.version, after.release.version] = factor
        found.append(own)
    alike = {}
    for framework, before, after in set.intersection(*(set(own) for own in found)):
        factors = [own[framework, before, after] for own in found]
        if min(factors) > 1 or max(factors) < 1:
            alike[framework, after] = min(factors, key=lambda factor: abs(math.log(factor)))
    return alike


def independent(sweeps: Mapping[str, Years]) -> list[Years]:
    """The newest of each machine and day."""
    return list({id.rsplit("t", 1)[0]: years for id, years in sorted(sweeps.items())}.values())


def enough(sweeps: Mapping[str, Years]) -> list[Years]:
    """Those, where there are as many as must agree; else none."""
    kept = independent(sweeps)
    return kept if len(kept) >= LEAST_SWEEPS else []


def shown(sweeps: Mapping[str, Years]) -> Years | None:
    """The one that pages are about: of those with the most releases the newest."""
    return max(sweeps.values(), key=lambda years: (len(years.releases), years.id.rsplit("-", 1)[-1]), default=None)


NO_SWEEP = "no sweep through the years in data/years"


def last_day(years: Years) -> datetime.date:
    """The day (UTC) on which its last process started."""
    return datetime.date.fromisoformat(max(run.started_at for run in years.rows("runs"))[:10])


def first_day(years: Years) -> datetime.date:
    """The same of its first process, which names a sweep beside another that ended on that day."""
    return datetime.date.fromisoformat(min(run.started_at for run in years.rows("runs"))[:10])


def raw_files(years: Years) -> list[tuple[str, str]]:
    """Name and path on the site of the files with its raw values."""
    names = ("releases.csv", "agreement.csv", "runs.csv", "steps.csv.gz")
    return [(name, f"data/years/{years.id}/{name}") for name in names]


def rules(data: Dataset) -> dict[str, ClaimRule]:
    """Claim → the rule that a sweep through the years can answer."""
    return {rule.claim_id: rule for rule in data.rows("claim_rules") if asks(rule)}


@dataclass(frozen=True)
class Drift:
    """How far the machine was from itself between the years, as factors: in half of the measurements, and at most."""

    half: float
    most: float


def drift(years: Years) -> Drift:
    """What the newest pair, measured once wherever a new year began, says of the machine.

    A measurement is the geometric mean over models and tasks, each over its own median: one process, so that ``most``
    holds what chance does to a single process too.
    """
    factors = []
    for framework in ("pytorch", "tensorflow"):
        own = [times for key, times in years.anchor_times_ms.items() if key.framework == framework]
        middles = [median(times) for times in own]
        for place in range(min(map(len, own), default=0)):
            mean = geometric_mean(times[place] / middle for times, middle in zip(own, middles, strict=True))
            factors.append(max(mean, 1 / mean))
    return Drift(median(factors), max(factors)) if factors else Drift(1.0, 1.0)


def tie_band(years: Years) -> float:
    """The factor up to which a difference is a tie: at least as in the benchmark, and as far as the machine drifts."""
    return max(LEAST_BAND, drift(years).half)
