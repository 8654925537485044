"""What a benchmark result must have before it is accepted, beyond what it needs to be shown at all.

These are rules of ``make check``: see :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sitedata.check import copies, losses, spreadsheets, sweeps
from sitedata.check.environments import has_steps
from sitedata.check.known import newcomers
from sitedata.check.rules import Finding, Rule, broken
from sitedata.load.environments import Environment, contestant_of
from sitedata.schema.protocol.rounds import FEWEST_VALUES
from sitedata.text.problem import Problem

REQUIRED_OF_MACHINE = ("cpu-model", "cores", "memory-gib", "system", "python")
LONGEST_MS = 3_600_000  # an hour: ten times what a contestant may take before the sweep stops it
LONGEST_WINDOW_S = 600
EMPTIEST = 0.99  # of a window: its steps fill all of it, and times are rounded to microseconds
LARGEST_LOSS = 1e6
ROOM = 1.1  # for rounding, and for memory counted in GiB
LONGEST_NOTE = 500  # characters


def accept(environments: Mapping[str, Environment]) -> list[Problem]:
    """Every broken rule of every environment, by itself and beside those that were here before."""
    problems = []
    for newcomer in newcomers(environments.values()):
        problems += broken((*RULES, *sweeps.RULES), newcomer.environment)
        problems += broken((*losses.RULES, *copies.RULES, *spreadsheets.OF_NEWCOMERS), newcomer)
    return problems


def enough_rounds(environment: Environment) -> Iterator[Finding]:
    """at least 6 rounds of one contestant: fewer carry no 95 % interval (make bench without --quick)"""
    rounds: defaultdict[tuple, set] = defaultdict(set)
    for run in environment.runs():
        if has_steps(run):
            rounds[contestant_of(run)].add((run.sweep, run.round))
    most = max(map(len, rounds.values()), default=0)
    if most < FEWEST_VALUES:
        yield Finding("runs", next(iter(environment.rows("runs")), None), "round", "too few rounds", f"{most} at most")


def the_environment_is_described(environment: Environment) -> Iterator[Finding]:
    """the facts that make bench writes: of the machine cpu-model, cores, memory-gib, system, python; \
of each framework its version"""
    frameworks = sorted({run.framework for run in environment.runs()})
    wanted = [("machine", name) for name in REQUIRED_OF_MACHINE] + [(name, "version") for name in frameworks]
    for owner, name in wanted:
        if not environment.fact(owner, name):
            yield Finding("environment", None, "fact", f"nothing about {name} of {owner}", "")


def correctness_was_measured(environment: Environment) -> Iterator[Finding]:
    """rows in agreement.csv: what both frameworks compute is compared before anything is timed"""
    if not environment.rows("agreement"):
        yield Finding("agreement", None, "", "no comparison", "")


def times_are_plausible(environment: Environment) -> Iterator[Finding]:
    """above zero, and at most an hour (a window: ten minutes)"""
    for run in environment.rows("runs"):
        for column in ("import_ms", "build_ms", "first_call_ms", "second_call_ms"):
            value = getattr(run, column)
            if value is not None and not 0 < value <= LONGEST_MS:
                yield Finding("runs", run, column, "not plausible", f"{value:g} ms")
        if run.window_s is not None and not 0 < run.window_s <= LONGEST_WINDOW_S:
            yield Finding("runs", run, "window_s", "not plausible", f"{run.window_s:g} s")


def steps_fill_their_window(environment: Environment) -> Iterator[Finding]:
    """times that add up to window_s, to 1 %: nothing of a window is outside a step"""
    runs = {run.id: run for run in environment.runs()}
    for row in environment.rows("samples"):
        run = runs.get(row.run_id)
        if run and run.window_s:
            total_s = environment.steps[run.id].total_us / 1e6
            if total_s < run.window_s * EMPTIEST:
                yield Finding(
                    "samples",
                    row,
                    "step_time_us",
                    f"shorter than window_s, which is {run.window_s:g}",
                    f"{total_s:.3f} s",
                )


def a_machine_gives_what_it_has(environment: Environment) -> Iterator[Finding]:
    """at most what the machine has: its cores, its memory, all of the time"""
    cores, memory_gib = (_number(environment.fact("machine", name)) for name in ("cores", "memory-gib"))
    for run in environment.rows("runs"):
        shown = max(cores, run.logical_cores or 0)  # others may use processors that this process may not
        limits = {"steal_share": 1, "foreign_cores": shown, "threads": cores}
        if memory_gib:
            limits |= dict.fromkeys(("peak_rss_mib", "anonymous_mib", "file_mib"), (memory_gib + 1) * 1024 * ROOM)
        if cores and run.window_s:
            limits["process_cpu_s"] = cores * run.window_s * ROOM
        for column, most in limits.items():
            value = getattr(run, column)
            if value is not None and most and not 0 <= value <= most * ROOM:
                yield Finding("runs", run, column, "more than there is", f"{value:g}, of {most:g}")


def a_share_is_one(environment: Environment) -> Iterator[Finding]:
    """a percentage from 0 to 100, and a loss that is a small number"""
    for row in environment.rows("accuracy"):
        if not 0 <= row.test_accuracy <= 100:
            yield Finding("accuracy", row, "test_accuracy", "not a percentage", f"{row.test_accuracy:g}")
        if abs(row.train_loss) > LARGEST_LOSS:
            yield Finding("accuracy", row, "train_loss", "not plausible", f"{row.train_loss:g}")


def a_note_is_short(environment: Environment) -> Iterator[Finding]:
    """at most 500 characters: what a reader must know of this machine"""
    for row in environment.rows("environment"):
        if row.fact == "author-note" and len(row.value) > LONGEST_NOTE:
            yield Finding("environment", row, "value", "a long note", f"{len(row.value)} characters")


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


RULES = (
    Rule(enough_rounds, needs=("runs",)),
    Rule(the_environment_is_described, needs=("environment", "runs")),
    Rule(correctness_was_measured, needs=("agreement",)),
    Rule(times_are_plausible),
    Rule(steps_fill_their_window, needs=("runs", "samples")),
    Rule(a_machine_gives_what_it_has),
    Rule(a_share_is_one),
    Rule(a_note_is_short),
)
