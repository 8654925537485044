"""Text that a program read in another encoding than it was written in, and then saved: ``cafÃ©`` for ``café``."""

from __future__ import annotations

import re

LOST = "\ufffd"  # what a program writes for a byte that it does not understand
HIGH = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
PAIRS = re.compile(
    f"[\u00c2\u00c3][{HIGH}]|\u00e2[\u20ac\u201a\u2030\u2020\u02c6\u0152\u0160][{HIGH}]|\u00f0\u0178[{HIGH}]{{2}}"
)
"""How most characters beyond ASCII begin in UTF-8, read as Windows-1252: of accents, of punctuation, of emoji."""


def garbled(text: str) -> tuple[str, str] | None:
    """The first word that is wrong, and what it was; empty where nobody knows. None if all is well."""
    if text.isascii():
        return None
    for word in re.findall(r"\S+", text):
        if LOST in word:
            return word, ""
        if (meant := PAIRS.sub(_meant, word)) != word:
            return word, meant
    return None


def _meant(pair: re.Match[str]) -> str:
    raw = b"".join(letter.encode("cp1252", "ignore") or letter.encode("latin-1", "ignore") for letter in pair[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return pair[0]
