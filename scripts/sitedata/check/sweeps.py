"""Does a result look as if our harness had measured it? Ids, order, attempts, moments and windows follow from rules.

In: one environment. Out: what the harness would not have written. See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterator

from sitedata.check.rounds import no_run_is_left_out, placed, runs_come_in_the_order_of_their_sweep
from sitedata.check.rules import Finding, Rule
from sitedata.load.environments import Environment, contestant_of
from sitedata.schema.environments import Run
from sitedata.schema.protocol.gate import ATTEMPTS, disturbed
from sitedata.schema.protocol.order import read_run_id
from sitedata.schema.protocol.timing import LEAST_STEPS, WARM_UP_S, WINDOW_S
from sitedata.text.problem import quoted

CLOCK_S = 2.0  # moments are written in whole seconds, and a clock may be set back a little
LATEST_START = datetime.timedelta(days=7)  # of the first run: parts of a sweep may wait in a queue
ROUNDING_S = 1e-3  # of window_s, and of steps in whole microseconds
FEWEST_REPEATED = 3  # steps: of a window with so few, each takes long, and is the same to a microsecond by no chance
FEWEST_TIMES, MOST_ROUNDED = 100, 0.5  # a tenth ends in a zero
JUDGED_BY = ("variant", "foreign_cores", "steal_share", "process_foreign_cores", "process_steal_share")


def an_id_says_what_its_columns_say(environment: Environment) -> Iterator[Finding]:
    """sweep, round, place and attempt as make bench writes them, like 20261122t2130-r03-017-a1"""
    for run in environment.rows("runs"):
        said = read_run_id(run.id)
        if not said or (said.sweep, said.round, said.attempt) != (run.sweep, run.round, run.attempt):
            yield Finding("runs", run, "id", "not the id of this run", quoted(run.id))


def a_place_is_one_contestant(environment: Environment) -> Iterator[Finding]:
    """one contestant for each place in a sweep, the same in every round"""
    seen: dict[tuple[str, int], tuple] = {}
    for said, run in placed(environment):
        contestant = contestant_of(run)
        if seen.setdefault((said.part, said.place), contestant) != contestant:
            yield Finding("runs", run, "id", f"place {said.place} has another contestant before", quoted(run.id))


def attempts_have_no_gaps(environment: Environment) -> Iterator[Finding]:
    """attempts counted from 1, each after a flagged one: a run that is left out is a result too"""
    attempts: defaultdict[tuple, list[Run]] = defaultdict(list)
    newest: dict[str, str] = {}
    for said, run in placed(environment):
        attempts[said.part, said.round, said.place].append(run)
        newest[said.part] = max(newest.get(said.part, ""), run.started_at)
    for (part, *_), runs in attempts.items():
        runs.sort(key=lambda run: run.attempt)
        for number, run in enumerate(runs, start=1):
            before = runs[number - 2] if number > 1 else None
            if run.attempt != number:
                yield Finding("runs", run, "attempt", f"attempt {number} is missing", str(run.attempt))
                break
            if before and before.status != "flagged":
                yield Finding("runs", run, "attempt", f"attempt {before.attempt} was {before.status}", str(number))
        last = runs[-1]
        if last.status == "flagged" and last.attempt < ATTEMPTS and last.started_at != newest[part]:
            missing = f"attempt {last.attempt + 1} after a flagged one is missing"
            yield Finding("runs", last, "attempt", missing, str(last.attempt))


def one_run_at_a_time(environment: Environment) -> Iterator[Finding]:
    """a start after the run before has ended: its import, its first calls, its warm-up and its window take time"""
    parts: defaultdict[str, list[Run]] = defaultdict(list)
    for said, run in placed(environment):
        parts[said.part].append(run)
    for runs in parts.values():
        runs.sort(key=lambda run: (run.started_at, _least_s(run)))
        for before, run in itertools.pairwise(runs):
            apart_s = (_moment(run) - _moment(before)).total_seconds()
            if apart_s + CLOCK_S < _least_s(before):
                wrong = f"{before.id} takes at least {_least_s(before):.0f} s and began {apart_s:.0f} s earlier"
                yield Finding("runs", run, "started_at", wrong, quoted(run.started_at))


def a_sweep_begins_when_its_name_says(environment: Environment) -> Iterator[Finding]:
    """the minute (UTC) in which it began: no run is older, and the first at most a week younger"""
    first: dict[str, Run] = {}
    for run in environment.rows("runs"):
        if run.started_at < first.setdefault(run.sweep, run).started_at:
            first[run.sweep] = run
    for sweep, run in first.items():
        try:
            began = datetime.datetime.strptime(sweep, "%Y%m%dt%H%M").replace(tzinfo=datetime.UTC)
        except ValueError:
            yield Finding("runs", run, "sweep", "not a minute", quoted(sweep))
            continue
        if not began <= _moment(run) <= began + LATEST_START:
            yield Finding("runs", run, "started_at", f"the first run of {sweep}", quoted(run.started_at))


def a_window_ends_with_its_last_step(environment: Environment) -> Iterator[Finding]:
    """the window of make bench: it ends with the first step after 2 s, or with the third where steps are longer"""
    for run in environment.rows("runs"):
        steps = environment.steps.get(run.id)
        if not steps or run.window_s is None:
            continue
        last_s = steps.last_us / 1e6
        if run.window_s < WINDOW_S - ROUNDING_S or steps.count < LEAST_STEPS:
            yield Finding("runs", run, "window_s", "too short", f"{run.window_s:g} s with {steps.count} steps")
        elif steps.count > LEAST_STEPS and run.window_s - last_s > WINDOW_S + ROUNDING_S:
            yield Finding(
                "runs", run, "window_s", f"over before its last step of {last_s:.3f} s", f"{run.window_s:g} s"
            )


def steps_are_timed_once(environment: Environment) -> Iterator[Finding]:
    """steps that were each timed: none of them a second time, to fill a window"""
    for row in environment.rows("samples"):
        steps = environment.steps[row.run_id]
        first = steps.first_us[: steps.count // 2]
        again = f" {' '.join(map(str, first))} "
        if len(first) >= FEWEST_REPEATED and again in f"{row.step_time_us} "[1:]:
            yield Finding(
                "samples", row, "step_time_us", f"its first {len(first)} times come again", quoted(row.run_id)
            )


def times_are_exact(environment: Environment) -> Iterator[Finding]:
    """times to the microsecond, as make bench writes them"""
    first = [time for steps in environment.steps.values() for time in steps.first_us]
    rounded = sum(time % 10 == 0 for time in first)
    if len(first) >= FEWEST_TIMES and rounded > MOST_ROUNDED * len(first):
        row = next(iter(environment.rows("samples")))
        yield Finding("samples", row, "step_time_us", "rounded", f"{rounded} of {len(first)} times that end in a zero")


def a_good_run_passed_the_gate(environment: Environment) -> Iterator[Finding]:
    """flagged where others used the machine: the limits are in scripts/sitedata/schema/protocol/gate.py"""
    cores = float(environment.fact("machine", "cores") or 0)
    for run in environment.runs():
        # others may use all processors, also those that this process may not
        if reason := disturbed({name: getattr(run, name) for name in JUDGED_BY}, run.logical_cores or cores):
            yield Finding("runs", run, "status", reason, quoted(run.status))


def one_device_a_folder(environment: Environment) -> Iterator[Finding]:
    """runs on one device: make bench writes a folder for each"""
    devices: dict[str, Run] = {}
    for run in environment.rows("runs"):
        devices.setdefault(run.device, run)
    for device, run in [*devices.items()][1:]:
        yield Finding("runs", run, "device", f"others ran on {next(iter(devices))}", quoted(device))


def _moment(run: Run) -> datetime.datetime:
    return datetime.datetime.fromisoformat(run.started_at)


def _least_s(run: Run) -> float:
    """The seconds that a run must have taken, from what it measured of itself."""
    calls_ms = (run.import_ms, run.build_ms, run.first_call_ms, run.second_call_ms)
    return sum(filter(None, calls_ms)) / 1e3 + (WARM_UP_S + run.window_s if run.window_s else 0.0)


RULES = (
    Rule(an_id_says_what_its_columns_say),
    Rule(a_place_is_one_contestant),
    Rule(attempts_have_no_gaps, needs=("runs",)),
    Rule(runs_come_in_the_order_of_their_sweep, needs=("runs",)),
    Rule(no_run_is_left_out, needs=("runs",)),
    Rule(one_run_at_a_time),
    Rule(a_sweep_begins_when_its_name_says),
    Rule(a_window_ends_with_its_last_step),
    Rule(steps_are_timed_once),
    Rule(times_are_exact),
    Rule(a_good_run_passed_the_gate, needs=("environment",)),
    Rule(one_device_a_folder),
)
