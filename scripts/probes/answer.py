"""How a probe answers. Everything else it prints is kept beside the answer, so that a reader sees what happened.

A release of 2018 runs this too, on Python 3.6.
"""

import json

ANSWER = "probe-answer: "


def answer(outcome, finding):
    """Print the answer of a probe.

    ``outcome``: yes, no, absent where what is asked about does not exist, or could-not-run where something is missing
    here.

    ``finding``: one sentence, without its full stop.
    """
    print(ANSWER + json.dumps({"outcome": outcome, "finding": finding}), flush=True)


def yes_no(found, finding):
    answer("yes" if found else "no", finding)


def answered(outcome, finding):
    """The same, and nothing more is asked.

    Raises:
        SystemExit: always.
    """
    answer(outcome, finding)
    raise SystemExit
