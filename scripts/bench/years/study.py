"""The command ``make bench ARGS="--through-time --study"``: the programs of a study of 2018, DLBench, in parts.

It writes ``data/study_times.csv``, and goes on where it stopped. Own programs compute what those of the study do:
``then/dlbench.py``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from bench import machine
from bench.machine import Usage
from bench.results import Journal, Record, content_of
from bench.sweep import locked, settle, settled, wait_for_quiet
from bench.years import inside
from bench.years.environments import CannotInstall, environment
from bench.years.releases import Release, named
from sitedata.schema.clock import today
from sitedata.schema.protocol.gate import disturbed
from sitedata.schema.protocol.study import (
    BESIDE,
    LEAST_CALLS,
    MODELS,
    RELEASES,
    ROUNDS,
    VARIANTS,
    WARM_UP_S,
    WINDOW_S,
)
from sitedata.schema.protocol.years import VARIABLES
from sitedata.schema.tables import TABLES
from system import write_together

TABLE = "study_times"


def measure(data: Path, here: dict[str, Path], work: Path, show: Callable[[str], None] = print) -> int:
    """Both frameworks, one environment after the other. The exit code: 1 if one cannot be installed."""
    cores = machine.usable_cores()
    journal = Journal(work / "study.jsonl", {"machine": machine.facts()})
    code = 0
    for framework, version in RELEASES.items():
        release = named(data, here, framework, version)
        left = [process for process in processes(framework) if process not in settled(journal)]
        if not left:
            continue
        try:
            if not release.python:
                raise CannotInstall("no Python here for which it has a wheel")
            folder = work / "environments" / f"study-{framework}"
            folder.parent.mkdir(parents=True, exist_ok=True)
            with environment(release, here[release.python], folder, BESIDE[framework]) as python:
                wait_for_quiet(show)
                for process in left:
                    show(process)
                    settle(journal, partial(one, process, release, python, cores), show)
        except CannotInstall as error:
            show(f"{release.name}: {error}")
            code = 1
    path = data / f"{TABLE}.csv"
    write_together({path: content_of(path, TABLES[TABLE], rows(journal.records, journal.head["machine"]))})
    return code


def processes(framework: str) -> list[str]:
    """Round by round, each round in an order of its own."""
    made = []
    for number in range(1, ROUNDS + 1):
        ways = list(VARIANTS[framework])
        random.Random(f"{framework} {number}").shuffle(ways)
        made += [f"{framework} {variant} {number}" for variant in ways]
    return made


def one(process: str, release: Release, python: Path, cores: int, attempt: int) -> Record:
    """A process that times all models once; flagged if others disturbed it."""
    _, variant, number = process.split()
    models = list(MODELS)
    random.Random(f"{process} {attempt}").shuffle(models)
    settings = {
        "framework": release.framework, "models": models, "threads": cores,
        "warm_up_s": WARM_UP_S, "window_s": WINDOW_S, "least": LEAST_CALLS,
    }  # fmt: skip
    record: Record = {
        "process": process, "attempt": attempt, "framework": release.framework, "version": release.version,
        "variant": variant, "round": int(number), "python": release.python, "cores": cores, "status": "ok",
        "reason": "", "ran_on": today().isoformat(),
    }  # fmt: skip
    with locked():
        before = Usage.read()
        answer = inside.ask(python, "then.dlbench", settings, VARIABLES[variant] | {"OMP_NUM_THREADS": str(cores)})
        record |= {"rows": answer.rows} | Usage.read().load_since(before)
    if {row["model"] for row in answer.rows} != set(MODELS) or not answer.ended_well:
        return record | {"status": "failed", "reason": answer.words}
    reason = disturbed(record | {"variant": "plain"}, cores)
    return record | ({"status": "flagged", "reason": reason} if reason else {})


def rows(records: Iterable[Record], facts: dict[str, str]) -> list[dict[str, object]]:
    """What counts: the medians of processes that nobody disturbed."""
    return sorted(_rows(records, facts), key=_place)


def _rows(records: Iterable[Record], facts: dict[str, str]) -> Iterator[dict[str, object]]:
    for record in records:
        if record["status"] == "ok":
            for row in record["rows"]:
                yield {
                    "framework": record["framework"], "version": record["version"], "variant": record["variant"],
                    "model": row["model"], "part": row["part"], "round": record["round"],
                    "ms": round(median(row["us"]) / 1e3, 4), "calls": len(row["us"]), "python": record["python"],
                    "cpu": facts["cpu-model"], "cores": record["cores"], "ran_on": record["ran_on"],
                }  # fmt: skip


def _place(row: dict[str, object]) -> list[str]:
    """Where the table wants it: each cell as text, rounds too."""
    return [str(row[name]) for name in TABLES[TABLE].ordered_by]
