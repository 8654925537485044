"""The branch ``archive``, made from the history of main, where frozen files used to be.

In: a repository. Out: a branch with one commit. The checkout and its index stay as they are: the contents are in git
already, and the commit is made from them.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitedata.load.archive import KeptAddress, KeptFile, Published, state_of
from sitedata.publish.archive_branch import BRANCH, Counts
from sitedata.publish.git import NoRevision, git
from sitedata.schema.tables import columns_of
from sitedata.text.exports import rows_csv

FROZEN, STATES, ADDRESSES = "data/frozen/", "data/frozen.csv", "data/permalinks.csv"
"""Where main kept them: a file at every address, the day of every state, and a table of addresses."""
AT_ONCE = 500  # contents that are read by one call of git
README = """# Archive

What the site published under names that never change, and every address that it ever had. Publishing adds to it; nobody
edits it.

* `files.csv`: address of a frozen file, SHA-256 of its content, day. The first row of an address answers.
* `addresses.csv`: address of a page, an element or a live file, and the day on which it was first listed.
* `objects/`: contents, each named by its SHA-256.
"""


@dataclass(frozen=True)
class Version:
    """One content of a path: the id of its blob, and the day of the commit that brought it."""

    path: str
    blob: str
    day: datetime.date


def create(root: Path, of: str = "HEAD") -> Counts:
    """Make the branch: every content of every file in the history of ``of``, and every address that it listed.

    Raises:
        NoRevision: the branch exists, history is missing, or git fails.
    """
    for ref in (f"refs/heads/{BRANCH}", f"refs/remotes/origin/{BRANCH}"):
        if git(root, "for-each-ref", ref).strip():
            raise NoRevision(f"the branch exists, got {ref} — expected none: it is made once, and then only added to")
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise NoRevision("this clone is shallow: its history is missing — get it with: git fetch --unshallow")
    versions = list(_versions(root, of))
    objects, files = _files(
        root, [version for version in versions if version.path.startswith(FROZEN)], _days(root, versions)
    )
    if not files:
        raise NoRevision(f"no commit of {of} ever kept a file below {FROZEN} — expected the history of main")
    addresses = [
        {"address": row["address"], "since": row["since"]} for row in _rows(root, versions, ADDRESSES, ("address",))
    ]
    tables = {
        "README.md": README, "files.csv": rows_csv(files, columns_of(KeptFile)),
        "addresses.csv": rows_csv(addresses, columns_of(KeptAddress)),
    }  # fmt: skip
    written = {
        name: git(root, "hash-object", "-w", "--stdin", given=text.encode()).decode().strip()
        for name, text in tables.items()
    }
    commit = _commit(root, objects | written)
    git(root, "update-ref", f"refs/heads/{BRANCH}", commit, "0" * len(commit))  # zeros: only if there is none yet
    return Counts(len(files), len(addresses))


def _versions(root: Path, of: str) -> Iterator[Version]:
    """Every content that the paths ever had, newest first. One that was removed and restored appears twice."""
    asked = (
        "--topo-order",
        "--full-history",
        "-m",
        "--raw",
        "--no-renames",
        "--no-abbrev",
        "--no-ext-diff",
        "--format=%cI",
    )
    day = datetime.date.min
    for line in git(root, "log", *asked, of, "--", FROZEN, STATES, ADDRESSES).decode().splitlines():
        if change := re.fullmatch(r":\d+ 100(?:644|755) [0-9a-f]+ ([0-9a-f]+) [AMT]\t(\S+)", line):
            yield Version(change[2], change[1], day)
        elif line and line[0] != ":":
            day = datetime.datetime.fromisoformat(line).astimezone(datetime.UTC).date()


def _rows(root: Path, versions: Sequence[Version], path: str, key: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows that any version of a table had, one per key: the oldest, which says since when."""
    blobs = list(dict.fromkeys(version.blob for version in versions if version.path == path))
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for content in _contents(root, blobs):
        for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")):
            rows[tuple(row[name] for name in key)] = row
    return [rows[names] for names in sorted(rows)]


def _days(root: Path, versions: Sequence[Version]) -> dict[Published, str]:
    """State → the day on which it was kept, according to the table of states."""
    rows = _rows(root, versions, STATES, ("kind", "id", "hash"))
    return {Published(row["kind"], row["id"], row["hash"]): row["frozen_on"] for row in rows}


def _files(
    root: Path, versions: Sequence[Version], days: dict[Published, str]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Blobs by the path of their object, and rows of the index.

    Of several contents of an address the newest comes first.
    """
    # a key keeps the place of its newest version, and gets the day of its oldest
    since = {(version.path.removeprefix(FROZEN), version.blob): version.day for version in versions}
    objects: dict[str, str] = {}
    rows = []
    for ((address, blob), day), content in zip(
        since.items(), _contents(root, [blob for _, blob in since]), strict=True
    ):
        if state := state_of(address):  # else nothing ever published it
            row = KeptFile(
                address=address, sha256=hashlib.sha256(content).hexdigest(), since=days.get(state, day.isoformat())
            )
            objects[row.object] = blob
            rows.append(row.model_dump(mode="json"))
    return objects, sorted(rows, key=lambda row: row["address"])


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """The content of each blob. git answers ``<id> <type> <size>``, a newline, the content, a newline."""
    for start in range(0, len(blobs), AT_ONCE):
        asked = blobs[start : start + AT_ONCE]
        answer, at = git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in asked).encode()), 0
        for _ in asked:
            end = answer.index(b"\n", at)
            size = int(answer[at:end].split()[2])
            yield answer[end + 1 : end + 1 + size]
            at = end + size + 2


def _commit(root: Path, files: dict[str, str]) -> str:
    """A commit without a parent that holds blobs by path, made with a separate index."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        entries = "".join(f"100644 {blob}\t{path}\n" for path, blob in files.items()).encode()
        git(root, "update-index", "--add", "--index-info", given=entries, index=index)
        tree = git(root, "write-tree", index=index).decode().strip()
    return git(root, "commit-tree", "-m", "Keep what main kept", tree).decode().strip()
