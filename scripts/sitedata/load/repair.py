"""Cells that can only mean one thing but are written differently: dates, words of a closed list, spaces at the ends.

In: a cell and what its column accepts. Out: the cell as it should be, or None where a person has to decide.
"""

from __future__ import annotations

import datetime
import re

from sitedata.schema.kinds import Kind

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


def repaired(cell: str, kind: Kind) -> str | None:
    """The cell in the form that the column wants; None if it already has that form, or if it could mean two things."""
    bare = cell.strip()
    if kind.frictionless == "date" or "\\d{4}(-" in kind.constraints.get("pattern", ""):
        better = day_of(bare)
        if better is None and kind.frictionless != "date":
            better = month_of(bare)
    elif kind.frictionless == "yearmonth":
        better = month_of(bare)
    else:
        better = next((value for value in kind.constraints.get("enum", ()) if value.lower() == bare.lower()), None)
    better = better or bare
    return better if better != cell else None


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
