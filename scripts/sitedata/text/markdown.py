"""Text for Markdown that people read as it is: CommonMark with the tables and footnotes of GitHub, no HTML. In: values. Out: Markdown.

Pages for MkDocs are written with :func:`sitedata.text.values.inert` instead, which no reader of plain text would enjoy.
"""

from __future__ import annotations

import re

from markupsafe import Markup

SPECIAL = re.compile(r"[\\`*\[\]<|]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)|(?<=\s)#(?=#*\s*$)")
AT_START = re.compile(r"^(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[-=_]{2,})")  # what opens a block at the start of a line
NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"}


class Markdown(Markup):
    """Text that is Markdown already."""


def escaped(value: object) -> str:
    """The value so that it shows as typed, on one line: only what Markdown would read is escaped."""
    if isinstance(value, Markup):
        return str(value)
    text = "" if value is None else str(value)
    text = SPECIAL.sub(lambda found: "\\" + found[0], text.replace("\n", " "))
    return NUMBERED.sub(r"\1\\\2", AT_START.sub(lambda found: "\\" + found[0], text))


def address(value: object) -> Markdown:
    """The target of a link, with nothing in it that would end the link or a table's cell."""
    return Markdown("".join(IN_ADDRESS.get(character, character) for character in str(value)))


def fenced(code: str, language: str = "") -> Markdown:
    """A block of code whose fence is longer than any in the code."""
    longest = max((len(found) for found in re.findall(r"^\s*(`{3,})", code, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return Markdown(f"{fence}{language}\n{code.rstrip()}\n{fence}")
