"""All the tables together: ``data/`` in, one :class:`Dataset` out, or one error with every problem of every file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from packaging.version import Version

from sitedata import benchmarks
from sitedata.benchmarks import Environment, load_environments
from sitedata.load import Table, load
from sitedata.problem import BadInput
from sitedata.schema import SOURCES, TABLES, Cell, Release, Row, Source, System, extra_of


@dataclass
class Dataset:
    """Typed rows by table name. Rows keep the order of their file.

    ``environments`` are where the benchmark ran, by id; ``shown`` is the one that pages and figures are about, by default the one
    that :func:`sitedata.contests.main_environment` names.
    """

    tables: dict[str, Table]
    environments: dict[str, Environment] = field(default_factory=dict)
    shown: str = ""

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    def by_id(self, table: str) -> dict[str, Row]:
        return {row.id: row for row in self.rows(table)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return self.by_id("sources")

    @cached_property
    def cited_sources(self) -> set[str]:
        """Ids of the sources that rows of other tables name."""
        columns = [(table, name) for table, model in TABLES.items() for name in model.model_fields if extra_of(model, name, "ref") == SOURCES]
        found = (getattr(row, name) for table, name in columns for row in self.rows(table))
        return {id for value in found for id in ((value,) if isinstance(value, str) else value or ())}

    @cached_property
    def systems(self) -> dict[str, System]:
        return self.by_id("systems")

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        return {(row.criterion_id, row.framework): row for row in self.rows("comparison")}

    @cached_property
    def releases(self) -> dict[str, list[Release]]:
        """Package → its releases, oldest first."""
        found = defaultdict(list)
        for row in sorted(self.rows("releases"), key=lambda row: row.released_on):
            found[row.package].append(row)
        return dict(found)

    def newest_release(self, package: str | None) -> Release | None:
        """The stable release with the highest version: a late fix of an old series is not the newest release."""
        stable = [row for row in self.releases.get(package or "", []) if not row.prerelease]
        return max(stable, key=lambda row: Version(row.version), default=None)


def load_dataset(folder: Path) -> Dataset:
    """Load and check every table, those of the benchmark's environments included.

    Raises:
        BadInput: with every problem of every file, cross-references included.
    """
    from sitedata import claim_checks, guide_checks  # noqa: F401 — their rules register themselves
    from sitedata.checks import check

    environments, problems = load_environments(folder / "benchmarks")
    dataset = Dataset({name: _table(folder, name) for name in TABLES}, environments)
    problems += [problem for table in dataset.tables.values() for problem in table.problems]
    problems += check(dataset)
    if problems:
        raise BadInput(problems)
    return dataset


_loaded: dict[Path, tuple[tuple[int, int], Table]] = {}


def _table(folder: Path, name: str) -> Table:
    """A table, read again only if its file changed since this process last read it: ``make serve`` asks after each edit."""
    path = folder / f"{name}.csv"
    try:
        status = path.stat()
        state = (status.st_mtime_ns, status.st_size)
    except OSError:
        state = (0, 0)
    if path not in _loaded or _loaded[path][0] != state:
        _loaded[path] = (state, load(path, TABLES[name], f"{folder.name}/{name}.csv"))
    return _loaded[path][1]


def forget() -> None:
    """Drop the tables that this process has read, so that the next load is a first one."""
    _loaded.clear()
    benchmarks.forget()
