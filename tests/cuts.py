"""Tables cut short, and with them the rows of other tables that a cut leaves without what they refer to."""

from collections import defaultdict
from dataclasses import replace

from sitedata.check.dataset import RULES
from sitedata.check.references import every_unknown
from sitedata.check.rules import broken
from sitedata.load.dataset import Dataset

CUTS = {"header": slice(0, 0), "first row": slice(0, 1), "last row": slice(-1, None), "two rows": slice(0, 2)}


def cut(data, table, how):
    """The data set with this table cut, without the rows that the check then rejects: references first, then rules."""
    left = Dataset(
        data.tables | {table: replace(data.tables[table], rows=data.rows(table)[CUTS[how]])}, data.environments
    )
    names = {table_rows.file: name for name, table_rows in left.tables.items()}
    while True:
        bad = defaultdict(set)
        for table_of, row, _ in (place for places in every_unknown(left).values() for place in places):
            bad[table_of].add(row.line)
        for problem in broken(RULES, left):
            bad[names[problem.file]].add(problem.line)
        if not bad:
            return left
        fewer = {
            name: replace(left.tables[name], rows=[row for row in left.rows(name) if row.line not in lines])
            for name, lines in bad.items()
        }
        assert any(len(fewer[name].rows) < len(left.rows(name)) for name in fewer)
        left = Dataset(left.tables | fewer, left.environments)
