"""DLBench's programs timed again, on *Published studies*. In: the dataset. Out: a table, and what sentences ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from markupsafe import Markup

from sitedata.judge import study
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.protocol.study import RELEASES, ROUNDS
from sitedata.text.values import listed


class StudyPieces:
    def __init__(self, fragments: Fragments):
        self.fragments = fragments

    @cached_property
    def _known(self) -> dict[str, study.Again]:
        return {one.model.name: one for one in study.again(self.fragments.data)}

    @property
    def again(self) -> dict[str, study.Again]:
        """By name, as ``CIFAR-10 CNN``."""
        note("shown", "study_times")
        return self._known

    def table(self) -> Markup:
        return self.fragments.render("study_again.html", rows=list(self.again.values()))

    def one(self, name: str) -> study.Again | None:
        """Of a program, as ``CIFAR-10 CNN``; nothing where it was not timed."""
        return self.again.get(name)

    def share(self, name: str, part: str, framework: str = "pytorch") -> str:
        """``37 %`` of a framework's epoch."""
        one = self.again.get(name)
        return f"{100 * getattr(one, framework).share(part):.2g}\u00a0%" if one else ""

    def steps_ratio(self, name: str) -> str:
        """``0.39``: PyTorch's training steps over TensorFlow's."""
        one = self.again.get(name)
        return f"{one.steps_ratio:.2f}" if one else ""

    def trap(self) -> str:
        """``1.5 to 1.6``: PyTorch's steps where MKL is left to itself, over those where it is told."""
        ratios = sorted(one.as_found.steps[0] / one.pytorch.steps[0] for one in self.again.values())
        return f"{ratios[0]:.1f} to {ratios[-1]:.1f}" if ratios else ""

    def back(self) -> str:
        """``PTB LSTM``: the programs whose slower framework in the logs is the slower one here."""
        return listed([name for name, one in self.again.items() if one.comes_back]) or "none"

    def machine(self) -> str:
        """``2 cores of an AMD EPYC``."""
        row = study.any_row(self.fragments.data)
        return f"{row.cores} cores of an {row.cpu}" if row else ""

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "study_again": self.table,
            "study_again_of": self.one,
            "study_share": self.share,
            "study_steps_ratio": self.steps_ratio,
            "study_trap": self.trap,
            "study_again_count": lambda: len(self.again),
            "study_back": self.back,
            "study_machine": self.machine,
            "study_releases": lambda framework: RELEASES[framework],
            "study_rounds": lambda: ROUNDS,
        }
