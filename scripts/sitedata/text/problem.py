"""What is wrong with an input, said so that whoever wrote it can fix it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUOTED_VALUE = 60  # characters; longer values are cut so that a message stays one line
MOST_CANDIDATES = 2_000  # to search for a near one: ten thousand would take a tenth of a second for each message
MOST_TOLD = 1_000  # problems of one run that are reported; nobody reads more, and a forge cuts its log


@dataclass(frozen=True, order=True)
class Problem:
    """One finding, printed as ``file:line: column: problem, got … — expected … (tip fix)``.

    A setting has its name in place of a file, and no line. ``tip`` says what was probably meant, ``fix`` what repairs
    it without any decision.
    """

    file: str
    line: int
    column: str
    problem: str
    got: str = ""
    expected: str = ""
    tip: str = ""
    fix: str = ""

    def __str__(self) -> str:
        text = self.file if self.file.isprintable() else quoted(self.file)
        text += f":{self.line}: " if self.line else ": "
        text += f"{self.column}: " if self.column else ""
        text += self.problem
        text += f", got {self.got}" if self.got else ""
        text += f" — expected {self.expected}" if self.expected else ""
        help = " ".join(filter(None, (self.tip, self.fix)))
        return text + (f" ({help})" if help else "")


class BadInput(Exception):
    """All the problems of one step, in file and line order."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if more := len(self.problems) - len(told):
            told.append(f"and {more:,} more")
        super().__init__("\n".join(told))


def quoted(value: object) -> str:
    """The value as it was typed, on one line, cut if it is long."""
    text = str(value)
    if len(text) > LONGEST_QUOTED_VALUE:
        text = text[:LONGEST_QUOTED_VALUE] + "…"
    return (
        "'" + text.encode("unicode_escape").decode("ascii").replace("\\\\", "\\") + "'"
        if not text.isprintable()
        else f"'{text}'"
    )


def did_you_mean(value: str, allowed: Iterable[str]) -> str:
    """`` (did you mean 'active'?)`` for the nearest allowed value, or nothing; for the middle of a sentence."""
    tip = nearest(value, allowed)
    return f" ({tip})" if tip else ""


def nearest(value: str, allowed: Iterable[str]) -> str:
    """``did you mean 'active'?`` for the nearest allowed value, or nothing: the tip of a problem."""
    candidates = list(allowed)
    if len(candidates) > MOST_CANDIDATES or len(value) > LONGEST_QUOTED_VALUE:
        return ""
    near = difflib.get_close_matches(value, candidates, n=1)
    return f"did you mean '{near[0]}'?" if near else ""
