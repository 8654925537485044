"""The timing logic, with a clock that only a step moves."""

from __future__ import annotations

import pytest

from bench.timing import time_steps
from sitedata.schema.protocol.timing import LEAST_STEPS


class Clock:
    """Each call of ``step`` takes the next of ``durations``, then the last for ever; processor time is half of it."""

    def __init__(self, *durations: float):
        self.now, self.durations, self.calls = 100.0, list(durations), 0

    def step(self) -> None:
        self.calls += 1
        self.now += self.durations.pop(0) if len(self.durations) > 1 else self.durations[0]

    def read(self) -> float:
        return self.now

    def read_cpu(self) -> float:
        return self.now / 2

    def time(self, **settings):
        return time_steps(self.step, clock=self.read, cpu_clock=self.read_cpu, **settings)


def test_the_first_two_calls_are_apart_from_the_window():
    timing = Clock(5.0, 0.5, 0.25).time(warm_up_s=1.0, window_s=2.0)
    assert (timing.first_call_ms, timing.second_call_ms) == (5000, 500)
    assert timing.step_time_us == [250_000] * 8


def test_the_window_is_a_time_and_not_a_number_of_steps():
    assert len(Clock(0.001).time(warm_up_s=1.0, window_s=2.0).step_time_us) == pytest.approx(2000, abs=1)
    assert len(Clock(0.5).time(warm_up_s=1.0, window_s=2.0).step_time_us) == 4


def test_steps_of_the_warm_up_are_not_samples():
    clock = Clock(0.1, 0.1, *[0.9] * 2, 0.5)  # two warm-up steps of 0.9 s, then the window
    assert set(clock.time(warm_up_s=1.0, window_s=2.0).step_time_us) == {500_000}


def test_a_step_longer_than_the_window_is_still_repeated():
    timing = Clock(10.0).time(warm_up_s=1.0, window_s=2.0)
    assert timing.step_time_us == [10_000_000] * LEAST_STEPS
    assert timing.window_s == 10.0 * LEAST_STEPS


def test_the_samples_fill_the_window_and_processor_time_is_that_of_the_window():
    timing = Clock(3.0, 0.3, 0.1, 0.4, 0.2).time(warm_up_s=0.4, window_s=2.0)
    assert sum(timing.step_time_us) == pytest.approx(timing.window_s * 1e6)
    assert timing.process_cpu_s == pytest.approx(timing.window_s / 2)


def test_without_a_window_only_two_calls_are_made():
    clock = Clock(2.0, 1.0)
    assert clock.time(window_s=0).step_time_us == []
    assert clock.calls == 2


def test_the_load_is_read_between_warm_up_and_window():
    clock = Clock(0.5)
    read_at = []
    clock.time(warm_up_s=1.0, window_s=2.0, before_window=lambda: read_at.append(clock.calls))
    assert read_at == [4]  # two first calls, two of warm-up
