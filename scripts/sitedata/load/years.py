"""What sweeps through the years measured: ``data/years/`` in, one :class:`Years` for each folder out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sitedata.load import inputs
from sitedata.load.csv_table import Table, load
from sitedata.schema.years import YEAR_TABLES, YearRelease, file_name
from sitedata.text.problem import Problem


class Measured(NamedTuple):
    """What a time belongs to: one model in a release, run one way."""

    framework: str
    version: str
    mode: str
    variant: str
    threads: int
    model: str
    task: str


@dataclass(eq=False)
class Years:
    """One sweep on one machine. Rows keep the order of their file."""

    id: str
    tables: Mapping[str, Table]

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    @cached_property
    def facts(self) -> dict[str, str]:
        return {row.fact: row.value for row in self.rows("machine")}

    @cached_property
    def releases(self) -> dict[tuple[str, str], YearRelease]:
        return {(row.framework, row.version): row for row in self.rows("releases")}

    @cached_property
    def agreeing(self) -> set[tuple[str, str, str, str, str]]:
        """Releases, ways and models that compute what the newest PyTorch computes."""
        return {
            (row.framework, row.version, row.mode, row.variant, row.model)
            for row in self.rows("agreement")
            if row.agrees
        }

    @cached_property
    def step_times_ms(self) -> dict[Measured, list[float]]:
        """The median step of each process that counts, in milliseconds; of what agrees only, and no anchors."""
        return self._times(anchors=False)

    @cached_property
    def anchor_times_ms(self) -> dict[Measured, list[float]]:
        """The same for the newest pair between the years, in order."""
        return self._times(anchors=True)

    def _times(self, anchors: bool) -> dict[Measured, list[float]]:
        runs = {run.id: run for run in self.rows("runs") if run.status == "ok" and bool(run.anchor) == anchors}
        times: defaultdict[Measured, list[tuple[str, float]]] = defaultdict(list)
        for row in self.rows("steps"):
            run = runs.get(row.run_id)
            if not run or not row.step_time_us:
                continue
            way = (run.framework, run.version, run.mode, run.variant)
            if (*way, row.model) in self.agreeing:
                middle = median(map(int, row.step_time_us.split())) / 1000
                times[Measured(*way, run.threads, row.model, row.task)].append((run.started_at, middle))
        return {key: [time for _, time in sorted(values)] for key, values in times.items()}


def load_years(folder: Path) -> tuple[dict[str, Years], list[Problem]]:
    """Every sweep in ``data/years`` by id, and what could not be read; both empty without that folder."""
    sweeps = {path.name: _sweep(path) for path in inputs.folders(folder)}
    return sweeps, [problem for one in sweeps.values() for table in one.tables.values() for problem in table.problems]


_loaded: dict[Path, tuple[list, Years]] = {}


def _sweep(folder: Path) -> Years:
    """Read again only if one of its files changed since: ``make serve`` asks after each edit."""
    paths = {name: folder / file_name(name) for name in YEAR_TABLES}
    state = [(path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None for path in paths.values()]
    if folder not in _loaded or _loaded[folder][0] != state:
        shown = "/".join(folder.parts[-3:])
        tables = {name: load(path, YEAR_TABLES[name], f"{shown}/{path.name}") for name, path in paths.items()}
        _loaded[folder] = (state, Years(folder.name, tables))
    return _loaded[folder][1]


def forget() -> None:
    _loaded.clear()
