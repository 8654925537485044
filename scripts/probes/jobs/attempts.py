"""What is tried for one system, and what came out: rows of ``first_jobs.csv`` with what was printed.

First everything newest. Only where that does not run: the newest Python and framework that the newest release accepts,
then what was newest on the day of that release.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet

from bench.processes import variables
from probes.jobs.installing import Python, Refusal, Uv, npm_install, program
from probes.jobs.running import run
from probes.tidied import tidy
from sitedata.schema.clock import today
from sitedata.schema.protocol.first_jobs import LACKS, FirstJob, name_of
from system import run as asked

RUNS_WITHIN_S = 600
LONGEST_LOG, LONGEST_FINDING = 2000, 300  # characters
ALSO_TOLD = ("keras", "tf-keras", "numpy", "setuptools")
"""Packages whose release often decides: a row names them where they are installed."""


OF_A_DRIVER = re.compile(r"(lib(?:cuda|nvidia-[\w-]+)\.so[.\d]*): cannot open shared object file")
UNSET = ("PYTHONPATH", "KERAS_BACKEND", "PYTHONDONTWRITEBYTECODE")
"""What probes have set and jobs have not; those that start processes would compile their packages again and again."""


@dataclass(frozen=True)
class Newest:
    """A package's newest stable release, and its day."""

    version: str
    day: str
    pythons: str = ""  # those that its metadata ask for: uv minds no upper bound, pip does


@dataclass(frozen=True)
class Attempt:
    """One try. ``pins`` are the exact releases, ``python`` is empty for Node.js."""

    kind: str
    python: str
    pins: tuple[str, ...]
    outcome: str
    finding: str
    printed: str
    seconds: float

    @property
    def ended(self) -> bool:
        """Nothing older needs to be tried."""
        return self.outcome in ("runs", "not-to-be-had", "no-answer")


@dataclass(frozen=True)
class Trier:
    """Tries one system after the other. ``newest`` knows the packages whose releases are tracked."""

    uv: Uv
    pythons: list[Python]
    newest: Mapping[str, Newest]

    def attempts(self, job: FirstJob) -> Iterator[Attempt]:
        """As many as are needed."""
        if job.path.suffix == ".mjs":
            yield self._in_node(job)
            return
        own = self.newest.get(name_of(job.installs[0])) if job.installs else None
        pinned = [f"{job.installs[0]}=={own.version}", *job.installs[1:]] if own else [*job.installs]
        current = [self._current(name_of(one)) if name_of(one) in job.frameworks else one for one in pinned]
        seen: dict[tuple[str, ...], str] = {}
        tries: list[tuple[str, list[str], list[Python], str]] = [
            ("newest", current, self.pythons[:1], ""), ("accepted", pinned, self.pythons, ""),
        ]  # fmt: skip
        if own:
            tries.append(("of-its-day", pinned, self.pythons, f"{own.day}T23:59:59Z"))
        for kind, wanted, pythons, day in tries:
            attempt = self._with_uv(kind, job, wanted, pythons, day, seen)
            if attempt:
                yield attempt
                if attempt.ended:
                    return

    def _current(self, framework: str) -> str:
        return f"{framework}=={self.newest[framework].version}" if framework in self.newest else framework

    def _with_uv(
        self,
        kind: str,
        job: FirstJob,
        wanted: list[str],
        pythons: list[Python],
        day: str,
        seen: dict[tuple[str, ...], str],
    ) -> Attempt | None:
        """None if the very same was tried before."""
        refused = None
        for build in (False, True):  # from wheels alone where that is possible: what builds depends on the machine
            for python in pythons:
                with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
                    folder, started = Path(name), time.monotonic()
                    pins = self._asks_for(job, python) or self.uv.resolve(wanted, python, day, folder, build=build)
                    if isinstance(pins, list):
                        before = seen.get(tried := (python.version, *pins))
                        if before == "cannot-install":
                            continue
                        if before:
                            return None
                        told, found = _told(pins, job), self.uv.install(pins, python, day, folder)
                        seen[tried] = found.outcome if found else "installed"
                        if not found:
                            command = [str(program(folder)), "job.py"]
                            return _run(kind, job, python.version, told, command, folder, started)
                    else:
                        told, found = (), pins
                    one = _refused(kind, python.version, told, found, name)
                    if one.outcome != "cannot-install":
                        return one
                    # the oldest Python on which it was built says most, else the newest that could not even try
                    if refused is None or told or (build and not refused.pins and python is pythons[0]):
                        refused = one
        return refused

    def _asks_for(self, job: FirstJob, python: Python) -> Refusal | None:
        """Its refusal, where its newest release is for other Pythons."""
        own = self.newest.get(name_of(job.installs[0])) if job.installs else None
        if own is None or SpecifierSet(own.pythons).contains(python.version):
            return None
        why = f"{name_of(job.installs[0])} {own.version} asks for Python {own.pythons}"
        return Refusal("cannot-install", why, why)

    def _in_node(self, job: FirstJob) -> Attempt:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            folder, started = Path(name), time.monotonic()
            pins = npm_install(job.installs, folder)
            if isinstance(pins, Refusal):
                return _refused("newest", "", (), pins, name)
            node = asked(["node", "--version"], RUNS_WITHIN_S).stdout.strip().removeprefix("v")
            told = (*(" ".join(pin.rsplit("==", 1)) for pin in pins), f"Node.js {node}")
            return _run("newest", job, "", told, ["node", "job.mjs"], folder, started)


