"""What the accuracy experiment says.

In: an environment. Out: by how much test accuracy differs from that of PyTorch with all settings matched.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from sitedata.load.environments import Environment
from sitedata.schema.protocol.accuracy import early_epoch


@dataclass(frozen=True)
class Gap:
    """Test accuracy minus that of PyTorch with all settings matched and the same seed.

    In percentage points, one value per seed.
    """

    framework: str
    arm: str
    optimizer: str
    epoch: int
    points: list[float]

    @property
    def median(self) -> float:
        return median(self.points)


def accuracy_dataset(environment: Environment, wanted: str = "") -> str | None:
    """The data set whose curves are shown: the wanted one if it is there; if none is, digits or else the first."""
    datasets = list(dict.fromkeys(row.dataset for row in environment.rows("accuracy")))
    if wanted:
        return wanted if wanted in datasets else None
    return "digits" if "digits" in datasets else datasets[0] if datasets else None


@functools.lru_cache(maxsize=64)  # cached by identity: every curve asks for it
def epochs(environment: Environment, dataset: str) -> tuple[int, int]:
    """An early epoch, a fifth of the way through, and the last one."""
    last = max(row.epoch for row in environment.rows("accuracy") if row.dataset == dataset)
    return early_epoch(last), last


@functools.lru_cache(maxsize=64)  # cached by identity: every number in prose asks for it
def gaps(environment: Environment, dataset: str) -> list[Gap]:
    """Every arm except matched PyTorch, at the early and the last epoch, in file order."""
    rows = [row for row in environment.rows("accuracy") if row.dataset == dataset]
    if not rows:
        return []
    moments = epochs(environment, dataset)
    base = {
        (row.optimizer, row.epoch, row.seed): row.test_accuracy
        for row in rows
        if (row.framework, row.arm) == ("pytorch", "matched")
    }
    points_of = defaultdict(list)
    for row in rows:
        key = (row.optimizer, row.epoch, row.seed)
        if row.epoch in moments and key in base and (row.framework, row.arm) != ("pytorch", "matched"):
            points_of[row.framework, row.arm, row.optimizer, row.epoch].append(row.test_accuracy - base[key])
    return [Gap(*key, points) for key, points in points_of.items()]
