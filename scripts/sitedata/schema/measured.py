"""Where measurements are: folders of ``data/`` with a folder for each environment or sweep, and what is in those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sitedata.schema import deployments, environments, years
from sitedata.schema.tables import Row


class Group(NamedTuple):
    """``file_name`` gives the file of a table; ``one`` says what has a folder."""

    tables: Mapping[str, type[Row]]
    file_name: Callable[[str], str]
    one: str


BENCHMARKS, YEARS, DEPLOYMENTS = "benchmarks", "years", "deployments"
MEASURED = {
    BENCHMARKS: Group(environments.BENCH_TABLES, environments.file_name, "an environment"),
    YEARS: Group(years.YEAR_TABLES, years.file_name, "a sweep"),
    DEPLOYMENTS: Group(deployments.DEPLOYMENT_TABLES, deployments.file_name, "a measurement"),
}
"""By the folder below ``data/``; the names stand for all that is read from there."""
