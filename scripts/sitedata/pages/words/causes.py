"""What a difference is made of, and the tuned division, in words for prose.

The words say so if something was not measured.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sitedata.judge import causes, comparisons
from sitedata.judge.comparisons import interval, tally_in_words
from sitedata.judge.environments import shown_environment
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import counted, listed


@dataclass(frozen=True)
class Moved:
    """A model's ratio before a step and after it, as words, and the factor between them."""

    model: str
    before: str
    after: str
    factor: float
    open: bool
    """Does the interval after the step leave open who is faster?"""
    machine: str


class Causes:
    """``data`` may have no environment."""

    data: Dataset

    @property
    def _divided(self) -> Environment | None:
        """Whose divisions are told: the machine of the page, or of another on the main page while its own has none."""
        return causes.environment_of(self.data)

    @property
    def _explained(self) -> Environment | None:
        """Whose causes are told: the same, or another where something moves a ratio while nothing does here."""
        return causes.explained(self.data)

    def bench_divided_elsewhere(self) -> str:
        """``D · AMD EPYC, 2 cores, AVX2 (PyTorch 2.15)`` if the divisions are not of the page's machine; else empty."""
        return self._unless_shown(self._divided)

    def bench_explained_elsewhere(self) -> str:
        """The same of the causes."""
        return self._unless_shown(self._explained)

    def _unless_shown(self, environment: Environment | None) -> str:
        return "" if environment is None or environment is shown_environment(self.data) else environment.title

    def bench_unmoved(self) -> str:
        """Sentences about machines with causes where no single step moves a ratio, though one does where they are told.

        ``On F, where TensorFlow uses oneDNN, no single step clearly moves a ratio; together they multiply ResNet-20's
        by 0.57 (0.46–0.70, 97.9 %).``
        """
        told = [one for one in causes.machines_of(self.data) if not causes.finding_of(one)]
        return " ".join(_unmoved(one) for one in told) if self.bench_finding() else ""

    def bench_slowed(self) -> str:
        """``PyTorch's VGG-11 (1.18 times)``: models of the machine that the recipe makes slower beyond the tie band."""
        environment = self._divided
        if environment is None:
            return ""
        costs = [
            (NAMES[framework], comparisons.name_of(id), cost.median)
            for id in causes.division_ratios(environment, "tuned")
            for framework in ("pytorch", "tensorflow")
            if (cost := causes.recipe(environment, id, framework)) and cost.median > tie_band(environment)
        ]
        return listed([f"{name}'s {model} ({times:.2f} times)" for name, model, times in costs])

    def bench_tuned_tally(self, division: str = "tuned") -> str:
        """Who leads where both are tuned: ``PyTorch in 2 of 7, TensorFlow in 3, a tie in 2``; empty if unmeasured.

        With ``written``: who leads there, on the same machine.
        """
        count = self._outcomes_of(division)
        return tally_in_words(count) if count else ""

    def bench_leads(self) -> str:
        """Who leads as written and tuned; on the main page on each machine that measured these releases.

        ``On F, where TensorFlow uses oneDNN, neither leads clearly in any of 7 models; on D, where it leaves oneDNN
        off, PyTorch leads in 5. Tuned by one recipe, PyTorch leads in 1 on F, neither leads
        clearly on D.``
        """
        machines = [one for one in causes.machines_of(self.data) if _outcomes(one, "tuned")]
        if not machines:
            return ""
        said = [
            f"on {one.called}{_onednn(one, 'it' if place else 'TensorFlow')}, "
            + _leading(_outcomes(one, "written"), with_total=not place)
            for place, one in enumerate(machines)
        ]
        tuned = [
            _leading(_outcomes(one, "tuned")) + (f" on {one.called}" if len(machines) > 1 else "") for one in machines
        ]
        written = "; ".join(said)
        return f"{written[0].upper()}{written[1:]}. Tuned by one recipe, {', '.join(tuned)}."

    def _outcomes_of(self, division: str) -> Counter[str]:
        environment = self._divided
        return _outcomes(environment, division) if environment else Counter()

    def bench_causes_range(self, division: str = "written") -> str:
        """Smallest and largest ratio of training in a division, where causes are told of another machine."""
        environment = self._explained
        if environment is None or environment is shown_environment(self.data):
            return ""
        ratios = [causes.division_ratio(environment, id, division) for id in WORKLOADS]
        medians = sorted(ratio.median for ratio in ratios if ratio)
        return f"{medians[0]:.2f} to {medians[-1]:.2f}" if medians else ""

    def bench_knows_causes(self) -> bool:
        """Is there a model both of whose sides were given the same library, layout or compile scope?"""
        return bool(self._explained and causes.chains(self._explained)[0])

    def bench_finding(self) -> str:
        """What the differences are made of, for a heading or a sentence; empty where nothing moves them."""
        return causes.finding_of(self._explained) if self._explained else ""

    def bench_moved(self) -> Moved | None:
        """The model whose ratio moves most at the step that the finding names; None where nothing moves."""
        environment = self._explained
        moved = [
            Moved(
                one.name,
                f"{before.ratio.median:.2f}",
                f"{step.ratio.median:.2f}",
                step.moved.median,
                step.ratio.outcome(tie_band(environment)) == "unclear",
                environment.called,
            )
            for one in (causes.chains(environment)[0] if environment else [])
            for before, step in pairwise(one.steps)
            if causes.moves(step, tie_band(environment)) and causes.FINDINGS[step.name] == self.bench_finding()
        ]
        return max(moved, key=lambda one: abs(math.log(one.factor)), default=None)

    def bench_steps(self, workload: str) -> str:
        """``as written 0.63 (…), same math library 1.16 (…)``: what remains of a model's ratio, step by step."""
        chain = causes.chain(self._explained, workload) if self._explained else None
        return ", ".join(f"{step.name} {interval(step.ratio)}" for step in chain.steps) if chain else UNMEASURED


def _outcomes(environment: Environment, division: str) -> Counter[str]:
    return Counter(causes.outcomes(environment, division).values())


def _unmoved(environment: Environment) -> str:
    band = tie_band(environment)
    whole = [(one.name, one.whole) for one in causes.chains(environment)[0]]
    moved = [
        f"{name}'s by {interval(factor)}"
        for name, factor in whole
        if factor and factor.outcome(band) in ("less", "more")
    ]
    rest = f"; together they multiply {listed(moved)}" if moved else ""
    return f"On {environment.called}{_onednn(environment)}, no single step clearly moves a ratio{rest}."


def _leading(count: Counter[str], *, with_total: bool = False) -> str:
    """Who leads in how many models: ``PyTorch leads in 5 of 7 models``."""
    total = counted(count.total(), "model")
    leads = [
        (name, count[outcome]) for name, outcome in (("PyTorch", "less"), ("TensorFlow", "more")) if count[outcome]
    ]
    if not leads:
        return "neither leads clearly" + (f" in any of {total}" if with_total else "")
    (first, number), *rest = leads
    said = f"{first} leads in {number}" + (f" of {total}" if with_total else "")
    return said + "".join(f" and {name} in {number}" for name, number in rest)


def _onednn(environment: Environment, tensorflow: str = "TensorFlow") -> str:
    """Whether TensorFlow uses oneDNN there without being asked; empty if no run says."""
    said = causes.libraries(environment)["tensorflow"].get("onednn")
    what = {"off": f"{tensorflow} leaves oneDNN off", "on": f"{tensorflow} uses oneDNN"}.get(said, "")
    return f", where {what}" if what else ""
