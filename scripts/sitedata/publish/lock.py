"""One build at a time in a tree: a second one waits, and says so. In: the folder ``build/``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

from sitedata.text.files import Folder
from system import Refused

LONGEST_WAIT_S = 900  # a build from nothing takes three minutes on two cores


class Busy(Refused):
    """Another build did not end in time."""


@cache
def lock_of(build: Path) -> FileLock:
    """One lock per process, so that a command may call another.

    The system releases it when the process ends, however that happens.

    Raises:
        Refused: ``build`` is a link.
    """
    Folder(build, build.parent)  # refuses a link
    build.mkdir(parents=True, exist_ok=True)
    return FileLock(build / "lock")


@contextmanager
def alone(build: Path, wait_s: float = LONGEST_WAIT_S) -> Iterator[None]:
    """Hold the tree while the block runs.

    Raises:
        Busy: somebody else holds it for longer than ``wait_s`` seconds.
    """
    hold(build, wait_s)
    try:
        yield
    finally:
        let_go(build)


def hold(build: Path, wait_s: float = LONGEST_WAIT_S) -> None:
    """Take the lock.

    Raises:
        Busy: as in :func:`alone`.
    """
    lock = lock_of(build)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("another build is at work in this folder: waiting for it", file=sys.stderr, flush=True)
        try:
            lock.acquire(timeout=wait_s)
        except Timeout:
            raise Busy(
                f"another build holds {lock.lock_file} — expected it to end within {wait_s:g} s; nothing was changed"
            ) from None


def let_go(build: Path) -> None:
    lock_of(build).release()
