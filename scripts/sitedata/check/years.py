"""Rules across the tables of a sweep through the years; see :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.privacy import nobody_is_named
from sitedata.check.rules import Finding, Rule, once
from sitedata.load.years import Years
from sitedata.schema.protocol.years import ways
from sitedata.text.problem import nearest, quoted


def steps_belong_to_a_run(years: Years) -> Iterator[Finding]:
    """an id of runs.csv"""
    known = {run.id for run in years.rows("runs")} | years.tables["runs"].broken_ids
    for row in years.rows("steps"):
        if row.run_id not in known:
            yield Finding("steps", row, "run_id", "unknown id", quoted(row.run_id), nearest(row.run_id, known))


def a_run_is_of_a_release_that_was_installed(years: Years) -> Iterator[Finding]:
    """a release that releases.csv calls measured"""
    measured = {key for key, row in years.releases.items() if row.outcome == "measured"}
    for table in ("agreement", "runs"):
        for row in years.rows(table):
            if (row.framework, row.version) not in measured:
                yield Finding(table, row, "version", "no such release", quoted(f"{row.framework} {row.version}"))


def a_way_is_one_of_its_release(years: Years) -> Iterator[Finding]:
    """a mode and a variant in which that release is run"""
    for table in ("agreement", "runs"):
        for row in years.rows(table):
            if not any((way.mode, way.variant) == (row.mode, row.variant) for way in ways(row.framework, row.version)):
                yield Finding(table, row, "mode", "not a way of this release", quoted(f"{row.mode} {row.variant}"))


def a_run_that_is_ok_has_steps(years: Years) -> Iterator[Finding]:
    """a row in steps.csv.gz for each run that is ok"""
    timed = {row.run_id for row in years.rows("steps")}
    for run in years.rows("runs"):
        if run.status == "ok" and run.id not in timed:
            yield Finding("runs", run, "id", "no steps", quoted(run.id))


def what_was_not_measured_says_why(years: Years) -> Iterator[Finding]:
    """a reason where something failed, and none where nothing did"""
    for table, well in (("releases", "measured"), ("runs", "ok")):
        for row in years.rows(table):
            ended = row.outcome if table == "releases" else row.status
            if bool(row.reason) == (ended == well):
                problem = f"{ended} with{'' if row.reason else 'out'} a reason"
                yield Finding(table, row, "reason", problem, quoted(row.reason or ""))


TOLD = {"machine": ("value",), "releases": ("reason", "says"), "agreement": ("reason",), "runs": ("reason",),
        "steps": ("reason",)}  # fmt: skip
"""Table → columns in which a machine may have named somebody."""


def nothing_is_personal(years: Years) -> Iterator[Finding]:
    """nothing that names a person, a machine, an address or somebody's folder"""
    yield from nobody_is_named(years, TOLD)


RULES = (
    Rule(steps_belong_to_a_run, needs=("runs",)),
    Rule(a_run_is_of_a_release_that_was_installed, needs=("releases",)),
    Rule(a_way_is_one_of_its_release),
    Rule(a_run_that_is_ok_has_steps, needs=("steps",)),
    Rule(what_was_not_measured_says_why),
    Rule(nothing_is_personal),
)

check = once(RULES)
"""Every broken rule, at the row that breaks it."""
