"""Measurements that have a folder of tables each: ``data/years/`` or ``data/deployments/`` in, a value a folder out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sitedata.load import inputs
from sitedata.load.csv_table import Table, load
from sitedata.schema.tables import Row
from sitedata.text.problem import Problem


@dataclass(eq=False)
class Sweep:
    """One measurement on one machine. Rows keep the order of their file."""

    id: str
    tables: Mapping[str, Table]

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    @cached_property
    def facts(self) -> dict[str, str]:
        return {row.fact: row.value for row in self.rows("machine")}


Kind = TypeVar("Kind", bound=Sweep)
_loaded: dict[Path, tuple[list, Sweep]] = {}


def load_sweeps(
    folder: Path, kind: type[Kind], models: Mapping[str, type[Row]], file_name: Callable[[str], str]
) -> tuple[dict[str, Kind], list[Problem]]:
    """Every one in ``folder`` by id, and what could not be read; both empty without that folder."""
    sweeps = {path.name: _sweep(path, kind, models, file_name) for path in inputs.folders(folder)}
    return sweeps, [problem for one in sweeps.values() for table in one.tables.values() for problem in table.problems]


def _sweep(folder: Path, kind: type[Kind], models: Mapping[str, type[Row]], file_name: Callable[[str], str]) -> Kind:
    """Read again only if one of its files changed since: ``make serve`` asks after each edit."""
    paths = {name: folder / file_name(name) for name in models}
    state = [(path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None for path in paths.values()]
    if folder not in _loaded or _loaded[folder][0] != state:
        shown = "/".join(folder.parts[-3:])
        tables = {name: load(path, models[name], f"{shown}/{path.name}") for name, path in paths.items()}
        _loaded[folder] = (state, kind(folder.name, tables))
    return _loaded[folder][1]


def forget() -> None:
    _loaded.clear()
