"""Where things are, and when they were built: folders of the repository, the time that pages and feeds name."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Where things are, relative to the repository's root."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def outputs(self) -> Path:
        """What each probe printed."""
        return self.data / "probes"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def out(self) -> Path:
        return self.build / "docs"

    @property
    def cache(self) -> Path:
        return self.build / "cache"

    @property
    def archive(self) -> Path:
        """A checkout of the branch ``archive``: former states and the list of all addresses. It may be absent."""
        return self.root / "archive"

    @property
    def things(self) -> Path:
        """What has a state of its own, for ``make freeze``."""
        return self.build / "things.json"


def build_day() -> datetime.date:
    """The day of :func:`build_time`: it decides what is past its review, not the clock."""
    return datetime.date.fromisoformat(build_time()[:10])


def build_time() -> str:
    """``SOURCE_DATE_EPOCH`` if set, else the time of the last commit, else now: equal inputs then give equal bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch and shutil.which("git"):
        answer = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, cwd=Path(__file__).parent
        )
        epoch = answer.stdout.strip()
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch or time.time())))
