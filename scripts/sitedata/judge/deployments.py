"""What a way out of a framework costs. In: a measurement of deployment. Out: times, memory and sizes, by way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import geometric_mean, median, quantiles
from weakref import WeakKeyDictionary

from sitedata.judge.intervals import Interval, median_interval
from sitedata.judge.ratios import LEAST_BAND
from sitedata.load.deployments import Deployment
from sitedata.schema.protocol.conversions import MODELS
from sitedata.schema.protocol.deployment import WAYS
from sitedata.text.values import listed

NO_DEPLOYMENT = "no measurement in data/deployments"
OWN = {"tensorflow": "tensorflow-savedmodel", "pytorch": "pytorch-eager"}
"""Framework → the way that is the framework itself, without a compiler or another runtime."""
OF_MEMORY = "resnet20"
"""The model of which memory and start are told: nearly all that they take is the runtime's."""


@dataclass(frozen=True)
class Point:
    """A request, in milliseconds: the median of the processes' medians; ``p99`` is of all their requests together."""

    way: str
    model: str
    ms: float
    interval: Interval
    p99: float
    processes: int
    requests: int


@dataclass(frozen=True)
class Cost:
    """Medians over processes. ``start_ms`` is the time until the first request is answered."""

    ready_ms: float
    first_ms: float
    start_ms: float
    resident_mib: float | None
    peak_mib: float | None


def shown(deployments: Mapping[str, Deployment]) -> Deployment | None:
    """The one that pages are about: the newest."""
    return max(deployments.values(), key=lambda one: one.id.rsplit("-", 1)[-1], default=None)


_POINTS: WeakKeyDictionary[Deployment, dict[tuple[str, str], Point]] = WeakKeyDictionary()


def points(deployment: Deployment) -> Mapping[tuple[str, str], Point]:
    """Way and model → its request; of what was measured only. Computed once: a page asks for it many times."""
    if deployment not in _POINTS:
        _POINTS[deployment] = _points(deployment)
    return _POINTS[deployment]


def answered(of: Mapping[tuple[str, str], Point], group: str = "process") -> dict[tuple[str, str], Point]:
    """Those of one group: each is compared with its like."""
    return {(way, model): point for (way, model), point in of.items() if WAYS[way].group == group}


def _points(deployment: Deployment) -> dict[tuple[str, str], Point]:
    made = {}
    for way in WAYS:
        for model in MODELS:
            if times := [*deployment.medians_ms.get((way, model), {}).values()]:
                runs = deployment.runs[way, model]
                every = [ms for run in runs for ms in deployment.call_times_ms.get(run.id, ())]
                made[way, model] = Point(
                    way, model, median(times), median_interval(times), _percentile_99(every), len(times), len(every)
                )
    return made


def _percentile_99(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98] if len(times) > 1 else math.nan


@dataclass(frozen=True)
class Relative:
    """How many times the fastest way's a request takes, over :func:`common_models`; the interval is that of rounds."""

    times: float
    interval: Interval


def relative(deployment: Deployment, group: str = "process") -> dict[str, Relative]:
    """By way of a group: the median over rounds of the geometric mean over models."""
    of = answered(points(deployment), group)
    ways, common = [way for way in WAYS if any(way == own for own, _ in of)], common_models(of)
    fastest = {model: min(of[way, model].ms for way in ways) for model in common}
    made = {}
    for way in ways if common else ():
        by_round = [deployment.medians_ms[way, model] for model in common]
        rounds = sorted(set.intersection(*map(set, by_round)))
        means = [
            geometric_mean(own[number] / fastest[model] for own, model in zip(by_round, common, strict=True))
            for number in rounds
        ]
        if means:
            made[way] = Relative(median(means), median_interval(means))
    return made


def common_models(of: Mapping[tuple[str, str], Point]) -> list[str]:
    ways = {way for way, _ in of}
    return [model for model in MODELS if ways and all((way, model) in of for way in ways)]


def best_beside(of: Mapping[tuple[str, str], Point], framework: str) -> tuple[str, float] | None:
    """Of a framework's other ways the fastest, and how many times as fast as the framework itself; None for a tie.

    As the geometric mean over :func:`common_models`, so that all ways are compared over the same.
    """
    own, common = OWN[framework], common_models(of)
    factors = {
        way: geometric_mean(of[own, model].ms / of[way, model].ms for model in common)
        for way, known in WAYS.items()
        if known.framework == framework and way != own and known.sizes and common and (way, common[0]) in of
        and (own, common[0]) in of
    }  # fmt: skip
    best = max(factors, key=factors.__getitem__, default="")
    return (best, factors[best]) if best and factors[best] > LEAST_BAND else None


def apart(one: Point, other: Point) -> bool:
    """Do their intervals not overlap?"""
    return one.interval.high < other.interval.low or other.interval.high < one.interval.low


WARMING = 1.15
"""A request over the one in the last quarter of its window: above it a server was not warm yet."""
OUTSIDE = {"LiteRT.js": "litert", "ONNX Runtime Web": "onnx"}
"""Runtime of a page → the same project's runtime outside a browser, as a way's name ends."""


def slower_in_browsers(
    of: Mapping[tuple[str, str], Point], runtime: str, browser: str = "chromium"
) -> tuple[float, float] | None:
    """How many times as long a page takes as the same runtime outside, at least and at most over models and frameworks.

    ``of`` are all points; one of a single process is left out. None where the two have no model in common.
    """
    name = OUTSIDE[runtime]
    factors = [
        point.ms / outside.ms
        for (way, model), point in of.items()
        if WAYS[way].title == runtime and WAYS[way].served_in == browser and point.processes > 1
        and (outside := of.get((f"{WAYS[way].framework}-{name}", model)))
    ]  # fmt: skip
    return (min(factors), max(factors)) if factors else None


