"""A sweep: rounds in shuffled order, one process per measurement, and a journal to resume from.

A gate keeps it from measuring on a busy machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench import libraries
from bench.gpu import Gpu, Watch
from bench.machine import Usage, load_average
from bench.processes import CannotStart, child, run, variables
from bench.results import Journal, Record
from bench.variants import VARIABLES
from bench.worker import RESULT
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.gate import ATTEMPTS, START_S, START_WAIT_S, disturbed, start_limit_cores
from sitedata.schema.protocol.order import order_of_round, part_of, run_id
from sitedata.schema.protocol.timing import WARM_UP_S, WINDOW_S

TIMEOUT_S = 300.0
# busy until the process that started it is gone
NEIGHBOUR = "import os\nwhile os.getppid() == {parent}:\n    for _ in range(100_000): pass"
LAST_WORDS = 300  # characters of an error that a reason keeps
LOCK = Path(tempfile.gettempdir()) / "bench-machine.lock"


@dataclass
class Sweep:
    """``pythons`` are the frameworks' interpreters; ``cache`` is a folder for compilers' caches that the sweep may use.

    ``ends_at``, on ``clock``, is when its time is up: no run begins that would end later if it took as long as the
    longest so far. ``step`` receives what begins, and how many seconds are left; ``show`` receives everything else.
    ``gpu`` is the one that is measured, None on a CPU.
    """

    contestants: list[Contestant]
    pythons: dict[str, Path]
    journal: Journal
    cache: Path
    rounds: int
    window_s: float = WINDOW_S
    warm_up_s: float = WARM_UP_S
    timeout_s: float = TIMEOUT_S
    shard: int = 0
    ends_at: float | None = None
    show: Callable[[str], None] = field(default=lambda line: print(line, file=sys.stderr, flush=True))
    step: Callable[[int, int, float | None, str], None] = lambda done, of, left_s, what: None
    clock: Callable[[], float] = time.monotonic
    gpu: Gpu | None = None
    _libraries: dict[tuple, dict[str, str]] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return self.journal.head["sweep"]

    def plan(self) -> list[tuple[int, int, Contestant]]:
        """(round, number, contestant), in the order of measuring; it depends on the sweep's name and the round only."""
        fresh = {place for place, contestant in enumerate(self.contestants) if contestant.variant == "fresh-cache"}
        runs = []
        for number in range(1, self.rounds + 1):
            taking_part = [
                place
                for place, contestant in enumerate(self.contestants)
                if number <= (contestant.rounds or self.rounds)
            ]
            order = order_of_round(self.name, number, taking_part, fresh)
            runs += [(number, place, self.contestants[place]) for place in order]
        return runs

    def run(self, after_round: Callable[[], None] = lambda: None) -> bool:
        """Measure what the journal does not have yet. Was there time for all of it?

        ``after_round`` is called whenever a round is complete.
        """
        done = {record["id"].rsplit("-a", 1)[0] for record in self.journal.records if self._settles(record)}
        todo = [item for item in self.plan() if self.run_id(*item[:2]) not in done]
        started, longest = self.clock(), 0.0
        for position, (number, place, contestant) in enumerate(todo):
            begun = self.clock()
            if self.ends_at is not None and position and begun + longest > self.ends_at:
                self.show(f"the time is over: {len(todo) - position} of {len(done) + len(todo)} runs are left out")
                return False
            left_s = (begun - started) / position * (len(todo) - position) if position else None
            self.step(len(done) + position, len(done) + len(todo), left_s, f"round {number}: {contestant.name}")
            self._repeat(number, place, contestant)
            longest = max(longest, self.clock() - begun)
            if position + 1 == len(todo) or todo[position + 1][0] != number:
                after_round()
        return True

    def _repeat(self, number: int, place: int, contestant: Contestant) -> None:
        """Measure until a run is not flagged, or has been repeated often enough."""
        first = 1 + sum(record["id"].startswith(self.run_id(number, place) + "-a") for record in self.journal.records)
        for attempt in range(first, max(first, ATTEMPTS) + 1):
            record = self._measure(number, place, attempt, contestant)
            self.journal.add(record)
            if record["status"] != "ok":
                self.show(f"    {record['status']}: {record['reason']}")
            if record["status"] != "flagged":
                break

    @property
    def prefix(self) -> str:
        """How the ids of its runs begin, and those of no other part of the same sweep."""
        return f"{part_of(self.name, self.shard)}-r"

    def run_id(self, number: int, place: int) -> str:
        return run_id(part_of(self.name, self.shard), number, place)

    @staticmethod
    def _settles(record: Record) -> bool:
        return record["status"] != "flagged" or record["attempt"] >= ATTEMPTS

    def _measure(self, number: int, place: int, attempt: int, contestant: Contestant) -> Record:
        record: Record = {
            "id": f"{self.run_id(number, place)}-a{attempt}", "sweep": self.name, "round": number, "attempt": attempt,
            "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "status": "ok", "reason": "",
        } | asdict(contestant)  # fmt: skip
        with locked(), self._surroundings(contestant, number) as environment:
            told = self._told(contestant, environment)
            record["load_average"] = load_average()
            settings = {
                "contestant": asdict(contestant),
                "window_s": self.window_s,
                "warm_up_s": self.warm_up_s,
                "since": asdict(Usage.read()),
            }
            command = [str(self.pythons[contestant.framework]), "-m", "bench.worker", json.dumps(settings)]
            try:
                with Watch(self.gpu) if self.gpu else contextlib.nullcontext() as watch:
                    process = run(command, timeout_s=self.timeout_s, env=environment)
            except subprocess.TimeoutExpired:
                return record | {"status": "timed-out", "reason": f"did not end within {self.timeout_s:.0f} s"}
        time.sleep(0.05)  # whoever waits for the machine may have it now
        answers = [line.removeprefix(RESULT) for line in process.stdout.splitlines() if line.startswith(RESULT)]
        if not answers:
            words = (
                process.stderr.strip().splitlines() or [f"ended with status {process.returncode} and said nothing"]
            )[-1]
            missing = (
                "ModuleNotFoundError" in process.stderr
                or "no CUDA" in process.stderr
                or "CUDA is not available" in process.stderr
            )
            return record | {
                "status": "could-not-run" if missing else "failed",
                "reason": without_paths(words)[:LAST_WORDS],
            }
        record |= told | json.loads(answers[-1]) | (watch.columns() if watch else {})
        if reason := disturbed(record, os.cpu_count() or 1):
            record |= {"status": "flagged", "reason": reason}
        return record

    def _told(self, contestant: Contestant, environment: dict[str, str]) -> dict[str, str]:
        """What the libraries say of themselves in such a run, asked before it in a process of its own, once a sweep.

        Nothing where they cannot be asked: the run itself will say why.
        """
        if contestant.task == "import":
            return {}
        asked = libraries.question(contestant.framework, contestant.mode, environment)
        if asked not in self._libraries:
            command = [str(self.pythons[contestant.framework]), "-m", "bench.libraries", *asked[:2]]
            self._libraries[asked] = {}
            with contextlib.suppress(subprocess.TimeoutExpired, OSError):
                said = run(command, timeout_s=self.timeout_s, env=environment | libraries.VERBOSE).stdout
                lines = [line.removeprefix(RESULT) for line in said.splitlines() if line.startswith(RESULT)]
                self._libraries[asked] = json.loads(lines[-1]) if lines else {}
        return self._libraries[asked]

    @contextlib.contextmanager
    def _surroundings(self, contestant: Contestant, number: int) -> Iterator[dict[str, str]]:
        """The environment variables of a run, and whatever else its variant needs while it runs."""
        environment = variables(contestant.device)
        if contestant.threads:
            environment["OMP_NUM_THREADS"] = str(contestant.threads)
        environment |= VARIABLES.get(contestant.variant, {})
        cache = self.cache / "torchinductor"
        if contestant.variant == "fresh-cache":
            cache = self.cache / "fresh"
            shutil.rmtree(cache, ignore_errors=True)
        environment["TORCHINDUCTOR_CACHE_DIR"] = str(cache)
        cache.mkdir(parents=True, exist_ok=True)
        busy = contestant.variant == "busy-neighbour"
        try:
            with (
                child([sys.executable, "-c", NEIGHBOUR.format(parent=os.getpid())])
                if busy
                else contextlib.nullcontext()
            ):
                yield environment
        finally:
            if contestant.variant == "fresh-cache" and number == 1:
                shutil.copytree(self.cache / "fresh", self.cache / "torchinductor", dirs_exist_ok=True)


