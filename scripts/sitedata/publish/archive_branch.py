"""The branch ``archive`` beside the build, checked out as the folder ``archive/``, and only ever added to.

In: a built site. Out: a commit of the branch, which holds ``files.csv`` and ``addresses.csv`` (see
:mod:`sitedata.load.archive`) and ``objects/``, in which a file is named by its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sitedata.load.archive import INDEXES, Archive, KeptFile, Published
from sitedata.publish import redirects
from sitedata.publish.git import NoRevision, git
from sitedata.text.files import Folder, append_rows, remove

BRANCH = "archive"
MAY_CHANGE = ("README.md",)  # words about the branch, nothing that is published


@dataclass(frozen=True)
class Counts:
    """How much is kept, or has just been kept."""

    files: int
    addresses: int


def check_out(root: Path, folder: Path) -> bool:
    """Check out the branch of this clone, or else that of ``origin``, in ``folder``. Returns whether there is one.

    Raises:
        NoRevision: ``origin`` does not answer, so that nobody knows whether there is one; or git fails.
    """
    if not git(root, "for-each-ref", f"refs/heads/{BRANCH}").strip():
        if not git(root, "config", "--default", "", "--get", "remote.origin.url").strip():
            return False
        if not git(root, "ls-remote", "--heads", "origin", BRANCH).strip():
            return False
        git(root, "fetch", "origin", f"refs/heads/{BRANCH}:refs/heads/{BRANCH}")
    git(root, "worktree", "prune")  # a folder that somebody removed by hand
    git(root, "worktree", "add", str(folder), BRANCH)
    return True


def shrunk(folder: Path) -> Iterator[str]:
    """What the previous commit held and this one lacks or has changed: objects stay, and new rows follow the old ones.

    Raises:
        NoRevision: ``folder`` is no checkout of the branch, or the previous commit is missing.
    """
    if git(folder, "symbolic-ref", "--quiet", "--short", "HEAD").decode().strip() != BRANCH:
        raise NoRevision(f"{folder.name}/ is no checkout of the branch {BRANCH} — expected what make archive makes")
    for name in INDEXES:
        if not (folder / name).read_bytes().startswith(git(folder, "show", f"HEAD:{name}")):
            yield name
    if b"\nparent " not in git(folder, "cat-file", "commit", "HEAD").partition(b"\n\n")[0]:
        return  # the first one
    changes = (
        git(folder, "diff-tree", "-r", "-z", "--no-renames", "--name-status", "HEAD^", "HEAD").decode().split("\0")
    )
    for status, path in zip(changes[::2], changes[1::2], strict=False):
        grew = (
            path in INDEXES
            and status == "M"
            and git(folder, "show", f"HEAD:{path}").startswith(git(folder, "show", f"HEAD^:{path}"))
        )
        if status != "A" and not grew and path not in MAY_CHANGE:
            yield path


def append(folder: Path, site: Path, things: Iterable[Published], archive: Archive) -> Counts:
    """Commit the states and addresses of ``site`` that the archive lacks; ``archive`` is what ``folder`` holds.

    Raises:
        NoRevision: git fails.
    """
    day, out = archive.day.isoformat(), Folder(folder, folder)
    known = {row.address for row in archive.addresses}
    files = []
    for address in (address for thing in things for address in thing.frozen_files if address not in archive.files):
        content = (site / address).read_bytes()
        row = KeptFile(address=address, sha256=hashlib.sha256(content).hexdigest(), since=day)
        out.write(row.object, content)
        files.append(row.model_dump(mode="json"))
    addresses = [{"address": address, "since": day} for address in redirects.addresses(site) if address not in known]
    append_rows(folder / "files.csv", files)  # after the objects that it names
    append_rows(folder / "addresses.csv", addresses)
    git(folder, "add", "--all", "--", *INDEXES, "objects")
    if git(folder, "diff", "--cached", "--name-only"):
        git(
            folder,
            "commit",
            "--quiet",
            "-m",
            f"Keep what is published: files {len(files):,}, addresses {len(addresses):,}",
        )
    return Counts(len(files), len(addresses))


def bundle(folder: Path, since: str, file: Path) -> bool:
    """Pack the commits after ``since`` into ``file``, for somebody who may push. Returns whether there are any."""
    if git(folder, "rev-parse", "HEAD").decode().strip() == since:
        remove(file)
        return False
    git(folder, "bundle", "create", "--quiet", str(file), f"{since}..HEAD")
    return True
