"""Rules across the tables of a measurement of deployment; see :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.privacy import nobody_is_named
from sitedata.check.rules import Finding, Rule, once
from sitedata.load.deployments import Deployment
from sitedata.text.problem import nearest, quoted


def calls_belong_to_a_run(deployment: Deployment) -> Iterator[Finding]:
    """an id of runs.csv"""
    known = {run.id for run in deployment.rows("runs")} | deployment.tables["runs"].broken_ids
    for row in deployment.rows("calls"):
        if row.run_id not in known:
            yield Finding("calls", row, "run_id", "unknown id", quoted(row.run_id), nearest(row.run_id, known))


def a_run_is_of_a_model_that_was_exported(deployment: Deployment) -> Iterator[Finding]:
    """a way with a model that models.csv has"""
    for run in deployment.rows("runs"):
        if (run.way, run.model) not in deployment.models:
            yield Finding("runs", run, "model", "never exported", quoted(f"{run.way} {run.model}"))


def a_way_says_what_it_was_run_with(deployment: Deployment) -> Iterator[Finding]:
    """a way that ways.csv has"""
    for row in deployment.rows("models"):
        if row.way not in deployment.ways:
            yield Finding("models", row, "way", "no such way", quoted(row.way), nearest(row.way, deployment.ways))


def a_run_that_is_ok_has_calls(deployment: Deployment) -> Iterator[Finding]:
    """a row in calls.csv.gz for each run that is ok"""
    timed = {row.run_id for row in deployment.rows("calls")}
    for run in deployment.rows("runs"):
        if run.status == "ok" and run.id not in timed:
            yield Finding("runs", run, "id", "no requests", quoted(run.id))


def what_did_not_go_well_says_why(deployment: Deployment) -> Iterator[Finding]:
    """a reason where something failed or was changed, and none where nothing was"""
    for row in deployment.rows("runs"):
        if bool(row.reason) == (row.status == "ok"):
            problem = f"{row.status} with{'' if row.reason else 'out'} a reason"
            yield Finding("runs", row, "reason", problem, quoted(row.reason or ""))
    for row in deployment.rows("models"):
        if bool(row.finding) == (row.outcome == "converts"):
            problem = f"{row.outcome} with{'' if row.finding else 'out'} a finding"
            yield Finding("models", row, "finding", problem, quoted(row.finding or ""))


TOLD = {"machine": ("value",), "ways": ("exported_with", "served_with"), "models": ("finding",), "runs": ("reason",)}
"""Table → columns in which a machine may have named somebody."""


def nothing_is_personal(deployment: Deployment) -> Iterator[Finding]:
    """nothing that names a person, a machine, an address or somebody's folder"""
    yield from nobody_is_named(deployment, TOLD)


RULES = (
    Rule(calls_belong_to_a_run, needs=("runs",)),
    Rule(a_run_is_of_a_model_that_was_exported, needs=("models",)),
    Rule(a_way_says_what_it_was_run_with, needs=("ways",)),
    Rule(a_run_that_is_ok_has_calls, needs=("calls",)),
    Rule(what_did_not_go_well_says_why),
    Rule(nothing_is_personal),
)

check = once(RULES)
"""Every broken rule, at the row that breaks it."""
