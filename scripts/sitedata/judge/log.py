"""Whether every verdict that the data gives is in its log.

In: a data set. Out: problems that say which line is missing.
"""

from __future__ import annotations

import datetime

from sitedata.judge import claims
from sitedata.load.canonical import line_of
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import TABLES
from sitedata.text.problem import Problem, quoted


def unlogged(data: Dataset, today: datetime.date) -> list[Problem]:
    """Verdicts that changed without an entry in the log, which says when each changed and on what it rested."""
    judged = claims.judge(data)
    missing = claims.changes(judged, data.rows("verdict_log"), today)
    return [
        Problem(
            data.tables["claims"].file,
            judged[row["claim_id"]].claim.line,
            "verdict",
            "not in the log of verdicts",
            quoted(row["verdict"]),
            "this line at the end of data/verdict_log.csv: "
            f"{line_of([row[name] for name in TABLES['verdict_log'].model_fields]).rstrip()} (make verdicts writes it)",
        )
        for row in missing
    ]
