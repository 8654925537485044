"""What a difference is made of: the ratio as written, and what remains of it step by step.

One after another, both sides get the same math library, the best layout, and the same compile scope; the last step is
the tuned division. In: an environment. Out: a :class:`Chain` for each model that has a step beyond the first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sitedata.judge.comparisons import asked, name_of, setting
from sitedata.judge.environments import device_of, main_environment, shown_environment
from sitedata.judge.ratios import Outcome, Ratio, compare, quotient, tie_band, together
from sitedata.judge.witnesses import release_pair
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.protocol.divisions import FRAMEWORKS, best_layout, columns
from sitedata.schema.protocol.workloads import WORKLOADS

Setting = dict[str, object]
WRITTEN, LIBRARY, LAYOUT, SCOPE, TUNED = "as written", "oneDNN on in both", "same layout", "same compile scope", "tuned"
FINDINGS = {
    LIBRARY: "the math library that each package picks",
    LAYOUT: "the memory layout that each package picks",
    SCOPE: "what each compiler is given",
    TUNED: "what tuning both sides changes",
}
"""Step → what it changes, as the title of the figure says it."""
NO_STEP = "no run of this environment gives both sides the same math library, layout or compile scope"
UNKNOWN_LIBRARY = (
    "no run says whether TensorFlow uses oneDNN as written, and none has it turned on: the steps after it would be "
    "laid on an unknown first one"
)
LIBRARY_COLUMNS = ("onednn", "onednn_isa", "convolution_path", "blas", "blas_path", "kernels")


@dataclass(frozen=True)
class Step:
    """A ratio under one more condition; ``moved`` is the factor from the step before it, None for the first."""

    name: str
    ratio: Ratio
    moved: Ratio | None = None


@dataclass(frozen=True)
class Chain:
    workload: str
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        return name_of(self.workload)

    @property
    def whole(self) -> Ratio | None:
        """The factor from the first step to the tuned division; None where that was not measured."""
        last = self.steps[-1]
        return quotient(last.ratio, self.steps[0].ratio) if last.name == TUNED else None


def environment_of(data: Dataset) -> Environment | None:
    """The environment whose divisions are shown: the one that ``data`` shows.

    Where that is the main one and nobody has measured them there, it is the first of :func:`environments_with_causes`.
    """
    shown = shown_environment(data)
    if shown is None or not _is_main(data, shown) or shown.runs(variant="tuned"):
        return shown
    return next(iter(environments_with_causes(data, device_of(shown))), shown)


def explained(data: Dataset) -> Environment | None:
    """The environment whose causes are shown: that of the divisions.

    Where that is the main one and nothing moves a ratio there, it is the first machine where something does.
    """
    shown = environment_of(data)
    if shown is None or not _is_main(data, shown) or finding_of(shown):
        return shown
    return next((one for one in environments_with_causes(data, device_of(shown)) if finding_of(one)), shown)


def machines_of(data: Dataset) -> list[Environment]:
    """The machine whose divisions are shown; for the main one the others too that measured causes in its releases."""
    first = environment_of(data)
    if first is None or not first.runs(variant="tuned"):
        return []
    if not _is_main(data, shown_environment(data)):
        return [first]
    others = environments_with_causes(data, device_of(first))
    return [first, *(one for one in others if one is not first and release_pair(one) == release_pair(first))]


def _is_main(data: Dataset, environment: Environment) -> bool:
    return environment is main_environment(data, device_of(environment))


def environments_with_causes(data: Dataset, device: str) -> list[Environment]:
    """Those with runs that are tuned: ours first, the newest releases, and the one where a cause was found."""
    measured = [
        environment
        for environment in data.environments.values()
        if device_of(environment) == device and environment.runs(variant="tuned")
    ]

    def order(one: Environment) -> tuple:
        return (
            one.tier != "contributed",
            release_pair(one),
            bool(finding_of(one)),
            len(one.runs(variant="tuned")),
            one.id,
        )

    return sorted(measured, key=order, reverse=True)


def division_ratio(
    environment: Environment, workload: str, division: str, metric: str = "step_time_ms"
) -> Ratio | None:
    """PyTorch over TensorFlow in training, both in one division."""
    sides = {name: setting(environment, workload, name, **columns(workload, name, division)) for name in FRAMEWORKS}
    return compare(environment, metric, sides["pytorch"], sides["tensorflow"])


def division_ratios(environment: Environment, division: str) -> dict[str, Ratio]:
    """Model → :func:`division_ratio`, with outcomes that hold together over all models that were measured so."""
    ratios = {id: division_ratio(environment, id, division) for id in asked(environment)}
    return together(ratios, tie_band(environment))


def recipe(environment: Environment, workload: str, framework: str) -> Ratio | None:
    """A framework's step tuned over its step as written: above 1 the recipe makes it slower."""
    tuned, written = (
        setting(environment, workload, framework, **columns(workload, framework, division))
        for division in ("tuned", "written")
    )
    return compare(environment, "step_time_ms", tuned, written)


def slowed(environment: Environment, workload: str, ratio: Ratio) -> str:
    """The side that would lose in the tuned division, if the recipe makes it slower than it is as written; else empty.

    Then it says nothing about tuning that the other leads.
    """
    outcome = ratio.outcome(tie_band(environment))
    loser = {"less": "tensorflow", "more": "pytorch"}.get(outcome, "")
    cost = recipe(environment, workload, loser) if loser else None
    return loser if cost and cost.median > 1 else ""


