"""A linter for prose: a sentence that compares, or gives a share, must show what it rests on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

COMPARATIVES = (
    "faster slower quicker easier harder simpler better worse superior inferior higher lower larger smaller bigger "
    "greater cheaper heavier lighter stronger weaker shorter longer fewer more less richer safer slimmer smoother "
    "cleaner leaner wider narrower"
)
SUPERLATIVES = (
    "fastest slowest quickest easiest hardest simplest best worst highest lowest largest smallest biggest greatest "
    "cheapest strongest weakest most fewest least"
)
COMPARES = re.compile(
    rf"\b(?:{'|'.join((COMPARATIVES + ' ' + SUPERLATIVES).split())}|"
    r"outperform\w*|outpace\w*|twice (?:as|the|its)|half as|"
    r"(?:\d+|two|three|four|five|ten) times)\b"
    r"|\b\d+(?:\.\d+)?[ -]?(?:%|percent\b|per cent\b)",
    re.IGNORECASE,
)
IDIOMS = re.compile(
    r"\b(?:no longer|no later|any longer|at (?:most|least|best|worst|a lower level)|"
    r"(?:no|any|once|one|two|three|or|and|what is|nothing) more|"
    r"largest (?:relative )?difference|largest value|more or less|more (?:about|on) |more than (?:one|once|two)|"
    r"best[- ]of|"
    r"(?:lower|higher)[- ](?:level|case|bound|end)|most (?:recent\w*|likely)|"
    r"(?:for|in) the most part|best (?:practices?|effort)|the rest|better known as|last but not least|"
    r"(?:two|three|four|five|ten|many|several) times(?! (?:as|more|less|faster|slower))|(?:95|99) ?% interval)",
    re.IGNORECASE,
)
"""Phrases that contain such a word and compare nothing."""
CITED = re.compile(r"\[\^[^\]\s]+\]")
# a version or a date compares nothing
SHOWN = re.compile(r"\{[{%](?!-?\s*(?:release|system|figure|ecosystem_table|environment_choice)\b)")
LED = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
QUESTION = re.compile(
    r"^#+\s+(?:which|what|where|when|who|whose|how|why|is|are|does|do|can)\b|\?\s*(?:\{[^}]*\})?\s*$", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[{`])")
FENCE = re.compile(r"^\s*(```|~~~)")
ANCHOR = re.compile(r"\{[#:.][^}]*\}")  # an attribute list, such as the id of a heading
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|“[^”]*”")  # code and other people's words; emphasis is our own voice


def bare_comparisons(source: str) -> Iterator[tuple[int, str]]:
    """``(line, words)`` of each sentence that compares without a reference.

    The first column of a table, which says what the article said, does not count. A heading may ask a question; if it
    claims something, its section must cite or show something.
    """
    fenced = front = False
    lines = source.splitlines()
    for number, line in enumerate(lines, start=1):
        if number == 1 and line == "---":
            front = True
        elif front:
            front = line != "---"
        elif FENCE.match(line):
            fenced = not fenced
        elif not fenced and not (line.startswith("#") and (QUESTION.search(line) or _section_rests(lines[number:]))):
            text = " ".join(line.split("|")[2:]) if line.startswith("|") else line
            yield from ((number, words) for sentence in SENTENCE.split(text) if (words := _compares(sentence)))


def _section_rests(below: list[str]) -> bool:
    """Does the text up to the next heading cite or show anything?"""
    own = itertools.takewhile(lambda line: not line.startswith("#"), below)
    return any(CITED.search(line) or SHOWN.search(line) or "{{ figure(" in line for line in own)


def _compares(sentence: str) -> str:
    """The comparing word of a sentence that rests on nothing.

    A link counts if it leads to a place of our own, or contains the comparison.
    """
    if CITED.search(sentence) or SHOWN.search(sentence):
        return ""
    own = ANCHOR.sub(" ", QUOTED.sub(" ", sentence))
    for words, target in LED.findall(sentence):
        if "#" in target or target.startswith("claims/"):
            return ""
        if ".md" in target:
            own = own.replace(f"[{words}]({target})", " ")
    match = COMPARES.search(IDIOMS.sub(" ", own))
    return match[0] if match else ""
