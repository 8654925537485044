"""First jobs: what a newcomer's first page about a system teaches, one script each in ``scripts/probes/first_jobs``.

In: a script's text. Out: what it does and installs, as the script itself says; ``uv run`` reads the same block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ATTEMPTS = {
    "newest": "with the newest release of everything, the newest Python of the machine and the newest framework",
    "accepted": "with the newest Python and framework that its newest release accepts",
    "of-its-day": "with the newest that there was on the day of its newest release",
}
"""What is tried, in this order; a system that runs with everything current needs no further try."""
JOB_OUTCOMES = {
    "runs": "the job was done",
    "fails": "it installs, and the job ends with an error",
    "cannot-install": "no set of packages fulfils what it requires, or one of them cannot be built",
    "not-to-be-had": "a package is on no index, or the job needs hardware or a service that the machine lacks",
    "no-answer": "the machine got in the way: time, network or disk",
}
FRAMEWORK_PACKAGES = ("tensorflow", "torch", "jax")
SUFFIXES = {".py": "pkg:pypi/", ".mjs": "pkg:npm/"}
"""A script's language → where its packages are."""
LACKS = "not here: "
"""How a job begins its last words if the machine lacks what it needs."""
_TITLE = {".py": re.compile(r'"""(.+?)(?:"""|$)', re.MULTILINE), ".mjs": re.compile(r"// (.+)")}
_INSTALLS = {
    ".py": re.compile(r"^# dependencies = \[(.*)\]$", re.MULTILINE),
    ".mjs": re.compile(r"^// npm install (.+)$", re.MULTILINE),
}


@dataclass(frozen=True)
class FirstJob:
    """``installs`` are requirements, the system's own package first."""

    system: str
    path: Path
    title: str
    installs: tuple[str, ...]
    code: str

    @property
    def frameworks(self) -> list[str]:
        return [name for name in map(name_of, self.installs) if name in FRAMEWORK_PACKAGES]

    @property
    def command(self) -> str:
        """How a reader runs it from the repository's folder."""
        path = f"scripts/probes/first_jobs/{self.path.name}"
        installed = " ".join(self.installs)
        return f"uv run {path}" if self.path.suffix == ".py" else f"npm install --no-save {installed} && node {path}"


def name_of(requirement: str) -> str:
    """``tf-models-official`` of ``tf-models-official==2.20.0``, ``@litertjs/core`` of itself."""
    return re.match(r"@?[\w./-]+", requirement)[0].lower()


def read_job(path: Path) -> FirstJob:
    """A script: ``<system>_job.py`` or ``.mjs``, so that no script hides the package that it imports."""
    code = path.read_text(encoding="utf-8").rstrip()
    installs = _INSTALLS[path.suffix].search(code)
    listed = installs[1].replace('"', "").replace(",", " ").split() if installs else []
    title = _TITLE[path.suffix].search(code)
    return FirstJob(
        path.stem.removesuffix("_job").replace("_", "-"), path, title[1].strip() if title else "", tuple(listed), code
    )


def first_jobs(folder: Path) -> dict[str, FirstJob]:
    """System → its job, by name."""
    paths = sorted(path for path in folder.glob("*_job.*") if path.suffix in SUFFIXES)
    return {job.system: job for job in map(read_job, paths)}
