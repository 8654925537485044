"""One CSV file in, typed rows out, or every bad cell of it at once."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from sitedata.load import canonical, inputs
from sitedata.load.repair import repaired
from sitedata.load.typed_rows import TypedRows
from sitedata.schema.tables import Row, columns_of, kind_of
from sitedata.text.problem import Problem, nearest, quoted

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LARGEST_CELL = 100_000  # characters; far beyond any honest cell, far below what would stall a browser
LARGEST_PACKED_CELL = 1_000_000  # characters; a compressed table is for programs, with all times of a run in one cell
MOST_COLUMNS = 200  # of a header; the widest table has 40
MOST_LINES = 50_000  # of one file: ten times the longest there is; more would keep a contributor waiting
TOO_LATE = "stands too late"
MOST_PROBLEMS = 100  # per file; a wrong delimiter would otherwise print a line for each cell


@dataclass
class Table:
    """The rows of one file, and what was wrong with the others.

    ``broken_ids`` are the ids of rows with a bad cell, so that one bad cell does not make every reference to its row an
    error; for a bad id, what it was probably meant to be. ``lost_ids`` are bad ids as they were written. ``whole`` is
    false if reading stopped early: then nobody knows which ids the rest holds.
    """

    file: str
    rows: list[Row]
    problems: list[Problem]
    broken_ids: set[str] = field(default_factory=set)
    lost_ids: list[str] = field(default_factory=list)
    whole: bool = True


def load(path: Path, model: type[Row], shown_as: str | None = None) -> Table:
    """Read one table, compressed if its name ends in ``.gz``.

    Never raises for bad input: what is wrong is in ``problems``.
    """
    file = shown_as or path.as_posix()
    table = Table(file, [], [], whole=False)

    def problem(
        line: int, column: str, what: str, got: str = "", expected: str = "", tip: str = "", fix: str = ""
    ) -> None:
        table.problems.append(Problem(file, line, column, what, got, expected, tip, fix))

    text = _read(path, model, problem)
    if text is None:
        return table
    records = _records(text, LARGEST_PACKED_CELL if path.suffix == ".gz" else LARGEST_CELL, problem)
    first = next(records, None)
    if first is None:
        problem(1, "", "the file is empty", "", "the header " + ",".join(columns_of(model)))
        return table
    header = first[1]
    if header is None or not _header_is_good(header, model, problem):
        return table
    read, typed = [(1, header)], TypedRows(model, header)
    for line, record in records:
        if record is None:
            break
        read.append((line, record))
        _add_row(table, typed, line, record, problem)
        if len(table.rows) > model.most:
            problem(line, "", "too many rows", f"more than {model.most:,}", f"at most {model.most:,} of this table")
            break
        if len(table.problems) >= MOST_PROBLEMS:
            problem(line, "", f"stopped after {MOST_PROBLEMS} problems", "", "the first ones to be mended")
            break
    else:
        table.whole = True
    twice = _find_duplicates(table, model, problem)
    if table.whole and path.suffix == ".csv":
        _find_other_forms(table, model, text, read, twice, problem)
    return table


def _read(path: Path, model: type[Row], problem) -> str | None:
    try:
        raw = inputs.read(path)
        if path.suffix == ".gz":
            raw = inputs.unpacked(raw)
        if raw.startswith(BYTE_ORDER_MARK):
            problem(
                1, "", "starts with a byte order mark", "the bytes EF BB BF", "UTF-8 without it", fix=canonical.BY_FIX
            )
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        if b"\r" in raw:
            before = raw[: raw.index(b"\r")]
            expected = "lines that end in LF alone"
            problem(
                before.count(b"\n") + 1,
                "",
                "Windows or Mac line ending",
                "a carriage return",
                expected,
                fix=canonical.BY_FIX,
            )
        text = inputs.decoded(raw)
    except FileNotFoundError:
        problem(1, "", "the file is missing", "", "a file with the header " + ",".join(columns_of(model)))
        return None
    except inputs.Unreadable as error:
        problem(error.line, "", error.problem, error.got, error.expected)
        return None
    if (lines := text.count("\n") + text.count("\r")) > MOST_LINES:
        problem(1, "", "the file has too many lines", f"{lines:,}", f"at most {MOST_LINES:,}")
        return None
    return text


def _records(text: str, largest_cell: int, problem) -> Iterator[tuple[int, list[str] | None]]:
    """Records with the line on which they start: a quoted cell may span several lines.

    A record of ``None`` ends a file that cannot be read any further.
    """
    csv.field_size_limit(largest_cell)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = "a cell is too large" if "field limit" in str(error) else "broken quoting"
            expected = (
                f"at most {largest_cell:,} characters"
                if "field limit" in str(error)
                else 'quotes in pairs, a quote inside a cell doubled ("")'
            )
            problem(line, "", what, str(error), expected)
            yield line, None
            return
        if record:
            yield line, record
        else:
            problem(line, "", "empty line", "", "a record, or no line", fix=canonical.BY_FIX)


def _header_is_good(header: list[str], model: type[Row], problem) -> bool:
    every = columns_of(model)
    if len(header) > MOST_COLUMNS:
        problem(1, "", "the header has too many columns", f"{len(header):,}", ",".join(every))
        return False
    wanted = [name for name in every if name in header or name not in model.later]
    for name in dict.fromkeys(name for name in header if header.count(name) > 1):
        problem(1, name, "column appears twice", "", "each column once")
    strange = [name for name in header if name not in every]
    for name in strange:
        expected = "one of " + ", ".join(every)
        problem(
            1,
            name if name.isprintable() else quoted(name),
            "unknown column",
            quoted(name),
            expected,
            nearest(name, every),
        )
    missing = [name for name in wanted if name not in header]
    misspelled = {near for name in strange for near in difflib.get_close_matches(name, missing, n=1)}
    for name in missing:
        if name not in misspelled:
            problem(1, name, "column is missing", "", "the header " + ",".join(wanted))
    if sorted(header) == sorted(wanted) and header != wanted:
        problem(1, "", "columns in another order", ",".join(header), ",".join(wanted), fix=canonical.BY_FIX)
        return True
    return header == wanted


def _add_row(table: Table, typed: TypedRows, line: int, record: list[str], problem) -> None:
    model, header = typed.model, typed.header
    if len(record) != len(header):
        hint = " (is a cell with a comma not quoted?)" if len(record) > len(header) else ""
        problem(line, "", "wrong number of cells", str(len(record)), f"{len(header)}{hint}")
        table.broken_ids.add(dict(zip(header, record, strict=False)).get("id", ""))
        return
    try:
        table.rows.append(typed.row(record, line))
    except ValueError:  # the model says what is wrong with which cells
        _tell_wrong_cells(table, model, dict(zip(header, record, strict=True)), line, problem)


def _tell_wrong_cells(table: Table, model: type[Row], cells: dict[str, str], line: int, problem) -> None:
    try:
        model.model_validate(dict.fromkeys(model.later, "") | cells)
    except ValidationError as error:
        _keep_id(table, model, cells, {str(wrong["loc"][0]) for wrong in error.errors(include_url=False)})
        for wrong in error.errors(include_url=False):
            name = str(wrong["loc"][0])
            kind = kind_of(model, name)
            got = cells[name]
            better = repaired(got, kind)
            tip = f"did you mean {quoted(better)}?" if better else nearest(got, kind.constraints.get("enum", ()))
            problem(
                line,
                name,
                wrong["msg"],
                quoted(got) if got else "",
                kind.expected,
                tip,
                canonical.BY_FIX if better else "",
            )


def _keep_id(table: Table, model: type[Row], cells: dict[str, str], wrong: set[str]) -> None:
    """Keep the id of a row with these wrong cells, so that it is known even though its row is not."""
    id = cells.get("id", "")
    if "id" in wrong:
        meant = repaired(id, kind_of(model, "id"))
        table.lost_ids.append(id)
        id = meant or id
    table.broken_ids.add(id)


def _find_other_forms(
    table: Table, model: type[Row], text: str, read: list[tuple[int, list[str]]], twice: list[Row], problem
) -> None:
    """Report what is right, but not in the canonical form that keeps diffs small."""
    if "\r" not in text:
        for line, cell, written, wanted in islice(canonical.differences(text, read), MOST_PROBLEMS):
            if wanted:
                name = columns_of(model)[cell] if cell < len(model.model_fields) else ""
                problem(
                    line,
                    name,
                    "quotes where none are needed, or the like",
                    quoted(written),
                    quoted(wanted),
                    fix=canonical.BY_FIX,
                )
            else:
                problem(line, "", "the last line has no end", "", "a line feed after it", fix=canonical.BY_FIX)
    lines = {row.line for row in twice}
    if late := canonical.disorder([row for row in table.rows if not lines or row.line not in lines], model):
        shown = " ".join(str(getattr(late, name)) for name in model.ordered_by)
        problem(
            late.line,
            "",
            TOO_LATE,
            quoted(shown),
            f"rows ordered by {', '.join(model.ordered_by)}",
            fix=canonical.BY_FIX,
        )


def _find_duplicates(table: Table, model: type[Row], problem) -> list[Row]:
    """The rows whose key an earlier row already has."""
    seen: dict[tuple, Row] = {}
    twice = []
    for row in table.rows:
        key = tuple(getattr(row, name) for name in model.key)
        if key in seen:
            twice.append(row)
            if len(table.problems) > MOST_PROBLEMS:
                continue
            shown = " ".join(map(str, key))
            problem(
                row.line,
                "+".join(model.key),
                "the same key twice",
                quoted(shown),
                f"a key that is not yet in line {seen[key].line}",
            )
        else:
            seen[key] = row
    return twice
