"""A linter for prose: a sentence that compares, or gives a percentage, must show what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator

COMPARES = re.compile(
    r"\b(faster|slower|quicker|easier|harder|simpler|better|worse|superior|inferior|more \w+ than|less \w+ than|fewer|outperform\w*|"
    r"more (?:popular|mature|flexible|efficient|intuitive))\b|\b\d+(?:\.\d+)? ?(?:%|percent)",
    re.IGNORECASE,
)
RESTS = re.compile(r"\[\^|\{\{|\]\(|\{%")  # a claim or a source, a value or a figure from the data, a link to where it is shown
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[{`])")
FENCE = re.compile(r"^\s*(```|~~~)")
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|\*[^*]+\*")  # code, and words that are somebody else's


def bare_comparisons(source: str) -> Iterator[tuple[int, str]]:
    """``(line, words)`` of each comparing sentence without a reference. The first column of a table says what the article said."""
    fenced = front = False
    for number, line in enumerate(source.splitlines(), start=1):
        if number == 1 and line == "---":
            front = True
        elif front:
            front = line != "---"
        elif FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.startswith("#"):
            text = " ".join(line.split("|")[2:]) if line.startswith("|") else line
            yield from ((number, found) for sentence in SENTENCE.split(text) if (found := _compares(sentence)))


def _compares(sentence: str) -> str:
    found = None if RESTS.search(sentence) else COMPARES.search(QUOTED.sub(" ", sentence))
    return found[0] if found else ""
