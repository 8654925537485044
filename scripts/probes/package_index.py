"""What the package index has, asked through pip: the newest release of a package.

It is the newest for any Python: often this one, else a later one, else the newest of the earlier ones. An index that
cannot be reached is no answer: to pip a missing package and a broken connection look alike, but not here.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

TIME_LIMIT_S = 240
OLDEST_MINOR = 6  # Python 3.6: nothing that these probes ask about was built for an older one
LATER = "3.13"  # a Python that this year's releases have wheels for, unless they are for an earlier one alone
WHEELS_ALONE = ("--only-binary", ":all:")
NEWEST_GLIBC = 60  # wheels name the oldest C library that they work with; no release of glibc is that new
NOT_THERE = "No matching distribution found for"
# pip says so of every place that it could not read; a page that is missing (404) is an answer
UNREACHED = re.compile(
    r"Could not fetch URL \S+?: (?!404 )[^\n]*|Read timed out|Connection (?:refused|reset)|"
    r"Temporary failure in name resolution"
)


class Unreachable(Exception):
    """The package index did not answer, so nothing is known about what it has."""


@dataclass(frozen=True)
class Newest:
    """The highest stable release that pip finds.

    ``python`` is a Python (such as ``3.8``) with a wheel of it, if this one has none.
    """

    version: str
    python: str = ""

    @property
    def target(self) -> list[str]:
        """Arguments with which pip finds it."""
        return ["--python-version", self.python, *WHEELS_ALONE] if self.python else []

    @property
    def is_for_later_python(self) -> bool:
        return bool(self.python) and _numbers(self.python) > sys.version_info[:2]


def here() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def pip(*arguments: str, time_limit_s: float = TIME_LIMIT_S) -> subprocess.CompletedProcess:
    """What pip prints.

    Raises:
        Unreachable: the index did not answer.
    """
    command = [sys.executable, "-m", "pip", arguments[0], "--disable-pip-version-check", "--no-color", *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=time_limit_s)
    refuse_unreached(done.stdout + done.stderr)
    return done


def refuse_unreached(said: str) -> None:
    """Do not take a connection error for an answer.

    Raises:
        Unreachable: pip said that it could not read an index.
    """
    if match := UNREACHED.search(said):
        raise Unreachable(f"the package index does not answer: {match[0][:160]}")


def newest(package: str) -> Newest | None:
    """For this Python, unless a later one has a higher; else for the newest earlier one that has a wheel.

    None if the index has no release at all.

    Raises:
        Unreachable: the index did not answer.
    """
    ours = _listed(package, Newest(""))
    if sys.version_info[:2] < _numbers(LATER):
        theirs = _listed(package, Newest("", LATER))
        if theirs and (not ours or _numbers(theirs.version) > _numbers(ours.version)):
            return theirs
    if ours:
        return ours
    earlier = (f"3.{minor}" for minor in range(sys.version_info.minor - 1, OLDEST_MINOR - 1, -1))
    return next((found for python in earlier if (found := _listed(package, Newest("", python)))), None)


def _listed(package: str, release: Newest) -> Newest | None:
    done = pip("index", "versions", "-vv", package, *release.target)
    if listed := re.search(rf"^{re.escape(package)} \(([^)]+)\)", done.stdout, re.MULTILINE):
        return Newest(listed[1], release.python)
    if NOT_THERE not in done.stderr:  # a pip that is broken must not pass for a package that is missing
        raise Unreachable(f"pip did not ask the package index: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    return None


def _numbers(version: str) -> tuple[int, ...]:
    """``0.12.0.post1`` → (0, 12, 0): enough to order stable releases."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def needs_newer_glibc(requirement: str) -> bool:
    """Whether the index has a wheel for this Python that only a newer C library than this machine's could load.

    To pip here, such a wheel does not exist.

    Raises:
        Unreachable: the index did not answer.
    """
    library, version = platform.libc_ver()
    if library != "glibc":
        return False
    mine = int(version.split(".")[1])
    newer = [f"manylinux_2_{minor}_{platform.machine()}" for minor in range(mine + 1, NEWEST_GLIBC + 1)]
    platforms = [argument for name in newer for argument in ("--platform", name)]
    with tempfile.TemporaryDirectory() as folder:
        done = pip("download", "--no-deps", *WHEELS_ALONE, *platforms, "--dest", folder, requirement)
    return done.returncode == 0
