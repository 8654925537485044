"""What a spreadsheet did to versions: it takes 3.20 for a number, and writes 3.2. See :mod:`sitedata.check.rules`.

A cell alone cannot tell, so it is compared with what the same row, folder, study or package says elsewhere.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sitedata.check.known import Newcomer
from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.load.repair import as_a_number
from sitedata.schema.tables import Row
from sitedata.text.problem import nearest, quoted

OLDER = datetime.timedelta(days=90)  # no package takes less from 3.2 to 3.20, so an older machine may have 3.2
SHORT = re.compile(r"(\d+)\.([1-9])", re.ASCII)


def lost_zero(version: str, others: Iterable[str]) -> str:
    """Which of the others a spreadsheet would have written like this version; empty for none."""
    return next((other for other in others if other != version and as_a_number(other) == version), "")


def a_described_release_is_on_record(data: Dataset) -> Iterator[Finding]:
    """a version in data/releases.csv, digit for digit: a spreadsheet makes 3.2 of 3.20"""
    for row in data.rows("packages"):
        versions = [release.version for release in data.releases.get(row.package, [])]
        if versions and row.version not in versions:
            meant = lost_zero(row.version, versions)
            tip = f"did you mean {quoted(meant)}?" if meant else nearest(row.version, versions)
            yield Finding("packages", row, "version", "no release of it", quoted(row.version), tip)


def a_fixing_release_keeps_its_zeros(data: Dataset) -> Iterator[Finding]:
    """the version as its index writes it: a spreadsheet makes 3.2 of 3.20"""
    for row in data.rows("advisories"):
        versions = [release.version for release in data.releases.get(row.package, [])]
        meant = lost_zero(row.fixed_in or "", versions)
        if meant and row.fixed_in not in versions:
            yield Finding(
                "advisories", row, "fixed_in", "no release", quoted(row.fixed_in), f"did you mean {quoted(meant)}?"
            )


def a_release_has_all_digits_of_its_version(data: Dataset) -> Iterator[Finding]:
    """the version as its index writes it: a spreadsheet makes 3.2 of 3.20, and 9 of 9.0"""
    for rows in data.releases.values():
        days = {row.version: row.released_on for row in rows}
        for row in rows:
            if row.version.isdigit() and not all(version.isdigit() for version in days):
                yield Finding("releases", row, "version", "no point in it", quoted(row.version))
            elif (match := SHORT.fullmatch(row.version)) and f"{row.version}0" not in days:
                before = f"{match[1]}.{int(match[2]) * 10 - 1}"
                if any(day < row.released_on for version, day in days.items() if _in_series(version, before)):
                    what = f"released after {before}"
                    yield Finding("releases", row, "version", what, quoted(row.version), f"was it {row.version}0?")


def _in_series(version: str, series: str) -> bool:
    return version == series or version.startswith(f"{series}.")


def a_study_writes_a_version_one_way(data: Dataset) -> Iterator[Finding]:
    """the version as other rows of that study and framework have it: a spreadsheet makes 3.2 of 3.20"""
    versions = defaultdict(dict)
    for row in data.rows("published_results"):
        versions[row.study, row.framework].setdefault(row.framework_version or "", row)
    for row in data.rows("published_results"):
        if meant := lost_zero(row.framework_version or "", versions[row.study, row.framework]):
            yield Finding(
                "published_results", row, "framework_version", "perhaps a lost zero", quoted(row.framework_version),
                f"line {versions[row.study, row.framework][meant].line} has {quoted(meant)}",
            )  # fmt: skip


def a_package_has_one_version(environment: Environment) -> Iterator[Finding]:
    """the version that sizes.csv has of it, digit for digit: a spreadsheet makes 3.2 of 3.20"""
    sizes = {(row.framework, f"package-{_plain(row.package)}"): row for row in environment.rows("sizes")}
    for row in environment.rows("environment"):
        size = sizes.get((row.framework, row.fact))
        if size and size.version != row.value:
            what = f"{size.version} in sizes.csv:{size.line}"
            yield Finding("environment", row, "value", what, quoted(row.value))


def _plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def versions_keep_their_zeros(newcomer: Newcomer) -> Iterator[Finding]:
    """the version as pip writes it: a spreadsheet makes 3.2 of 3.20, which other machines have"""
    mine, others = newcomer.environment, defaultdict(dict)
    for other in (*newcomer.trusted, *newcomer.before):
        if _began(mine) > _began(other) - OLDER:
            for _, _, _, package, version in _versions(other):
                others[package].setdefault(version, other.id)
    for table, row, column, package, version in _versions(mine):
        if meant := lost_zero(version, others[package]):
            tip = f"{others[package][meant]} has {quoted(meant)}"
            yield Finding(table, row, column, "perhaps a lost zero", quoted(version), tip)


def _versions(environment: Environment) -> Iterator[tuple[str, Row, str, str, str]]:
    """Table, row and column of each version of a package, with both."""
    for row in environment.rows("environment"):
        if row.fact.startswith("package-"):
            yield "environment", row, "value", row.fact.removeprefix("package-"), row.value
    for row in environment.rows("sizes"):
        yield "sizes", row, "version", _plain(row.package), row.version


def _began(environment: Environment) -> datetime.date:
    days = [datetime.date.fromisoformat(run.started_at[:10]) for run in environment.rows("runs")]
    return min(days, default=datetime.date.max)


RULES = (
    Rule(a_described_release_is_on_record, needs=("releases",)),
    Rule(a_fixing_release_keeps_its_zeros, needs=("releases",)),
    Rule(a_release_has_all_digits_of_its_version, needs=("releases",)),
    Rule(a_study_writes_a_version_one_way, needs=("published_results",)),
)
OF_ENVIRONMENTS = (Rule(a_package_has_one_version, needs=("sizes",)),)
OF_NEWCOMERS = (Rule(versions_keep_their_zeros),)
