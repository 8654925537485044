"""What a reader's own result files must contain, so that the browser refuses what a build would refuse.

In: the schema. Out: JSON for ``own-files.js``.
"""

from __future__ import annotations

from typing import Any

from sitedata.load.environments import CONTESTANT
from sitedata.schema.environments import Run, Samples
from sitedata.schema.kinds import STEP_TIME
from sitedata.schema.protocol.modes import MODES
from sitedata.schema.tables import Row, kind_of

RUN_COLUMNS = ("id", "sweep", "round", "status", *CONTESTANT)
"""What a comparison needs to know about a run. Its number of steps, if given, shows whether the times belong to it."""


def accepted() -> dict[str, Any]:
    """What the files may contain, as JSON.

    ``runs`` and ``samples``: for each column what a cell may be, and what a message says it should be; ``modes``: those
    of each framework.
    """
    times = {
        "column": "step_time_us",
        "expected": kind_of(Samples, "step_time_us").expected,
        "type": "times",
        "pattern": STEP_TIME,
    }
    return {
        "runs": [
            _column(Run, name, name in RUN_COLUMNS) for name in Run.model_fields if name in (*RUN_COLUMNS, "steps")
        ],
        "samples": [_column(Samples, "run_id", True), times | {"needed": True, "filled": True}],
        "modes": MODES,
    }


def _column(model: type[Row], name: str, needed: bool) -> dict[str, Any]:
    """Needed: the file must have the column. Filled: no cell of it may be empty."""
    kind = kind_of(model, name)
    return {
        "column": name,
        "expected": kind.expected,
        "type": kind.frictionless,
        "needed": needed,
        "filled": kind.required,
        **kind.constraints,
    }
