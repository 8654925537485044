"""What a difference is made of, and the tuned division, in words for prose.

The words say so if something was not measured.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sitedata.judge import causes
from sitedata.judge.comparisons import interval, tally_in_words
from sitedata.judge.environments import device_of, main_environment, shown_environment
from sitedata.judge.ratios import tie_band
from sitedata.judge.witnesses import release_pair
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS

ONEDNN = {"on": "its oneDNN kernels are on", "off": "its oneDNN kernels are off"}


@dataclass(frozen=True)
class Moved:
    """A model's ratio before a step and after it, as words, and the factor between them."""

    model: str
    before: str
    after: str
    factor: float
    open: bool
    """Does the interval after the step leave open who is faster?"""


class Causes:
    """``data`` may have no environment."""

    data: Dataset

    @property
    def _measured_causes(self) -> Environment | None:
        """That of the page, but for the main page while another machine alone has measured the causes."""
        return causes.environment_of(self.data)

    def bench_causes_elsewhere(self) -> str:
        """``D · AMD EPYC, 2 cores, AVX2 (PyTorch 2.15)`` where that is not the machine of the page; else empty."""
        environment = self._measured_causes
        if environment is None or environment is shown_environment(self.data):
            return ""
        return environment.title

    def bench_tuned_tally(self, division: str = "tuned") -> str:
        """Who leads where both are tuned: ``PyTorch in 2 of 7, TensorFlow in 3, a tie in 2``; empty if unmeasured.

        With ``written``: who leads there, on the same machine.
        """
        count = self._outcomes_of(division)
        return tally_in_words(count) if count else ""

    def bench_leads(self) -> str:
        """``On D PyTorch leads 5 of 7 models as written, TensorFlow none; tuned on both sides 1, TensorFlow none.``

        On the main page the same of other machines that measured the same releases: is it so there too?
        """
        environment = self._measured_causes
        if environment is None or not self._outcomes_of("tuned"):
            return ""
        others = [
            one
            for one in causes.environments_with_causes(self.data, device_of(environment))
            if one is not environment and release_pair(one) == release_pair(environment)
        ]
        beside = others if shown_environment(self.data) is main_environment(self.data, device_of(environment)) else []
        return " ".join(_leads(one) for one in (environment, *beside))

    def _outcomes_of(self, division: str) -> Counter[str]:
        environment = self._measured_causes
        return _outcomes(environment, division) if environment else Counter()

    def bench_causes_range(self, division: str = "written") -> str:
        """Smallest and largest ratio of training in a division, where another machine than the page's measured them."""
        environment = self._measured_causes
        if environment is None or environment is shown_environment(self.data):
            return ""
        ratios = [causes.division_ratio(environment, id, division) for id in WORKLOADS]
        medians = sorted(ratio.median for ratio in ratios if ratio)
        return f"{medians[0]:.2f} to {medians[-1]:.2f}" if medians else ""

    def bench_knows_causes(self) -> bool:
        """Is there a model both of whose sides were given the same library, layout or compile scope?"""
        return bool(self._measured_causes and causes.chains(self._measured_causes)[0])

    def bench_finding(self) -> str:
        """What the differences are made of, for a heading or a sentence; empty where nothing moves them."""
        environment = self._measured_causes
        return causes.finding(environment, causes.chains(environment)[0]) if environment else ""

    def bench_moved(self) -> Moved | None:
        """The model whose ratio moves most at the step that the finding names; None where nothing moves."""
        environment = self._measured_causes
        moved = [
            Moved(
                one.name,
                f"{before.ratio.median:.2f}",
                f"{step.ratio.median:.2f}",
                step.moved.median,
                step.ratio.outcome(tie_band(environment)) == "unclear",
            )
            for one in (causes.chains(environment)[0] if environment else [])
            for before, step in pairwise(one.steps)
            if causes.moves(step, tie_band(environment)) and causes.FINDINGS[step.name] == self.bench_finding()
        ]
        return max(moved, key=lambda one: abs(math.log(one.factor)), default=None)

    def bench_steps(self, workload: str) -> str:
        """``as written 0.63 (…), same math library 1.16 (…)``: what remains of a model's ratio, step by step."""
        chain = causes.chain(self._measured_causes, workload) if self._measured_causes else None
        return ", ".join(f"{step.name} {interval(step.ratio)}" for step in chain.steps) if chain else UNMEASURED

    def bench_libraries(self) -> str:
        """Sentences: the math libraries of both as their runs state them, or that no run here does."""
        told = causes.libraries(self._measured_causes) if self._measured_causes else {}
        known = [f"{NAMES[name]}: {_libraries_in_words(columns)}." for name, columns in told.items() if columns]
        return " ".join(known) or "No run here says which math library it used."


def _outcomes(environment: Environment, division: str) -> Counter[str]:
    ratios = [causes.division_ratio(environment, id, division) for id in WORKLOADS]
    return Counter(ratio.outcome(tie_band(environment)) for ratio in ratios if ratio)


def _leads(environment: Environment) -> str:
    """Who leads on one machine, and whether TensorFlow uses oneDNN there without being asked."""
    written, tuned = (_outcomes(environment, division) for division in ("written", "tuned"))
    onednn = causes.libraries(environment)["tensorflow"].get("onednn")
    why = {"off": ", where TensorFlow leaves oneDNN off", "on": ", where TensorFlow uses oneDNN"}.get(onednn, "")
    return (
        f"On {environment.letter or environment.title}{why}, PyTorch leads {written['less'] or 'none'} of "
        f"{written.total()} models as written and TensorFlow {written['more'] or 'none'}; tuned on both sides, PyTorch "
        f"{tuned['less'] or 'none'} and TensorFlow {tuned['more'] or 'none'}."
    )


def _libraries_in_words(columns: dict[str, str]) -> str:
    parts = [ONEDNN[columns["onednn"]]] if "onednn" in columns else []
    parts += [f"oneDNN's vector units {columns['onednn_isa']}"] if "onednn_isa" in columns else []
    parts += [f"a convolution by {columns['convolution_path']}"] if "convolution_path" in columns else []
    if "blas" in columns:
        path = f" ({columns['blas_path']})" if "blas_path" in columns else ""
        parts.append(f"a matrix product by {columns['blas']}{path}")
    parts += [f"its own kernels {columns['kernels']}"] if "kernels" in columns else []
    return ", ".join(parts)
