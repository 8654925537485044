"""Calls of git. In: a repository's folder and arguments. Out: what git prints."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

AS_COMMITTED = ("-c", "core.autocrlf=false", "-c", "core.eol=lf")
"""Whatever a machine does to line ends elsewhere: contents are named by their checksums."""


class NoRevision(Exception):
    """There is no such commit, no repository or no git; or a branch is not what it should be."""


class NoGit(NoRevision):
    """Git is not installed."""


def git(root: Path, *arguments: str, given: bytes = b"", index: Path | None = None) -> bytes:
    """What git prints. ``given`` is its standard input; ``index`` replaces the index of the checkout.

    Raises:
        NoRevision: git is missing, or fails.
    """
    if not shutil.which("git"):
        raise NoGit("git is not installed — expected it, to read the history of the repository")
    environment = os.environ | ({"GIT_INDEX_FILE": str(index)} if index else {})
    done = subprocess.run(
        ["git", *AS_COMMITTED, *arguments], cwd=root, input=given, capture_output=True, env=environment
    )
    if done.returncode:
        raise NoRevision(
            done.stderr.decode(errors="replace").strip().splitlines()[-1] if done.stderr.strip() else "git failed"
        )
    return done.stdout
