"""Reading what anybody may send: only regular files inside the tree, of a known name, below a size limit.

In: ``data/`` and ``docs/``. Out: their bytes, and a problem for each file that does not belong there. Limits are
checked before any work is done.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

from sitedata.load.plain_text import Unreadable, decoded
from sitedata.text.garbled import garbled
from sitedata.text.problem import Problem, did_you_mean, quoted

LARGEST_FILE = 10_000_000  # bytes; ten times the largest table there is
LARGEST_UNPACKED = 50_000_000  # bytes; ten million times of steps, thirty times what all machines have sent
LARGEST_TREE = 200_000_000  # bytes of data/ together
LARGEST_PAGE = 100_000  # bytes; five times the longest page
LONGEST_LINE = 5_000  # characters of a page; four times the longest. Markdown and linters scan a line many times
MOST_PAGE_LINES = 2_000  # ten times the longest page
LARGEST_OUTPUT = 200_000  # bytes that a probe printed; the longest has 6,000
MOST_FILES = 20_000  # of a tree; more would make a check too slow
MOST_FOLDERS_DEEP = 6
MOST_TOLD = 100  # files of a tree that are reported one by one
LITTER = re.compile(r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.~lock\..*#|~\$.*|.*\.swp", re.IGNORECASE)
"""What systems and editors leave beside files; .gitignore has it, and everything here ignores it."""
PAGE = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*/)*[a-z0-9]+(-[a-z0-9]+)*\.md")

MADE = {
    "4b-gpu",
    "4b-performance",
    "api",
    "assets",
    "badge",
    "calendars",
    "cards",
    "claims",
    "comparison",
    "data",
    "ecosystem",
    "embed",
    "feeds",
    "figures",
    "search",
}
"""Folders of the site that the build fills; below a page there may be one for each environment."""


def read(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of a regular file.

    Raises:
        FileNotFoundError: there is no such file.
        Unreadable: it is a link, a device, larger than ``largest`` bytes, or the system refuses to read it.
    """
    try:
        status = path.lstat()
        if wrong := _no_file(path, status.st_mode):
            raise wrong
        if status.st_size > largest:
            raise Unreadable("the file is too large", f"{status.st_size:,} bytes", f"at most {largest:,} bytes")
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable("the file cannot be read", error.strerror or "", "a readable file") from None
    if len(raw) > largest:
        raise Unreadable("the file is too large", f"more than {largest:,} bytes", f"at most {largest:,} bytes")
    return raw


def _no_file(path: Path, mode: int) -> Unreadable | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return Unreadable("a link", quoted(os.readlink(path)), "a file of its own, not a link")
    return Unreadable("not a file", "a folder" if stat.S_ISDIR(mode) else "a device or a pipe", "a regular file")


