"""The one rule that keeps people and their machines out of what is published.

In: an environment. Out: what names somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sitedata.check.rules import Finding
from sitedata.load.environments import Environment
from sitedata.load.sweeps import Sweep
from sitedata.text.problem import quoted

FACTS = {
    "host",
    "host-name",
    "hostname",
    "node",
    "node-name",
    "user",
    "user-name",
    "username",
    "login",
    "home",
    "ip-address",
}
"""Names of facts that say who somebody is."""
PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "a user and a machine": re.compile(r"\b[\w.-]+@[\w-]+\b"),
    "a machine's name": re.compile(
        r"\b[\w-]+\.(?:local|localdomain|lan|internal|intranet|home|corp|cluster)\b", re.IGNORECASE
    ),
    "a network address": re.compile(r"\b(?:10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d{1,3}){2,3}\b"),
    "the path of a home folder": re.compile(r"/(?:home|Users)/\w|/root\b|[A-Za-z]:\\Users\\", re.IGNORECASE),
}


def nothing_is_personal(environment: Environment) -> Iterator[Finding]:
    """nothing that names a person, a machine, an address or somebody's folder"""
    for row in environment.rows("environment"):
        if row.fact in FACTS:
            yield Finding("environment", row, "fact", "a personal fact", quoted(row.fact))
    for table, row, column, text in _texts(environment):
        if what := personal(text):
            yield Finding(table, row, column, what, quoted(text))


def nobody_is_named(sweep: Sweep, columns: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """The same of a sweep: of its machine's facts, and of the columns in which a machine may have named somebody."""
    for row in sweep.rows("machine"):
        if row.fact in FACTS:
            yield Finding("machine", row, "fact", "a personal fact", quoted(row.fact))
    for table, names in columns.items():
        for row in sweep.rows(table):
            for name in names:
                if what := personal(getattr(row, name) or ""):
                    yield Finding(table, row, name, what, quoted(getattr(row, name)))


def personal(text: str) -> str:
    """What a text names of a person or a machine; empty if nothing."""
    return next((what for what, pattern in PERSONAL.items() if pattern.search(text)), "")


def _texts(environment: Environment) -> Iterator[tuple]:
    """What somebody may have typed, or a machine may have reported about itself: table, row, column and text."""
    for row in environment.rows("environment"):
        if row.fact not in FACTS and not row.fact.startswith("package-"):
            yield "environment", row, "value", row.value
    for run in environment.rows("runs"):
        yield "runs", run, "reason", run.reason or ""
    for row in environment.rows("sizes"):
        yield "sizes", row, "package", row.package
