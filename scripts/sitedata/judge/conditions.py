"""The same comparison twice: before and under a condition, or in one sweep and in another.

In: an environment. Out: effects.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sitedata.judge.comparisons import NO_RUNS, against, against_all, name_of, setting
from sitedata.judge.ratios import Ratio, compare, quotient, tie_band, together
from sitedata.load.environments import Environment
from sitedata.schema.protocol.rounds import FEWEST_VALUES
from sitedata.schema.protocol.workloads import SMALL_AND_LARGE, WORKLOADS

CHANGES = {
    "alike": "decided alike in both",
    "unclear": "unclear in both",
    "one": "decided in one only",
    "flips": "the verdict flips",
}
"""What can happen to a verdict."""
Change = Literal["alike", "unclear", "one", "flips"]


@dataclass(frozen=True)
class Experiment:
    """One condition, and the columns of ``runs.csv`` that it changes for each framework. ``id`` is its figure's."""

    id: str
    kind: str
    pytorch: dict[str, object]
    tensorflow: dict[str, object]


EXPERIMENTS = (
    Experiment("bench-neighbour", "A busy neighbour", {"variant": "busy-neighbour"}, {"variant": "busy-neighbour"}),
    Experiment("bench-one-thread", "One thread", {"threads": 1}, {"threads": 1}),
    Experiment("bench-allocator", "Allocator thresholds", {"variant": "allocator"}, {"variant": "allocator"}),
    Experiment("bench-layout", "Channels last in PyTorch", {"layout": "channels-last"}, {}),
    Experiment("bench-onednn", "TensorFlow without oneDNN", {}, {"variant": "onednn-off"}),
    Experiment("bench-onednn-on", "TensorFlow with oneDNN", {}, {"variant": "onednn-on"}),
    Experiment("bench-isa", "Vector units capped at AVX2", {"variant": "isa-capped"}, {"variant": "isa-capped"}),
    Experiment("bench-mkl", "MKL's path for any processor", {"variant": "mkl-generic"}, {}),
    Experiment(
        "bench-physical", "A thread a physical core", {"variant": "physical-cores"}, {"variant": "physical-cores"}
    ),
)
MODEL_SIZE = "A larger model"


@dataclass(frozen=True)
class Effect:
    """The same comparison before and under a condition.

    ``bands`` are the tie bands of the two. ``sides`` are each framework's time under the condition over its time
    before, where the condition changes it.
    """

    kind: str
    name: str
    before: Ratio
    under: Ratio
    bands: tuple[float, float]
    sides: dict[str, Ratio] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[str, str]:
        return self.before.outcome(self.bands[0]), self.under.outcome(self.bands[1])

    @property
    def change(self) -> Change:
        was, now = self.outcomes
        if was == now:
            return "unclear" if was == "unclear" else "alike"
        return "one" if "unclear" in (was, now) else "flips"

    @cached_property
    def factor(self) -> Ratio | None:
        """The factor by which the ratio moved, round by round; None for two sweeps, which share no round."""
        return quotient(self.under, self.before)

    @property
    def moves(self) -> bool:
        """Does the ratio clearly move by more than the tie band?"""
        return self.factor is not None and self.factor.outcome(max(self.bands)) in ("less", "more")


def pitfalls(environment: Environment) -> tuple[list[Effect], list[tuple[str, str]]]:
    """What distorts a comparison, and which experiments this environment lacks."""
    all_effects, left_out = [], []
    for experiment in EXPERIMENTS:
        effects = effects_of(environment, experiment)
        all_effects += effects
        left_out += [] if effects else [(experiment.kind, NO_RUNS)]
    sizes, missing = model_sizes(environment)
    return all_effects + sizes, left_out + missing


