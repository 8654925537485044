"""Is a result a copy of one that is here already? Renamed, shifted, scaled, jittered, shuffled or in part.

In: an environment and those that were here before. Out: what two machines never have in common.
See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import correlation, mean, median, pstdev

from sitedata.check.known import Newcomer
from sitedata.check.rules import Finding, Rule
from sitedata.load.environments import FIRST_STEPS, Environment, Steps, contestant_of
from sitedata.schema.environments import Run
from sitedata.schema.names import NAMES
from sitedata.text.problem import quoted

SAME_MACHINE = (
    "cpu-model", "cpu-flags", "gpu-model", "cores", "shown-cores", "quota-cores", "memory-gib", "c-library", "python",
    "system",
)  # fmt: skip
FEWEST_STEPS = 9  # a handful of whole numbers may agree by chance
SAME_SCALE = 1.01  # ratios of the steps of two runs lie within this factor if one is the other, multiplied
CLOCKED = ("import_ms", "first_call_ms", "second_call_ms")  # to a tenth of a millisecond and to a microsecond
FEWEST_KNOWN = 10  # machines that start in one minute have the same ids, and a few of their runs the same second
MOST_ALIKE = 0.5  # rank correlation of two sweeps' noise: below 0.35 between our machines, above 0.8 in jittered copies
LEAST_APART = 0.28  # of a contestant's spread over rounds: 0.38 or more between our machines, 0.1 in jittered copies
FEWEST_NOISE = 100  # values of noise: of so many, chance gives such a correlation once in a million times
FEWEST_ROUNDS = 4  # of a contestant

Noise = dict[tuple, dict[int, float]]
"""Contestant → round → by what factor, as a logarithm, its median step is longer there than others' and its own are."""


def a_machine_has_one_folder(newcomer: Newcomer) -> Iterator[Finding]:
    """one folder for an environment: make bench adds a sweep to the folder that is there"""
    for other in newcomer.before:
        if same_machine(newcomer.environment) == same_machine(other):
            yield Finding(
                "environment", None, "", f"the same environment as {other.id}", quoted(newcomer.environment.id)
            )
            return


def a_run_is_its_own(newcomer: Newcomer) -> Iterator[Finding]:
    """runs that this machine made: no other has their ids with their moments, or the times of their calls"""
    for other in newcomer.before:
        moments = {(run.id, run.started_at) for run in other.rows("runs")}
        known = [run for run in newcomer.environment.rows("runs") if (run.id, run.started_at) in moments]
        if len(known) >= FEWEST_KNOWN and 2 * len(known) > min(len(moments), len(newcomer.environment.rows("runs"))):
            yield Finding("runs", known[0], "id", f"{len(known)} known runs of {other.id}", quoted(known[0].id))
    for other in (*newcomer.before, newcomer.environment):
        clocked = clocked_runs(other)
        for run in newcomer.environment.runs():
            if (same := clocked.get(_clocked(run))) and same is not run:
                wrong = f"the same calls as in {same.id} of {other.id}"
                yield Finding("runs", run, "first_call_ms", wrong, quoted(run.id))
                break


def times_are_their_own(newcomer: Newcomer) -> Iterator[Finding]:
    """steps that this machine timed, which no other run has: not in another order, not multiplied"""
    environment = newcomer.environment
    runs = {run.id: run for run in environment.rows("runs")}
    for other in (*newcomer.before, environment):
        sums, orders = known_times(other)
        for row in environment.rows("samples"):
            run, steps = runs.get(row.run_id), environment.steps[row.run_id]
            if not run or steps.count < FEWEST_STEPS:
                continue
            if (same := sums.get(_sums(steps))) and (other is not environment or same != run.id):
                wrong = f"the same times as run {same} of {other.id}"
            elif (
                (known := orders.get(_order(run, steps)))
                and known is not run
                and (factor := _factor(environment, run, other, known))
            ):
                wrong = f"the times of run {known.id} of {other.id}, times {factor:.3g}"
            else:
                continue
            yield Finding("samples", row, "step_time_us", wrong, quoted(row.run_id))
            break


def noise_is_its_own(newcomer: Newcomer) -> Iterator[Finding]:
    """noise of its own: what varies from round to round on one machine has nothing to do with what varies on another"""
    told = set()
    for other in newcomer.before:
        theirs = noises(other)
        for (sweep, framework), mine in noises(newcomer.environment).items():
            for (_, their_framework), known in theirs.items():
                if framework == their_framework and framework not in told and (alike := _alike(mine, known)):
                    told.add(framework)
                    run = next(iter(newcomer.environment.runs(sweep=sweep, framework=framework)))
                    wrong = f"{NAMES[framework]} varies over rounds as in {other.id}, whatever constant it is times"
                    yield Finding("runs", run, "sweep", wrong, alike)


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def same_machine(environment: Environment) -> tuple:
    """What makes two folders one environment."""
    facts = tuple(environment.fact("machine", name) for name in SAME_MACHINE)
    versions = tuple(environment.version(name) for name in ("tensorflow", "pytorch"))
    return facts, versions, frozenset(run.device for run in environment.rows("runs"))


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def clocked_runs(environment: Environment) -> dict[tuple, Run]:
    """The times of a run's import and of its first calls → the run."""
    return {key: run for run in environment.runs() if (key := _clocked(run))}


