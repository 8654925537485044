"""Calls of git. In: a repository's folder and arguments. Out: what git prints."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from pathlib import Path

from system import Refused, run_raw

AS_COMMITTED = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")
"""Whatever a machine does to line ends elsewhere: contents are named by their checksums."""

LONGEST_S = 600  # a clone's whole history from far away; all else takes seconds


class NoRevision(Refused):
    """There is no such commit, no repository or no git; or a branch is not what it should be."""


class NoGit(NoRevision):
    """Git is not installed."""


def git(root: Path, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
    """What git prints. ``given`` is its standard input; ``index`` replaces the index of the checkout.

    Raises:
        NoRevision: git is missing, or fails.
        Hung: it does not answer.
    """
    if not shutil.which("git"):
        raise NoGit("git is not installed — expected it, to read the history of the repository")
    # nobody is there to type a password
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0"} | ({"GIT_INDEX_FILE": str(index)} if index else {})
    done = run_raw(["git", *AS_COMMITTED, *arguments], LONGEST_S, cwd=root, given=given, env=environment)
    if done.returncode:
        raise NoRevision(_reason(done.stderr.decode(errors="replace").strip().splitlines()))
    return done.stdout


def _reason(said: list[str]) -> str:
    """What git says is wrong: its last words are often advice."""
    return next((line for line in said if line.startswith(("fatal:", "error:"))), said[-1] if said else "git failed")


def asked(root: Path, *arguments: str) -> str:
    """What git says of this repository; empty without git, outside of a repository, and where git refuses to read it.

    The last is told once: the site then names no repository, and the time of its build is now.

    Raises:
        Hung: it does not answer.
    """
    if not shutil.which("git"):
        return ""
    try:
        return git(root, *arguments).decode("utf-8", "replace").strip()
    except NoRevision as error:
        if "dubious ownership" in str(error):
            _tell(f"{error} — expected one of this user; to trust it: git config --global --add safe.directory {root}")
        return ""


@functools.cache
def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
