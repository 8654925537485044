"""Text for Markdown that people read as source: CommonMark with GitHub's tables and footnotes, no HTML.

In: values. Out: Markdown. Pages for MkDocs are written with :func:`sitedata.text.values.inert` instead, which is hard
to read as plain text.
"""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\`*\[\]<|]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<=\s)#(?=#*\s*$)")
AT_START = re.compile(r"^(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[-=_]{2,})")  # what opens a block at the start of a line
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
IN_ADDRESS = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"})


def escaped(text: str) -> str:
    """The text as it was typed, on one line: only what Markdown would interpret is escaped."""
    return NUMBERED.sub(r"\1\\\2", AT_START.sub(r"\\\g<0>", within_line(text)))


def within_line(text: str) -> str:
    """The same where no block can begin: in a heading, in a cell of a table."""
    return SPECIAL.sub(r"\\\g<0>", text.replace("\n", " "))


def address(value: str) -> str:
    """The target of a link, with nothing in it that would end the link or a table's cell."""
    return value.translate(IN_ADDRESS)


def fenced(code: str, language: str = "") -> str:
    """A block of code whose fence is longer than any in the code."""
    longest = max((len(backticks) for backticks in re.findall(r"^\s*(`{3,})", code, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"