def outcomes(environment: Environment, division: str) -> dict[str, Outcome]:
    """Model → who leads in a division; unclear where the side that would lose is :func:`slowed` by the recipe."""
    band = tie_band(environment)
    return {
        id: "unclear" if division == "tuned" and slowed(environment, id, ratio) else ratio.outcome(band)
        for id, ratio in division_ratios(environment, division).items()
    }


def with_onednn(environment: Environment, workload: str) -> Setting | None:
    """TensorFlow with oneDNN: its main setting where it is on by itself, else the variant; None if that is unknown.

    Each run says whether it is on; the harness before November 2026 said it once for all, if at all.
    """
    plain = setting(environment, workload, "tensorflow")
    said = {run.onednn or environment.fact("tensorflow", "onednn") for run in environment.runs(**plain)}
    if said == {"on"}:
        return plain
    turned_on = plain | {"variant": "onednn-on"}
    return turned_on if environment.runs(**turned_on) else None


def chain(environment: Environment, workload: str) -> Chain | None:
    """The steps that this environment can show for a model; None if it has no run of both sides as written."""
    first = division_ratio(environment, workload, "written")
    if first is None:
        return None
    steps = [Step(WRITTEN, first)]
    for name, pytorch, tensorflow in _settings(environment, workload):
        if ratio := compare(environment, "step_time_ms", pytorch, tensorflow):
            steps.append(Step(name, ratio, quotient(ratio, steps[-1].ratio)))
    return Chain(workload, tuple(steps))


def _settings(environment: Environment, workload: str) -> list[tuple[str, Setting, Setting]]:
    """Each step after the first, with the settings of PyTorch and of TensorFlow. What cannot be known is left out."""
    pytorch = setting(environment, workload, "pytorch")
    tensorflow = with_onednn(environment, workload)
    found: list[tuple[str, Setting, Setting]] = []
    if tensorflow is not None:
        found.append((LIBRARY, pytorch, tensorflow))
        if layout := best_layout(workload, "pytorch"):
            pytorch = pytorch | layout
            found.append((LAYOUT, pytorch, tensorflow))
        found.append((SCOPE, pytorch | {"mode": "torch.compile", "variant": "whole-step"}, tensorflow))
    tuned = {name: setting(environment, workload, name, **columns(workload, name, "tuned")) for name in FRAMEWORKS}
    return [*found, (TUNED, tuned["pytorch"], tuned["tensorflow"])]


def chains(environment: Environment) -> tuple[list[Chain], list[tuple[str, str]]]:
    """Those with a step that changed a setting, and why the others have none.

    The ratios of a step have outcomes that hold together over the models.
    """
    found, left_out = [], []
    for one in _together([one for id in WORKLOADS if (one := chain(environment, id))], tie_band(environment)):
        if any(_changes(step, one.steps[0]) for step in one.steps):
            found.append(one)
        else:
            unknown = with_onednn(environment, one.workload) is None
            left_out.append((one.name, UNKNOWN_LIBRARY if unknown else NO_STEP))
    return found, left_out


def _together(every: list[Chain], band: float) -> list[Chain]:
    by_step: defaultdict[str, dict[str, Ratio]] = defaultdict(dict)
    for one in every:
        for step in one.steps:
            by_step[step.name][one.workload] = step.ratio
    known = {name: together(ratios, band) for name, ratios in by_step.items()}
    return [
        replace(one, steps=tuple(replace(step, ratio=known[step.name][one.workload]) for step in one.steps))
        for one in every
    ]


def _changes(step: Step, first: Step) -> bool:
    return (step.ratio.a, step.ratio.b) != (first.ratio.a, first.ratio.b)


def moves(step: Step, band: float) -> bool:
    """Does the step clearly change the ratio, by more than the tie band?"""
    return step.moved is not None and step.moved.outcome(band) in ("less", "more")


def finding(environment: Environment, found: list[Chain]) -> str:
    """What moves the ratios most, beyond the tie band and over all models; empty if nothing does.

    Steps are weighed by the sum of the absolute logarithms of their factors, so that a halving counts as a doubling.
    """
    band, weight = tie_band(environment), Counter()
    for step in (step for one in found for step in one.steps):
        if moves(step, band):
            weight[step.name] += abs(math.log(step.moved.median))
    return FINDINGS[max(weight, key=weight.get)] if weight else ""


def finding_of(environment: Environment) -> str:
    """:func:`finding` over all models of an environment."""
    return finding(environment, chains(environment)[0])


def libraries(environment: Environment) -> dict[str, dict[str, str]]:
    """Framework → what most of its runs in the main setting say of their math libraries; a column may be missing."""
    told = {}
    for name in FRAMEWORKS:
        runs = [run for workload in WORKLOADS for run in environment.runs(**setting(environment, workload, name))]
        counts = {column: Counter(filter(None, (getattr(run, column) for run in runs))) for column in LIBRARY_COLUMNS}
        told[name] = {column: count.most_common(1)[0][0] for column, count in counts.items() if count}
    return told
