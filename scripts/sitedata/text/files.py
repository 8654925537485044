"""Writing without losing anything. Below ``build/`` and ``site/`` only a :class:`Folder` writes.

In: addresses below a folder, and their contents. Out: files that are replaced in one step, and only when their content
changes.
"""

from __future__ import annotations

import csv
import errno
import filecmp
import io
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sitedata.text.addresses import wrong_path
from sitedata.text.problem import BadInput, Problem, quoted
from system import Refused, write_together

Content = str | bytes


def write_if_changed(path: Path, content: Content) -> bool:
    """Put ``content`` at ``path`` in one step; an equal file keeps its time, so it causes no rebuild."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == raw:
        return False
    write_together({path: raw})
    return True


class Folder:
    """A folder that is written to. Whatever would land outside of it or leads through a link is refused.

    ``root`` is below ``within``; what lies above ``within`` is the user's own business.
    """

    def __init__(self, root: Path, within: Path):
        self.root = root
        self._real: set[Path] = set()
        self._below(within, root.relative_to(within).parts)

    def place(self, address: str) -> Path:
        """The path of an address.

        Raises:
            Refused: it is not an address below the folder, or a link or a folder is in its way.
        """
        if wrong := wrong_path(address):
            raise Refused(f"{quoted(address)}: {wrong}")
        path = self._below(self.root, address.split("/")[:-1]) / address.rpartition("/")[2]
        if _kind(path) not in ("", "file"):
            raise Refused(f"{path}: a {_kind(path)} stands there — expected a file or nothing")
        return path

    def _below(self, start: Path, parts: Iterable[str]) -> Path:
        path = start
        for part in parts:
            path = path / part
            if path not in self._real:
                if _kind(path) not in ("", "folder"):
                    raise Refused(f"{path}: a {_kind(path)} stands there — expected a folder or nothing")
                self._real.add(path)
        return path

    def write(self, address: str, content: Content) -> bool:
        """Put ``content`` there in one step. Returns whether anything changed.

        Raises:
            Refused: see :meth:`place`.
        """
        return write_if_changed(self.place(address), content)

    def write_all(self, files: Mapping[str, Content]) -> int:
        """Write everything, or nothing where a single address is refused. Returns how many files changed."""
        for address in files:
            self.place(address)
        return sum(self.write(address, content) for address, content in files.items())

    def put(self, address: str, source: Path) -> None:
        """Put the file ``source`` there too, unless something is there already.

        A hard link where the system can make one, else a copy.

        Raises:
            Refused: see :meth:`place`.
        """
        path = self.place(address)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, path)
        except OSError:  # another disk, or a system without hard links
            shutil.copyfile(source, path)

    def write_copy(self, source: Path, below: str = "") -> int:
        """Write every file of another folder, at the same address or ``below`` one of this folder.

        Returns how many files changed.
        """
        files = {
            f"{below}{path.relative_to(source).as_posix()}": path
            for path in sorted(source.rglob("*"))
            if _kind(path) == "file"
        }
        return self.write_all({address: path.read_bytes() for address, path in files.items()})

    def keep_only(self, addresses: Iterable[str]) -> None:
        """Remove every other file and link, and folders that are left empty."""
        kept = {self.root / address for address in addresses}
        for parent, folders, names in os.walk(self.root, topdown=False):
            place = Path(parent)
            for path in (place / name for name in names):
                if path not in kept:
                    path.unlink()
            for path in (place / name for name in folders):
                if path.is_symlink():
                    path.unlink()
                elif not any(path.iterdir()):
                    path.rmdir()

    def clear(self) -> None:
        """Remove the folder with all its content."""
        remove(self.root)


def _kind(path: Path) -> str:
    """What is at ``path``, without following links; empty for nothing."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return (
        "file"
        if stat.S_ISREG(mode)
        else "folder"
        if stat.S_ISDIR(mode)
        else "link"
        if stat.S_ISLNK(mode)
        else "device or pipe"
    )


