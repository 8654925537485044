"""How a probe answers. Everything else it prints is kept beside the answer, so that a reader sees what happened."""

from __future__ import annotations

import json

ANSWER = "probe-answer: "


def answer(outcome: str, finding: str) -> None:
    """Print the answer of a probe.

    ``outcome``: yes, no, absent where what is asked about does not exist, or could-not-run where something is missing
    here.

    ``finding``: one sentence, without its full stop.
    """
    print(ANSWER + json.dumps({"outcome": outcome, "finding": finding}), flush=True)


def yes_no(found: bool, finding: str) -> None:
    answer("yes" if found else "no", finding)
