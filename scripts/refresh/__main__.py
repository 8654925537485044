"""``make refresh``; see :mod:`refresh`. What cannot be had is told, and what was known of it stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from urllib.parse import unquote

from pydantic import ValidationError

from refresh import npm
from refresh.answers import Answer, Unreachable
from refresh.python_index import PythonIndex
from refresh.tables import NPM, PYTHON, as_text, cells, written
from sitedata.load.csv_table import load
from sitedata.load.dataset import Dataset
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES, Row, columns_of, kind_of
from sitedata.text.problem import BadInput
from system import ended, write_together

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE_IDS = {PYTHON: "python-package-index", NPM: "npm-registry"}
"""Prefix of a package URL → the source that its rows name."""
BY_MACHINE = "make refresh"
NAMED, WRITTEN = ("systems", "frameworks"), ("releases", "packages", "advisories")
NOTHING_CHANGED = "data/ is unchanged"
PATIENCE = 3  # packages
Records = dict[str, list[dict[str, object]]]


def main(root: Path | None = None) -> int:
    data_folder = (root or ROOT) / "data"
    tables = {name: load(data_folder / f"{name}.csv", TABLES[name], f"data/{name}.csv") for name in NAMED + WRITTEN}
    if problems := [problem for table in tables.values() for problem in table.problems]:
        print(f"{BadInput(problems)}\n{NOTHING_CHANGED}", file=sys.stderr)
        return 1
    data = Dataset(tables)
    answers, missed = asked(data)
    for problem in missed.values():
        print(f"missed, and as before: {problem}", file=sys.stderr)
    if missed and not answers:
        print(f"no package index answered; {NOTHING_CHANGED}", file=sys.stderr)
        return 1
    try:
        told = records(data, answers, missed, today().isoformat())
    except Unreachable as problem:
        print(f"a package index said what no table takes; {NOTHING_CHANGED}\n  {problem}", file=sys.stderr)
        return 1
    write_together({data_folder / f"{name}.csv": written(TABLES[name], rows) for name, rows in told.items()})
    return 0


def asked(data: Dataset) -> tuple[dict[str, Answer], dict[str, str]]:
    """Package URL → what its index said, or else why it said nothing.

    Packages that no index holds (``pkg:github/…``) are not asked for. An index that gave no answer yet and fails
    :data:`PATIENCE` times is taken to be down.
    """
    frameworks = {row.package for row in data.rows("frameworks")}
    packages = sorted({row.package for name in NAMED for row in data.rows(name) if row.package})
    index = PythonIndex()
    ask: dict[str, Callable[[str], Answer]] = {
        PYTHON: lambda package: index.ask(package.removeprefix(PYTHON), with_prereleases=package in frameworks),
        NPM: lambda package: npm.ask(unquote(package.removeprefix(NPM))),
    }
    answers: dict[str, Answer] = {}
    missed: dict[str, str] = {}
    for begin, ask_one in ask.items():
        for package in (one for one in packages if one.startswith(begin)):
            failed = sum(one.startswith(begin) for one in missed)
            if failed >= PATIENCE and not any(one.startswith(begin) for one in answers):
                missed[package] = f"{package}: not asked, its index is down"
                continue
            try:
                answers[package] = ask_one(package)
            except Unreachable as problem:
                missed[package] = str(problem)
                continue
            newest = answers[package].releases[-1].version if answers[package].releases else "none that is dated"
            print(f"{package}: {len(answers[package].releases)} releases, newest {newest}")
    return answers, missed


def records(
    data: Dataset, answers: Mapping[str, Answer], missed: Collection[str], today: str
) -> dict[str, list[dict[str, str]]]:
    """The three tables: what indexes said, and the rows of people and of packages that nothing was said about."""
    rows = {name: [cells(row) for row in data.rows(name)] for name in WRITTEN}
    days = {(row["package"], row["version"]): row["released_on"] for row in rows["releases"]}
    silent = {package for package, answer in answers.items() if not answer.releases}
    told = {(package, release.version) for package, answer in answers.items() for release in answer.releases}
    described = {package for package, answer in answers.items() if answer.description}
    kept: Records = {
        "releases": [
            row
            for row in rows["releases"]
            if (row["package"], row["version"]) not in told
            and (row["recorded_by"] != BY_MACHINE or row["package"] in silent | set(missed))
        ],
        "packages": [row for row in rows["packages"] if row["package"] in (answers.keys() - described) | set(missed)],
        "advisories": [
            row for row in rows["advisories"] if row["recorded_by"] != BY_MACHINE or row["package"] in missed
        ],
    }
    for package, answer in answers.items():
        by = {
            "package": package,
            "source_id": next(id for begin, id in SOURCE_IDS.items() if package.startswith(begin)),
            "checked_on": today,
            "recorded_by": BY_MACHINE,
        }
        for release in answer.releases:
            day = min(release.released_on, days.get((package, release.version), release.released_on))
            kept["releases"].append(asdict(release) | {"released_on": day} | by)
        if answer.description:
            kept["packages"].append(asdict(answer.description) | by)
        kept["advisories"] += [asdict(advisory) | {"kind": "vulnerability"} | by for advisory in answer.advisories]
    return {name: [acceptable(row, TABLES[name]) for row in kept[name]] for name in kept}


def acceptable(row: dict[str, object], model: type[Row]) -> dict[str, str]:
    """The columns of a table; what somebody else wrote and no column accepts is left out.

    Raises:
        Unreachable: a column that must be filled cannot be.
    """
    record = {column: as_text(row[column]) for column in columns_of(model)}
    try:
        model.model_validate(record)
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0])
            if kind_of(model, name).required:
                said = f"{row['package']}: {name}: {wrong['msg']}, got '{record[name]}'"
                raise Unreachable(said) from error
            record[name] = ""
    return record


if __name__ == "__main__":
    sys.exit(ended(main))
