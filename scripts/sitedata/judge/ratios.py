"""Two contestants of an environment compared with each other.

In: their runs. Out: the ratio of a metric, with its interval and outcome. A ratio is paired by round. How far equal
things differ (the A/A controls) decides how near to 1 a ratio counts as a tie.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Literal
from weakref import WeakKeyDictionary

from sitedata.judge.intervals import LEVEL, clustered_interval, counted, stepped_down
from sitedata.load.environments import CONTESTANT, Environment, contestant_of
from sitedata.schema.environments import Run

Outcome = Literal["tie", "less", "more", "unclear"]

LEAST_BAND = 1.10
"""Factor below which a difference counts as a tie.

In a first trial 80 A/A pairs differed by 4 % in the median and by 13 % in the worst tenth, so a tenth is what a reader
may expect between equal things on a small machine.
"""


@dataclass(frozen=True)
class Ratio:
    """A metric of ``a`` over that of ``b``, for each ``(sweep, round)`` in which both were measured.

    ``median`` is that of the sweeps' medians, of log ratios. ``low`` and ``high`` contain the median of each sweep with
    the probability ``coverage``, which is at least ``level`` where there are enough rounds; both are unrounded. A
    single pair has no interval: 0 and infinity stand for that.
    """

    metric: str
    a: dict[str, object]
    b: dict[str, object]
    pairs: list[tuple[str, int, float]]
    median: float
    low: float
    high: float
    coverage: float = 0.0
    level: float = LEVEL

    def outcome(self, band: float) -> Outcome:
        """What the ratio shows if a factor within ``band`` (at least 1) counts as equal.

        ``less`` or ``more`` if the whole interval is beyond the band, ``tie`` if all of it is inside, else ``unclear``;
        also ``unclear`` with fewer rounds than the interval's level needs.
        """
        if self.coverage < self.level:
            return "unclear"
        if self.high < 1 / band:
            return "less"
        if self.low > band:
            return "more"
        return "tie" if 1 / band <= self.low and self.high <= band else "unclear"

    @property
    def rounds_of_sweeps(self) -> list[int]:
        """How many rounds each sweep has that counts."""
        return list(map(len, counted(list(_by_sweep(self.pairs).values()))))

    def at(self, level: float) -> Ratio:
        """The same ratio with an interval of another level."""
        ratio = _of_pairs(self.metric, self.a, self.b, self.pairs, level)
        assert ratio is not None  # it has pairs, or it would not exist
        return ratio


def together(ratios: Mapping[str, Ratio | None], band: float) -> dict[str, Ratio]:
    """The ratios that were measured, each with an interval at which their outcomes hold together (Holm)."""
    known = {name: ratio for name, ratio in ratios.items() if ratio}
    return stepped_down(
        list(known), lambda name, level: known[name].at(level), lambda ratio: ratio.outcome(band) != "unclear"
    )


_KNOWN: WeakKeyDictionary[Environment, dict[tuple, Ratio | None]] = WeakKeyDictionary()
"""Ratios already computed for an environment: many claims ask for the same one."""


def compare(
    environment: Environment, metric: str, a: dict[str, object], b: dict[str, object], sweep: str | None = None
) -> Ratio | None:
    """The ratio of two contestants, over all sweeps or one; None if they were never measured in the same round.

    ``a`` and ``b`` are columns and values as for :meth:`Environment.runs`. They must name all columns in which
    contestants of the environment differ; :data:`CONTESTANT` lists them. Rounds in which a value is missing or zero
    form no pair.

    Raises:
        ValueError: several runs of one round fit.
    """
    asked = (metric, *(tuple(sorted(wanted.items())) for wanted in (a, b)), sweep)
    known = _KNOWN.setdefault(environment, {})
    if asked not in known:
        known[asked] = _ratio(metric, a, b, *(_by_round(environment, metric, wanted, sweep) for wanted in (a, b)))
    return known[asked]


def _by_round(
    environment: Environment, metric: str, wanted: dict[str, object], sweep: str | None
) -> dict[tuple[str, int], float]:
    run_of: dict[tuple[str, int], Run] = {}
    for run in environment.runs(**wanted | ({"sweep": sweep} if sweep else {})):
        if other := run_of.get((run.sweep, run.round)):
            unlike = [name for name in CONTESTANT if getattr(run, name) != getattr(other, name)]
            raise ValueError(
                f"{wanted} fits both {other.id} and {run.id}: expected a value for {', '.join(unlike) or 'their round'}"
            )
        run_of[run.sweep, run.round] = run
    values = {place: environment.value(run, metric) for place, run in run_of.items()}
    return {place: value for place, value in values.items() if value}


def _ratio(
    metric: str, a: dict, b: dict, of_a: dict[tuple[str, int], float], of_b: dict[tuple[str, int], float]
) -> Ratio | None:
    pairs = [(*place, of_a[place] / of_b[place]) for place in sorted(of_a.keys() & of_b.keys())]
    return _of_pairs(metric, a, b, pairs)


def _of_pairs(metric: str, a: dict, b: dict, pairs: list[tuple[str, int, float]], level: float = LEVEL) -> Ratio | None:
    if not pairs:
        return None
    sweeps = list(_by_sweep(pairs).values())
    interval = clustered_interval(sweeps, level)
    middle = median(median(logs) for logs in counted(sweeps))
    ends = (math.exp(end) for end in interval[:2])
    return Ratio(metric, a, b, pairs, math.exp(middle), *ends, interval.coverage, level)


def _by_sweep(pairs: list[tuple[str, int, float]]) -> dict[str, list[float]]:
    """The log ratios of each sweep."""
    logs: defaultdict[str, list[float]] = defaultdict(list)
    for sweep, _round, ratio in pairs:
        logs[sweep].append(math.log(ratio))
    return logs


def quotient(under: Ratio, before: Ratio) -> Ratio | None:
    """The factor by which a condition moved a ratio: ``under`` over ``before``, for each round that has both."""
    of_under, of_before = (
        {(sweep, number): value for sweep, number, value in ratio.pairs} for ratio in (under, before)
    )
    return _ratio(under.metric, under.a, under.b, of_under, of_before)


@lru_cache(maxsize=32)  # cached by identity: every comparison asks for it
def noise(environment: Environment, sweep: str | None = None) -> list[Ratio]:
    """The A/A controls of all sweeps, or of one: equal except by chance.

    Each is the step time of a contestant's second run in a round over that of its first.
    """
    rounds: defaultdict[tuple, dict[tuple[str, int], float]] = defaultdict(dict)
    for run in environment.runs(**{"sweep": sweep} if sweep else {}):
        if run.variant in ("plain", "twin") and (step_ms := environment.value(run, "step_time_ms")):
            rounds[contestant_of(run)][run.sweep, run.round] = step_ms
    controls = []
    for key in rounds:
        twin = dict(zip(CONTESTANT, key, strict=True))
        plain = twin | {"variant": "plain"}
        if twin["variant"] == "twin" and (
            ratio := _ratio("step_time_ms", twin, plain, rounds[key], rounds.get(tuple(plain.values()), {}))
        ):
            controls.append(ratio)
    return controls


def noise_floor(environment: Environment, sweep: str | None = None) -> float:
    """The factor within which the medians of the controls lie in every sweep that counts; 1 without a control."""
    medians = [
        median(logs)
        for ratio in noise(environment, sweep)
        for logs in counted(list(_by_sweep(ratio.pairs).values()))
        if len(ratio.pairs) > 1
    ]
    return math.exp(max(map(abs, medians), default=0.0))


def tie_band(environment: Environment, sweep: str | None = None) -> float:
    """The factor up to which a difference is a tie: :data:`LEAST_BAND`, or the noise floor where that is wider.

    To judge what one sweep alone says by its own controls, give its name.

    The controls' medians count and not their intervals: the chance in a median is in the interval that is held against
    the band, and counting it twice would make *tie* easier to reach the noisier a machine is. The controls may widen
    the band but never narrow it: they are few, and what disturbs a contestant without a twin can be larger than what
    they saw. A band narrower than 10 % would need controls of every contestant.
    """
    return max(LEAST_BAND, noise_floor(environment, sweep))


def band_in_words(environment: Environment) -> str:
    """``10 %``."""
    return f"{(tie_band(environment) - 1) * 100:.0f} %"
