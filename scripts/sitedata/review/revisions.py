"""Versions of the repository, from git.

In: a name of a commit. Out: the two that are compared, or what a build reads of one, as a folder.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from sitedata.publish.git import NoGit, NoRevision, git
from sitedata.text.addresses import wrong_path
from sitedata.text.files import Folder
from sitedata.text.problem import did_you_mean

READ = ("data", "docs", "scripts")
WANTED = "expected a branch, tag or commit in BASE, such as main or origin/main"
ALL_BRANCHES = "+refs/heads/*:refs/remotes/{}/*"


@dataclass(frozen=True)
class Versions:
    """What is compared, as ids of commits. ``uncommitted``: does the newer one hold more than its commit?"""

    base: str
    head: str
    uncommitted: bool = False


def versions(root: Path, base: str) -> Versions:
    """This version, and the last commit that ``base`` has in common with it.

    What has been added to ``base`` since is not part of this change.

    Raises:
        NoRevision: what is missing, and what to type.
    """
    try:
        git(root, "rev-parse", "--git-dir")
    except NoGit:
        raise
    except NoRevision as problem:
        told = f"{problem} — expected a clone of the repository (git clone): a download has no history to compare with"
        raise NoRevision(told) from None
    head, commit = _commit(root, "HEAD"), _commit(root, base)
    if not head:
        raise NoRevision("nothing is committed on this branch yet — expected a commit to compare (git commit)")
    if not commit:
        raise NoRevision(f"nothing here is called '{base}' — {_instead(root, base)}")
    try:
        common = git(root, "merge-base", commit, head).decode().strip()
    except NoRevision:
        missing = f"{_whole_history(root)}, then make diff BASE={base} again" if _is_shallow(root) else WANTED
        raise NoRevision(f"'{base}' and this version have no commit in common — {missing}") from None
    return Versions(
        common, head, bool(git(root, "status", "--porcelain", "--untracked-files=all", "--ignore-submodules=none"))
    )


def _commit(root: Path, name: str) -> str:
    """The id of a commit by any of its names; empty if nothing is called so."""
    try:
        return git(root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except NoRevision:
        return ""


def _instead(root: Path, base: str) -> str:
    """What to type where nothing is called ``base``: perhaps it is only at a remote, or its history was not fetched."""
    refs = git(root, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/tags", "refs/remotes")
    names = refs.decode(errors="replace").split("\n")[:-1]
    if there := next((name for name in names if base and name.endswith(f"/{base}")), ""):
        return f"it is a branch of a remote: type make diff BASE={there}"
    if _is_shallow(root):
        return f"{_whole_history(root)}, then make diff BASE={base} again"
    remote = _remote(root)
    if remote and "*" not in git(root, "config", "--default", "", "--get", f"remote.{remote}.fetch").decode():
        fetch = f"git fetch {remote} '{ALL_BRANCHES.format(remote)}'"
        return f"this clone has one branch alone: type {fetch}, then make diff BASE={base} again"
    return WANTED + did_you_mean(base, names)


def _remote(root: Path) -> str:
    names = git(root, "remote").decode(errors="replace").split("\n")[:-1]
    return "origin" if "origin" in names else next(iter(names), "")


def _is_shallow(root: Path) -> bool:
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _whole_history(root: Path) -> str:
    """What to type where a clone lacks history: it lacks branches too, unless it was made with all of them."""
    remote = _remote(root)
    fetch = f"git fetch --unshallow --tags {remote} '{ALL_BRANCHES.format(remote)}'"
    return f"this clone is shallow, and its history is missing: type {fetch}"


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
