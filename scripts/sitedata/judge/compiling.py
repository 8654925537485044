"""What compiling a model costs, and when it pays back.

In: an environment. Out: a :class:`Compiling` for each mode of each workload.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from sitedata.judge.comparisons import setting, typical, values
from sitedata.judge.ratios import Ratio, compare, tie_band
from sitedata.load.environments import Environment
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import counted

UNCLEAR = "unclear"
"""How the words begin where an interval does not tell whether compiling pays back."""
TOO_SHORT = 20  # a first call this many times shorter than the longest one of torch.compile had nothing to compile


@dataclass(frozen=True)
class Compiling:
    """What a compiling mode costs at its first call, and what it saves in each step, in milliseconds.

    ``gain`` is its step time over the framework's eager one. ``steps`` is after how many steps the extra first call has
    paid off; None unless steps clearly become faster. ``compiled_nothing``: it accepted the model and ran it as it is.
    """

    workload: str
    framework: str
    mode: str
    first_setting: dict[str, object]
    first_ms: list[float]
    gain: Ratio | None
    band: float
    extra_ms: float | None
    saved_ms: float | None
    compiled_nothing: bool = False

    @property
    def steps(self) -> int | None:
        if (
            self.gain is None
            or self.gain.outcome(self.band) != "less"
            or not self.saved_ms
            or self.extra_ms is None
            or self.saved_ms <= 0
        ):
            return None
        return max(0, math.ceil(self.extra_ms / self.saved_ms))

    @property
    def unclear(self) -> bool:
        return self.payment.startswith(UNCLEAR)

    @property
    def payment(self) -> str:
        """When compiling pays back, in words."""
        if self.mode == "eager":
            return ""
        if self.gain is None:
            return "no eager run"
        if self.steps is not None:
            return f"pays back after {counted(self.steps, 'step')}" if self.steps else "pays back at once"
        if self.compiled_nothing:
            return "compiled nothing"
        unclear = f"{UNCLEAR}: a small gain" if self.gain.median < 1 else f"{UNCLEAR}: slower, if at all"
        return {"more": "never: steps are slower", "tie": "never: steps tie", "unclear": unclear, "less": UNCLEAR}[
            self.gain.outcome(self.band)
        ]


def ran_eagerly(environment: Environment, cold: dict[str, object]) -> bool:
    """Did ``torch.compile`` make no graph?

    Its own count says so; where a run has no count, a first call that is far too short for a compiler does. ``cold`` is
    the setting of its runs from an empty cache.
    """
    counts = values(environment, "graphs", cold)
    if counts:
        return max(counts) == 0
    others = values(
        environment, "first_call_ms", {name: cold[name] for name in ("framework", "mode", "variant", "device")}
    )
    return max(values(environment, "first_call_ms", cold)) < max(others) / TOO_SHORT


def compilings(environment: Environment) -> Iterator[Compiling]:
    """Each mode of each workload that was run in more than its main mode.

    ``torch.compile`` starts from an empty cache.
    """
    band = tie_band(environment)
    for workload in WORKLOADS:
        ways = (
            ("tensorflow", "eager"),
            ("tensorflow", "tf.function"),
            ("tensorflow", "xla"),
            ("pytorch", "eager"),
            ("pytorch", "torch.compile"),
        )
        workload_compilings = []
        for framework, mode in ways:
            warm = setting(environment, workload, framework, mode=mode)
            eager = setting(environment, workload, framework, mode="eager")
            cold = warm | {"variant": "fresh-cache"} if mode == "torch.compile" else warm
            first = values(environment, "first_call_ms", cold)
            if not first:
                continue
            before, after = typical(environment, "step_time_ms", eager), typical(environment, "step_time_ms", warm)
            eager_first = typical(environment, "first_call_ms", eager)
            gain = compare(environment, "step_time_ms", warm, eager) if mode != "eager" else None
            extra = median(first) - eager_first if eager_first is not None else None
            saved = before - after if before is not None and after is not None else None
            nothing = mode == "torch.compile" and ran_eagerly(environment, cold)
            workload_compilings.append(
                Compiling(workload, framework, mode, cold, first, gain, band, extra, saved, nothing)
            )
        if any(compiling.mode in ("xla", "torch.compile") for compiling in workload_compilings):
            yield from workload_compilings