def _refused(kind: str, python: str, told: tuple[str, ...], refused: Refusal, folder: str) -> Attempt:
    why, printed = tidy(refused.why, [folder])[:LONGEST_FINDING], tidy(refused.said, [folder], LONGEST_LOG)
    return Attempt(kind, python, told, refused.outcome, why, printed, 0)


def _told(pins: list[str], job: FirstJob) -> tuple[str, ...]:
    """``torchtext 0.18.0``, what the job names first, then what often decides."""
    versions = {name_of(pin): pin.split("==")[1].split(" ")[0] for pin in pins}
    names = dict.fromkeys([*map(name_of, job.installs), *ALSO_TOLD])
    return tuple(f"{name} {versions[name]}" for name in names if name in versions)


def _settings(folder: Path) -> dict[str, str]:
    """Nothing of the user's own: no home, no GPU, no hub."""
    kept = {name: value for name, value in variables().items() if name not in UNSET}
    places = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    path = os.pathsep.join([str(program(folder).parent), kept["PATH"]])
    return kept | dict.fromkeys(places, str(folder)) | {"PATH": path, "HF_HUB_OFFLINE": "1", "MPLBACKEND": "agg"}


def _run(
    kind: str, job: FirstJob, python: str, told: tuple[str, ...], command: list[str], folder: Path, started: float
) -> Attempt:
    shutil.copy(job.path, folder / f"job{job.path.suffix}")
    ran = run(command, RUNS_WITHIN_S, _settings(folder), folder)
    tidied: Callable[[str], str] = lambda said: tidy(said, [str(folder)], LONGEST_LOG)  # noqa: E731
    out, errors = (said.strip().splitlines() or [""] for said in (tidied(ran.out), tidied(ran.errors)))
    last = _reason(errors)
    if ran.code == 0:
        outcome, finding = "runs", out[-1]
    elif ran.code is None:
        outcome, finding = "no-answer", f"it had not ended after {RUNS_WITHIN_S} s"
    elif last.startswith(LACKS):
        outcome, finding = "not-to-be-had", last.removeprefix(LACKS)
    elif driver := OF_A_DRIVER.search(ran.errors):
        outcome = "not-to-be-had"
        finding = f"it installs; it needs {driver[1]}, which comes with the driver of an NVIDIA GPU, and there is none"
    elif ran.code < 0:
        outcome, finding = "fails", f"it was ended by {signal.Signals(-ran.code).name}; last it said: {last or out[-1]}"
    else:
        outcome, finding = "fails", last
    printed = tidied("\n".join(out if ran.code == 0 else [*out, *errors]))
    return Attempt(
        kind, python, told, outcome, finding[:LONGEST_FINDING], printed, round(time.monotonic() - started, 1)
    )


def _reason(lines: list[str]) -> str:
    """The line with a symbol that a framework no longer has, else the last one that names an error, else the last."""
    if lost := next((line for line in lines if "undefined symbol" in line), ""):
        return lost.strip()
    named = [line.strip() for line in lines if "Error" in line.split(":")[0] or line.startswith(LACKS)]
    return (named or [lines[-1].strip()])[-1]


def row_of(job: FirstJob, attempt: Attempt) -> dict[str, str]:
    """A row of ``first_jobs.csv``."""
    return {
        "system_id": job.system, "attempt": attempt.kind, "outcome": attempt.outcome, "finding": attempt.finding,
        "python": attempt.python, "versions": ", ".join(attempt.pins), "seconds": f"{attempt.seconds:g}",
        "machine": f"{platform.system()} {platform.machine()}", "ran_on": today().isoformat(),
    }  # fmt: skip