def _clocked(run: Run) -> tuple | None:
    times = tuple(getattr(run, name) for name in CLOCKED)
    return None if None in times else times


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def known_times(environment: Environment) -> tuple[dict[tuple, str], dict[tuple, Run]]:
    """Sums of a run's steps → its id; its contestant with the order of its first steps → the run."""
    runs = {run.id: run for run in environment.rows("runs")}
    sums = {_sums(steps): id for id, steps in environment.steps.items()}
    orders = {
        _order(runs[id], steps): runs[id]
        for id, steps in environment.steps.items()
        if id in runs and steps.count >= FIRST_STEPS
    }
    return sums, orders


def _sums(steps: Steps) -> tuple[int, ...]:
    """What does not depend on the order of the steps, and is the same for two runs by no chance."""
    return steps.count, steps.total_us, steps.shortest_us, steps.longest_us


def _order(run: Run, steps: Steps) -> tuple:
    """What is measured, and which of its first steps took longer than which: the same after a multiplication.

    Two runs order twelve steps alike by chance once in 12! ≈ 480 million.
    """
    first = steps.first_us
    return contestant_of(run), tuple(sorted(range(len(first)), key=first.__getitem__))


def _factor(mine: Environment, run: Run, other: Environment, known: Run) -> float | None:
    """By what all steps of one run are multiplied to give those of another; None if there is no such factor."""
    times = zip(mine.step_times_us(run), other.step_times_us(known), strict=False)
    ratios = [ours / theirs for ours, theirs in times]
    return median(ratios) if max(ratios) <= min(ratios) * SAME_SCALE else None


@functools.lru_cache(maxsize=64)  # cached by identity: each newcomer asks for it
def noises(environment: Environment) -> dict[tuple[str, str], Noise]:
    """(sweep, framework) → how its contestants vary over rounds."""
    medians: defaultdict[tuple, defaultdict[tuple, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for run in environment.runs():
        if step_ms := environment.value(run, "step_time_ms"):
            contestant = contestant_of(run)
            medians[run.sweep, run.framework][contestant][run.round] = math.log(step_ms)
    return {key: _own(contestants) for key, contestants in medians.items()}


def _own(contestants: Mapping[tuple, Mapping[int, float]]) -> Noise:
    """What is left of logarithms without what a contestant's rounds and what a round's contestants have in common.

    Machines that become warm are slower round by round, all in the same way; that makes no copy.
    """
    whole = {contestant: values for contestant, values in contestants.items() if len(values) >= FEWEST_ROUNDS}
    noise = {
        contestant: {round: value - mean(values.values()) for round, value in values.items()}
        for contestant, values in whole.items()
    }
    rounds = {round for values in noise.values() for round in values}
    common = {round: median(values[round] for values in noise.values() if round in values) for round in rounds}
    return {
        contestant: {round: value - common[round] for round, value in values.items()}
        for contestant, values in noise.items()
    }


def _alike(mine: Noise, known: Noise) -> str:
    """In what two sweeps are alike that have nothing in common; empty if they are not.

    First round by round; then, as rounds may have been exchanged, in the sizes of their deviations alone.
    """
    count = sum(len(mine[contestant].keys() & known[contestant].keys()) for contestant in mine.keys() & known.keys())
    if count < FEWEST_NOISE:
        return ""
    if (same := same_rounds(mine, known)) > MOST_ALIKE:
        return f"a correlation of {same:.2f} over {count} runs"
    if (apart := same_sizes(mine, known)) is not None and apart < LEAST_APART:
        return f"deviations of the same sizes for most contestants, {apart:.2f} of their spread apart"
    return ""


def same_rounds(mine: Noise, known: Noise) -> float:
    """Rank correlation of two sweeps' noise, round by round of each contestant; 0 where there is too little of it."""
    pairs = [
        (mine[contestant][round], known[contestant][round])
        for contestant in mine.keys() & known.keys()
        for round in mine[contestant].keys() & known[contestant].keys()
    ]
    if len(pairs) < 2:
        return 0.0
    ours, theirs = map(_ranks, zip(*pairs, strict=True))
    return correlation(ours, theirs)


def _ranks(values: Sequence[float]) -> list[float]:
    """A few slow runs weigh no more than others."""
    ranks = [0.0] * len(values)
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        ranks[place] = float(rank)
    return ranks


def same_sizes(mine: Noise, known: Noise) -> float | None:
    """How far contestants' deviations, each in order of size, lie apart: in the median, as a share of their spread."""
    shares = []
    for contestant in mine.keys() & known.keys():
        ours, theirs = (sorted(noise[contestant].values()) for noise in (mine, known))
        if len(ours) == len(theirs) and (spread := pstdev(theirs)):
            shares.append(pstdev(a - b for a, b in zip(ours, theirs, strict=True)) / spread)
    return median(shares) if shares else None


RULES = (
    Rule(a_machine_has_one_folder, needs=("environment", "runs")),
    Rule(a_run_is_its_own),
    Rule(times_are_their_own),
    Rule(noise_is_its_own, needs=("runs", "samples")),
)
