"""What one process measures. Standard library only: every framework's environment imports this."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sitedata.schema.protocol.workloads import SMALL_AND_LARGE

FRESH_ROUNDS = 1  # compiling from nothing takes a minute or more
CAUSE_ROUNDS = 7  # of what explains a ratio, and is not one itself: one more than an interval needs
OF_GPUS = ("autotune-on", "autotune-off", "cuda-graphs", "memory-growth")
CAUSES = ("onednn-on", "isa-capped", "mkl-generic", "physical-cores", "whole-step", *OF_GPUS)
"""Variants that say what a difference is made of."""
IN_FIRST_ROUNDS = ("fresh-cache", *CAUSES)
"""Variants that do not take part in every round."""
OF_LIBRARIES = ("onednn-on", "onednn-off", "isa-capped", "mkl-generic", "tuned")
"""Variants that set a variable which math libraries read."""


@dataclass(frozen=True)
class Contestant:
    """What one process measures. The fields are columns of ``runs.csv``."""

    workload: str
    framework: str
    mode: str
    task: str = "training"
    variant: str = "plain"
    device: str = "cpu"
    precision: str = "float32"
    layout: str = "default"
    threads: int = 0
    batch_size: int = 0

    @property
    def name(self) -> str:
        return " ".join(str(value) for value in asdict(self).values())

    @property
    def group(self) -> str:
        """Contestants of one group are compared, directly or in how a condition moves them, so they share a machine.

        All settings of a model are one group, and a large model goes with the small one of its kind.
        """
        return next((small for small, large in SMALL_AND_LARGE if large == self.workload), self.workload)

    @property
    def rounds(self) -> int | None:
        """In how many rounds it takes part; None for all."""
        if self.variant == "fresh-cache":
            return FRESH_ROUNDS
        return CAUSE_ROUNDS if self.variant in CAUSES else None
