"""Every file that differs from a commit, as git reports it.

In: the repository, a commit. Out: one line per path, tables included. A link is a link and never followed; names, link
targets and contents may come from anybody, and are only described here, in words.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sitedata.publish.git import git
from sitedata.text.values import counted

LINK, SUBMODULE, PROGRAM = "120000", "160000", "100755"
LOOKED_AT = 8000  # bytes in which a NUL makes a file binary, as git has it
GROUPS = ("data_files", "docs_files", "code", "tables")  # as a summary names them


@dataclass(frozen=True)
class ChangedFile:
    """``was`` is the name before a renaming; ``before`` and ``after`` describe the contents, if there are any."""

    path: str
    change: str
    was: str = ""
    before: str = ""
    after: str = ""


def changed_files(root: Path, commit: str) -> list[ChangedFile]:
    """What differs between the commit and the files as they are now, new ones included; unusual changes first.

    Raises:
        NoRevision: git is missing, or fails.
    """
    files = list(_tracked(root, commit))
    others = git(root, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
    for path in filter(None, others):
        mode, content = _untracked(root, path)
        files.append(ChangedFile(_name(path), "added", after=_described(mode, content)))
    return sorted(files, key=lambda file: (file.change == "added" and not file.after.startswith("link"), file.path))


def _tracked(root: Path, commit: str) -> Iterator[ChangedFile]:
    options = (
        "--raw",
        "-z",
        "--no-abbrev",
        "--find-renames",
        "--no-relative",
        "--no-ext-diff",
        "--ignore-submodules=none",
    )
    fields = iter(git(root, "diff", *options, commit, "--").split(b"\0"))
    entries = []
    for about in filter(None, fields):
        modes, letter = about.decode().lstrip(":").split(" "), about.decode().split(" ")[-1][0]
        was = next(fields)
        entries.append((*modes[:3], letter, was, next(fields) if letter in "RC" else was))
    stored = _blobs(root, [id for old, _, id, letter, _, _ in entries if letter != "A" and old != SUBMODULE])
    for old, new, id, letter, was, path in entries:
        before, after = stored.get(id, b""), _content(root, path) if letter != "D" else b""
        yield ChangedFile(
            _name(path), _word(letter, old != new, before != after), _name(was) if was != path else "",
            _described(old, before) if letter != "A" else "", _described(new, after) if letter != "D" else "",
        )  # fmt: skip


def _word(letter: str, other_mode: bool, other_content: bool) -> str:
    what = {"A": "added", "D": "deleted", "R": "renamed", "C": "copied", "T": "type changed", "U": "unmerged"}.get(
        letter
    )
    if what in ("renamed", "copied") and other_content:
        return f"{what} and modified"
    if what:
        return what
    return ("mode changed and modified" if other_content else "mode changed") if other_mode else "modified"


def _described(mode: str, content: bytes) -> str:
    if mode == LINK:
        return f"link to {content.decode(errors='replace')}"
    if mode == SUBMODULE:
        return "submodule"
    kind = "binary" if b"\0" in content[:LOOKED_AT] else "text"
    return f"{kind}, {counted(len(content), 'byte')}" + (", executable" if mode == PROGRAM else "")


def _name(path: bytes) -> str:
    return path.decode(errors="replace")


def _content(root: Path, path: bytes) -> bytes:
    place = root / os.fsdecode(path)
    if place.is_symlink():
        return os.fsencode(os.readlink(place))
    try:
        return place.read_bytes() if place.is_file() else b""
    except OSError:
        return b""  # not readable here: its name is reported all the same


def _untracked(root: Path, path: bytes) -> tuple[str, bytes]:
    place = root / os.fsdecode(path)
    if place.is_symlink():
        return LINK, _content(root, path)
    if place.is_dir():
        return SUBMODULE, b""  # another repository
    return PROGRAM if os.access(place, os.X_OK) else "100644", _content(root, path)


def _blobs(root: Path, ids: Sequence[str]) -> dict[str, bytes]:
    """Contents by id, in one call: ``<id> <type> <size>``, a line end, the content, a line end."""
    answer, contents, at = git(root, "cat-file", "--batch", given="".join(f"{id}\n" for id in ids).encode()), {}, 0
    for id in ids:
        end = answer.index(b"\n", at)
        about = answer[at:end].split()
        size = int(about[2]) if len(about) == 3 else None  # else: missing
        if size is not None:
            contents[id] = answer[end + 1 : end + 1 + size]
        at = end + 1 + (size + 1 if size is not None else 0)
    return contents


def grouped(files: Sequence[ChangedFile], told: set[str]) -> Mapping[str, list[dict[str, str]]]:
    """The files by :data:`GROUPS`.

    ``told`` are paths of tables whose changed cells a summary lists; a table that changed in other ways too does not
    count as one.
    """
    groups: dict[str, list[dict[str, str]]] = {name: [] for name in GROUPS}
    for file in files:
        groups[_group(file, told)].append(asdict(file))
    return groups


def _group(file: ChangedFile, told: set[str]) -> str:
    names = [name for name in (file.path, file.was) if name]
    if any(not name.startswith(("data/", "docs/")) for name in names):
        return "code"
    if file.path in told and file.change in ("modified", "added") and file.after.startswith("text,"):
        return "tables"
    return "docs_files" if all(name.startswith("docs/") for name in names) else "data_files"
