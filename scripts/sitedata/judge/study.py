"""What became of DLBench's seconds when programs like its own were timed again in parts. In: ``study_times`` and the
published results. Out: an epoch's seconds by part, with intervals over processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from sitedata.judge.intervals import Interval, median_interval
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.study import MODELS, Model
from sitedata.schema.tables import StudyTime

AS_ON_INTEL = "mkl-avx2"
"""The way in which PyTorch is told here: the study's processor was Intel's, for which MKL has its quick paths."""


@dataclass(frozen=True)
class Epoch:
    """Milliseconds of each part, by round, of one framework; ``tests`` batches of test data end an epoch."""

    model: Model
    tests: int
    parts: Mapping[str, Mapping[int, float]]

    def _seconds(self, of: Callable[[int], float]) -> tuple[float, Interval]:
        values = [of(number) / 1e3 for number in sorted(self.parts["step"])]
        return median(values), median_interval(values)

    def _training(self, number: int) -> float:
        return self.model.steps * (self.parts["load"][number] + self.parts["step"][number])

    def _test(self, number: int) -> float:
        return self.tests * self.parts["test"][number]

    @property
    def whole(self) -> tuple[float, Interval]:
        """Seconds of training and of the pass over test data."""
        return self._seconds(lambda number: self._training(number) + self._test(number))

    @property
    def steps(self) -> tuple[float, Interval]:
        """Seconds of the training steps alone, whose batches are there."""
        return self._seconds(lambda number: self.model.steps * self.parts["step"][number])

    def share(self, part: str) -> float:
        """Of an epoch: that of ``test``, of ``load``, or of the optimizer, ``update``."""
        calls = self.tests if part == "test" else self.model.steps
        return calls * median(self.parts[part].values()) / 1e3 / self.whole[0]


@dataclass(frozen=True)
class Again:
    """One program of both frameworks; ``printed`` are seconds of an epoch by the study's logs."""

    model: Model
    printed: Mapping[str, float]
    tensorflow: Epoch
    pytorch: Epoch
    as_found: Epoch
    """PyTorch where MKL was left to itself."""

    @property
    def printed_ratio(self) -> float:
        return self.printed["pytorch"] / self.printed["tensorflow"]

    @property
    def ratio(self) -> float:
        """PyTorch's epoch over TensorFlow's."""
        return self.pytorch.whole[0] / self.tensorflow.whole[0]

    @property
    def steps_ratio(self) -> float:
        return self.pytorch.steps[0] / self.tensorflow.steps[0]

    @property
    def comes_back(self) -> bool:
        """Is the slower framework of the logs the slower one here, beyond both intervals?"""
        ours, theirs = self.pytorch.whole[1], self.tensorflow.whole[1]
        slower = "pytorch" if ours.low > theirs.high else "tensorflow" if theirs.low > ours.high else ""
        return slower == ("pytorch" if self.printed_ratio > 1 else "tensorflow")


def again(data: Dataset) -> list[Again]:
    """Each program that has times of both frameworks, in the order of the protocol."""
    times: dict[tuple[str, str, str], dict[str, dict[int, float]]] = {}
    for row in data.rows("study_times"):
        times.setdefault((row.framework, row.variant, row.model), {}).setdefault(row.part, {})[row.round] = row.ms
    results = data.by_id("published_results")
    made = []
    for name, model in MODELS.items():
        keys = [("tensorflow", "plain", name), ("pytorch", AS_ON_INTEL, name), ("pytorch", "plain", name)]
        if all(key in times for key in keys):
            epochs = [Epoch(model, model.tests[key[0]], times[key]) for key in keys]
            printed = {framework: results[id].value / model.epochs for framework, id in model.printed.items()}
            made.append(Again(model, printed, *epochs))
    return made


def any_row(data: Dataset) -> StudyTime | None:
    """What all rows have in common: where, and with which releases."""
    return next(iter(data.rows("study_times")), None)
