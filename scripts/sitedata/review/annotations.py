"""The output of ``make check`` in GitHub Actions: on the lines of the diff, and as the summary of the job.

In: problems. Out: workflow commands on a stream, Markdown in the file that ``GITHUB_STEP_SUMMARY`` names. The words are
those that a terminal shows. A value from a file is never taken for a command: the printed lines stand between
``::stop-commands::`` and its end.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from sitedata.text.inert import fenced
from sitedata.text.problem import Problem

MOST_IN_SUMMARY = 500  # problems; a summary may hold 1 MiB, and a message is a few hundred bytes
ON_THE_DIFF = 10  # errors of a step that GitHub shows on the diff; the summary has all of them


def in_actions(environment: Mapping[str, str]) -> bool:
    return environment.get("GITHUB_ACTIONS") == "true"


def announce(problems: Sequence[Problem], said: str, environment: Mapping[str, str], out: TextIO) -> None:
    """Print what a terminal shows (``said``), then one command per problem.

    The summary is written if there is a place for it.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}\n{said}\n::{token}::", file=out)
    for problem in problems:
        print(command(problem), file=out)
    if place := environment.get("GITHUB_STEP_SUMMARY"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(summary(problems))


def command(problem: Problem) -> str:
    title = f"{problem.column}: {problem.problem}" if problem.column else problem.problem
    where = {"file": problem.file, "line": str(problem.line)} if problem.line else {}  # a setting is on no line
    where["title"] = title
    properties = ",".join(f"{name}={escaped(value, ':', ',')}" for name, value in where.items())
    return f"::error {properties}::{escaped(str(problem))}"


def escaped(text: str, *more: str) -> str:
    """Escape characters that would end a command or one of its properties, the way GitHub's own toolkit does."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def summary(problems: Sequence[Problem]) -> str:
    shown = [str(problem) for problem in problems[:MOST_IN_SUMMARY]]
    more = f"\n{len(problems) - len(shown)} more are in the log.\n" if len(problems) > len(shown) else ""
    count = f"{len(problems)} problem{'s' * (len(problems) != 1)}"
    return (
        f"### The data: {count}\n\n{fenced(shown)}\n{more}\nThe same words locally: `make check`. What "
        "a machine can mend: `make fix`.\n"
    )
