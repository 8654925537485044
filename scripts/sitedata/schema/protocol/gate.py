"""When a run does not count: limits on how much of the machine others used.

In: a run's record. Out: a reason, or nothing. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping

FOREIGN_SHARE = 0.05  # of all cores: a run is repeated if others used more while it ran
LEAST_FOREIGN_CORES = 0.10  # what others may use on any machine, however few cores it has: an idle system needs some
STEAL_SHARE = 0.10  # likewise; a virtual machine itself counts a few percent whenever a sleeping thread is woken
START_SHARE, LEAST_START_CORES = 0.15, 0.3  # a sweep does not start on a machine of which others use more
START_S, START_WAIT_S = 3.0, 60.0  # looked at for so long, and waited for at most
ATTEMPTS = 3
GPU_SHARE = 0.05  # of the last second before a run in which others may compute on the GPU
GPU_DISTURBANCES = ("hardware-slowdown", "software-thermal", "hardware-thermal", "power-brake")
"""Why a GPU lowered its clock, where it is not its own power limit, which is part of what is measured."""


def limit_cores(cores: float, variant: str = "plain") -> float:
    """Cores that others may use, on average, beside a run on a machine with so many."""
    return max(FOREIGN_SHARE * cores, LEAST_FOREIGN_CORES) + (1.0 if variant == "busy-neighbour" else 0.0)


def start_limit_cores(cores: float) -> float:
    """Cores that others may use when a sweep starts."""
    return max(START_SHARE * cores, LEAST_START_CORES)


def disturbed(record: Mapping[str, object], cores: float) -> str:
    """Why a run does not count on a machine with so many ``cores``; empty if it does. Never looks at the timing.

    The window is judged, and so is the whole life of the process: an import and a first call are outside every window.
    """
    limit = limit_cores(cores, str(record["variant"]))
    for prefix, where in (("", ""), ("process_", " while the process ran")):
        foreign, steal = record.get(f"{prefix}foreign_cores"), record.get(f"{prefix}steal_share")
        if foreign is not None and foreign > limit:
            return f"others used {foreign:.2f} cores{where}, limit {limit:.2f}"
        if steal is not None and steal > STEAL_SHARE:
            return f"the hypervisor withheld {steal:.1%}{where}, limit {STEAL_SHARE:.0%}"
    share = record.get("gpu_others_share")
    if share is not None and share > GPU_SHARE:
        return f"others used the GPU for {share:.0%} of the time before, limit {GPU_SHARE:.0%}"
    if slowed := [name for name in str(record.get("gpu_slowed_by") or "").split() if name in GPU_DISTURBANCES]:
        return f"the GPU lowered its clock: {', '.join(slowed)}"
    return ""