def effects_of(environment: Environment, experiment: Experiment) -> list[Effect]:
    """One effect for each model and task for which the experiment was run.

    Ratios have outcomes that hold together over the models of a task: before the condition over all of them, as
    everywhere, under it over those for which it was measured.
    """
    band, effects = tie_band(environment), []
    changes = {"pytorch": experiment.pytorch, "tensorflow": experiment.tensorflow}
    for task in ("training", "inference"):
        before = against_all(environment, WORKLOADS, task=task)
        contestants = {
            id: {name: setting(environment, id, name, task=task) | change for name, change in changes.items()}
            for id in before
        }
        ratios = {
            id: compare(environment, "step_time_ms", sides["pytorch"], sides["tensorflow"])
            for id, sides in contestants.items()
        }
        under = together(ratios, band)
        for id, ratio in under.items():
            plain = {name: setting(environment, id, name, task=task) for name in changes}
            sides = {
                name: compare(environment, "step_time_ms", contestants[id][name], plain[name])
                for name, change in changes.items()
                if change
            }
            name = name_of(id) + (", inference" if task == "inference" else "")
            known = {name: side for name, side in sides.items() if side}
            effects.append(Effect(experiment.kind, name, before[id], ratio, (band, band), known))
    order = [name_of(id) + end for id in WORKLOADS for end in ("", ", inference")]
    return sorted(effects, key=lambda effect: order.index(effect.name))


def model_sizes(environment: Environment) -> tuple[list[Effect], list[tuple[str, str]]]:
    """A small model against a large one of its kind."""
    band, effects, left_out = tie_band(environment), [], []
    known = against_all(environment, WORKLOADS)
    for small, large in SMALL_AND_LARGE:
        before, under = known.get(small), known.get(large)
        name = f"{name_of(small)} → {name_of(large)}"
        if before and under:
            effects.append(Effect(MODEL_SIZE, name, before, under, (band, band)))
        else:
            left_out.append((name, NO_RUNS))
    return effects, left_out


def repeated(environment: Environment) -> tuple[list[str], list[Effect]]:
    """Would a repetition say the same? The two newest sweeps with enough rounds, and each comparison that both have.

    Each sweep is judged by the band of its own controls: whoever ran it alone would have had no other.
    """
    sweeps = whole_sweeps(environment)[-2:]
    if len(sweeps) < 2:
        return [], []
    bands = (tie_band(environment, sweeps[0]), tie_band(environment, sweeps[1]))
    columns = ("workload", "task", "variant", "threads", "batch_size")
    settings = dict.fromkeys(
        tuple(getattr(run, name) for name in columns) for run in environment.runs(sweep=sweeps[0], framework="pytorch")
    )
    kinds: dict[str, list] = {
        "training": [],
        "one thread": [],
        "inference": [],
        "other batch sizes": [],
        "what fools": [],
    }
    for workload, task, variant, threads, batch_size in settings:
        if workload not in WORKLOADS or variant == "twin":
            continue
        changes = {"task": task, "variant": variant, "threads": threads, "batch_size": batch_size}
        before, under = (against(environment, workload, sweep=sweep, **changes) for sweep in sweeps)
        if not before or not under:
            continue
        usual = batch_size == WORKLOADS[workload].batch_size
        kind = (
            "what fools" if variant != "plain" else "one thread" if threads else task if usual else "other batch sizes"
        )
        what = [f"batch {batch_size}"] * (not usual) + [
            variant.replace("-", " "),
            *["inference"] * (task == "inference"),
        ] * (variant != "plain")
        name = ", ".join([name_of(workload), *what])
        kinds[kind].append(
            (list(WORKLOADS).index(workload), batch_size, Effect(kind.capitalize(), name, before, under, bands))
        )
    return sweeps, [effect for group in kinds.values() for *_, effect in sorted(group, key=lambda row: row[:2])]


def whole_sweeps(environment: Environment) -> list[str]:
    """The sweeps with enough rounds for an interval, oldest first."""
    rounds: defaultdict[str, set[int]] = defaultdict(set)
    for run in environment.runs():
        rounds[run.sweep].add(run.round)
    return sorted(sweep for sweep, numbers in rounds.items() if len(numbers) >= FEWEST_VALUES)


def between(environment: Environment, sweeps: list[str]) -> datetime.timedelta:
    """From the last run of the first sweep to the first run of the second."""
    runs = environment.rows("runs")
    first = max(run.started_at for run in runs if run.sweep == sweeps[0])
    second = min(run.started_at for run in runs if run.sweep == sweeps[1])
    return datetime.datetime.fromisoformat(second) - datetime.datetime.fromisoformat(first)
