"""Do the answers of releases fit the releases, and those of today? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sitedata.check.rules import Finding, Rule
from sitedata.load import inputs
from sitedata.load.dataset import Dataset, printed_by
from sitedata.schema.protocol.probes import ANSWERS, PROBES, THROUGH_TIME
from sitedata.schema.protocol.years import PACKAGES
from sitedata.text.problem import Problem, nearest, quoted

TABLE = "release_answers"


def a_release_was_asked_what_all_can_be(data: Dataset) -> Iterator[Finding]:
    """a probe in THROUGH_TIME of scripts/sitedata/schema/protocol/probes.py"""
    for row in data.rows(TABLE):
        if row.probe_id not in THROUGH_TIME:
            tip = nearest(row.probe_id, THROUGH_TIME)
            yield Finding(TABLE, row, "probe_id", "releases are not asked that", quoted(row.probe_id), tip)


def an_answer_is_of_a_release(data: Dataset) -> Iterator[Finding]:
    """a release of the probe's framework in data/builds.csv"""
    known = {(row.package, row.version) for row in data.rows("builds")}
    for row in data.rows(TABLE):
        if row.probe_id in THROUGH_TIME:
            package = f"pkg:pypi/{PACKAGES[PROBES[row.probe_id].environment]}"
            if (package, row.version) not in known:
                yield Finding(TABLE, row, "version", "no such release", quoted(row.version))


def a_release_answers_as_today(data: Dataset) -> Iterator[Finding]:
    """the outcome that data/probes.csv has for the same release"""
    probes = data.by_id("probes")
    for row in data.rows(TABLE):
        today = probes.get(row.probe_id)
        if not today or row.outcome not in ANSWERS or today.outcome not in ANSWERS:
            continue
        tried = {part.split(" ", 1)[1] for part in today.versions.split(", ") if not part.startswith("Python")}
        if row.version in tried and row.outcome != today.outcome:
            yield Finding(TABLE, row, "outcome", f"another answer than {today.outcome} in data/probes.csv", row.outcome)


def unreadable_outputs(data: Dataset, folder: Path) -> Iterator[Problem]:
    """Outputs in ``folder`` that nobody could read, or that are not there."""
    files = {printed_by(row): row for row in data.rows(TABLE) if row.probe_id in THROUGH_TIME}
    for name, row in files.items():
        try:
            inputs.read_text(folder / name, inputs.LARGEST_OUTPUT)
        except FileNotFoundError:
            expected = f'data/{TABLE}/{name}: make probes ARGS="--through-time --only {row.version}"'
            yield Problem(data.tables[TABLE].file, row.line, "", "an answer without what was printed", "", expected)
        except inputs.Unreadable as error:
            yield error.at(f"data/{TABLE}/{name}")


def check_release_answers(data: Dataset, root: Path) -> list[Problem]:
    return list(unreadable_outputs(data, root / "data" / TABLE))


RULES = (
    Rule(a_release_was_asked_what_all_can_be),
    Rule(an_answer_is_of_a_release, needs=("builds",)),
    Rule(a_release_answers_as_today, needs=("probes",)),
)
