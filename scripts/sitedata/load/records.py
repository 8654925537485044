"""The records of a table as a spreadsheet may have saved it: other delimiters, rows in quotes, empty cells and rows.

In: the text of a CSV file, and the columns of its table. Out: its records as the table has them, what was mended for
that, and what kept it from being read any further. :mod:`sitedata.load.csv_table` reports both; ``make fix`` writes the
records. Nothing that holds a character is ever dropped.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sitedata.load.plain_text import Form, Unreadable
from sitedata.load.repair import bare
from sitedata.text.problem import quoted

LARGEST_CELL = 100_000  # characters; far beyond any honest cell, far below what would stall a browser
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
TOLD_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE)
"""The first line with which Excel says what separates cells."""

Record = tuple[int, list[str]]
"""The line on which it starts, and its cells."""


@dataclass
class Records:
    """``good`` are the records, the header first, which has no line if the file is empty.

    ``forms`` were mended. ``end`` is what ended the reading early, ``stray`` a cell in a column without a name.
    """

    good: list[Record] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    end: Unreadable | None = None

    @property
    def header(self) -> list[str]:
        return self.good[0][1]

    def say(self, line: int, problem: str, got: str, expected: str, done: str) -> None:
        self.forms.append(Form(line, problem, got, expected, done))


def records_of(text: str, columns: Sequence[str], largest_cell: int = LARGEST_CELL) -> Records:
    """The records of a table with some of these ``columns``, in any order."""
    found = Records()
    body, before = _separated(text, columns, largest_cell, found)
    if not found.end:
        found.good, found.end = parsed(body, largest_cell, before=before)
        found.good = [*_without_empty_rows([*_whole(found)], found)]
    if found.good:
        _without_empty_columns(found)
        found.good[0] = (found.good[0][0], [*_named(found, columns)])
    return found


def parsed(
    text: str, largest_cell: int = LARGEST_CELL, delimiter: str = ",", before: int = 0
) -> tuple[list[Record], Unreadable | None]:
    """Every record, empty ones included, and what ended the reading: a quoted cell may span several lines.

    ``before`` is the number of lines before the text.
    """
    csv.field_size_limit(largest_cell)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = []
    while True:
        line = before + reader.line_num + 1
        try:
            records.append((line, next(reader)))
        except StopIteration:
            return records, None
        except csv.Error as error:
            if "field limit" in str(error):
                expected = f"at most {largest_cell:,} characters"
                return records, Unreadable("a cell is too large", str(error), expected, line)
            expected = 'quotes in pairs, a quote inside a cell doubled ("")'
            return records, Unreadable("broken quoting", str(error), expected, line)


def _separated(text: str, columns: Sequence[str], largest_cell: int, found: Records) -> tuple[str, int]:
    """The text with commas between its cells, and how many lines were before it.

    It is as it was if it has other delimiters and a row lacks cells.
    """
    told = TOLD_DELIMITER.match(text)
    body, before = (text[told.end() :], 1) if told else (text, 0)
    first = body.partition("\n")[0]
    if told:
        found.say(1, "a line for Excel", quoted(told[0].strip()), "the header", "line for Excel removed")
    for delimiter, name in DELIMITERS.items():
        if delimiter in first and _is_header(first.split(delimiter), columns):
            records, end = parsed(body, largest_cell, delimiter, before)
            width = len(records[0][1]) if records else 0
            odd = next((line for line, record in records if record[:width] and _odd(record, width)), 0)
            problem, expected = f"cells separated by {name}", "commas"
            if end or odd:
                place = f"line {end.line if end else odd}"
                expected += f"; {place} has other cells than the header, so nothing can be mended here"
                found.end = Unreadable(problem, quoted(first), expected, before + 1)
                return text, 0
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\n").writerows(record for _, record in records)
            found.say(before + 1, problem, quoted(first), expected, f"{name} became commas")
            return out.getvalue(), before
    return body, before


def _odd(record: list[str], width: int) -> bool:
    """Has it other cells than the header, but for empty ones at the end?"""
    return len(record) < width or any(map(bare, record[width:]))


def _is_header(names: Sequence[str], columns: Sequence[str]) -> bool:
    """Are most of the names those of columns, and each but empty ones at the end?"""
    known = {name_of(name.strip('"')) for name in names} & {*columns}
    return 2 * len(known) > len(columns)


def name_of(cell: str) -> str:
    """``Released On `` → ``released_on``: the name that a header's cell can only mean."""
    return re.sub(r"[\s_]+", "_", bare(cell)).lower()


def _whole(found: Records) -> Iterator[Record]:
    """Records that lay in one cell, in quotes as a whole, taken out of it."""
    lines = []
    width = 0
    for line, record in found.good:
        if len(record) == 1 and "," in record[0]:
            inner, end = parsed(record[0])
            if not end and len(inner) == 1 and len(inner[0][1]) == (width or len(inner[0][1])):
                record = inner[0][1]
                lines.append(line)
        width = width or len(record)
        yield line, record
    if lines:
        found.say(
            lines[0], "a whole row in quotes", f"{len(lines):,} of them", "quotes around cells alone",
            f"quotes around whole rows removed, {len(lines):,} of them",
        )  # fmt: skip


def _without_empty_columns(found: Records) -> None:
    """Drop columns without a name and without content, and empty cells beyond the header's."""
    (line, header), *rows = found.good
    empty = {
        place
        for place, name in enumerate(header)
        if not bare(name) and not any(bare(record[place]) for _, record in rows if place < len(record))
    }
    named = len(header) > len(empty) > 0
    if named:
        got = f"{len(empty):,} without a name"
        found.say(line, "empty columns", got, "the table's columns alone", f"{len(empty):,} empty columns removed")
    long = []
    for number, (start, record) in enumerate(rows, start=1):
        kept = [cell for place, cell in enumerate(record) if not (named and place in empty)]
        width = len(header) - len(empty) * named
        if len(kept) > width and any(map(bare, kept)) and not any(map(bare, kept[width:])):
            long.append(start)
            kept = kept[:width]
        found.good[number] = (start, kept)
    if named:
        found.good[0] = (line, [name for place, name in enumerate(header) if place not in empty])
    if long:
        found.say(
            long[0], "empty cells behind the last column", f"{len(long):,} rows with them", "as many cells as columns",
            f"empty cells behind the last column removed, in {len(long):,} rows",
        )  # fmt: skip


def _named(found: Records, columns: Sequence[str]) -> Iterator[str]:
    """Names of columns without capitals, quotes and spaces that a program added, where they can only mean one."""
    line, header = found.good[0]
    for name in header:
        meant = name_of(name)
        if name != meant and meant in columns and sum(name_of(other) == meant for other in header) == 1:
            found.say(line, "a column's name", quoted(name), quoted(meant), f"{quoted(name)} became {quoted(meant)}")
            yield meant
        else:
            yield name


def _without_empty_rows(records: Sequence[Record], found: Records) -> Iterator[Record]:
    """Drop rows without content; rows that follow each other are told once."""
    for filled, group in groupby(records, lambda entry: any(map(bare, entry[1]))):
        rows = [*group]
        if filled:
            yield from rows
        elif len(rows) == 1 and not rows[0][1]:
            found.say(rows[0][0], "empty line", "", "a record, or no line", "empty line removed")
        else:
            got = quoted(",".join(rows[0][1])) if len(rows) == 1 else f"{len(rows):,} without content"
            found.say(rows[0][0], "empty rows", got, "records alone", f"{len(rows):,} empty rows removed")
