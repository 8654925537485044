"""The lists of the API as flat tables, for spreadsheets: a record a row, a cell or a ratio a row. In: records. Out: rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

CLAIM = (
    "id", "section", "section_title", "claim", "kind", "scope", "verdict", "reason", "checked_on", "checked_against", "review_after", "page",
)  # fmt: skip
CRITERION = ("id", "group", "title")
CELL = ("column", "text", "empty_because", "checked_on")
SYSTEM = (
    "id", "name", "family", "area", "what", "keeper", "status", "status_reason", "successors", "newest_version", "newest_released_on", "package",
    "no_release_because", "repository", "checked_on", "page",
)  # fmt: skip
FIGURE = ("id", "title", "unit", "scope", "as_of", "page", "svg", "png", "csv", "json", "meta")
RATIO = ("kind", "name", "metric", "median", "low", "high", "rounds", "tie_band", "outcome")
SIDE = ("framework", "mode", "task", "variant", "layout", "threads", "batch_size")

COLUMNS = {
    "claims": CLAIM,
    "comparison": (*CRITERION, *CELL, "source_ids", "page"),
    "systems": SYSTEM,
    "figures": FIGURE,
    "measurements": (
        "environment", "machine", *RATIO, "workload", "device", "precision", *(f"numerator_{name}" for name in SIDE),
        *(f"denominator_{name}" for name in SIDE), "samples",
    ),
}  # fmt: skip
"""Name of a list → the columns of its table; the table is there even without a row."""


def rows(name: str, records: Sequence[BaseModel]) -> list[dict[str, object]]:
    """The rows of the list with that name."""
    made = [row for each in records for row in MAKERS[name](each.model_dump(mode="json", by_alias=True))]
    return [{column: row[column] for column in COLUMNS[name]} for row in made]


def _itself(record: dict) -> Iterator[dict[str, object]]:
    yield record


def _cells(criterion: dict) -> Iterator[dict[str, object]]:
    for cell in criterion["cells"]:
        sources = " ".join(each["id"] for each in cell["sources"])
        yield criterion | cell | {"title": criterion["title"], "column": cell["title"], "source_ids": sources}


def _system(system: dict) -> Iterator[dict[str, object]]:
    newest = system["newest_release"] or {"version": None, "released_on": None}
    yield system | {
        "successors": " ".join(system["successors"]), "newest_version": newest["version"], "newest_released_on": newest["released_on"],
    }  # fmt: skip


def _ratios(environment: dict) -> Iterator[dict[str, object]]:
    for ratio in environment["ratios"]:
        sides = {f"{side}_{name}": ratio[side][name] for side in ("numerator", "denominator") for name in SIDE}
        shared = {name: ratio["numerator"][name] for name in ("workload", "device", "precision")}
        yield ratio | sides | shared | {"environment": environment["id"], "machine": environment["machine"]}


MAKERS = {"claims": _itself, "comparison": _cells, "systems": _system, "figures": _itself, "measurements": _ratios}
