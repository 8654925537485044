"""Rules across the rows of one environment of the benchmark, which it must meet to be shown.

See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from pydantic_core import PydanticCustomError

from sitedata.check import spreadsheets
from sitedata.check.privacy import nothing_is_personal
from sitedata.check.rules import Finding, Rule, broken
from sitedata.load.environments import Environment, contestant_of, load_environments
from sitedata.schema import kinds
from sitedata.schema.environments import Run
from sitedata.schema.protocol.agreement import limits
from sitedata.schema.protocol.modes import MODES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.problem import Problem, nearest, quoted

MOST_CORES, MOST_MEMORY_GIB = 4096, 100_000  # beyond any machine that one person measures on
SLACK = 1.05  # steps fill the window except for rounding; a twentieth more means that something was timed twice


_checked: WeakKeyDictionary[Environment, list[Problem]] = WeakKeyDictionary()


def checked_environments(folder: Path) -> tuple[dict[str, Environment], list[Problem]]:
    """Every environment in ``data/benchmarks`` by id, and all that is wrong with them."""
    environments, problems = load_environments(folder)
    return environments, problems + [problem for environment in environments.values() for problem in check(environment)]


def check(environment: Environment) -> list[Problem]:
    """Every broken rule, at the row that breaks it.

    Computed once per environment: ``make serve`` asks after each edit.
    """
    if environment not in _checked:
        _checked[environment] = _problems(environment)
    return _checked[environment]


def _problems(environment: Environment) -> list[Problem]:
    problems = []
    try:
        kinds.parse_id(environment.id)
    except PydanticCustomError as wrong:
        problems.append(
            Problem(
                environment.shown,
                1,
                "",
                f"the folder's name: {wrong.message()}",
                quoted(environment.id),
                kinds.ID.expected,
            )
        )
    return problems + broken(RULES, environment)


def has_steps(run: Run) -> bool:
    """Were its steps timed? Neither an import nor a compiler's cold start has any."""
    return run.task != "import" and run.variant != "fresh-cache"


def samples_belong_to_a_run(environment: Environment) -> Iterator[Finding]:
    """an id of runs.csv"""
    table = environment.tables["runs"]
    if not table.whole:
        return  # some of its ids could not be read; its own message says why
    known = {run.id for run in table.rows} | table.broken_ids
    for row in environment.rows("samples"):
        if row.run_id not in known:
            yield Finding("samples", row, "run_id", "unknown id", quoted(row.run_id), nearest(row.run_id, known))


def a_measured_run_has_samples(environment: Environment) -> Iterator[Finding]:
    """a row in samples.csv.gz for each run that is ok and has steps"""
    sampled = {row.run_id for row in environment.rows("samples")}
    for run in environment.runs():
        if run.steps and run.id not in sampled:
            yield Finding("runs", run, "id", "no samples", quoted(run.id))


def a_measured_run_is_whole(environment: Environment) -> Iterator[Finding]:
    """what a run that is ok must have measured: import_ms, first_call_ms or steps and window_s"""
    for run in environment.runs():
        wanted = (
            ("steps", "window_s") if has_steps(run) else ("import_ms",) if run.task == "import" else ("first_call_ms",)
        )
        for column in wanted:
            if not getattr(run, column):
                yield Finding("runs", run, column, "nothing measured", "")


def a_first_call_takes_time(environment: Environment) -> Iterator[Finding]:
    """more than zero, or an empty cell for what was not measured"""
    for run in environment.runs():
        if run.first_call_ms == 0:
            yield Finding("runs", run, "first_call_ms", "nothing takes no time", "'0'")


def a_mode_is_one_of_the_framework(environment: Environment) -> Iterator[Finding]:
    """a mode of that framework"""
    for run in environment.rows("runs"):
        if run.mode not in MODES[run.framework]:
            yield Finding("runs", run, "mode", f"not a mode of {run.framework}", quoted(run.mode))


def once_in_a_round(environment: Environment) -> Iterator[Finding]:
    """at most one run that is ok for a contestant in a round"""
    seen: dict[tuple, str] = {}
    for run in environment.runs():
        key = (run.sweep, run.round, *contestant_of(run))
        if key in seen:
            yield Finding("runs", run, "id", f"the same contestant and round as {seen[key]}", quoted(run.id))
        seen.setdefault(key, run.id)


def every_step_has_its_time(environment: Environment) -> Iterator[Finding]:
    """as many times as the run has steps"""
    runs = {run.id: run for run in environment.rows("runs")}
    for row in environment.rows("samples"):
        count = row.step_time_us.count(" ") + 1
        if row.run_id in runs and count != runs[row.run_id].steps:
            yield Finding(
                "samples", row, "step_time_us", f"steps is {runs[row.run_id].steps or 'empty'}", f"{count} times"
            )


