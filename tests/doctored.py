"""Environments that nobody measured, for tests: an honest stranger, and copies of a committed one with a lie in them.

In: a committed environment. Out: another one with the same contestants, in memory. It never belongs under ``data/``.
"""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from dataclasses import replace
from random import Random

from sitedata.check.losses import last_losses, model_of, steps_taken
from sitedata.load.environments import CONTESTANT, Environment
from sitedata.schema.protocol.order import order_of_round, read_run_id, run_id
from sitedata.schema.protocol.timing import WARM_UP_S, WINDOW_S
from tests import tiny_benchmark

SWEEP = "20261126t0010"
CALLS = ("import_ms", "build_ms", "first_call_ms", "second_call_ms")


def with_rows(environment, /, id="my-machine", **changed):
    """A folder of a stranger: the environment with other rows in some tables, in the order of their lines."""
    tables = {
        name: replace(
            table,
            file=f"data/benchmarks/{id}/{table.file.rpartition('/')[2]}",
            rows=[row.model_copy() for row in changed.get(name, table.rows)],
        )
        for name, table in environment.tables.items()
    }
    for name in changed:
        for line, row in enumerate(tables[name].rows, start=2):
            row._line = line
    return Environment(id, tables)


def edited(rows, change):
    """Copies of rows with the cells that ``change`` gives for each."""
    return [row.model_copy(update=change(row)) for row in rows]


def facts(environment, /, **values):
    """The facts of the machine with other values: ``cpu_model="…"``."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return edited(
        environment.rows("environment"),
        lambda row: {"value": named[row.fact]} if row.framework == "machine" and row.fact in named else {},
    )


def times(environment, times_of):
    """The samples with other times: ``times_of`` gets the run and its times in microseconds."""
    runs = {run.id: run for run in environment.rows("runs")}
    return edited(
        environment.rows("samples"),
        lambda row: {
            "step_time_us": " ".join(
                str(max(1, round(time)))
                for time in times_of(runs[row.run_id], list(map(int, row.step_time_us.split())))
            )
        },
    )


def measured_again(environment, times_of, /, *, sweep=SWEEP, losses_from=(), seed=1, **more_facts):
    """A sweep that looks as if it had been run: another name, its order, its own moments, calls, windows.

    ``times_of`` gives the steps of a run, which are repeated until its window is full. With ``losses_from``, other
    environments, the last loss is that of their curves after so many steps; else it stays.
    """
    chance, runs, samples = Random(seed), [], []
    curves = defaultdict(list)
    for other in losses_from:
        for model, points in last_losses(other).items():
            curves[model] += points
    first = min(run.sweep for run in environment.runs())
    plan = {
        (said.round, said.place) for run in environment.rows("runs") if (said := read_run_id(run.id)).sweep == first
    }
    good = {(said.round, said.place): run for run in environment.runs(sweep=first) if (said := read_run_id(run.id))}
    some_round = {place: run for (_, place), run in good.items()}  # for one that was disturbed at each attempt
    fresh = {place for (_, place), run in good.items() if run.variant == "fresh-cache"}
    now = datetime.datetime.strptime(sweep, "%Y%m%dt%H%M") + datetime.timedelta(minutes=20)
    for round in sorted({round for round, _ in plan}):
        places = [place for number, place in plan if number == round]
        for place in order_of_round(sweep, round, places, fresh):
            if (old := good.get((round, place), some_round.get(place))) is None:
                continue
            cells = {name: value * chance.uniform(0.8, 1.2) for name in CALLS if (value := getattr(old, name))}
            cells |= {"id": f"{run_id(sweep, round, place)}-a1", "sweep": sweep, "round": round, "attempt": 1}
            cells |= {"started_at": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
            steps = filled(times_of(old, environment.step_times_us(old))) if old.steps else []
            if steps:
                window_s = sum(steps) / 1e6
                cells |= {"steps": len(steps), "window_s": window_s, "process_cpu_s": window_s}
                samples.append({"run_id": cells["id"], "step_time_us": " ".join(map(str, steps))})
            run = old.model_copy(update=cells)
            runs.append(run)
            now += datetime.timedelta(seconds=sum(cells.get(name, 0) for name in CALLS) / 1e3 + 0.5)
            now += datetime.timedelta(seconds=(WARM_UP_S + run.window_s) if steps else 0)
    (some, *_) = environment.rows("samples")
    changed = with_rows(
        environment,
        runs=sorted(runs, key=lambda run: run.id),
        samples=[some.model_copy(update=cells) for cells in sorted(samples, key=lambda cells: cells["run_id"])],
        environment=facts(environment, cpu_model="Intel(R) Xeon(R) Gold 6338", **more_facts),
    )

    def loss(run):
        points = sorted(curves.get(model_of(changed, run), ()))
        return {"loss_last": on_curve(points, steps_taken(changed, run))} if run.steps and points else {}

    return with_rows(changed, runs=edited(changed.rows("runs"), loss), samples=changed.rows("samples"))


def filled(times_us):
    """Steps in whole microseconds until a window is full: the given ones, then the same again in other orders."""
    chance, steps, total, waiting = Random(1), [], 0, [*reversed(times_us)]
    while total < WINDOW_S * 1e6 or len(steps) < 3:
        waiting = waiting or chance.sample(times_us, len(times_us))
        steps.append(max(1, round(waiting.pop())))
        total += steps[-1]
    return steps


def on_curve(points, steps):
    """The loss after so many steps, from those after fewer and after more."""
    place = bisect.bisect(points, (steps,))
    near = points[max(0, place - 1) : place + 1]
    return sum(loss for _, loss in near) / len(near)


def stranger(environment, losses_from, /, seed=7, sweep=SWEEP, **facts):
    """What an honest machine could have sent: each model has a pace of its own, and each round a noise of its own."""
    chance, middle_us = Random(seed), {}

    def times_of(run, known_us):
        contestant = tuple(getattr(run, name) for name in CONTESTANT)
        if contestant not in middle_us:
            middle_us[contestant] = sorted(known_us)[len(known_us) // 2] * chance.lognormvariate(0, 0.15)
        this_round_us = middle_us[contestant] * chance.lognormvariate(0, 0.03)
        return [this_round_us * chance.lognormvariate(0, 0.03) for _ in 2 * known_us]

    return measured_again(environment, times_of, sweep=sweep, losses_from=losses_from, seed=seed, **facts)


def write_environment(benchmarks, environment):
    """The files of an environment, as the harness writes them."""
    tables = {
        name: [{column: cell(value) for column, value in row.model_dump().items()} for row in table.rows]
        for name, table in environment.tables.items()
    }
    return tiny_benchmark.write(benchmarks, environment.id, **tables)


def cell(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
