"""Versions of the repository as folders, by git. In: a name of a commit. Out: what a build reads of it, or which files differ."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

READ = ("data", "docs", "scripts")


class NoRevision(Exception):
    """There is no such commit, no repository, or no git."""


def git(root: Path, *arguments: str) -> bytes:
    """Raises:
    NoRevision: git is missing, or says no.
    """
    if not shutil.which("git"):
        raise NoRevision("git is not installed — expected it, to read the version to compare with")
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True)
    if done.returncode:
        raise NoRevision(done.stderr.decode(errors="replace").strip().splitlines()[-1] if done.stderr.strip() else "git failed")
    return done.stdout


def fork_point(root: Path, base: str) -> str:
    """The last commit that ``base`` and this version have in common: what came to ``base`` since is not this change's doing."""
    try:
        commit = git(root, "rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}").decode().strip()
        return git(root, "merge-base", commit, "HEAD").decode().strip()
    except NoRevision as problem:
        raise NoRevision(f"{problem} — expected a branch, tag or commit in BASE, such as main or origin/main, got '{base}'") from None


def extract(root: Path, commit: str, target: Path) -> Path:
    """What a build reads of a commit, in ``target``; what was there before is replaced, its cache of drawings is kept."""
    for name in READ:
        shutil.rmtree(target / name, ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(git(root, "archive", "--format=tar", commit, "--", *READ))) as archive:
        # Python before 3.11.4 has no filters; the archive is git's own, of this repository
        archive.extractall(target, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return target


def changed_code(root: Path, commit: str) -> list[str]:
    """Files that differ from the commit, new ones included, and are neither data nor pages."""
    changed = git(root, "diff", "--name-only", "-z", commit).decode(errors="replace").split("\0")
    changed += git(root, "ls-files", "--others", "--exclude-standard", "-z").decode(errors="replace").split("\0")
    return sorted({path for path in changed if path and not path.startswith(("data/", "docs/"))})