def finding_in_browsers(of: Mapping[tuple[str, str], Point]) -> str:
    """``What a page costs: in Chromium ONNX Runtime Web takes 1.6 to 6.0 times as long as outside, …``."""
    found = {runtime: slower_in_browsers(of, runtime) for runtime in OUTSIDE}
    told = [f"{runtime} takes {span_of(ends)} times" for runtime, ends in found.items() if ends]
    return f"What a page costs: in Chromium {listed(told)} as long as outside, by model" if told else ""


def span_of(factors: Iterable[float]) -> str:
    """``1.6 to 6.0``, or the one, with two significant digits; empty without any."""
    every = sorted(factors)
    return " to ".join(dict.fromkeys(two(factor) for factor in every[:1] + every[-1:]))


def two(value: float) -> str:
    """Two significant digits: ``0.019``, ``2.9``, ``115``."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.2g}".rstrip(".")


@dataclass(frozen=True)
class Rounded:
    """What 8-bit integers gain and cost: in times of float32, in files of MiB, and as shares of the test."""

    way: str
    model: str
    ms: Point
    float_ms: Point
    file_mib: float
    float_file_mib: float
    accuracy: float
    float_accuracy: float

    @property
    def times_as_fast(self) -> float:
        return self.float_ms.ms / self.ms.ms

    @property
    def decided(self) -> bool:
        """Are the intervals of the two times apart?"""
        return apart(self.ms, self.float_ms)

    @property
    def times_as_small(self) -> float:
        return self.float_file_mib / self.file_mib

    @property
    def lost(self) -> float:
        """Of accuracy, in percentage points; negative if it gained."""
        return (self.float_accuracy - self.accuracy) * 100


def rounded(deployment: Deployment) -> list[Rounded]:
    """In the order of ways and models, where both this way and the one in float32 answer."""
    of, made = points(deployment), []
    for (way, model), point in answered(of, "int8").items():
        row, source = deployment.models[way, model], (WAYS[way].rounded_from, model)
        if source in of and row.accuracy is not None:
            size = deployment.models[source].file_mib
            made.append(
                Rounded(way, model, point, of[source], row.file_mib, size, row.accuracy, row.float_accuracy)
            )  # fmt: skip
    return made


@dataclass(frozen=True)
class Served:
    """A server: one request after the other, and how many a second it answers to several clients at once.

    ``alone`` is the same runtime and file in a process without a server. ``start_s`` is the time until the first
    request is answered. ``last_ms`` is a request in the last quarter of a process's window, in the median process.
    """

    point: Point
    alone: Point
    per_s: float
    per_s_interval: Interval
    client_cores: float
    start_s: float
    resident_mib: float | None
    last_ms: float

    @property
    def warming(self) -> bool:
        """Did requests still become shorter while they were timed?"""
        return self.point.ms > WARMING * self.last_ms


def served(deployment: Deployment) -> list[Served]:
    """In the order of ways and models."""
    of, made = points(deployment), []
    for (way, model), point in answered(of, "server").items():
        runs = [run for run in deployment.runs[way, model] if run.requests_per_s is not None]
        alone = of.get((WAYS[way].ships, model))
        if runs and alone:
            rates = [run.requests_per_s for run in runs]
            made.append(Served(
                point, alone, median(rates), median_interval(rates), median(run.client_cores for run in runs),
                median(run.ready_ms + (run.first_ms or 0.0) for run in runs) / 1000,
                _median(run.resident_mib for run in runs),
                median(median(_last_quarter(deployment.call_times_ms.get(run.id, [point.ms]))) for run in runs),
            ))  # fmt: skip
    return made


def _last_quarter(times: list[float]) -> list[float]:
    return times[3 * len(times) // 4 :]


def finding(of: Mapping[tuple[str, str], Point]) -> str:
    """``ONNX Runtime answers 2.9 times as fast as eager PyTorch, LiteRT 7.4 times as fast as a SavedModel``."""
    own = {"pytorch": "eager PyTorch", "tensorflow": "TensorFlow's SavedModel"}
    found = {framework: best for framework in own if (best := best_beside(of, framework))}
    said: dict[str, list[str]] = {}
    for framework, (way, factor) in found.items():
        said.setdefault(WAYS[way].title, []).append(f"{factor:.2g} times as fast as {own[framework]}")
    first, *others = [f"{runtime} answers {' and '.join(words)}" for runtime, words in said.items()] or [""]
    return ", ".join([first, *(words.replace(" answers", "") for words in others)])


def cost(deployment: Deployment, way: str, model: str = OF_MEMORY) -> Cost | None:
    runs = deployment.runs.get((way, model), [])
    if not runs:
        return None
    return Cost(
        median(run.ready_ms for run in runs if run.ready_ms is not None),
        median(run.first_ms for run in runs if run.first_ms is not None),
        median(run.ready_ms + run.first_ms for run in runs if None not in (run.ready_ms, run.first_ms)),
        _median(run.resident_mib for run in runs),
        _median(run.peak_mib for run in runs),
    )


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def shipped_mib(deployment: Deployment, way: str) -> float | None:
    """What a service without a GPU installs: all packages, less those that only a GPU needs. None in a browser."""
    row = deployment.ways.get(way)
    if row is None or row.installed_mib is None:
        return None
    return row.installed_mib - (row.for_gpus_mib or 0.0)


def last_day(deployment: Deployment) -> str:
    return max(run.started_at for run in deployment.rows("runs"))[:10]
