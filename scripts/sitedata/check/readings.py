"""Is each second reading about a row that exists, and does every search belong to an open claim?

See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.references import unknown
from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import TABLES, key_of
from sitedata.text.problem import nearest, quoted


def a_reading_is_of_a_row(data: Dataset) -> Iterator[Finding]:
    """what names a row of that table: its id, or the values of its key with a space between"""
    tables = {row.table for row in data.rows("readings")}
    known = {name: {key_of(row) for row in data.rows(name)} for name in tables}
    told = {name: unknown(data, f"{name}.id") for name in tables if "id" in TABLES[name].model_fields}
    for row in data.rows("readings"):
        table = data.tables[row.table]
        if (
            row.row not in known[row.table]
            and row.row not in told.get(row.table, ())
            and table.whole
            and not table.problems
        ):
            tip = nearest(row.row, known[row.table])
            yield Finding("readings", row, "row", f"no such row in {row.table}", quoted(row.row), tip)


def a_change_is_told(data: Dataset) -> Iterator[Finding]:
    """what was changed where the outcome is changed, and nothing where both agree"""
    for row in data.rows("readings"):
        if (row.outcome == "changed") != bool(row.change):
            what = "told without a change" if row.change else "a change that nobody tells"
            yield Finding("readings", row, "change", what, quoted(row.change or ""))


def an_open_claim_was_searched_for(data: Dataset) -> Iterator[Finding]:
    """a row in data/searches.csv: what was looked for, where, and when"""
    searched = {row.claim_id for row in data.rows("searches")}
    for claim in data.rows("claims"):
        if claim.verdict == "untested" and claim.id not in searched:
            yield Finding("claims", claim, "verdict", "untested, and nobody looked", quoted(claim.id))


RULES = (
    Rule(a_reading_is_of_a_row),
    Rule(a_change_is_told),
    Rule(an_open_claim_was_searched_for, needs=("searches",)),
)
