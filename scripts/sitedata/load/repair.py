"""Cells that mean only one thing, though they are written in another way: a date, a word of a closed list, spaces at the ends.

In: a cell and what its column accepts. Out: the cell as it should be, or nothing where a person has to decide.
"""

from __future__ import annotations

import datetime
import re

from sitedata.schema.kinds import Kind

MONTHS = {name: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"), start=1
)}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)  # with points, nobody writes the month first
EITHER_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})", re.ASCII)
MONTH_IN_WORDS = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2})(?:st|nd|rd|th)?, )?(\d{4})", re.ASCII)
MONTH_ALONE = re.compile(r"(\d{4})[/.-](\d{1,2})|(\d{1,2})[/.](\d{4})", re.ASCII)


def repaired(cell: str, kind: Kind) -> str | None:
    """The cell in the form that the column wants; nothing if it is in that form already, or if it could mean two things."""
    bare = cell.strip()
    if kind.frictionless == "date" or "\\d{4}(-" in kind.constraints.get("pattern", ""):
        found = day_of(bare)
        if found is None and kind.frictionless != "date":
            found = month_of(bare)
    elif kind.frictionless == "yearmonth":
        found = month_of(bare)
    else:
        found = next((each for each in kind.constraints.get("enum", ()) if each.lower() == bare.lower()), None)
    found = found or bare
    return found if found != cell else None


def day_of(text: str) -> str | None:
    """``22.11.2026``, ``2026/1/5``, ``25/12/2025`` or ``22 November 2026`` as ``2026-11-22``; nothing for ``11/12/2026``."""
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := EITHER_FIRST.fullmatch(text):
        day, month, year = found.groups()
        if int(month) > 12:
            day, month = month, day
        elif int(day) <= 12 and day != month:
            return None
    elif found := IN_WORDS.fullmatch(text):
        day, month, year = found[1], MONTHS.get(found[2].lower(), 0), found[3]
    elif (found := MONTH_IN_WORDS.fullmatch(text)) and found[2]:
        month, day, year = MONTHS.get(found[1].lower(), 0), found[2], found[3]
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def month_of(text: str) -> str | None:
    """``June 2020``, ``2020/6`` or ``6/2020`` as ``2020-06``."""
    if (found := MONTH_IN_WORDS.fullmatch(text)) and not found[2]:
        year, month = int(found[3]), MONTHS.get(found[1].lower(), 0)
    elif found := MONTH_ALONE.fullmatch(text):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 and year else None
