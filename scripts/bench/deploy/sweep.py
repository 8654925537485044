"""Export every model on every way, then call each in a process of its own, round by round; a journal to resume from.

In: environments. Out: the journal's records.
"""

from __future__ import annotations

import json
import math
import random
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.deploy import RESULT
from bench.machine import Usage, load_average
from bench.processes import run, variables
from bench.results import Journal, Record
from bench.sweep import locked, settle, settled, without_paths
from sitedata.schema.protocol.deployment import LARGEST_DIFFERENCE_PPM, ROUNDS, WAYS
from sitedata.schema.protocol.gate import disturbed

LIMIT_S = 900.0  # for one process, on a slow machine
WORDS = 300  # of an error that are kept


@dataclass(frozen=True)
class Process:
    """A model on a way, called for the ``round``-th time."""

    way: str
    model: str
    round: int

    @property
    def id(self) -> str:
        return f"{self.way}-{self.model}-r{self.round:02d}"


@dataclass
class Sweep:
    """``pythons`` are the interpreters by environment, ``work`` is a folder for what is exported.

    ``data`` is the file of digits that ways which round are tested with.
    """

    name: str
    chosen: list[tuple[str, str]]
    pythons: Mapping[str, Path]
    journal: Journal
    work: Path
    data: Path
    cores: int
    show: Callable[[str], None] = print
    ends_at: float | None = None
    clock: Callable[[], float] = time.monotonic
    rounds: int = ROUNDS

    def run(self) -> bool:
        """Do what the journal lacks. Was there time for all of it?"""
        for way, model in dict.fromkeys((shipped_by(way), model) for way, model in self.chosen):
            if self._over():
                return False
            if not self._exported(way, model):
                self._export(way, model)
        done = settled(self.journal)
        todo = [process for process in self.plan() if process.id not in done]
        for position, process in enumerate(todo):
            if self._over():
                return False
            self.show(f"[{position + 1}/{len(todo)}] {process.id}")
            settle(self.journal, partial(self._call, process), self.show)
        return True

    def plan(self) -> Iterator[Process]:
        """Round by round, each shuffled by the names of sweep and round; what could not be exported is not called."""
        possible = [one for one in self.chosen if (told := self._exported(*one)) and told["outcome"] != "fails"]
        for number in range(1, self.rounds + 1):
            order = list(possible)
            random.Random(f"{self.name} {number}").shuffle(order)
            yield from (Process(way, model, number) for way, model in order)

    def _over(self) -> bool:
        return self.ends_at is not None and self.clock() > self.ends_at

    def _exported(self, way: str, model: str) -> Record | None:
        """The record of the export of what it loads, as long as the files are there."""
        records = (one for one in self.journal.records if "exported" in one)
        found = next((one for one in records if one["exported"] == [shipped_by(way), model]), None)
        return found if found and (found["outcome"] == "fails" or self._place(way, model).exists()) else None

    def _place(self, way: str, model: str) -> Path:
        return self.work / shipped_by(way) / model

    def _export(self, way: str, model: str) -> None:
        self.show(f"export of {model}: {way}")
        place = self._place(way, model)
        place.parent.mkdir(parents=True, exist_ok=True)
        data = [str(self.data)] if WAYS[way].rounded_from else []
        command = ["-m", "bench.deploy.export", way, model, str(place.parent), *data]
        with locked():
            answer, words = self._asked(self.pythons[WAYS[way].exported_in], command)
        answer = answer or {"outcome": "fails", "finding": words}
        if answer["outcome"] == "fails":
            self.show(f"    fails: {answer['finding']}")
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 2**20
        words = without_paths(str(answer["finding"]).replace(str(self.work), ""))[:WORDS]
        self.journal.add({"exported": [way, model], "file_mib": round(size, 3)} | answer | {"finding": words})

    def _call(self, process: Process, attempt: int) -> Record:
        record: Record = {
            "process": process.id, "way": process.way, "model": process.model, "round": process.round,
            "attempt": attempt, "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "load_average": load_average(), "status": "ok", "reason": "",
        }  # fmt: skip
        way, python = WAYS[process.way], self.pythons[WAYS[process.way].served_in]
        program = {"browser": "browse", "server": "request"}.get(way.group, "serve")
        command = ["-m", f"bench.deploy.{program}", process.way, str(self._place(process.way, process.model))]
        if way.group == "server":
            command, python = [*command, str(python)], self.pythons["harness"]
        with locked():
            before = Usage.read()
            answer, words = self._asked(python, command)
            # of what it waited for it knows the time; a browser and a server tell their own
            load = Usage.read().load_since(before)
        record |= load | answer
        if not answer:
            return record | {"status": "failed", "reason": words}
        difference = answer["difference"]
        limit = math.inf if way.rounded_from else LARGEST_DIFFERENCE_PPM / 1e6
        if difference is None or difference > limit:
            apart = "another shape, or not a number" if difference is None else f"{difference * 1e6:.2g} ppm apart"
            return record | {"status": "failed", "reason": f"it answers something else: {apart}"}
        reason = disturbed(record | {"variant": "plain"}, self.cores)
        return record | ({"status": "flagged", "reason": reason} if reason else {})

    def _asked(self, python: Path, command: list[str]) -> tuple[Record, str]:
        """What a process answered, and its last words."""
        settings = variables() | {"TORCHINDUCTOR_CACHE_DIR": str(self.work / "cache")}
        try:
            done = run([python, *command], timeout_s=LIMIT_S, env=settings)
        except subprocess.TimeoutExpired:
            return {}, f"did not end within {LIMIT_S:.0f} s"
        lines = [line for line in done.stdout.splitlines() if line.startswith(RESULT)]
        words = (done.stderr.strip().splitlines() or [f"ended with status {done.returncode}"])[-1]
        return (json.loads(lines[-1].removeprefix(RESULT)) if lines else {}), without_paths(words)[:WORDS]


def shipped_by(way: str) -> str:
    """The way whose files it loads: its own, unless it says another."""
    return WAYS[way].ships or way


def chosen_pairs(pattern: str) -> list[tuple[str, str]]:
    """Ways with models whose name, as ``pytorch-onnx mlp``, fits the regular expression."""
    return [(id, model) for id, way in WAYS.items() for model in way.models if re.search(pattern, f"{id} {model}")]