def settled(journal: Journal) -> set[str]:
    """The processes of a journal that :func:`settle` is done with."""
    return {record["process"] for record in journal.records if record.get("settled")}


def settle(
    journal: Journal, measure: Callable[[int], Record], show: Callable[[str], None], attempts: int = ATTEMPTS
) -> None:
    """Call ``measure`` with 1, 2, … until its record is not flagged, or has been repeated often enough."""
    for attempt in range(1, attempts + 1):
        record = measure(attempt)
        record["settled"] = record["status"] != "flagged" or attempt == attempts
        journal.add(record)
        if record["status"] != "ok":
            show(f"    {record['status']}: {record['reason']}")
        if record["settled"]:
            return


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Only one measurement at a time on a machine, whoever else measures or waits for quiet.

    It holds ``flock`` on the same file.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with LOCK.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def without_paths(words: str) -> str:
    """An error's last line without personal information, such as home folders."""
    home = os.path.expanduser("~")
    return " ".join(
        word if "/" not in word and "\\" not in word else word.replace("\\", "/").rsplit("/", 1)[-1]
        for word in words.replace(home, "~").split()
    )


def wait_for_quiet(show: Callable[[str], None], wait_s: float = START_WAIT_S) -> None:
    """Return when the machine is quiet enough to start.

    Raises:
        CannotStart: others kept it busy for ``wait_s`` seconds.
    """
    end, limit = time.monotonic() + wait_s, start_limit_cores(os.cpu_count() or 1)
    while True:
        with locked():
            before = Usage.read()
            time.sleep(START_S)
            foreign, _ = Usage.read().since(before)
        if foreign <= limit:
            return
        if time.monotonic() > end:
            raise CannotStart(
                f"others use {foreign:.2f} cores of this machine, limit {limit:.1f}: end them and start again"
            )
        show(f"waiting for a quiet machine: others use {foreign:.2f} cores, limit {limit:.1f}")
