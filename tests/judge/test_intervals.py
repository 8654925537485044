"""The exact bootstrap of a median, against enumeration, against SciPy, and by hand."""

import itertools
import math
import random
from statistics import median

import pytest

from sitedata.judge.intervals import bootstrap_median_interval


def enumerated(values, level):
    """The definition, literally: every resample, and the ends that leave at most half of the rest outside."""
    medians = sorted(median(resample) for resample in itertools.product(values, repeat=len(values)))
    # resamples that may lie outside at one end, the end itself excluded
    outside = math.ceil(len(medians) * (1 - level) / 2 - 1e-9) - 1
    return medians[outside], medians[-1 - outside]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize(
    "values",
    [
        [2.0, 1.0],
        [5.0, 1.0, 2.0],
        [4.0, 1.0, 7.0, 2.0],
        [1.0, 1.0, 3.0, 3.0],
        [9.0, 1.0, 4.0, 4.5, 2.0],
        [0.0, -1.0, 0.0, 1.0, 0.0],
    ],
    ids=["two", "three", "four", "two values twice", "five", "ties around the middle"],
)
def test_interval_is_that_of_all_resamples(values, level):
    assert bootstrap_median_interval(values, level) == pytest.approx(enumerated(values, level))


NINE = [0.98, 1.05, 0.776, 1.136, 1.096, 0.904, 1.029, 1.147, 0.855]
TEN = [1.044, 1.034, 1.065, 1.011, 1.365, 0.945, 1.117, 1.208, 1.042, 1.242]
SCIPY = {
    "nine values, 95 %": (NINE, 0.95, (0.855, 1.136)),
    "nine values, 80 %": (NINE, 0.8, (0.904, 1.096)),
    "ten values, 95 %": (TEN, 0.95, (1.0265, 1.208)),
    "ten values, 80 %": (TEN, 0.8, (1.038, 1.1625)),
}


@pytest.mark.parametrize(("values", "level", "interval"), SCIPY.values(), ids=SCIPY)
def test_interval_is_that_of_scipy(values, level, interval):
    """Compare with SciPy 1.17.1.

    ``bootstrap((values,), numpy.median, n_resamples=400_000, method="percentile", rng=default_rng(1))``.
    """
    assert bootstrap_median_interval(values, level) == pytest.approx(interval)


def test_interval_is_that_of_random_resamples():
    chance = random.Random(1)
    medians = sorted(median(chance.choices(TEN, k=10)) for _ in range(20_000))
    low, high = bootstrap_median_interval(TEN)
    assert (medians[500], medians[-501]) == pytest.approx((low, high))


def test_five_values_by_hand():
    """The median of a resample is the smallest value if at least 3 of 5 draws are: 181 of 3125, more than 2.5 %."""
    assert bootstrap_median_interval([1, 2, 3, 4, 5]) == (1, 5)
    assert bootstrap_median_interval([1, 2, 3, 4, 5], 1 - 2 * 180 / 3125) == (1, 5)
    assert bootstrap_median_interval([1, 2, 3, 4, 5], 1 - 2 * 182 / 3125) == (2, 4)


def test_two_values_by_hand():
    """Four resamples: both the smaller, both the larger, and two with the mean as their median."""
    assert bootstrap_median_interval([1, 2]) == (1, 2)
    assert bootstrap_median_interval([1, 2], 0.5) == (1, 2)
    assert bootstrap_median_interval([1, 2], 0.49) == (1.5, 1.5)


@pytest.mark.parametrize("size", [6, 9, 10, 59, 60])
def test_interval_turns_with_its_values_and_keeps_their_order_out(size):
    chance = random.Random(size)
    values = [chance.gauss(0, 1) for _ in range(size)]
    low, high = bootstrap_median_interval(values)
    assert min(values) <= low <= median(values) <= high <= max(values)
    assert bootstrap_median_interval([-value for value in reversed(values)]) == (-high, -low)


def test_equal_values_have_an_interval_without_width():
    assert bootstrap_median_interval([3.0] * 10) == (3.0, 3.0)


def test_a_lower_level_is_never_wider():
    widths = [
        high - low for low, high in (bootstrap_median_interval(TEN, level) for level in (0.5, 0.8, 0.9, 0.95, 0.99))
    ]
    assert widths == sorted(widths) and widths[0] < widths[-1]


REFUSED = {
    "no value": ([], 0.95, "an interval of 0 values: expected at least 2"),
    "one value": ([1.0], 0.95, "an interval of 1 values: expected at least 2"),
    "not a number": ([1.0, math.nan], 0.95, "not all finite"),
    "infinity": ([1.0, math.inf], 0.95, "not all finite"),
    "a level in percent": ([1.0, 2.0], 95, "a level of 95: expected one between 0 and 1"),
}


@pytest.mark.parametrize(("values", "level", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(values, level, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_median_interval(values, level)


def test_median_of_an_even_number_is_the_mean_of_the_middle_two():
    assert (median([4, 1, 3, 2]), median([3, 1, 2])) == (2.5, 2)
