"""Cells that can only mean one thing but are written differently: dates, words of a closed list, spaces at the ends.

In: a cell and what its column accepts. Out: the cell as it should be, or None where a person has to decide; for a value
that a spreadsheet changed, what it may have been.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from sitedata.schema.kinds import FIRST_YEAR, Kind
from sitedata.text.garbled import garbled
from sitedata.text.problem import quoted

MONTHS = {name: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june",
     "july", "august", "september", "october", "november", "december"), start=1
)}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)  # with points, nobody writes the month first
EITHER_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)
MONTH_IN_WORDS = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?, )?(\d{4})", re.ASCII)
MONTH_ALONE = re.compile(r"(\d{4})[/.-](\d{1,2})|(\d{1,2})[/.](\d{4})", re.ASCII)


MONTH_SHORT = re.compile(r"([A-Za-z]{3,9})-(\d{2})", re.ASCII)  # how a spreadsheet shows 2015-06
DAY_SHORT = re.compile(r"(?:\d{1,2}-[A-Za-z]{3,9}|[A-Za-z]{3,9}-\d{1,2})", re.ASCII)
DAY_ZERO = datetime.date(1899, 12, 30)
"""From which a spreadsheet counts days. Source: OpenDocument 1.2, part 2, 4.3.2"""
COUNTED_DAY = re.compile(r"[345]\d{4}", re.ASCII)  # the years 1982 to 2064
GROUPED = re.compile(r"-?\d{1,3}([,.' \u00a0\u202f\u2019])\d{3}(?:\1\d{3})*", re.ASCII)
WITH_COMMA = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})", re.ASCII)
SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?E[+-]\d+", re.ASCII)
TRUTH = {"true": "yes", "false": "no"}
QUOTES = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"


def bare(cell: str) -> str:
    """The cell without spaces at its ends, and without the characters there that nobody sees."""
    if cell.isascii():
        return cell.strip()
    while cell and (cell[0].isspace() or unicodedata.category(cell[0]) == "Cf"):
        cell = cell[1:]
    while cell and (cell[-1].isspace() or unicodedata.category(cell[-1]) == "Cf"):
        cell = cell[:-1]
    return cell


def repaired(cell: str, kind: Kind) -> str | None:
    """The cell in the form that the column wants; None if it already has that form, or if it could mean two things."""
    plain = bare(cell) if is_text(kind) else _characters(cell)
    pattern, allowed = kind.constraints.get("pattern", ""), kind.constraints.get("enum", ())
    if kind.frictionless == "date" or "\\d{4}(-" in pattern:
        better = day_of(plain)
        if better is None and kind.frictionless != "date":
            better = month_of(plain)
    elif kind.frictionless == "yearmonth":
        better = month_of(plain) or _short_month(plain)
    else:
        meant = TRUTH.get(plain.lower(), plain) if "yes" in allowed else plain
        better = next((value for value in allowed if value.lower() == meant.lower()), None)
    better = better or plain
    return better if better != cell else None


def is_text(kind: Kind) -> bool:
    """Is it prose, in which any character may be meant?"""
    return kind.frictionless == "string" and not kind.constraints.keys() & {"pattern", "enum"}


def _characters(cell: str) -> str:
    """A typed cell without quotes around it, an apostrophe before it, and characters that nobody sees within it."""
    if not cell.isascii():
        cell = "".join(
            " " if letter.isspace() else letter
            for letter in cell
            if letter.isspace() or unicodedata.category(letter) != "Cf"
        )
    inside = cell.strip()
    if len(inside) > 1 and inside[0] in QUOTES and inside[-1] in QUOTES:
        return inside[1:-1].strip()
    return inside.removeprefix("'").removeprefix("\u2019")


def suspected(cell: str, kind: Kind) -> str:
    """What a program may have made its value of, where it could be two things or has lost something."""
    if found := garbled(cell):
        word, meant = found
        return f"{quoted(word)} was {quoted(meant)}" if meant else f"{quoted(word)} has lost a character"
    by_month = kind.frictionless == "yearmonth"
    dated = by_month or kind.frictionless == "date" or "\\d{4}(-" in kind.constraints.get("pattern", "")
    if dated and COUNTED_DAY.fullmatch(cell):
        day = (DAY_ZERO + datetime.timedelta(days=int(cell))).isoformat()
        return f"a spreadsheet counts days like that: did you mean '{day[:7] if by_month else day}'?"
    if dated and DAY_SHORT.fullmatch(cell):
        return "a spreadsheet made this of it, which may be a day or a month: look it up in its source"
    if kind.frictionless in ("number", "integer"):
        if SHORTENED.fullmatch(cell):
            return "a spreadsheet shortened it, which may have cost digits: look it up in its source"
        if kind.frictionless == "integer" and GROUPED.fullmatch(cell):
            return f"did you mean {quoted(re.sub(r'[^0-9-]', '', cell))}?"
        if kind.frictionless == "number" and WITH_COMMA.fullmatch(cell):
            return f"did you mean {quoted(cell.replace(',', '.'))}?"
    return ""


def day_of(text: str) -> str | None:
    """``22.11.2026``, ``2026/11/22``, ``22/11/2026`` or ``22 November 2026`` as ``2026-11-22``.

    None for ``11/12/2026``, which could mean two days.
    """
    if match := YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := EITHER_FIRST.fullmatch(text):
        day, month, year = match.groups()
        if int(month) > 12:
            day, month = month, day
        elif int(day) <= 12 and day != month:
            return None
    elif match := IN_WORDS.fullmatch(text):
        day, month, year = match[1], MONTHS.get(match[2].lower(), 0), match[3]
    elif (match := MONTH_IN_WORDS.fullmatch(text)) and match[2]:
        month, day, year = MONTHS.get(match[1].lower(), 0), match[2], match[3]
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def month_of(text: str) -> str | None:
    """``June 2020``, ``2020/6`` or ``6/2020`` as ``2020-06``."""
    if (match := MONTH_IN_WORDS.fullmatch(text)) and not match[2]:
        year, month = int(match[3]), MONTHS.get(match[1].lower(), 0)
    elif match := MONTH_ALONE.fullmatch(text):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 and year else None


def as_a_number(text: str) -> str:
    """What a spreadsheet makes of a version that it takes for a number: ``3.20`` → ``3.2``, ``9.0`` → ``9``."""
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", text, re.ASCII) else text


def _short_month(text: str) -> str | None:
    """``Jun-15`` as ``2015-06``: in a column of months, what follows the month is the year."""
    if not (match := MONTH_SHORT.fullmatch(text)) or match[1].lower() not in MONTHS:
        return None
    year = int(match[2]) + FIRST_YEAR // 100 * 100
    return f"{year + 100 * (year < FIRST_YEAR)}-{MONTHS[match[1].lower()]:02}"
