"""Do sources bear what a row says by citing them? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import Release, System
from sitedata.text.problem import quoted

NAMES = re.compile(r"[^()]+")
"""A system's name and the other one in parentheses: ``Torch (Torch7)``."""


def names_both(text: str, system: System, other: System) -> bool:
    """Does a text name both? The name of one may be part of the other's: Magenta, Magenta RealTime."""
    rest = text.replace(other.name, "")
    return rest != text and any(name.strip() in rest for name in NAMES.findall(system.name))


def a_successor_is_said_to_be_one(data: Dataset) -> Iterator[Finding]:
    """a source of the row whose title, note or quote names both systems; \
else tell in the reason what came later, and leave this empty"""
    quotes: defaultdict[str, list[str]] = defaultdict(list)
    for piece in data.rows("claim_evidence"):
        quotes[piece.source_id].append(piece.quote or "")
    for system in data.rows("systems"):
        sources = [data.sources[id] for id in system.source_ids if id in data.sources]
        texts = [" ".join((source.title, source.note or "", *quotes[source.id])) for source in sources]
        for other in (data.systems[id] for id in system.successor if id in data.systems):
            if other != system and not any(names_both(text, system, other) for text in texts):
                yield Finding("systems", system, "successor", "no source says so", quoted(other.id))


def _released(data: Dataset) -> dict[str, list[Release]]:
    """Repository → the newest releases of the active systems that live there."""
    released: defaultdict[str, list[Release]] = defaultdict(list)
    for system in data.rows("systems"):
        newest = data.newest_release(system.package) if system.status == "active" else None
        if newest and system.repository:
            released[system.repository.rstrip("/")].append(newest)
    return released


def a_cell_rests_on_a_release(data: Dataset) -> Iterator[Finding]:
    """that release among the sources too, once somebody looked into it; else the word unreleased in the text"""
    released = _released(data)
    for cell in data.rows("comparison"):
        sources = [data.sources[id] for id in cell.source_ids or () if id in data.sources]
        for source in sources:
            releases = released.get(re.split(r"/(?:blob|tree)/", source.url)[0], [])
            newest = max(releases, key=lambda release: release.released_on, default=None)
            ahead = newest and (source.published or "") > newest.released_on.isoformat()
            read = any(other.url.startswith(f"{one.package}@") for other in sources for one in releases)
            if ahead and not read and "unreleased" not in (cell.text or cell.empty_because or ""):
                what = f"a file that changed after {newest.version} of {newest.released_on}"
                yield Finding("comparison", cell, "source_ids", what, quoted(source.id))


RULES = (
    Rule(a_successor_is_said_to_be_one, needs=("sources", "claim_evidence")),
    Rule(a_cell_rests_on_a_release, needs=("sources", "systems", "releases")),
)
