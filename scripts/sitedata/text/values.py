"""Turning values into words, and words into characters that no parser mistakes for anything else."""

from __future__ import annotations

import datetime
import html
import json
import math
import re
from collections.abc import Sequence

from markupsafe import Markup

MARKDOWN_SPECIAL = re.compile(r"([?\\`*_{}\[\]()#+.!|~^$<>&\"'=:@]|(?<![A-Za-z0-9])-|-(?![A-Za-z0-9]))")
"""A hyphen within a word has no meaning, and as a reference it would keep the id of an anchor from being found."""


def inert(value: object) -> str:
    """The value for a Markdown page, shown there as typed.

    Every character that Markdown or HTML could interpret becomes a reference.
    """
    if isinstance(value, Markup):
        return str(value)
    text = "" if value is None else str(value)
    return MARKDOWN_SPECIAL.sub(lambda match: f"&#{ord(match[1])};", text.replace("\n", " "))


def visible(value: str) -> str:
    """Lines of text in which every character is visible: control and direction marks become ``U+001B`` or the like."""
    if value.replace("\n", "").isprintable():
        return value
    return "".join(
        character if character in "\n\t" or character.isprintable() else f"U+{ord(character):04X}"
        for character in value.replace("\r\n", "\n")
    )


def day(value: datetime.date | str) -> str:
    """``2026-10-28`` → ``28 October 2026``; a month or a year stays one."""
    if isinstance(value, str):
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 1:
            return value
        date = datetime.date(*parts, *([1] if len(parts) == 2 else []))
        return f"{date:%B %Y}" if len(parts) == 2 else day(date)
    return f"{value.day} {value:%B %Y}"


def first_day(value: str) -> str:
    """The first day of a year or month, ``2025-10`` → ``2025-10-01``; a day is one already."""
    return f"{value}-01-01"[:10]


def number(value: float, digits: int = 0) -> str:
    """``1305.52`` → ``1,306``.

    Raises:
        ValueError: more than nine digits after the point.
    """
    if not 0 <= digits <= 9:
        raise ValueError(f"{digits} digits after the point, 9 at most")
    return f"{value:,.{digits}f}"


def millions(value: float) -> str:
    """``69755346`` → ``69.8 million``."""
    return f"{value / 1e6:.1f} million"


def words(name: str) -> str:
    """A column or file name as words: ``released_on`` → ``released on``."""
    return name.replace("_", " ")


def cell(value: object) -> str:
    """A figure's value in a table: with thousands separators, without needless digits."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return str(value)


def as_yaml(value: str) -> Markup:
    """A quoted scalar: JSON strings are YAML."""
    return Markup(json.dumps(value, ensure_ascii=False))


def compact(markup: str) -> Markup:
    """HTML without blank lines and indentation: Markdown then takes it as one block, and it costs fewer bytes."""
    lines = (line.strip() for line in markup.splitlines())
    return Markup("\n".join(line for line in lines if line))


def signed(value: float, places: int = 1) -> str:
    """``-0.04`` → ``0.0``, ``6.5`` → ``+6.5``, with a true minus sign."""
    text = f"{value:+.{places}f}".replace("-", "−")
    return text[1:] if not text[1:].strip("0.") else text


def percent(share: float) -> str:
    """``0.9785`` → ``97.8 %``: rounded down, so that it never says more than there is."""
    return f"{math.floor(share * 1000) / 10:.1f} %"


def short_number(value: float) -> str:
    for divisor, suffix in ((1e6, " M"), (1e3, " k")):
        if value >= divisor:
            return (
                f"{value / divisor:.1f}".removesuffix(".0") + suffix
                if value < 10 * divisor
                else f"{value / divisor:.0f}{suffix}"
            )
    return f"{value:.0f}"


def three(value: float) -> str:
    """Three significant digits: ``0.0412``, ``2.23``, ``52.1``, ``1,305``."""
    if not value:
        return "0"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def seconds(ms: float) -> str:
    return f"{three(ms / 1e3)} s" if ms >= 1000 else f"{three(ms)} ms"


def counted(number: int, one: str) -> str:
    """``1 round``, ``1,200 rounds``."""
    return f"{number:,} {one}{'s' * (number != 1)}"


def listed(names: Sequence[str]) -> str:
    """``A, B and C``; empty for none."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def for_theme(value: str) -> Markup:
    """Somebody's text for front matter: the theme puts titles and descriptions into HTML as they are."""
    return as_yaml(html.escape(value, quote=False).replace('"', "&quot;"))


def one_line(text: str) -> str:
    """Somebody's text with single spaces and without the characters that nobody sees."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def shortened(words: str, most: int, drop: str = "") -> str:
    """Whole words up to ``most`` characters, ``…`` included; ``drop`` are marks that do not come before it."""
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip(drop) + "…"


def in_a_sentence(label: str) -> str:
    """A label as it stands within a sentence: ``Allocator thresholds`` begins small, ``TensorFlow without oneDNN`` not.

    A word with another capital, or with none, is a name.
    """
    first, space, rest = label.partition(" ")
    return f"{first.lower() if first.istitle() else first}{space}{rest}"
