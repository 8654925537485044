"""When a run does not count: limits on how much of the machine others used.

In: a run's record. Out: a reason, or nothing. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping

FOREIGN_CORES = 0.10  # a run is repeated if others used more while it ran
STEAL_SHARE = 0.10  # likewise; a virtual machine itself counts a few percent whenever a sleeping thread is woken
START_CORES, START_S, START_WAIT_S = 0.3, 3.0, 60.0  # a sweep does not start on a machine that is busier than this
ATTEMPTS = 3


def disturbed(record: Mapping[str, object]) -> str:
    """Why a run does not count; empty if it does. Never looks at the timing.

    The window is judged, and so is the whole life of the process: an import and a first call are outside every window.
    """
    limit = FOREIGN_CORES + (1.0 if record["variant"] == "busy-neighbour" else 0.0)
    for prefix, where in (("", ""), ("process_", " while the process ran")):
        foreign, steal = record.get(f"{prefix}foreign_cores"), record.get(f"{prefix}steal_share")
        if foreign is not None and foreign > limit:
            return f"others used {foreign:.2f} cores{where}, limit {limit:.2f}"
        if steal is not None and steal > STEAL_SHARE:
            return f"the hypervisor withheld {steal:.1%}{where}, limit {STEAL_SHARE:.0%}"
    return ""
