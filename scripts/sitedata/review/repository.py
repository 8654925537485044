"""Everything that ``make check`` checks, in one go.

In: the repository's folder. Out: its data set, or every problem of ``data/``, of ``docs/`` and of what pages are made
with. Every rule is applied to what loaded: a broken table silences only the rules that need it. What follows from a
reported problem is not reported again. A build checks less: what keeps a result or a probe from being accepted does not
keep a page from being made.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from sitedata.check.acceptance import accept
from sitedata.check.dataset import inconsistent
from sitedata.check.first_jobs import check_first_jobs
from sitedata.check.probes import FILE, check_probes
from sitedata.check.references import Place, every_unknown, target_of
from sitedata.check.release_answers import check_release_answers
from sitedata.draw.all import ids
from sitedata.judge.log import unlogged
from sitedata.load.csv_table import TOO_LATE
from sitedata.load.dataset import Dataset, load_dataset
from sitedata.load.inputs import strange_pages
from sitedata.load.sources import unreadable
from sitedata.pages.problems import page_problems
from sitedata.publish.unused import unused
from sitedata.schema.measured import MEASURED
from sitedata.text.problem import BadInput, Problem

DECIDING = ("claim_rules", "claim_probes", "probes", "verdict_log")
"""Tables in which a missing row would change a verdict, or make a change of verdict look unlogged."""


def check_repository(root: Path, today: datetime.date) -> Dataset:
    """The data set of a repository without problems.

    Raises:
        BadInput: with every problem.
    """
    data = load_dataset(root / "data")
    missing = every_unknown(data)
    problems = [*data.problems, *inconsistent(data)]
    problems += [
        *check_probes(data, root),
        *check_first_jobs(data, root),
        *check_release_answers(data, root),
        *accept(data.environments),
    ]
    told = {*missing, *(problem.got.strip("'") for problem in problems)} - {""}
    problems += [*strange_pages(root / "docs"), *_pages(root / "docs", data, problems, told)]
    problems += [*unreadable(root), *unused(root)]
    if not _undecided(data, problems, {table for places in missing.values() for table, _, _ in places}):
        problems += _of_other_lines(unlogged(data, today), problems)
    if problems:
        raise BadInput(_without_order(problems, missing))
    return data


def _pages(docs: Path, data: Dataset, problems: list[Problem], told: Collection[str]) -> list[Problem]:
    shown = replace(data, measured={}, swept={}) if _measured_badly(problems) else data
    return page_problems(docs, shown, ids(shown), told)


def _undecided(data: Dataset, problems: list[Problem], dangling: Collection[str]) -> bool:
    """Does a problem, or an id that is wrong in one of the tables ``dangling``, leave open what verdicts rest on?"""
    files = {FILE, *(data.tables[name].file for name in DECIDING)}
    return (
        _measured_badly(problems)
        or bool({*dangling} & {*DECIDING})
        or any(problem.file in files for problem in problems)
    )


def _without_order(problems: list[Problem], missing: Mapping[str, list[Place]]) -> list[Problem]:
    """Drop problems of order in tables with a wrong id: such a row is also in the wrong place.

    The order of a table is checked once its ids are right.
    """
    files = {problem.file for problem in problems if problem.column == "id"}
    files |= {
        f"data/{target_of(table, column).split('.')[0]}.csv"
        for places in missing.values()
        for table, _, column in places
    }
    return [problem for problem in problems if problem.problem != TOO_LATE or problem.file not in files]


def _measured_badly(problems: list[Problem]) -> bool:
    """Is there an inconsistent environment or sweep? Nothing is computed from it."""
    return any(problem.file.startswith(tuple(f"data/{group}/" for group in MEASURED)) for problem in problems)


def _of_other_lines(problems: list[Problem], told: list[Problem]) -> list[Problem]:
    """Those at rows for which nothing has been reported yet."""
    lines = {(problem.file, problem.line) for problem in told}
    return [problem for problem in problems if (problem.file, problem.line) not in lines]
