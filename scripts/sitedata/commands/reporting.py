"""Words that several commands print. In: problems or rules. Out: lines on the screen or in the log of a job."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from sitedata.review.annotations import announce, in_actions
from sitedata.text.problem import Problem


def complain(problems: Iterable[Problem], said: str) -> None:
    """Print the same words on a terminal and in GitHub Actions, there also on the lines of the diff."""
    if in_actions(os.environ):
        announce(problems, said, os.environ, sys.stderr)
    else:
        print(said, file=sys.stderr)


def print_flags(flags: Iterable[str]) -> None:
    """Print what somebody should read again: reasons of the guide, and rows and first words on old evidence.

    They stop nothing, and the page marks them too.
    """
    for line in flags:
        print(f"to be read again: {line}")
