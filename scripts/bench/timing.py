"""When a step is timed and for how long. In: a step to call. Out: its times. No framework is imported here."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sitedata.schema.protocol.timing import LEAST_STEPS, WARM_UP_S, WINDOW_S


@dataclass(frozen=True)
class Timing:
    """Times of one process. ``step_time_us`` are the steps of the timed window, in order."""

    first_call_ms: float
    second_call_ms: float
    step_time_us: list[int]
    window_s: float
    process_cpu_s: float


def time_steps(
    step: Callable[[], object],
    *,
    warm_up_s: float = WARM_UP_S,
    window_s: float = WINDOW_S,
    least: int = LEAST_STEPS,
    clock: Callable[[], float] = time.perf_counter,
    cpu_clock: Callable[[], float] = time.process_time,
    before_window: Callable[[], None] = lambda: None,
) -> Timing:
    """Call ``step`` twice, then for ``warm_up_s``, then for ``window_s`` and at least ``least`` times.

    It must return only when its work is done.

    With ``window_s`` 0 only the first two calls are timed.
    """
    first, second = _seconds(step, clock), _seconds(step, clock)
    times: list[float] = []
    if not window_s:
        return Timing(first * 1e3, second * 1e3, [], 0.0, 0.0)
    end = clock() + warm_up_s
    while clock() < end:
        step()
    before_window()
    cpu, start = cpu_clock(), clock()
    last = start
    while last - start < window_s or len(times) < least:
        step()
        now = clock()  # one reading a step: nothing of the window is outside a step
        times.append(now - last)
        last = now
    return Timing(
        first * 1e3, second * 1e3, [round(seconds * 1e6) for seconds in times], last - start, cpu_clock() - cpu
    )


def _seconds(step: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    step()
    return clock() - start
