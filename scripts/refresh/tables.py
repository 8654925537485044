"""The tables that are written from what indexes and the resolver say, and how their packages are named."""

from __future__ import annotations

from collections.abc import Iterable

from sitedata.load.canonical import order_of, text_of
from sitedata.schema.tables import Row, columns_of

PYTHON, NPM = "pkg:pypi/", "pkg:npm/"


def written(model: type[Row], rows: Iterable[dict[str, str]]) -> bytes:
    """The file of a table, in canonical form."""
    columns = columns_of(model)
    ordered = sorted(rows, key=lambda row: order_of(row, model))
    return text_of([columns, *([row[name] for name in columns] for row in ordered)]).encode()


def cells(row: Row) -> dict[str, str]:
    """A row as its file has it."""
    return {name: as_text(value) for name, value in row.model_dump(mode="json").items()}


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
