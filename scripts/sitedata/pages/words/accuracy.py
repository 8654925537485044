"""Our accuracy experiment in words for prose: do the frameworks learn alike, and which default makes a difference?"""

from __future__ import annotations

from sitedata.judge import accuracy
from sitedata.judge.rules import accuracy_answers
from sitedata.pages.words.conditions import UNMEASURED, Conditions
from sitedata.pages.words.verdicts import in_words
from sitedata.schema.names import NAMES
from sitedata.text.values import signed

ARM_WORDS = {
    "batchnorm-momentum": "the momentum of BatchNorm", "batchnorm-epsilon": "the epsilon of BatchNorm",
    "optimizer-epsilon": "the epsilon of Adam", "initialisers": "the initialisers",
    "learning-rate": "the learning rate",
}  # fmt: skip


class Accuracy(Conditions):
    """The part of a page's vocabulary that is about the trainings."""

    def accuracy_epoch(self, moment: str = "last") -> int | str:
        """The epoch that counts as early, or the last one."""
        dataset = accuracy.accuracy_dataset(self._environment) if self._environment else None
        return accuracy.epochs(self._environment, dataset)[moment == "last"] if dataset else UNMEASURED

    def accuracy_gap(self, arm: str, optimizer: str, moment: str = "last", framework: str = "tensorflow") -> str:
        """Median over seeds against PyTorch matched, ``moment`` early or last: ``−60.5 points``."""
        gap = self._gap(arm, optimizer, moment, framework)
        return f"{signed(gap.median)} points" if gap else UNMEASURED

    def accuracy_seeds(self, optimizer: str, moment: str = "last") -> str:
        """How far another seed alone moves PyTorch: ``−1.6 to +0.9 points``."""
        gap = self._gap("other-seed", optimizer, moment, "pytorch")
        return f"{signed(min(gap.points))} to {signed(max(gap.points))} points" if gap else UNMEASURED

    def accuracy_cause(self, optimizer: str) -> str:
        """The default that alone moves the early accuracy most.

        ``TensorFlow's default for the momentum of BatchNorm (−60.5 points)``.
        """
        arms = [(framework, arm) for framework in ("tensorflow", "pytorch") for arm in ARM_WORDS]
        gaps = [gap for framework, arm in arms if (gap := self._gap(arm, optimizer, "early", framework))]
        if not gaps:
            return UNMEASURED
        largest = max(gaps, key=lambda gap: abs(gap.median))
        return f"{NAMES[largest.framework]}'s default for {ARM_WORDS[largest.arm]} ({signed(largest.median)} points)"

    def accuracy_verdict(self) -> str:
        """Does the framework itself limit the accuracy?

        The gap of matched trainings against what another seed moves, at the last epoch, over all data sets and
        optimizers.
        """
        datasets = dict.fromkeys(row.dataset for row in self._environment.rows("accuracy")) if self._environment else ()
        answers = accuracy_answers(self._environment, datasets, "differs") if datasets else []
        return in_words([answer.verdict for answer in answers])

    def _gap(self, arm: str, optimizer: str, moment: str, framework: str) -> accuracy.Gap | None:
        dataset = accuracy.accuracy_dataset(self._environment) if self._environment else None
        if not dataset:
            return None
        epoch = accuracy.epochs(self._environment, dataset)[moment == "last"]
        wanted = (framework, arm, optimizer, epoch)
        return next(
            (
                gap
                for gap in accuracy.gaps(self._environment, dataset)
                if (gap.framework, gap.arm, gap.optimizer, gap.epoch) == wanted
            ),
            None,
        )
