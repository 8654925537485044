"""Where things are, and when they were built: folders of the repository, the time that pages and feeds name."""

from __future__ import annotations

import datetime
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from sitedata.publish.git import asked
from sitedata.text.problem import quoted
from system import Refused

LAST_SECOND = 253_402_300_799  # of the year 9999


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
    """:func:`build_second`, as pages and feeds write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(build_second()))


def build_second() -> int:
    """``SOURCE_DATE_EPOCH`` if set, else the time of the last commit, else now: equal inputs then give equal bytes.

    In seconds since 1970.

    Raises:
        Refused: the variable holds something else.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        if not re.fullmatch(r"\d{1,12}", given, re.ASCII) or int(given) > LAST_SECOND:
            expected = "whole seconds since 1970, like 1790000000, or nothing"
            raise Refused(f"SOURCE_DATE_EPOCH: no time of a build, got {quoted(given)} — expected {expected}")
        return int(given)
    return int(asked(Path(__file__).parent, "log", "-1", "--format=%ct") or time.time())
