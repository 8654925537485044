"""The lists of the API as flat tables, for spreadsheets: one row per record, cell or ratio.

In: records. Out: rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pydantic import BaseModel

from sitedata.api import models
from sitedata.api.documents import Contestant, RatioOf
from sitedata.api.from_rows import flat

NOT_FLAT = ("needs_second_look",)
"""Members of every record that the tables leave to JSON."""
SIDES = ("numerator", "denominator")
SHARED = ("workload", "device", "precision")
"""Columns of a contestant that are the same on both sides of a ratio."""


def columns(
    part: type[BaseModel], *, hidden: Collection[str] = (), after: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, ...]:
    """The members that fit in a cell. ``after`` says which of them the columns made from lists and objects follow."""
    names = [name for name in flat(part) if name not in hidden and name not in NOT_FLAT]
    return tuple(column for name in names for column in (name, *(after or {}).get(name, ())))


SIDE = columns(Contestant, hidden=SHARED)
COLUMNS = {
    "claims": columns(models.Claim),
    "comparison": (
        *columns(models.Criterion, hidden=("question", "page")), *columns(models.Cell, hidden=("title",)),
        "source_ids", "page",
    ),
    "systems": columns(models.System, after={"status_reason": ("successors", "newest_version", "newest_released_on")}),
    "figures": columns(models.FigureFiles),
    "fits": (*columns(models.FrameworkRelease, hidden=("id",)), "platform", "needs", "pythons"),
    "changes": (*columns(models.News), "frameworks", "systems"),
    "years": columns(models.ReleaseTime),
    "deployments": columns(models.Request),
    "measurements": (
        "environment", "machine", *columns(RatioOf, hidden=("samples",)), *SHARED,
        *(f"{side}_{name}" for side in SIDES for name in SIDE), "samples",
    ),
}  # fmt: skip
"""Name of a list → the columns of its table; the table exists even without rows."""


def rows(name: str, records: Sequence[BaseModel]) -> list[dict[str, object]]:
    """The rows of the list with that name."""
    made = [row for record in records for row in MAKERS[name](record.model_dump(mode="json", by_alias=True))]
    return [{column: row[column] for column in COLUMNS[name]} for row in made]


def _itself(record: dict) -> Iterator[dict[str, object]]:
    yield record


def _cells(criterion: dict) -> Iterator[dict[str, object]]:
    for cell in criterion["cells"]:
        sources = " ".join(source["id"] for source in cell["sources"])
        yield criterion | cell | {"title": criterion["title"], "column": cell["title"], "source_ids": sources}


def _system(system: dict) -> Iterator[dict[str, object]]:
    newest = system["newest_release"] or {"version": None, "released_on": None}
    yield system | {
        "successors": " ".join(system["successors"]), "newest_version": newest["version"],
        "newest_released_on": newest["released_on"],
    }  # fmt: skip


def _ratios(environment: dict) -> Iterator[dict[str, object]]:
    for ratio in environment["ratios"]:
        sides = {f"{side}_{name}": ratio[side][name] for side in SIDES for name in SIDE}
        shared = {name: ratio["numerator"][name] for name in SHARED}
        yield ratio | sides | shared | {"environment": environment["id"], "machine": environment["machine"]}


def _listed(change: dict) -> Iterator[dict[str, object]]:
    yield change | {name: " ".join(change[name]) for name in ("frameworks", "systems")}


def _places(release: dict) -> Iterator[dict[str, object]]:
    for place in release["places"]:
        yield release | place | {"pythons": " ".join(place["pythons"])}


MAKERS = {
    "claims": _itself, "comparison": _cells, "systems": _system, "figures": _itself, "fits": _places,
    "changes": _listed, "measurements": _ratios, "years": _itself, "deployments": _itself,
}  # fmt: skip
