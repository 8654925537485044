"""Summaries of few numbers: their median, and how far another set of rounds might move it.

In: numbers. Out: numbers, without randomness.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache


def bootstrap_median_interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of the bootstrapped median, exact: what infinitely many resamples would give.

    A resample draws n of the n values with replacement. How often each possible value is its median is counted, not
    drawn at random, so equal values give equal intervals. Each end leaves at most ``(1 - level) / 2`` of the resamples
    outside; the interval of mirrored values is the mirrored interval.

    With fewer than :data:`~sitedata.schema.protocol.rounds.FEWEST_VALUES` values the interval is too narrow to support
    a conclusion. With two it is their range.

    Source: the percentile bootstrap, Efron (1979), Ann. Statist. 7(1), https://doi.org/10.1214/aos/1176344552; its
    exact distribution for order statistics, Hutson & Ernst (2000), "The exact bootstrap mean and variance of an
    L-estimator", J. R. Stat. Soc. B 62(1), 89–94.

    Raises:
        ValueError: fewer than two values, one that is not finite, or a level that is not between 0 and 1.
    """
    if len(values) < 2:
        raise ValueError(f"an interval of {len(values)} values: expected at least 2")
    if not all(map(math.isfinite, values)):
        raise ValueError(f"not all finite: {list(values)}")
    if not 0 < level < 1:
        raise ValueError(f"a level of {level}: expected one between 0 and 1, like 0.95")
    ordered, size = sorted(values), len(values)
    medians = sorted(((ordered[i] + ordered[j]) / 2, count) for i, j, count in _resamples(size))
    tail = math.ceil((1 - Fraction(str(level))) / 2 * size**size)  # counts are whole
    return _first_beyond(medians, tail), _first_beyond(reversed(medians), tail)


def _first_beyond(medians, tail: int) -> float:
    """The first value at which the resamples counted so far are at least ``tail``."""
    counted = 0
    for value, count in medians:
        counted += count
        if counted >= tail:
            return value
    raise AssertionError("a tail is less than the whole")


@lru_cache(maxsize=64)
def _resamples(size: int) -> tuple[tuple[int, int, int], ...]:
    """``(i, j, count)``: how many resamples have the i-th and the j-th smallest value (from 0) in the middle.

    There are ``size ** size`` resamples in all.
    """
    half = size // 2
    if size % 2:
        below = [_at_least(size, half + 1, i) for i in range(size + 1)]
        return tuple((i, i, below[i + 1] - below[i]) for i in range(size))
    middles = []
    for i in range(size):
        lower = math.comb(size, half) * ((i + 1) ** half - i**half)  # one half of the draws ends exactly at i …
        # … and the other begins exactly at j
        upper = [(size - j) ** half - (size - j - 1) ** half for j in range(size)]
        middles += [(i, j, lower * upper[j]) for j in range(i + 1, size)]
        lower_is_i = _at_least(size, half, i + 1) - _at_least(size, half, i)
        # both are i where the upper one is not beyond it
        middles.append((i, i, lower_is_i - lower * sum(upper[i + 1 :])))
    return tuple(middles)


def _at_least(size: int, wanted: int, smallest: int) -> int:
    """In how many resamples at least ``wanted`` draws are among the ``smallest`` smallest values.

    A binomial tail, in whole numbers.
    """
    return sum(math.comb(size, k) * smallest**k * (size - smallest) ** (size - k) for k in range(wanted, size + 1))
