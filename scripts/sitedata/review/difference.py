"""What a change means, from two versions of the repository.

In: both versions. Out: what became of cells, verdicts, figures, pages, files and stale marks. The code of the newer
version reads both, so that only what people wrote differs. A version that does not load still shows its cells.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims
from sitedata.judge.edition import Edition
from sitedata.judge.environments import other_environments
from sitedata.load import inputs, plain_text
from sitedata.load.csv_table import LARGEST_CELL
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.publish.drawings import drawn_figures
from sitedata.publish.places import Places
from sitedata.review.changed_files import GROUPS, ChangedFile, grouped
from sitedata.review.revisions import Versions
from sitedata.schema.figure import Figure
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput

MOST = 200  # entries of one kind that a summary lists; the count is of all
MOST_FILES = 3000  # as many as the forge lists of a pull request
LONGEST = 300  # characters of a value in it

Cells = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True)
class State:
    """One version. ``cells`` are texts by table, key and column; if the rest is empty, ``problems`` say why."""

    cells: Cells
    problems: list[str] = field(default_factory=list)
    verdicts: dict[str, claims.Judgement] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)
    environments: dict[str, int] = field(default_factory=dict)


def read(places: Places, today: datetime.date) -> State:
    """``today`` decides what is stale, the same day for both versions."""
    told = {name: cells(places.data / f"{name}.csv", name) for name in TABLES}
    try:
        data = checked_dataset(places.data)
    except BadInput as bad:
        return State(told, [str(problem) for problem in bad.problems])
    edition, problems, pages = Edition(data, drawn_figures(data, places), today), [], {}
    try:
        others = {id: Fragments(edition.showing(id)) for id in other_environments(data)}
        pages = Pages(places.docs, Fragments(edition), others, places.outputs).render_all().pages
    except BadInput as bad:
        problems = [str(problem) for problem in bad.problems]
    stale = {f"{table} {key}": mark.why for (table, key), mark in edition.stale.marks.items()}
    stale |= {
        f"figures {id}": why for id, figure in edition.figures.items() if (why := edition.stale.why_figure(figure))
    }
    return State(
        told, problems, edition.judged, edition.files[0], {path.as_posix(): text for path, text in pages.items()},
        stale, {id: len(environment.rows("runs")) for id, environment in data.environments.items()},
    )  # fmt: skip


def cells(path: Path, table: str) -> dict[str, dict[str, str]]:
    """Rows by key, as text; empty for a file that is no table."""
    csv.field_size_limit(LARGEST_CELL)
    try:
        text, _ = plain_text.read(inputs.read(path), underlines=False)  # however it was saved
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (FileNotFoundError, inputs.Unreadable, csv.Error):
        return {}
    key = TABLES[table].key
    return {
        " ".join(row.get(name) or "" for name in key): {name: value or "" for name, value in row.items() if name}
        for row in rows
    }


# --- comparing --------------------------------------------------------------------------------------------------------
def compare(
    before: State, after: State, files: Sequence[ChangedFile] = (), of: Versions | None = None
) -> dict[str, Any]:
    """The summary as plain values, ready for JSON.

    ``files`` are all that differ, tables included; ``of`` says what is compared.
    """
    tables = [*TABLES]
    changed, added, removed = [], [], []
    for table in tables:
        old, new = before.cells.get(table, {}), after.cells.get(table, {})
        added += [{"table": table, "row": key, "said": _said(new[key])} for key in new if key not in old]
        removed += [{"table": table, "row": key, "said": _said(old[key])} for key in old if key not in new]
        for key in (key for key in new if key in old):
            changed += [
                {
                    "table": table,
                    "row": key,
                    "column": name,
                    "before": old[key].get(name, ""),
                    "after": new[key].get(name, ""),
                }
                for name in dict.fromkeys([*old[key], *new[key]])
                if old[key].get(name, "") != new[key].get(name, "")
            ]
    entries = {
        "problems": after.problems, "base_problems": before.problems, "verdicts": _verdicts(before, after),
        "cells": changed, "added": added, "removed": removed, "figures": _figures(before, after),
        "stale_gained": _stale(before, after), "stale_lost": _stale(after, before),
        "environments": _environments(before, after), "pages": _pages(before, after),
    }  # fmt: skip
    told = {f"data/{cell['table']}.csv" for cell in (*changed, *added, *removed)}
    listed = grouped(files, told)
    counts = {name: len(value) for name, value in (entries | listed).items()}
    lists = {name: [_short(entry) for entry in value[:MOST]] for name, value in entries.items()}
    return (
        asdict(of or Versions("", ""))
        | {"counts": counts}
        | lists
        | {name: listed[name][:MOST_FILES] for name in GROUPS}
    )


def _said(row: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.items() if value)


def _short(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {name: _short(value) for name, value in entry.items()}
    return entry[: LONGEST - 1] + "…" if isinstance(entry, str) and len(entry) > LONGEST else entry


def _verdicts(before: State, after: State) -> list[dict[str, str]]:
    """Claims whose verdict changed, appeared or disappeared, and why: what decides it now, and the rows that differ."""
    changes = []
    for id in dict.fromkeys([*before.verdicts, *after.verdicts]):
        old, new = before.verdicts.get(id), after.verdicts.get(id)
        if before.problems or after.problems or (old and new and old.verdict == new.verdict):
            continue
        about = new or old
        changes.append({
            "claim": id, "text": about.claim.claim, "kind": about.claim.kind, "before": old.verdict if old else "",
            "after": new.verdict if new else "",
            "reason": new.reason if new else "", "cause": claims.cause_of(new) if new else "",
        })  # fmt: skip
    return changes


def _figures(before: State, after: State) -> list[dict[str, Any]]:
    """Figures that draw different rows, or leave out different ones."""
    changes = []
    for id in dict.fromkeys([*before.figures, *after.figures]):
        old, new = before.figures.get(id), after.figures.get(id)
        if before.problems or after.problems or (old and new and _drawn(old) == _drawn(new)):
            continue
        rows = [[tuple(map(str, row.items())) for row in figure.rows] if figure else [] for figure in (old, new)]
        changes.append({
            "figure": id, "title": (new or old).title, "rows_before": len(rows[0]), "rows_after": len(rows[1]),
            "rows_moved": len(set(rows[1]) - set(rows[0])) + len(set(rows[0]) - set(rows[1])),
        })  # fmt: skip
    return changes


def _drawn(figure: Figure) -> tuple:
    return figure.rows, figure.left_out, figure.title, figure.wide


def _stale(before: State, after: State) -> list[dict[str, str]]:
    """Marks that ``after`` has and ``before`` lacks."""
    if before.problems or after.problems:
        return []
    return [{"row": row, "why": why} for row, why in after.stale.items() if row not in before.stale]


def _environments(before: State, after: State) -> list[dict[str, Any]]:
    ids = dict.fromkeys([*before.environments, *after.environments])
    return [
        {"environment": id, "runs_before": before.environments.get(id, 0), "runs_after": after.environments.get(id, 0)}
        for id in ids
        if before.environments.get(id) != after.environments.get(id) and not before.problems and not after.problems
    ]


def _pages(before: State, after: State) -> list[str]:
    """Pages whose text differs, those of claims last."""
    if not before.pages or not after.pages:
        return []
    touched = [path for path in {**before.pages, **after.pages} if before.pages.get(path) != after.pages.get(path)]
    return sorted(touched, key=lambda path: (path.startswith("claims/"), path))
