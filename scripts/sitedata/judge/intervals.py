"""How far another set of rounds might move a median: intervals from order statistics, with their exact coverage.

In: numbers. Out: numbers, without randomness and without a normal distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from sitedata.schema.protocol.rounds import FEWEST_VALUES

LEVEL = 0.95
"""The coverage that an interval has at least, where there are enough values for it."""
Answer = TypeVar("Answer")


class Interval(NamedTuple):
    """``coverage``: with which probability such an interval contains what it is about; 0 where nothing is known."""

    low: float
    high: float
    coverage: float


@lru_cache(maxsize=256)
def coverage(size: int, rank: int) -> float:
    """With which probability the true median lies between the ``rank``-th smallest and largest of ``size`` values.

    Each value lies below the median with probability 1/2, whatever else is unknown of where it comes from. The interval
    misses the median where fewer than ``rank`` values lie below it, or fewer than ``rank`` above it. Values that can be
    equal only make it safer.

    Source: David & Nagaraja, Order Statistics (3rd ed., 2003), section 7.1, https://doi.org/10.1002/0471722162
    """
    fewer = sum(math.comb(size, below) for below in range(rank))
    return max(0.0, 1 - 2 * fewer / 2**size)


@lru_cache(maxsize=256)
def rank_for(size: int, level: float) -> int:
    """The rank of the narrowest interval with at least that coverage; 0 where not even the whole range has it."""
    rank = 0
    while 2 * (rank + 1) <= size and coverage(size, rank + 1) >= level:
        rank += 1
    return rank


def median_interval(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The narrowest interval of order statistics whose coverage of the median is at least ``level``.

    With too few values for that level it is their whole range, and its coverage says that this is not enough. One value
    says nothing: its interval is endless.

    Raises:
        ValueError: no value, one that is not finite, or a level that is not between 0 and 1.
    """
    if not values:
        raise ValueError("an interval of no value: expected at least 1")
    if not all(map(math.isfinite, values)):
        raise ValueError(f"not all finite: {list(values)}")
    if not 0 < level < 1:
        raise ValueError(f"a level of {level}: expected one between 0 and 1, like 0.95")
    if len(values) == 1:
        return Interval(-math.inf, math.inf, 0.0)
    ordered, rank = sorted(values), rank_for(len(values), level) or 1
    return Interval(ordered[rank - 1], ordered[-rank], coverage(len(values), rank))


def counted(sweeps: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """The sweeps with enough rounds for an interval of their own; all of them if none has."""
    return [values for values in sweeps if len(values) >= FEWEST_VALUES] or list(sweeps)


def clustered_interval(sweeps: Sequence[Sequence[float]], level: float = LEVEL) -> Interval:
    """From the lowest end to the highest of the intervals of single sweeps: it contains the median of each of them.

    What shifts a whole sweep is shared by its rounds, so rounds of different sweeps are never pooled. The interval
    misses the lowest of the sweeps' medians only if that sweep's own interval lies above it, and the highest only if
    that sweep's lies below, so the coverage is at least the least of the single sweeps', however far sweeps differ.
    """
    intervals = [median_interval(values, level) for values in counted(sweeps)]
    return Interval(
        min(each.low for each in intervals),
        max(each.high for each in intervals),
        min(each.coverage for each in intervals),
    )


def stepped_down(
    names: Sequence[str], answer: Callable[[str, float], Answer], clear: Callable[[Answer], bool]
) -> dict[str, Answer]:
    """Answers that hold together: all of the clear ones are right with a probability of at least :data:`LEVEL`.

    ``answer`` gives that of a name at a level, ``clear`` says whether it decides. The first to be believed of m must be
    clear at ``1 - 0.05 / m``, the next ones at that of those that are left. What is never clear keeps the answer at the
    level where it failed.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6(2), 65–70
    """
    answers: dict[str, Answer] = {}
    left = list(names)
    while left:
        at_level = {name: answer(name, 1 - (1 - LEVEL) / len(left)) for name in left}
        answers |= at_level
        still = [name for name in left if not clear(at_level[name])]
        if still == left:
            break
        left = still
    return {name: answers[name] for name in names}
