"""The one way to write a table, so that a diff shows only what changed: quotes only where needed, one order of rows.

In: records as the CSV reader gives them. Out: their text, or what differs from it. ``make fix`` writes it, ``make
check`` asks for it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from packaging.version import InvalidVersion, Version

from sitedata.schema.tables import Row


def line_of(record: Sequence[str]) -> str:
    """One record with its line end; it takes several lines if a cell does."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(record)
    return out.getvalue()


def text_of(records: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue()


def differences(text: str, records: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, int, str, str]]:
    """Each record of ``text`` that is not in canonical form.

    As ``(line, number of the cell, what is there, what should be there)``. ``records`` are all records, each with the
    line on which it starts.
    """
    if text_of([record for _, record in records]) == text:
        return
    lines = text.split("\n")
    ends = [line - 1 for line, _ in records[1:]] + [len(lines)]
    for (start, record), end in zip(records, ends, strict=True):
        written, wanted = "\n".join(lines[start - 1 : end]).rstrip("\n"), line_of(record)[:-1]
        if written != wanted:
            same = next(
                (n for n in range(len(record)) if not written.startswith(line_of(record[: n + 1])[:-1])),
                len(record) - 1,
            )
            yield start, same, written, wanted
    if not text.endswith("\n"):
        yield len(lines), -1, "", ""


def order_of(row: Row | dict[str, str], model: type[Row]) -> tuple:
    """What rows are sorted by; versions by what they mean: 2.10 comes after 2.9.

    Raises:
        InvalidVersion: a cell that should be a version is none.
    """
    values = ((row[name] if isinstance(row, dict) else getattr(row, name)) for name in model.ordered_by)
    return tuple(
        Version(str(value)) if name == "version" else str(value)
        for name, value in zip(model.ordered_by, values, strict=True)
    )


def disorder(rows: Sequence[Row], model: type[Row]) -> Row | None:
    """The first row that comes too late, in a table whose order of rows means nothing and is therefore fixed."""
    if not model.ordered_by:
        return None
    try:
        keys = [order_of(row, model) for row in rows]
    except InvalidVersion:
        return None
    return next((row for row, key, before in zip(rows[1:], keys[1:], keys, strict=False) if key < before), None)
