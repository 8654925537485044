"""A data set that may be built from. In: ``data/``. Out: its tables and environments, loaded and consistent, or one error with all problems."""

from __future__ import annotations

from pathlib import Path

from sitedata.check import claims, environments, guide, tables  # noqa: F401 — the rules for claims and for the guide register themselves
from sitedata.load.dataset import Dataset, load_dataset
from sitedata.text.problem import BadInput


def checked_dataset(folder: Path) -> Dataset:
    """Raises:
    BadInput: with every problem of every file, cross-references included.
    """
    data = load_dataset(folder)
    broken = [problem for environment in data.environments.values() for problem in environments.check(environment)]
    if problems := [*data.problems, *tables.check(data), *broken]:
        raise BadInput(problems)
    return data
