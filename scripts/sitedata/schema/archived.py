"""Which sources could change or vanish, and what an archived copy of one is.

In: addresses and days. Out: answers, and the day on which an archive took its copy. Standard library only.
"""

from __future__ import annotations

import datetime
import re

ARCHIVE = "https://web.archive.org/web/"
COPY = re.compile(rf"{re.escape(ARCHIVE)}(?P<taken>\d{{14}})/(?P<of>https?://.+)", re.ASCII)
COMMIT = re.compile(r"\b[0-9a-f]{40}\b")
NEAR_DAYS = (
    92  # between our reading and the copy: a page of documentation is rewritten with a release, every few months
)


def stays_as_it_is(url: str) -> bool:
    """A file of a commit, or a release of a package: nothing that stands there can become something else."""
    return url.startswith("pkg:") or COMMIT.search(url) is not None


def taken_on(archived_url: str) -> datetime.date | None:
    """The day of a copy; None for an address that is no copy with a full time."""
    copy = COPY.fullmatch(archived_url)
    try:
        return datetime.datetime.strptime(copy["taken"], "%Y%m%d%H%M%S").date() if copy else None
    except ValueError:
        return None


def is_of(archived_url: str, url: str) -> bool:
    """The archive writes the same address with another scheme, a port, or without its last slash."""
    copy = COPY.fullmatch(archived_url)
    return copy is not None and _bare(copy["of"]) == _bare(url)


def near(taken: datetime.date, read: datetime.date) -> bool:
    return abs((taken - read).days) <= NEAR_DAYS


def _bare(url: str) -> str:
    host, slash, path = url.partition("://")[2].partition("#")[0].partition("/")
    return f"{host.lower().removesuffix(':80').removesuffix(':443')}{slash}{path}".rstrip("/")
