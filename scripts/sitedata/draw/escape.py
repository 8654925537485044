"""Text from data on its way through Plotly, which reads a little HTML in labels: a typed ``<`` stays a character.

In: a data set. Out: one whose texts have a stand-in for ``<`` that no table can hold (the loader refuses private-use
characters). Once a figure is drawn, the stand-in becomes ``&lt;`` in what Plotly reads, and ``<`` in what our own
templates escape.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sitedata.load.csv_table import Table
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.tables import Row

STAND_IN = "\ue000"


def guarded(data: Dataset) -> Dataset:
    """The data set with stand-ins; the same object if it holds no ``<``, as is usual."""
    tables = {name: _table(table) for name, table in data.tables.items()}
    environments = {id: _environment(environment) for id, environment in data.environments.items()}
    if all(tables[name] is data.tables[name] for name in tables) and all(
        environments[id] is data.environments[id] for id in environments
    ):
        return data
    return replace(data, tables=tables, measured=environments)


# by file: make serve asks after each edit, and most tables have not changed
_last: dict[str, tuple[Table, Table]] = {}


def _table(table: Table) -> Table:
    before, after = _last.get(table.file, (None, None))
    if before is not table:
        rows = [_row(row) for row in table.rows]
        after = (
            table if all(new is old for new, old in zip(rows, table.rows, strict=True)) else replace(table, rows=rows)
        )
        _last[table.file] = table, after
    return after


def _row(row: Row) -> Row:
    changed = {
        name: value.replace("<", STAND_IN)
        for name, value in vars(row).items()
        if isinstance(value, str) and "<" in value
    }
    return row.model_copy(update=changed) if changed else row


def _environment(environment: Environment) -> Environment:
    """Only an environment's facts are text that people wrote; the rest is ids and numbers."""
    facts = _table(environment.tables["environment"])
    if facts is environment.tables["environment"]:
        return environment
    return Environment(environment.id, environment.tables | {"environment": facts})


def for_plotly(json_text: str) -> str:
    return json_text.replace(STAND_IN, "&lt;").replace("\\ue000", "&lt;")


def as_typed(value: Any) -> Any:
    """Strings, and lists and dictionaries of them, with the ``<`` back."""
    if isinstance(value, str):
        return value.replace(STAND_IN, "<")
    if isinstance(value, list | tuple):
        return [as_typed(item) for item in value]
    if isinstance(value, dict):
        return {name: as_typed(item) for name, item in value.items()}
    return value
