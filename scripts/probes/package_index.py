"""What the package index has, asked through pip: the newest release of a package.

It is the newest for this Python, or else for the newest Python with a wheel. An index that cannot be reached is no
answer: to pip a missing package and a broken connection look alike, but not here.
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
WHEELS_ALONE = ("--only-binary", ":all:")
NEWEST_GLIBC = 60  # wheels name the oldest C library that they work with; no release of glibc is that new
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

    ``python`` is the newest Python (such as ``3.8``) with a wheel of it, if not this one.
    """

    version: str
    python: str = ""

    @property
    def target(self) -> list[str]:
        """Arguments with which pip finds it."""
        return ["--python-version", self.python, *WHEELS_ALONE] if self.python else []


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
    """For this Python, else for the newest older one that has a wheel; None if the index has no release at all.

    Raises:
        Unreachable: the index did not answer.
    """
    for python in ("", *(f"3.{minor}" for minor in range(sys.version_info.minor - 1, OLDEST_MINOR - 1, -1))):
        release = Newest("", python)
        said = pip("index", "versions", "-vv", package, *release.target).stdout
        if listed := re.search(rf"^{re.escape(package)} \(([^)]+)\)", said, re.MULTILINE):
            return Newest(listed[1], python)
    return None


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
