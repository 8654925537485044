"""All the tables together: ``data/`` in, one :class:`Dataset` out, with every problem of every file.

It checks nothing across rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.version import Version

from sitedata.load import environments as benchmarks
from sitedata.load import inputs, named_values, sweeps
from sitedata.load.csv_table import Table, load
from sitedata.load.deployments import Deployment
from sitedata.load.environments import Environment, load_environments
from sitedata.load.uses import note, remembered
from sitedata.load.years import Years
from sitedata.schema.measured import BENCHMARKS, DEPLOYMENTS, MEASURED, YEARS
from sitedata.schema.protocol.probes import PROBES, PackageQuestions, package_questions
from sitedata.schema.tables import (
    ARTICLE,
    SOURCES,
    TABLES,
    Cell,
    Package,
    Release,
    ReleaseAnswer,
    Row,
    Source,
    System,
    extra_of,
)
from sitedata.text.problem import Problem
from sitedata.text.values import first_day


@dataclass
class Dataset:
    """Typed rows by table name. Rows keep the order of their file.

    ``measured`` are the environments in which the benchmark ran, ``swept`` the sweeps through the years, ``deployed``
    the measurements of deployment, by id; ``shown`` is the environment that pages and figures are about, by default the
    one that :func:`sitedata.judge.environments.main_environment` names. ``problems`` says what
    kept files and rows from being read; ``unfilled`` are the tables before :mod:`sitedata.load.named_values`. What is
    read is noted (:mod:`sitedata.load.uses`).
    """

    tables: dict[str, Table]
    measured: dict[str, Environment] = field(default_factory=dict)
    swept: dict[str, Years] = field(default_factory=dict)
    deployed: dict[str, Deployment] = field(default_factory=dict)
    shown: str = ""
    problems: list[Problem] = field(default_factory=list)
    unfilled: dict[str, Table] = field(default_factory=dict)

    @property
    def environments(self) -> dict[str, Environment]:
        note("table", BENCHMARKS)
        return self.measured

    @property
    def years(self) -> dict[str, Years]:
        note("table", YEARS)
        return self.swept

    @property
    def deployments(self) -> dict[str, Deployment]:
        note("table", DEPLOYMENTS)
        return self.deployed

    def folders(self, group: str) -> dict[str, Environment] | dict[str, Years] | dict[str, Deployment]:
        """What was measured, by the name of its folder of ``data/``: see :data:`sitedata.schema.measured.MEASURED`."""
        return {BENCHMARKS: self.measured, YEARS: self.swept, DEPLOYMENTS: self.deployed}[group]

    def rows(self, table: str) -> list:
        note("table", table)
        return self.tables[table].rows

    def written(self, table: str) -> list:
        """The rows with their texts as people wrote them, before values that they name were filled in."""
        note("table", table)
        return self.unfilled.get(table, self.tables[table]).rows

    def by_id(self, table: str) -> dict[str, Row]:
        return {row.id: row for row in self.rows(table)}

    @remembered
    def sources(self) -> dict[str, Source]:
        return self.by_id("sources")

    @remembered
    def archived(self) -> dict[str, Row]:
        """Source → the copy that an archive keeps of it."""
        kept = self.rows("archived_copies") if "archived_copies" in self.tables else ()
        return {row.source_id: row for row in kept}

    @remembered
    def since(self) -> str:
        """The first day that the article can be of, as its source dates it; empty without that source."""
        article = self.sources.get(ARTICLE)
        return first_day(article.published) if article and article.published else ""

    @remembered
    def cited_sources(self) -> set[str]:
        """Ids of the sources that rows of other tables name."""
        columns = [
            (table, name)
            for table, model in TABLES.items()
            for name in model.model_fields
            if extra_of(model, name, "ref") == SOURCES
        ]
        cells = (getattr(row, name) for table, name in columns for row in self.rows(table))
        return {id for value in cells for id in ((value,) if isinstance(value, str) else value or ())}

    @remembered
    def systems(self) -> dict[str, System]:
        return self.by_id("systems")

    @remembered
    def cells(self) -> dict[tuple[str, str], Cell]:
        return {(row.criterion_id, row.framework): row for row in self.rows("comparison")}

    @remembered
    def releases(self) -> dict[str, list[Release]]:
        """Package → its releases, oldest first."""
        releases = defaultdict(list)
        for row in sorted(self.rows("releases"), key=lambda row: row.released_on):
            releases[row.package].append(row)
        return dict(releases)

    @remembered
    def packages(self) -> dict[str, Package]:
        """Package → what its newest release says of itself."""
        return {row.package: row for row in self.rows("packages")}

    @remembered
    def package_questions(self) -> list[PackageQuestions]:
        """What packages of systems are asked; those with a reason against it are left out."""
        rows = self.rows("package_probes")
        return package_questions((row.package, row.framework, row.module) for row in rows if not row.not_asked_because)

    @property
    def asked_packages(self) -> dict[str, PackageQuestions]:
        """Id of a probe → the questions that it belongs to."""
        return {id: asked for asked in self.package_questions for id in (asked.alive_id, asked.needs_id)}

    @remembered
    def newest_releases(self) -> dict[str, Release]:
        """Package → its stable release with the highest version: a late fix of an old series is not the newest one."""
        stable = {package: [row for row in rows if row.stable] for package, rows in self.releases.items()}
        return {package: max(rows, key=lambda row: Version(row.version)) for package, rows in stable.items() if rows}

    def newest_release(self, package: str | None) -> Release | None:
        return self.newest_releases.get(package or "")

    def newest_candidate(self, package: str | None) -> Release | None:
        """The newest prerelease that no stable release has overtaken."""
        stable = self.newest_release(package)
        newer = [
            row
            for row in self.releases.get(package or "", [])
            if row.prerelease and not row.yanked and (not stable or Version(row.version) > Version(stable.version))
        ]
        return max(newer, key=lambda row: Version(row.version), default=None)


def load_dataset(folder: Path) -> Dataset:
    """Every table that can be read, those of the benchmark's environments included.

    What could not be read is in ``problems``.
    """
    tables = _tables(folder)
    environments, problems = load_environments(
        folder / "benchmarks", {row.id: row for row in tables["environments"].rows}
    )
    through, unread = sweeps.load_sweeps(folder / YEARS, Years, *MEASURED[YEARS][:2])
    deployed, unknown = sweeps.load_sweeps(folder / DEPLOYMENTS, Deployment, *MEASURED[DEPLOYMENTS][:2])
    problems += [*unread, *unknown, *(problem for table in tables.values() for problem in table.problems)]
    filled, unnamed = _filled(folder, tables)
    dataset = Dataset(filled, environments, through, deployed, unfilled=tables)
    return replace(dataset, problems=[*problems, *unnamed, *strange_files(folder, dataset)])


def strange_files(folder: Path, data: Dataset) -> list[Problem]:
    """Files in ``data/`` that belong to no table, environment or probe."""
    known = {f"{name}.csv" for name in TABLES}
    known |= {
        f"{name}/{id}/{group.file_name(table)}"
        for name, group in MEASURED.items() for id in data.folders(name) for table in group.tables
    }  # fmt: skip
    known |= {f"probes/{id}.txt" for id in (*data.by_id("probes"), *PROBES, *data.asked_packages)}
    known |= {f"first_jobs/{row.system_id}-{row.attempt}.txt" for row in data.rows("first_jobs")}
    known |= {f"release_answers/{printed_by(row)}" for row in data.rows("release_answers") if row.probe_id in PROBES}
    named = ("probes", "first_jobs", "release_answers")
    expected = (
        f"a table, a folder of make bench, or what a row of {' or '.join(f'data/{name}.csv' for name in named)} names"
    )
    printed = {f"{folder.name}/{name}/": data.tables[name].problems for name in named}
    return [
        stranger
        for stranger in inputs.strangers(folder, known, folder.name, expected)
        if not any(problems and stranger.file.startswith(place) for place, problems in printed.items())
    ]


def printed_by(row: ReleaseAnswer) -> str:
    """The file below ``data/release_answers/`` in which is what was printed."""
    return f"{PROBES[row.probe_id].environment}-{row.version}.txt"


MOST_ROWS = 120_000  # of all tables together: ten times what there is, still checked within ten seconds


def _tables(folder: Path) -> dict[str, Table]:
    """Every table; those that come after too many rows are not read."""
    tables, rows = {}, 0
    for name in TABLES:
        if rows > MOST_ROWS:
            tables[name] = Table(f"{folder.name}/{name}.csv", [], [], whole=False)
            continue
        tables[name] = _table(folder, name)
        rows += len(tables[name].rows)
        if rows > MOST_ROWS:
            much = Problem(
                tables[name].file, 1, "", "too many rows in all tables", f"{rows:,}", f"at most {MOST_ROWS:,}"
            )
            tables[name] = replace(tables[name], problems=[*tables[name].problems, much])
    return tables


_loaded: dict[Path, tuple[tuple[int, int], Table]] = {}


def _table(folder: Path, name: str) -> Table:
    """A table, read again only if its file changed since: ``make serve`` asks after each edit."""
    path = folder / f"{name}.csv"
    try:
        status = path.stat()
        state = (status.st_mtime_ns, status.st_size)
    except OSError:
        state = (0, 0)
    if path not in _loaded or _loaded[path][0] != state:
        _loaded[path] = (state, load(path, TABLES[name], f"{folder.name}/{name}.csv"))
    return _loaded[path][1]


_fillings: dict[Path, tuple[list[Table], dict[str, Table], list[Problem]]] = {}


def _filled(folder: Path, tables: dict[str, Table]) -> tuple[dict[str, Table], list[Problem]]:
    """The tables with their texts filled: the same objects while no file that they rest on changed.

    Nothing is filled while one of the tables that give the values has a problem.
    """
    if any(tables[name].problems for name in named_values.GIVING):
        return tables, []
    rest_on = [tables[name] for name in (*named_values.GIVING, *named_values.COLUMNS)]
    kept = _fillings.get(folder)
    if kept is None or any(new is not old for new, old in zip(rest_on, kept[0], strict=True)):
        kept = _fillings[folder] = (rest_on, *named_values.filled(Dataset(tables)))
    return tables | kept[1], kept[2]


def forget() -> None:
    """Drop the tables that this process has read, so that the next load reads them again."""
    _loaded.clear()
    _fillings.clear()
    benchmarks.forget()
    sweeps.forget()
