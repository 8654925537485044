"""A data set from which the site may be built.

In: ``data/``. Out: its tables and environments, loaded and consistent, or one error with all problems.
"""

from __future__ import annotations

from pathlib import Path

from sitedata.check import (
    agreement,
    archived,
    claims,
    conversions,
    deployments,
    environments,
    events,
    evidence,
    guide,
    packages,
    readings,
    release_answers,
    side_by_side,
    spreadsheets,
    tables,
    tiers,
    years,
)
from sitedata.check.references import unknown_ids
from sitedata.check.rules import broken
from sitedata.load.dataset import Dataset, load_dataset
from sitedata.text.problem import BadInput, Problem

MODULES = (
    tables,
    packages,
    readings,
    agreement,
    events,
    evidence,
    claims,
    guide,
    tiers,
    spreadsheets,
    archived,
    side_by_side,
    conversions,
    release_answers,
)
RULES = tuple(rule for module in MODULES for rule in module.RULES)
"""How rows of ``data/`` must fit together."""


def checked_dataset(folder: Path) -> Dataset:
    """The data set in ``folder``.

    Raises:
        BadInput: with every problem of every file, cross-references included.
    """
    data = load_dataset(folder)
    if problems := [*data.problems, *inconsistent(data)]:
        raise BadInput(problems)
    return data


def inconsistent(data: Dataset) -> list[Problem]:
    """Every broken rule across rows, judged by what loaded."""
    of_environments = [
        problem for environment in data.environments.values() for problem in environments.check(environment)
    ]
    of_sweeps = [problem for sweep in data.years.values() for problem in years.check(sweep)]
    of_sweeps += [problem for one in data.deployments.values() for problem in deployments.check(one)]
    return [*unknown_ids(data), *broken(RULES, data), *of_environments, *of_sweeps]
