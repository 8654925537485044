"""Which published numbers of TensorFlow and PyTorch may be compared, and which may not, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sitedata.load.dataset import Dataset
from sitedata.schema.parity import parity
from sitedata.schema.tables import PublishedResult

TENSORFLOW_SIDE = ("tensorflow", "keras-tensorflow")  # native where the study has it, else Keras on TensorFlow
TIMES = ("step_time", "throughput", "wall_time")


@dataclass(frozen=True)
class Pair:
    """Two numbers that are equal on every parity field."""

    tensorflow: PublishedResult
    pytorch: PublishedResult

    @property
    def study(self) -> str:
        return self.pytorch.study

    @property
    def block(self) -> str:
        """The kind of device, for a heading."""
        return (
            "On the CPU"
            if "cpu" in self.pytorch.device.lower() or "xeon" in self.pytorch.device.lower()
            else "On the GPU"
        )

    @property
    def time_ratio(self) -> float:
        """Time of PyTorch over time of TensorFlow, from unrounded values; a throughput counts as one over a time."""
        ratio = self.pytorch.value / self.tensorflow.value
        return 1 / ratio if self.pytorch.metric == "throughput" else ratio

    def hover(self) -> str:
        p, t = self.pytorch, self.tensorflow
        numbers = (
            f"{name} ({row.mode}) {row.value:,g} {row.unit}" for name, row in (("PyTorch", p), ("TensorFlow", t))
        )
        return "<br>".join((describe(self), *numbers, f"ratio of times {self.time_ratio:.2f}"))

    def row(self) -> dict[str, object]:
        p, t = self.pytorch, self.tensorflow
        return {
            "study": p.study,
            "workload": p.workload,
            "task": p.task,
            "device": p.device,
            "batch": p.batch or "",
            "precision": p.precision or "",
            "pytorch_mode": p.mode,
            "pytorch": p.value,
            "tensorflow_mode": t.mode,
            "tensorflow": t.value,
            "unit": p.unit,
            "time_ratio": round(self.time_ratio, 3) if p.metric in TIMES else "",
        }


def short_device(device: str) -> str:
    """``1x NVIDIA V100 32GB`` → ``V100``; several cards keep their number."""
    name = re.sub(r"NVIDIA |Tesla | \d+GB|32-core Intel Xeon Skylake |Intel Core |Habana ", "", device)
    return re.sub(r"(\d+)x ", lambda match: "" if match[1] == "1" else f"{match[1]}× ", name)


def describe(pair: Pair) -> str:
    """A row's label within its study: what distinguishes it there."""
    p = pair.pytorch
    parts = [p.workload if p.task == "train" else f"{p.workload} {p.task}"]
    if p.study != "keras3-a100-2024":
        parts.append(short_device(p.device) + (f" {p.precision}" if p.precision else ""))
    elif p.task == "generate":
        parts.append(f"batch {p.batch}")
    return ", ".join(parts).replace(", length ", " · ")


def pairs_of(
    data: Dataset,
    *,
    tasks: Sequence[str],
    metrics: Sequence[str],
    only_study: str = "",
    not_study: str = "",
    measured_by: Sequence[str] = (),
) -> tuple[list[Pair], list[tuple[str, str]]]:
    """All pairs that are equal on the parity fields, and each number of these tasks and metrics without a partner.

    ``measured_by``: only studies of these kinds of measurers; all, if it is empty.

    Returns:
        pairs in file order of their PyTorch number, and ``(id, reason)`` for what is left out.
    """
    studies = data.by_id("studies") if measured_by else {}
    rows = [
        row
        for row in data.rows("published_results")
        if row.task in tasks
        and row.metric in metrics
        and (not only_study or row.study == only_study)
        and row.study != not_study
        and (not measured_by or studies[row.study].measurer_kind in measured_by)
    ]
    sound = [row for row in rows if not row.doubt]
    partners: dict[tuple, PublishedResult] = {}
    for framework in reversed(TENSORFLOW_SIDE):
        partners |= {parity(row): row for row in sound if row.framework == framework}
    pairs = [
        Pair(partners[parity(row)], row) for row in sound if row.framework == "pytorch" and parity(row) in partners
    ]
    used = {row.id for pair in pairs for row in (pair.pytorch, pair.tensorflow)}
    left_out = []
    for row in rows:
        if row.id in used:
            continue
        if row.doubt:
            reason = row.doubt
        elif row.framework in ("pytorch", *TENSORFLOW_SIDE):
            reason = "no number of the other framework on the same device, batch and precision"
        else:
            reason = "neither native PyTorch nor TensorFlow under today's Keras"
        left_out.append((row.id, reason))
    return pairs, left_out


def all_pairs(data: Dataset) -> list[Pair]:
    """Every pair of training or prediction times."""
    return pairs_of(data, tasks=("train", "predict", "generate"), metrics=TIMES)[0]
