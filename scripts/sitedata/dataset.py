"""All the tables together: ``data/`` in, one :class:`Dataset` out, or one error with every problem of every file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.version import Version

from sitedata.load import Table, load
from sitedata.problem import BadInput
from sitedata.schema import TABLES, Cell, Release, Row, Source, System


@dataclass
class Dataset:
    """Typed rows by table name. Rows keep the order of their file."""

    tables: dict[str, Table]

    def rows(self, table: str) -> list:
        return self.tables[table].rows

    def by_id(self, table: str) -> dict[str, Row]:
        return {row.id: row for row in self.rows(table)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return self.by_id("sources")

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
    """Load and check every table.

    Raises:
        BadInput: with every problem of every file, cross-references included.
    """
    from sitedata.checks import check

    tables = {name: load(folder / f"{name}.csv", model, f"{folder.name}/{name}.csv") for name, model in TABLES.items()}
    dataset = Dataset(tables)
    problems = [problem for table in tables.values() for problem in table.problems]
    problems += check(dataset)
    if problems:
        raise BadInput(problems)
    return dataset
