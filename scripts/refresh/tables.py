"""The tables that are written from what indexes and the resolver say, and how their packages are named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sitedata.load.canonical import order_of, text_of
from sitedata.schema.tables import Row, columns_of
from sitedata.text.files import write_if_changed

PYTHON, NPM = "pkg:pypi/", "pkg:npm/"


def write(path: Path, model: type[Row], rows: Iterable[dict[str, str]]) -> None:
    """Replace the file in one step, in canonical form, so that an interruption leaves the old one."""
    columns = columns_of(model)
    ordered = sorted(rows, key=lambda row: order_of(row, model))
    write_if_changed(path, text_of([columns, *([row[name] for name in columns] for row in ordered)]))