def steps_fit_into_their_window(environment: Environment) -> Iterator[Finding]:
    """times that add up to no more than window_s"""
    runs = {run.id: run for run in environment.rows("runs")}
    for row in environment.rows("samples"):
        run = runs.get(row.run_id)
        if run and run.window_s is not None:
            total_s = sum(map(int, row.step_time_us.split())) / 1e6
            if total_s > run.window_s * SLACK:
                yield Finding(
                    "samples", row, "step_time_us", f"longer than window_s, which is {run.window_s}", f"{total_s:.3f} s"
                )


def what_is_timed_was_compared(environment: Environment) -> Iterator[Finding]:
    """rows in agreement.csv that compare it with PyTorch: what is not proven equal is not timed"""
    compared = {(row.workload, row.framework) for row in environment.rows("agreement")}
    missing: dict[tuple[str, str], Run] = {}
    for run in environment.runs():
        if run.task != "import" and run.framework != "pytorch" and (run.workload, run.framework) not in compared:
            missing.setdefault((run.workload, run.framework), run)
    for (workload, framework), run in missing.items():
        yield Finding("runs", run, "workload", f"never compared in {framework}", quoted(workload))


def what_is_timed_agrees(environment: Environment) -> Iterator[Finding]:
    """yes for a workload that has runs: what does not agree is not timed"""
    timed = {run.workload for run in environment.runs() if run.task != "import"}
    for row in environment.rows("agreement"):
        if row.workload in timed and not row.agrees:
            yield Finding("agreement", row, "agrees", f"{row.workload} is timed", "'no'")


def agreement_follows_from_its_numbers(environment: Environment) -> Iterator[Finding]:
    """yes if the difference is at most the limit, else no"""
    for row in environment.rows("agreement"):
        if (float(row.difference) <= float(row.limit)) != row.agrees:
            yield Finding(
                "agreement",
                row,
                "agrees",
                f"the difference is {row.difference}, the limit {row.limit}",
                "'yes'" if row.agrees else "'no'",
            )


def the_limit_is_the_harness_s(environment: Environment) -> Iterator[Finding]:
    """the limit that scripts/sitedata/schema/protocol/agreement.py sets for that workload, precision and quantity, \
or a stricter one"""
    for row in environment.rows("agreement"):
        if row.workload not in WORKLOADS:
            yield Finding(
                "agreement",
                row,
                "workload",
                "no workload of the benchmark",
                quoted(row.workload),
                nearest(row.workload, WORKLOADS),
            )
        elif float(row.limit) > (most := limits(row.workload, row.precision)[row.quantity]):
            yield Finding("agreement", row, "limit", f"above {most:g}", quoted(row.limit))


def a_known_fact_is_typed(environment: Environment) -> Iterator[Finding]:
    """for cores a whole number from 1 to 4,096, for memory-gib a number up to 100,000, \
for a version one like 2.13.0+cpu"""
    for row in environment.rows("environment"):
        good = True
        if row.fact in ("cores", "shown-cores"):
            good = re.fullmatch(r"[1-9]\d{0,3}", row.value, re.ASCII) and int(row.value) <= MOST_CORES
        elif row.fact == "memory-gib":
            good = re.fullmatch(r"\d{1,6}(\.\d{1,6})?", row.value, re.ASCII) and 0 < float(row.value) <= MOST_MEMORY_GIB
        elif row.fact == "version" or row.fact.startswith("package-"):
            good = re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,60}", row.value, re.ASCII)
        if not good:
            yield Finding("environment", row, "value", f"no value for {row.fact}", quoted(row.value))


RULES = (
    Rule(samples_belong_to_a_run),
    Rule(a_measured_run_has_samples, needs=("samples",)),
    Rule(a_measured_run_is_whole),
    Rule(a_first_call_takes_time),
    Rule(a_mode_is_one_of_the_framework),
    Rule(once_in_a_round),
    Rule(every_step_has_its_time),
    Rule(steps_fit_into_their_window),
    Rule(what_is_timed_was_compared, needs=("agreement",)),
    Rule(what_is_timed_agrees),
    Rule(agreement_follows_from_its_numbers),
    Rule(the_limit_is_the_harness_s),
    Rule(a_known_fact_is_typed),
    Rule(nothing_is_personal),
    *spreadsheets.OF_ENVIRONMENTS,
)
