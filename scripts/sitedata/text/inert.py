"""Text that somebody else wrote, for Markdown on a forge: shown as typed, never read as markup, a mention or a link.

Only code is safe there: character references would still become mentions. Standard library only, since the workflow
that comments on pull requests runs this with more rights than the one that made the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST_VALUE = 160  # characters of a value in a list


def plain(text: object, longest: int = LONGEST_VALUE) -> str:
    """One line without control, direction and other invisible characters, cut if it is long."""
    seen = "".join(
        character if character.isprintable() else unseen(character) for character in str(text)[: longest + 1]
    )
    return seen if len(seen) <= longest else seen[: longest - 1] + "…"


def unseen(character: str) -> str:
    return " " if character in "\n\r\t" or unicodedata.category(character) == "Zs" else f"U+{ord(character):04X}"


def code(text: object, longest: int = LONGEST_VALUE) -> str:
    """A code span that the text cannot leave, whatever backticks it holds."""
    shown = plain(text, longest).strip()
    if not shown:
        return "*(empty)*"
    fence = "`" * (longest_run(shown) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def fenced(lines: Sequence[str], language: str = "text") -> str:
    """A code block that none of its lines can end."""
    shown = [plain(line, 2000) for line in lines]
    fence = "`" * max(3, max((longest_run(line) for line in shown), default=0) + 1)
    return "\n".join([fence + language, *shown, fence])


def longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
