"""What one process measures. Standard library alone: every framework's environment imports this."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FRESH_ROUNDS = 1  # compiling from nothing takes a minute or more


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
        """Contestants of one group are compared, so they run on one machine."""
        variant = self.variant if self.variant in ("busy-neighbour", "allocator", "onednn-off") else "plain"
        return f"{self.workload} {self.task} {self.threads} {self.batch_size} {self.device} {variant}"

    @property
    def rounds(self) -> int | None:
        """In how many rounds it takes part, if not in all."""
        return FRESH_ROUNDS if self.variant == "fresh-cache" else None
