"""States that never change: beside each live file stands one named by its content, kept in ``data/frozen/`` once it was published.

In: what the site publishes now, and ``data/frozen.csv``. Out: names of frozen files, when a thing last changed, and, for
``make freeze``, new files and rows. The hash is of the content that a state is about, not of the bytes of a picture: another version
of the drawing program is not another state, and the picture that was kept first stays.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sitedata.load import inputs
from sitedata.schema.tables import Frozen

DIGITS = 10  # of the hash: among a million states, two share one with a chance of 1 in 2


def hash_of(content: object) -> str:
    """The state of plain values, or of a file's bytes."""
    raw = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(raw).hexdigest()[:DIGITS]


def frozen_name(path: str, state: str) -> str:
    """``figures/x.meta.json`` → ``figures/x.3f9c2e1b0a.meta.json``. Ids have no dots, so the first one ends the id."""
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
"""Kind → the live files that are kept of each, as addresses on the site."""


@dataclass(frozen=True)
class Thing:
    """Something that is published under a name, and its state now."""

    kind: str
    id: str
    state: str

    @property
    def files(self) -> tuple[str, ...]:
        """The live files that show this state."""
        return tuple(path.format(self.id) for path in FILES[self.kind])


def paths_of(row: Frozen) -> tuple[str, ...]:
    """The files that were kept of a state: addresses on the site, and places below ``data/frozen/``."""
    return tuple(frozen_name(path.format(row.id), row.hash) for path in FILES[row.kind])


class Archive:
    """What ``data/frozen.csv`` says, by kind and id."""

    def __init__(self, rows: Iterable[Frozen]):
        self._days: dict[tuple[str, str], dict[str, datetime.date]] = defaultdict(dict)
        for row in sorted(rows, key=lambda row: row.frozen_on):
            self._days[row.kind, row.id][row.hash] = row.frozen_on

    def kept(self, thing: Thing) -> datetime.date | None:
        """The day on which the present state was kept; nothing if it is not kept yet."""
        return self._days.get((thing.kind, thing.id), {}).get(thing.state)

    def history(self, kind: str, id: str) -> list[tuple[datetime.date, str]]:
        """Day and state of everything kept of a thing, the newest first."""
        return [(day, state) for state, day in reversed(self._days.get((kind, id), {}).items())]


def kept_files(rows: Iterable[Frozen], folder: Path) -> Iterator[tuple[Frozen, str, bytes]]:
    """Row, address and bytes of every file that ``data/frozen.csv`` lists; what else lies in ``folder`` is not published."""
    for row in rows:
        for path in paths_of(row):
            yield row, path, inputs.read(folder / path)


def missing(things: Iterable[Thing], archive: Archive) -> list[Thing]:
    """What has a state that is not kept yet."""
    return [thing for thing in things if archive.kept(thing) is None]


def copies(things: Iterable[Thing], published: Path) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of the files to keep. ``published`` is the folder that holds the live ones."""
    for thing in things:
        for path in thing.files:
            yield frozen_name(path, thing.state), (published / path).read_bytes()


def rows_of(things: Iterable[Thing], today: datetime.date) -> list[dict[str, str]]:
    return [{"kind": each.kind, "id": each.id, "hash": each.state, "frozen_on": today.isoformat()} for each in things]
