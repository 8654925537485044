"""The tables that the commands of this package read and write. In: a folder of data. Out: rows, and a table's bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from sitedata.schema.tables import TABLES


def rows_of(data: Path, table: str) -> list[dict[str, str]]:
    """None where there is no such table yet."""
    path = data / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(table: str, rows: Iterable[dict[str, object]]) -> bytes:
    """The whole table; its columns are those of the schema."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(TABLES[table].model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
