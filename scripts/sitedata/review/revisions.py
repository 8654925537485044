"""Versions of the repository, from git.

In: a name of a commit. Out: the two that are compared, or what a build reads of one, as a folder.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from sitedata.publish.git import NoRevision, git
from sitedata.text.addresses import wrong_path
from sitedata.text.files import Folder

READ = ("data", "docs", "scripts")


@dataclass(frozen=True)
class Versions:
    """What is compared, as ids of commits. ``uncommitted``: does the newer one hold more than its commit?"""

    base: str
    head: str
    uncommitted: bool = False


def versions(root: Path, base: str) -> Versions:
    """This version, and the last commit that ``base`` has in common with it.

    What has been added to ``base`` since is not part of this change.
    """
    wanted = f"expected a branch, tag or commit in BASE, such as main or origin/main, got '{base}'"
    try:
        commit = git(root, "rev-parse", "--verify", "--end-of-options", f"{base}^{{commit}}").decode().strip()
        head = git(root, "rev-parse", "--verify", "HEAD").decode().strip()
    except NoRevision as problem:
        raise NoRevision(f"{problem} — {wanted}{_shallow(root)}") from None
    try:
        common = git(root, "merge-base", commit, head).decode().strip()
    except NoRevision:
        raise NoRevision(f"'{base}' and this version have no commit in common — {wanted}{_shallow(root)}") from None
    return Versions(
        common, head, bool(git(root, "status", "--porcelain", "--untracked-files=all", "--ignore-submodules=none"))
    )


def _shallow(root: Path) -> str:
    """What to type where the history is missing; empty where it is complete."""
    try:
        shallow = git(root, "rev-parse", "--is-shallow-repository").decode().strip() == "true"
    except NoRevision:
        return ""
    return "\nThis clone is shallow: its history is missing. Get it with: git fetch --unshallow" if shallow else ""


def extract(root: Path, commit: str, target: Path) -> Path:
    """What a build reads of a commit, in ``target``.

    What was there before is replaced; its cache of drawings is kept.
    """
    folder = Folder(target, target.parent)
    for name in READ:
        Folder(target / name, target.parent).clear()
    with tarfile.open(fileobj=io.BytesIO(git(root, "archive", "--format=tar", commit, "--", *READ))) as archive:
        # neither links, which could lead out of the folder, nor names that no build reads: the report mentions both
        folder.write_all(
            {
                entry.name: archive.extractfile(entry).read()
                for entry in archive
                if entry.isfile() and not wrong_path(entry.name)
            }
        )
    return target