class Produced(Mapping[str, Content]):
    """What a site consists of: for each address its content, from exactly one producer.

    A producer is a file, or a file and a line (``data/redirects.csv:12``), where people can look up why it writes
    there. Addresses that differ only in case are the same, because some systems treat them so; and where a file is, no
    folder can be.
    """

    def __init__(self) -> None:
        self._contents: dict[str, Content] = {}
        self._producers: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self.problems: list[Problem] = []

    def add(self, producer: str, files: Mapping[str, Content]) -> None:
        for address, content in files.items():
            self.claim(producer, address)
            self._contents.setdefault(address, content)

    def claim(self, producer: str, address: str) -> None:
        """Record that ``producer`` writes there; a second producer, or an address outside the site, is a problem."""
        if wrong := wrong_path(address):
            self._refuse(producer, wrong, address)
            return
        key = address.casefold()
        parents = ["/".join(key.split("/")[:count]) for count in range(1, key.count("/") + 1)]
        others = [self._producers.get(key_or_parent, "") for key_or_parent in (key, *parents)] + [
            self._folders.get(key, "")
        ]
        if other := next(filter(None, others), ""):
            self._refuse(producer, f"{other} writes there already", address)
            return
        self._producers[key] = producer
        for parent in parents:
            self._folders.setdefault(parent, producer)

    def has(self, address: str) -> bool:
        """Does anybody write there?"""
        return address.casefold() in self._producers

    def _refuse(self, producer: str, problem: str, address: str) -> None:
        file, _, line = producer.partition(":")
        self.problems.append(
            Problem(file, int(line or 1), "", problem, quoted(address), "an address of its own below the site")
        )

    def checked(self) -> Produced:
        """Itself, if there is no problem.

        Raises:
            BadInput: with every address that has two producers or is not valid.
        """
        if self.problems:
            raise BadInput(self.problems)
        return self

    def __getitem__(self, address: str) -> Content:
        return self._contents[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


def remove(path: Path) -> None:
    """Remove a folder, or the link or file in its place; the target of a link stays."""
    if _kind(path) == "folder":
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replace_folder(final: Path, fresh: Path, old: Path) -> None:
    """Put ``fresh`` in the place of ``final``, which is kept in ``old`` meanwhile.

    If this is interrupted, :func:`restore` repairs it. A folder that cannot be renamed stays, and its files are
    replaced one by one: a mount, or one on another disk than ``fresh``.
    """
    restore(final, old)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if final.exists():
            final.rename(old)
        fresh.rename(final)
    except OSError as error:
        restore(final, old)
        if error.errno not in (errno.EXDEV, errno.EBUSY):
            raise
        _fill(Folder(final, final.parent), fresh)
    except BaseException:
        restore(final, old)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _fill(folder: Folder, fresh: Path) -> None:
    """Make the content of ``folder`` that of ``fresh``, which goes."""
    files = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if _kind(path) == "file")
    changed = [address for address in files if not _equal(folder.place(address), fresh / address)]
    if shutil.disk_usage(folder.root).free < sum((fresh / address).stat().st_size for address in changed):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.root))  # before anything is replaced
    for address in changed:
        folder.write(address, (fresh / address).read_bytes())
    folder.keep_only(files)
    shutil.rmtree(fresh)


def _equal(one: Path, other: Path) -> bool:
    return one.is_file() and filecmp.cmp(one, other, shallow=False)


def may_replace(final: Path) -> None:
    """Find out before a long build whether its result can take the place of ``final``.

    Raises:
        Refused: a link or a file is there, or this user may not write there.
    """
    if final.is_symlink():
        expected = "a folder of its own, which a build can replace"
        raise Refused(f"{final.name}/ is a link, to {os.readlink(final)} — expected {expected}")
    Folder(final, final.parent)
    for folder in (final, final.parent):
        if folder.exists() and not os.access(folder, os.W_OK):
            raise Refused(f"{folder}: this user may not write there — expected a folder that a build can replace")


def restore(final: Path, old: Path) -> None:
    """Bring back what is kept in ``old`` if nothing took its place: a run was killed between two renames."""
    if old.exists() and not final.exists():
        old.rename(final)


def append_rows(path: Path, rows: list[dict[str, str]]) -> bool:
    """Add rows to a CSV file, in its own order of columns. What is there stays as it is."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    out = io.StringIO(newline="")
    csv.DictWriter(out, next(csv.reader([text.splitlines()[0]])), lineterminator="\n").writerows(rows)
    return write_if_changed(path, text + out.getvalue())
