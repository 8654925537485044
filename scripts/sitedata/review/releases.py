"""What indexes newly say, as one proposal for each family of packages: its rows, and in words what they change.

In: the tables before and after ``make refresh``. Out: the tables of each proposal, and the text of its pull request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sitedata.load.canonical import order_of, text_of
from sitedata.load.dataset import Dataset
from sitedata.load.named_values import COLUMNS
from sitedata.review.report import LONGEST_COMMENT, body, cut, number
from sitedata.schema.names import NAMES
from sitedata.schema.tables import TABLES, columns_of, key_of
from sitedata.text.inert import code

ASKED = ("releases", "packages", "advisories", "builds")  # what refresh writes about single packages
DAYS = {"checked_on"}  # columns that change whenever somebody asks
INDEPENDENT = "independent"
GROUPS = (*NAMES, INDEPENDENT)  # as branches are called too
MOST_FILES = 20
SHOWN = 50  # entries of a list

Rows = Mapping[str, list[dict[str, str]]]
"""Table → its rows as text."""


def family_of(data: Dataset) -> dict[str, str]:
    """Package → the family in which its releases are proposed."""
    companions = {row.package: row.framework for row in data.rows("companions")}
    systems = {row.package: row.family for row in data.rows("systems") if row.package}
    return companions | systems | {row.package: row.id for row in data.rows("frameworks")}


def proposals(before: Rows, after: Rows, families: Mapping[str, str]) -> dict[str, dict[str, bytes]]:
    """Family → table → its file with the news of that family alone; families and tables without any are absent."""
    made: dict[str, dict[str, bytes]] = {}
    for group in GROUPS:
        mine = {package for package in packages_with_news(before, after) if families.get(package, INDEPENDENT) == group}
        for table in ASKED:
            kept = [row for row in before[table] if row["package"] not in mine]
            rows = [*kept, *(row for row in after[table] if row["package"] in mine)]
            if news_of(table, before[table], rows):
                made.setdefault(group, {})[table] = _file(table, rows)
    return made


def packages_with_news(before: Rows, after: Rows) -> set[str]:
    return {row["package"] for table in ASKED for row in news_of(table, before[table], after[table])}


def news_of(table: str, before: list[dict[str, str]], after: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows that came, went or say something else, days of asking apart."""
    old, new = ({_said(row): row for row in rows} for rows in (before, after))
    return [(old | new)[key] for key in sorted(old.keys() ^ new.keys())]


def _said(row: Mapping[str, str]) -> tuple:
    return tuple((name, value) for name, value in row.items() if name not in DAYS)


def _file(table: str, rows: list[dict[str, str]]) -> bytes:
    model = TABLES[table]
    columns = columns_of(model)
    ordered = sorted(rows, key=lambda row: order_of(row, model))
    return text_of([columns, *([row[name] for name in columns] for row in ordered)]).encode()


def new_releases(before: Dataset, after: Dataset) -> list[tuple[str, str, str]]:
    """Package, version and day of each release that was not known."""
    known = {(row.package, row.version) for row in before.rows("releases")}
    rows = [row for row in after.rows("releases") if (row.package, row.version) not in known]
    return [(row.package, row.version, row.released_on.isoformat()) for row in rows]


def filled_otherwise(before: Dataset, after: Dataset) -> list[tuple[str, str, str, str]]:
    """Table, row, and the texts before and after, of cells that take values from releases."""
    changes = []
    for table, columns in COLUMNS.items():
        old = {key_of(row): row for row in before.rows(table)}
        for row in after.rows(table):
            was = old.get(key_of(row))
            changes += [
                (table, key_of(row), getattr(was, name) or "", getattr(row, name) or "")
                for name in columns
                if was and getattr(was, name) != getattr(row, name)
            ]
    return changes


def probes_again(after: Dataset, marks: Mapping[str, str], packages: Collection[str]) -> list[str]:
    """Probes that a release made old, and the two questions about each package that has a new one."""
    marked = [row.removeprefix("probes ") for row in marks if row.startswith("probes ")]
    questions = [each for each in after.package_questions if each.package in packages]
    asked = [id for each in questions for id in (each.alive_id, each.needs_id)]
    return sorted({*marked, *asked})


def text(before: Dataset, after: Dataset, marks: Mapping[str, str], summary: Mapping[str, Any]) -> str:
    """The text of the pull request: everything that an index said is inert in it.

    ``marks`` are the rows that will need a second look, each with why.
    """
    releases = new_releases(before, after)
    packages = {package for package, _, _ in releases}
    filled, probes = filled_otherwise(before, after), probes_again(after, marks, packages)
    parts = ["Written by the workflow *Releases*, from what the package indexes said. A person decides."]
    if releases:
        lines = [f"- {code(package)} {code(version)}, {day}" for package, version, day in releases]
        parts.append(_section("New releases", lines))
    if filled:
        lines = [f"- {code(table)} {code(row)}\n  - before: {code(was, 300)}\n  - after: {code(now, 300)}"
                 for table, row, was, now in filled]  # fmt: skip
        parts.append(_section("Cells that take their values from these releases", lines))
    if marks:
        reasons = defaultdict(list)
        for row, why in marks.items():
            reasons[why].append(row)
        lines = [f"- {code(why, 300)}: {_some(rows)}" for why, rows in reasons.items()]
        parts.append(_section(f"Needs a second look once this is merged: {number(len(marks))}", lines))
    if probes:
        told = f'`make probes ARGS="--only {probes[0]}"` runs one; a pin in `pyproject.toml` may have to rise first.'
        parts.append(_section("Probes to run again", [f"- {code(id)}" for id in probes]) + f"\n\n{told}")
    words = "\n\n".join(parts) + "\n\n## All that differs\n\n"
    words = cut(words, LONGEST_COMMENT // 2, "Cut here: `make diff` has the rest.")
    return words + cut(body(dict(summary), MOST_FILES), LONGEST_COMMENT - len(words), "Cut here: `make diff` has more.")


def _section(title: str, lines: list[str]) -> str:
    more = len(lines) - SHOWN
    return "\n".join([f"## {title}\n", *lines[:SHOWN], *([f"- and {number(more)} more"] if more > 0 else [])])


def _some(rows: list[str]) -> str:
    more = f" and {number(len(rows) - SHOWN)} more" if len(rows) > SHOWN else ""
    return ", ".join(map(code, rows[:SHOWN])) + more
