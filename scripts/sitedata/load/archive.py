"""States that never change: beside each live file there is one named by its content, kept for good in the archive.

In: what the site publishes now, and the folder ``archive/``, a checkout of the branch of that name. Out: names of
frozen files, when a thing last changed, and what is kept of it. The hash is of the content that a state is about, not
of a picture's bytes: another version of the drawing program makes no new state, and the picture kept first stays.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitedata.load.csv_table import load
from sitedata.schema import kinds as c
from sitedata.schema.tables import Row, column
from sitedata.text.problem import BadInput, Problem, quoted

DIGITS = 10  # of the hash: among a million states, two share one with a chance of 1 in 2


def hash_of(content: object) -> str:
    """The state of plain values, or of a file's bytes."""
    raw = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(raw).hexdigest()[:DIGITS]


def frozen_name(path: str, state: str) -> str:
    """``figures/x.meta.json`` → ``figures/x.3f9c2e1b0a.meta.json``. Ids have no dots, so the first dot ends the id."""
    folder, _, name = path.rpartition("/")
    id, _, suffix = name.partition(".")
    return f"{folder}/{id}.{state}.{suffix}"


FILES = {
    "figure": ("figures/{}.png", "figures/{}.svg", "figures/{}.csv", "figures/{}.meta.json"),
    "claim": ("api/v1/claims/{}.json", "badge/{}.svg"),
    "criterion": ("api/v1/comparison/{}.json",),
    "system": ("api/v1/systems/{}.json",),
    "table": ("data/{}.csv",),
}
"""Kind → the live files that are kept of each thing, as addresses on the site."""


@dataclass(frozen=True)
class Published:
    """Something that is published under a name, and its present state."""

    kind: str
    id: str
    state: str

    @property
    def files(self) -> tuple[str, ...]:
        """The live files that show this state."""
        return tuple(path.format(self.id) for path in FILES[self.kind])

    @property
    def frozen_files(self) -> tuple[str, ...]:
        """Where they stay for good, in the same order."""
        return tuple(frozen_name(path, self.state) for path in self.files)


def _pattern(path: str) -> re.Pattern[str]:
    before, after = path.split("{}")
    return re.compile(rf"{before}([a-z0-9_/-]+)\.([0-9a-f]{{{DIGITS}}}){re.escape(after)}", re.ASCII)


FROZEN = [(kind, _pattern(path)) for kind, paths in FILES.items() for path in paths]


def state_of(address: str) -> Published | None:
    """The state that a frozen file shows; None if no frozen file has such an address."""
    parts = ((kind, pattern.fullmatch(address)) for kind, pattern in FROZEN)
    return next((Published(kind, match[1], match[2]) for kind, match in parts if match), None)


# --- the archive ------------------------------------------------------------------------------------------------------
class KeptFile(Row):
    """A frozen file of the archive. An address answers with the object of its first row; later rows change nothing."""

    key = ("address", "sha256")
    address: c.Path = column(
        "The address of the frozen file.", "figures/adoption-downloads.3f9c2e1b0a.png", "figures/adoption-downloads.png"
    )
    sha256: c.Sha256 = column("The SHA-256 of its content, which names its object.", "0f" * 32, "3f9c2e1b0a")
    since: c.Date = column("The day on which it was kept (UTC).", "2026-11-24", "today")

    @property
    def object(self) -> str:
        """The file that holds its content, relative to the archive."""
        return f"objects/{self.sha256[:2]}/{self.sha256}{PurePosixPath(self.address).suffix}"


class KeptAddress(Row):
    """An address that was published: a page, an element of one, or a live file."""

    key = ("address",)
    address: c.Path = column("The address, relative to the site's home.", "4b-performance/#memory", "/4b-performance")
    since: c.Date = column("The day on which it was first listed (UTC).", "2026-11-24", "today")


INDEXES: dict[str, type[Row]] = {"files.csv": KeptFile, "addresses.csv": KeptAddress}


class Archive:
    """What is kept. ``day`` is that of the build: a state that is not kept yet is kept from then on.

    ``there`` is false where no archive is available: then the start of present states and all former ones are unknown.
    """

    def __init__(
        self,
        files: Iterable[KeptFile],
        day: datetime.date | None = None,
        addresses: Iterable[KeptAddress] = (),
        there: bool = True,
    ):
        self.rows, self.addresses, self.day, self.there = list(files), list(addresses), day, there
        self.files: dict[str, KeptFile] = {}
        self._days: dict[tuple[str, str], dict[str, datetime.date]] = defaultdict(dict)
        for row in self.rows:
            self.files.setdefault(row.address, row)
            thing = state_of(row.address)
            self._days[thing.kind, thing.id].setdefault(thing.state, row.since)

    def since(self, thing: Published) -> datetime.date | None:
        """The day since which its present state is kept; None where no archive is available."""
        return self._days.get((thing.kind, thing.id), {}).get(thing.state, self.day) if self.there else None

    def history(self, thing: Published) -> list[tuple[datetime.date, str]]:
        """Day and state of everything kept of a thing and of its present state, newest first.

        Empty without an archive.
        """
        days = {thing.state: self.day} | self._days.get((thing.kind, thing.id), {}) if self.there else {}
        return [
            (day, state)
            for state, day in sorted(days.items(), key=lambda item: (item[1], item[0] == thing.state), reverse=True)
        ]

    def states(self, things: Iterable[Published]) -> Iterator[dict[str, str]]:
        """Every state with frozen files, those of ``things`` included: the rows of the download ``data/frozen.csv``."""
        days = {(kind, id, state): day for (kind, id), states in self._days.items() for state, day in states.items()}
        for thing in things:
            days.setdefault((thing.kind, thing.id, thing.state), self.day)
        for (kind, id, state), day in sorted(days.items(), key=lambda item: (*item[0][:2], item[1], item[0][2])):
            yield {"kind": kind, "id": id, "hash": state, "frozen_on": day.isoformat()}


def read(folder: Path, day: datetime.date | None = None) -> Archive:
    """The archive in ``folder``, or an empty one that is not ``there``.

    Raises:
        BadInput: an index is not what it should be.
    """
    stamps = [(folder / name).stat().st_mtime_ns if (folder / name).is_file() else 0 for name in INDEXES]
    return _read(folder, folder.is_dir(), tuple(stamps), day)


@functools.lru_cache(maxsize=2)
def _read(folder: Path, there: bool, _stamps: tuple[int, ...], day: datetime.date | None) -> Archive:
    """Read again only when an index changed: ``make serve`` asks after each edit."""
    if not there:
        return Archive([], day, there=False)
    tables = {name: load(folder / name, model, f"{folder.name}/{name}") for name, model in INDEXES.items()}
    problems = [problem for table in tables.values() for problem in table.problems]
    index = tables["files.csv"]
    for row in index.rows:
        if not state_of(row.address):
            problems.append(
                Problem(
                    index.file,
                    row.line,
                    "address",
                    "no frozen file",
                    quoted(row.address),
                    "one of a state, named by its hash",
                )
            )
    if problems:
        raise BadInput(problems)
    return Archive(index.rows, day, tables["addresses.csv"].rows)


def forget() -> None:
    """Drop what this process has read, so that the next call reads it again."""
    _read.cache_clear()
