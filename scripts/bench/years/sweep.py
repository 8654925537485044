"""A sweep through the years: one release after the other, the newest pair between them, a journal to resume from.

Between two releases the newest pair is measured once more: what changes there is the machine, not a release.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from bench.machine import Usage, load_average
from bench.results import Journal, Record
from bench.sweep import locked, settle, settled, without_paths
from bench.years import environments
from bench.years.inside import ask
from bench.years.releases import Release
from sitedata.schema.protocol.gate import ATTEMPTS, disturbed
from sitedata.schema.protocol.years import (
    LEAST_STEPS,
    MODELS,
    ROUNDS,
    TASKS,
    VARIABLES,
    WARM_UP_S,
    WINDOW_S,
    Way,
    numbers,
    ways,
)


@dataclass(frozen=True)
class Process:
    """One process: a release run one way, with so many threads, for the ``round``-th time; ``anchor`` for the newest
    pair between the years."""

    release: Release
    way: Way
    threads: int
    round: int
    anchor: int = 0

    @property
    def id(self) -> str:
        release, way = self.release, self.way
        between = f"-anchor{self.anchor:02d}" if self.anchor else ""
        run = f"{way.mode}-{way.variant}-t{self.threads}{between}-r{self.round:02d}"
        return f"{release.framework}-{release.version.replace('.', '-')}-{run}"


@dataclass
class Sweep:
    """``pythons`` are the interpreters that are here, by minor version; ``work`` is a folder for environments."""

    name: str
    releases: list[Release]
    pythons: dict[str, Path]
    journal: Journal
    work: Path
    cores: int
    show: Callable[[str], None] = print
    ends_at: float | None = None
    clock: Callable[[], float] = time.monotonic
    quick: bool = False
    _begun: float = field(default=0.0, repr=False)

    # --- what is to be done ------------------------------------------------------------------------------------------
    @property
    def newest(self) -> list[Release]:
        """The newest release of each framework: the last ones that are measured, and the anchors."""
        best: dict[str, Release] = {}
        for release in self.releases:
            if release.framework not in best or numbers(release.version) > numbers(best[release.framework].version):
                best[release.framework] = release
        return list(best.values())

    def processes(self, release: Release) -> list[Process]:
        """Round by round, each round shuffled by the names of sweep and release."""
        made = []
        for number in range(1, (1 if self.quick else ROUNDS) + 1):
            one = [
                Process(release, way, threads, number)
                for way in ways(*key(release))
                for threads in self.thread_counts(way)
                if number <= way.rounds(threads, self.cores)
            ]
            random.Random(f"{self.name} {release.name} {number}").shuffle(one)
            made += one
        return made

    def thread_counts(self, way: Way) -> list[int]:
        """One thread, and all cores; what only explains is run with all cores."""
        return sorted({1, self.cores}) if way.main else [self.cores]

    def anchors(self, release: Release, place: int) -> list[Process]:
        """One process with all cores, wherever a new year begins."""
        years = [one.released_on[:4] for one in self.releases[place - 1 : place + 1]]
        way = ways(*key(release))[0]
        return [Process(release, way, self.cores, 1, place)] if len(set(years)) == 2 else []

    def done(self) -> set[str]:
        return settled(self.journal)

    # --- doing it ----------------------------------------------------------------------------------------------------
    def run(self) -> bool:
        """Measure what the journal lacks. Was there time for all of it?"""
        self._begun = self.clock()
        with contextlib.ExitStack() as stack:
            kept: dict[str, Path] = {}
            for release in () if self.quick else self.newest:
                with contextlib.suppress(environments.CannotInstall):
                    if self._left(release) or self._left_anchors():
                        kept[release.name] = stack.enter_context(self._environment(release, "newest"))
                        self._asked_once(release, kept[release.name])
            for place, release in enumerate(self.releases, start=1):
                if self._over():
                    return False
                if self._left(release) and not self._measured(release, kept):
                    return False
                if place < len(self.releases):
                    for anchor in self.newest:
                        if anchor.name in kept and not self._all(self.anchors(anchor, place), kept[anchor.name]):
                            return False
        return True

    def _measured(self, release: Release, kept: dict[str, Path]) -> bool:
        try:
            if release.name in kept:
                return self._release(release, kept[release.name])
            with self._environment(release, "release") as python:
                return self._release(release, python)
        except environments.CannotInstall as error:
            self.journal.add(self._told(release) | {"status": "cannot-install", "reason": without_paths(str(error))})
            self.show(f"{release.name}: {error}")
            return True

    @contextlib.contextmanager
    def _environment(self, release: Release, place: str) -> Iterator[Path]:
        if not release.python:
            raise environments.CannotInstall(
                f"no Python here for which it has a wheel — expected one of {', '.join(release.pythons)}"
            )
        self.show(f"{release.name}: an environment with Python {release.python}")
        folder = self.work / f"{place}-{release.framework}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        with environments.environment(release, self.pythons[release.python], folder) as python:
            yield python

    def _left(self, release: Release) -> bool:
        done = self.done()
        given_up = any(
            record.get("status") == "cannot-install" and record["release"] == release.name
            for record in self.journal.records
        )
        return not given_up and any(process.id not in done for process in self.processes(release))

    def _left_anchors(self) -> bool:
        done = self.done()
        return any(
            process.id not in done
            for place in range(1, len(self.releases))
            for anchor in self.newest
            for process in self.anchors(anchor, place)
        )

    def _release(self, release: Release, python: Path) -> bool:
        self._asked_once(release, python)
        return self._all(self.processes(release), python)

    def _asked_once(self, release: Release, python: Path) -> None:
        """What was installed, and what it computes: of the newest pair first, since all others are compared with it."""
        known = [record for record in self.journal.records if record.get("release") == release.name]
        if not any(record["status"] == "installed" for record in known):
            size, packages = environments.installed(python)
            self.journal.add(self._told(release) | {"status": "installed", "installed_mib": size, "packages": packages})
        computed = {(record["mode"], record["variant"]) for record in known if record["status"] == "values"}
        for way in ways(*key(release)):
            if (way.mode, way.variant) not in computed:
                self._values(release, way, python)

    def _all(self, processes: list[Process], python: Path) -> bool:
        done = self.done()
        todo = [process for process in processes if process.id not in done]
        for position, process in enumerate(todo):
            if self._over():
                return False
            self.show(f"[{position + 1}/{len(todo)}] {process.id}")
            attempts = 1 if self.quick else ATTEMPTS
            settle(self.journal, partial(self._measure, process, python), self.show, attempts)
        return True

    def _over(self) -> bool:
        return self.ends_at is not None and self.clock() > self.ends_at

    def _told(self, release: Release) -> Record:
        return {"release": release.name, "started_at": now(), **asdict(release)} | {
            "pythons": " ".join(release.pythons)
        }

    def _values(self, release: Release, way: Way, python: Path) -> None:
        """What it computes, in double precision: compared with the newest release before its times count."""
        record = self._told(release) | {"status": "values"} | asdict(way)
        rows, words = self._asked(python, release, way, 1, True, list(MODELS))
        self.journal.add(record | {"rows": rows, "reason": "" if rows else words})

    def _measure(self, process: Process, python: Path, attempt: int) -> Record:
        asked = [[model, task] for model in MODELS for task in TASKS]
        random.Random(f"{self.name} {process.id} {attempt}").shuffle(asked)
        record: Record = self._told(process.release) | asdict(process.way) | {
            "process": process.id, "attempt": attempt, "threads": process.threads, "round": process.round,
            "anchor": process.anchor, "load_average": load_average(), "status": "ok", "reason": "",
        }  # fmt: skip
        with locked():
            before = Usage.read()
            rows, words = self._asked(python, process.release, process.way, process.threads, False, asked)
            load = Usage.read().load_since(before)  # of what it waited for it knows the time
        record |= {"rows": rows} | load
        if len(rows) < 2:
            return record | {"status": "failed", "reason": words}
        reason = disturbed(record | {"variant": "plain"}, self.cores)
        return record | ({"status": "flagged", "reason": reason} if reason else {})

    def _asked(
        self, python: Path, release: Release, way: Way, threads: int, values: bool, asked: list
    ) -> tuple[list[dict], str]:
        """The rows that a process gave, and its last words."""
        settings = {
            "framework": release.framework, "mode": way.mode, "threads": threads, "values": values, "asked": asked,
            "warm_up_s": WARM_UP_S, "window_s": WINDOW_S, "least": LEAST_STEPS,
        }  # fmt: skip
        environment = VARIABLES[way.variant] | {"OMP_NUM_THREADS": str(threads), "TF_CPP_MIN_LOG_LEVEL": "0"}
        environment["TORCHINDUCTOR_CACHE_DIR"] = str(python.parent.parent.parent / "torchinductor")
        answer = ask(python, "then", settings, environment)
        if answer.rows:
            answer.rows[0]["processor"] = instructions(answer.said)
        return answer.rows, answer.words


BEGINS = (
    "not compiled to use: ", "CPU instructions in performance-critical operations: ",
    "To enable the following instructions: ",
)  # fmt: skip
"""How the log of TensorFlow 1.12, of 2.4 to 2.9 and of later ones begins to name them."""


def instructions(said: str) -> str:
    """What TensorFlow's log says of instructions of this processor that its build does not use everywhere."""
    for line in said.splitlines():
        for begins in BEGINS:
            if begins in line:
                return line.split(begins)[1].split(", in other")[0].strip().rstrip(".")
    return ""


def key(release: Release) -> tuple[str, str]:
    return release.framework, release.version


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