def unpacked(raw: bytes, largest: int = LARGEST_UNPACKED) -> bytes:
    """What a gzip file holds. A small one can hold endless zeros: no more than ``largest`` bytes are ever unpacked.

    Raises:
        Unreadable: it is not a complete gzip file, or too large.
    """
    try:
        with gzip.open(io.BytesIO(raw)) as file:
            content = file.read(largest + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable("not a whole gzip file", str(error), "a file that gzip wrote to its end") from None
    if len(content) > largest:
        raise Unreadable("too large once unpacked", f"more than {largest:,} bytes", f"at most {largest:,} bytes")
    return content


def read_text(path: Path, largest: int = LARGEST_FILE) -> str:
    """The text of a regular file. Raises what :func:`read` and :func:`decoded` raise."""
    return decoded(read(path, largest))


def read_page(path: Path) -> str:
    """The source of a page. Raises what :func:`read_text` raises, also for what is too long or garbled."""
    text = read_text(path, LARGEST_PAGE)
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE or number > MOST_PAGE_LINES:
            got = f"{len(line):,} characters" if len(line) > LONGEST_LINE else f"line {number:,}"
            raise Unreadable(
                "too long to read",
                got,
                f"{LONGEST_LINE:,} characters a line and {MOST_PAGE_LINES:,} lines at most",
                number,
            )
        if found := garbled(line):
            wrong, meant = found
            expected = f"{quoted(meant)}, as it was before" if meant else "the character that was lost"
            raise Unreadable("read in a wrong encoding, and saved so", quoted(wrong), expected, number)
    return text


def page_sources(docs: Path) -> dict[str, str]:
    """Address → source of each page that can be read; problems with the others are reported when pages are made."""
    sources = {}
    for path in pages(docs):
        with contextlib.suppress(Unreadable):
            sources[path.relative_to(docs).as_posix()] = read_page(path)
    return sources


# --- what is in a folder ----------------------------------------------------------------------------------------------
def pages(docs: Path) -> list[Path]:
    """The pages that people wrote. Whatever else is in ``docs/`` is reported by :func:`strangers`."""
    return sorted(
        docs / address for address, status in _walk(docs) if PAGE.fullmatch(address) and stat.S_ISREG(status.st_mode)
    )


def folders(folder: Path) -> list[Path]:
    """The folders in a folder by name, without links and hidden ones."""
    if folder.is_symlink():
        return []
    return sorted(
        path for path in folder.glob("*") if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    )


def strange_pages(docs: Path) -> list[Problem]:
    """Everything in ``docs/`` that is not one of our pages."""
    names = {path.relative_to(docs).as_posix() for path in pages(docs)}
    made = []
    for name in sorted(names):
        if name.split("/")[0] in MADE or any(f"{parent}.md" in names for parent in PurePosixPath(name).parents):
            problem = "the build makes the pages of this folder"
            made.append(Problem(f"{docs.name}/{name}", 1, "", problem, quoted(name), "a page of another name"))
    return made + list(
        strangers(docs, names, docs.name, "pages alone, named in lower case with hyphens, like 4b-performance.md")
    )


def strangers(folder: Path, known: Collection[str], shown_as: str, expected: str) -> Iterator[Problem]:
    """Files below ``folder`` whose address is not ``known``, links, devices, and a tree that is too large.

    ``shown_as`` is the folder's name in messages.
    """
    if folder.is_symlink():
        yield Unreadable("a link", quoted(os.readlink(folder)), "a folder of its own, not a link").at(shown_as)
        return
    told = count = size = 0
    for address, status in _walk(folder):
        count, size = count + 1, size + status.st_size
        file = f"{shown_as}/{address}"
        if count > MOST_FILES or size > LARGEST_TREE:
            got = f"more than {MOST_FILES:,} files" if count > MOST_FILES else f"more than {LARGEST_TREE:,} bytes"
            yield Problem(
                shown_as,
                1,
                "",
                "the folder holds too much",
                got,
                f"at most {MOST_FILES:,} files and {LARGEST_TREE:,} bytes",
            )
            return
        wrong = None if stat.S_ISDIR(status.st_mode) else _no_file(folder / address, status.st_mode)
        if wrong:
            yield wrong.at(file)
        elif address not in known and not LITTER.fullmatch(address.rpartition("/")[2]):
            problem = "a folder too deep" if stat.S_ISDIR(status.st_mode) else "a file that nothing reads"
            yield Problem(file, 1, "", problem, quoted(address), expected + did_you_mean(_plain(address), known))
        else:
            continue
        told += 1
        if told >= MOST_TOLD:
            yield Problem(file, 1, "", f"stopped after {MOST_TOLD} files", "", "the first ones to be mended")
            return


def _walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Address and status of everything below a folder except folders, in order of name; links are not followed."""
    waiting = [""] if folder.is_dir() and not folder.is_symlink() else []
    while waiting:
        parent = waiting.pop()
        with os.scandir(folder / parent) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        for entry in entries:
            address = f"{parent}{entry.name}"
            if not entry.is_dir(follow_symlinks=False) or parent.count("/") >= MOST_FOLDERS_DEEP:
                yield address, entry.stat(follow_symlinks=False)
            else:
                waiting.append(f"{address}/")


def _plain(address: str) -> str:
    """The name without what a system adds to a copy: ``systems (1).csv`` → ``systems.csv``."""
    return re.sub(r"( \(\d+\)| copy|\.new|\.bak|~)(?=\.|$)", "", address)
