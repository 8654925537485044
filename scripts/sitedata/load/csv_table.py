"""One CSV file in, typed rows out, or every bad cell of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from sitedata.load import canonical, inputs, plain_text
from sitedata.load.plain_text import BY_FIX, Form, Unreadable
from sitedata.load.records import LARGEST_CELL, Record, Records, records_of
from sitedata.load.repair import repaired, suspected
from sitedata.load.typed_rows import TypedRows
from sitedata.schema.tables import Row, columns_of, kind_of
from sitedata.text.problem import Problem, nearest, quoted

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

    if (raw := _read(path, model, problem)) is None:
        return table
    text, forms = raw
    found = records_of(text, columns_of(model), LARGEST_PACKED_CELL if path.suffix == ".gz" else LARGEST_CELL)
    by_fix = BY_FIX if path.suffix == ".csv" else ""
    for form in forms:
        problem(form.line, "", form.problem, form.got, form.expected, fix=by_fix)
    for form in found.forms:
        problem(form.line, "", form.problem, form.got, form.expected, fix=by_fix if is_table(found, model) else "")
    _type_rows(table, model, found, problem)
    twice = _find_duplicates(table, model, problem)
    if table.whole and path.suffix == ".csv":
        _find_other_forms(table, model, None if found.forms else text, found.good, twice, problem)
    table.problems.sort(key=lambda told: told.line)
    return table


def _read(path: Path, model: type[Row], problem) -> tuple[str, list[Form]] | None:
    try:
        raw = inputs.read(path)
        text, forms = plain_text.read(inputs.unpacked(raw) if path.suffix == ".gz" else raw, underlines=False)
    except FileNotFoundError:
        problem(1, "", "the file is missing", "", "a file with the header " + ",".join(columns_of(model)))
        return None
    except Unreadable as error:
        problem(error.line, "", error.problem, error.got, error.expected, error.tip, error.fix)
        return None
    if (lines := text.count("\n")) > MOST_LINES:
        problem(1, "", "the file has too many lines", f"{lines:,}", f"at most {MOST_LINES:,}")
        return None
    return text, forms


def _type_rows(table: Table, model: type[Row], found: Records, problem) -> None:
    if found.good and _header_is_good(found.header, model, problem):
        typed = TypedRows(model, found.header)
        for line, record in found.good[1:]:
            _add_row(table, typed, line, record, problem)
            if len(table.rows) > model.most:
                problem(line, "", "too many rows", f"more than {model.most:,}", f"at most {model.most:,} of this table")
                return
            if len(table.problems) >= MOST_PROBLEMS:
                expected = "the first ones to be mended"
                problem(line, "", f"stopped after {MOST_PROBLEMS} problems", "", expected)
                return
        table.whole = not found.end
    elif not found.good and not found.end:
        problem(1, "", "the file is empty", "", "the header " + ",".join(columns_of(model)))
    if found.end:
        problem(found.end.line, "", found.end.problem, found.end.got, found.end.expected)


def is_table(found: Records, model: type[Row]) -> bool:
    """Do all records belong to the table, in any order of columns? Then ``make fix`` can write them."""
    return not found.end and bool(found.good) and sorted(found.header) == sorted(wanted_columns(found.header, model))


def wanted_columns(header: Sequence[str], model: type[Row]) -> list[str]:
    """The columns of the table in order; one that was added later may be absent."""
    return [name for name in columns_of(model) if name in header or name not in model.later]


def _header_is_good(header: list[str], model: type[Row], problem) -> bool:
    every = columns_of(model)
    if len(header) > MOST_COLUMNS:
        problem(1, "", "the header has too many columns", f"{len(header):,}", ",".join(every))
        return False
    wanted = wanted_columns(header, model)
    if nameless := header.count(""):
        expected = "a name in the header, or nothing in its cells"
        problem(1, "", "a column without a name", f"{nameless:,} of them", expected)
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        problem(1, name, "column appears twice", "", "each column once")
    strange = [name for name in header if name and name not in every]
    if strange == header and not any(difflib.get_close_matches(name, every, n=1) for name in strange):
        problem(1, "", "another file than this table", quoted(",".join(header)), "the header " + ",".join(wanted))
        return False
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
        problem(1, "", "columns in another order", ",".join(header), ",".join(wanted), fix=BY_FIX)
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
            tip = f"did you mean {quoted(better)}?" if better else suspected(got, kind)
            tip = tip or nearest(got, kind.constraints.get("enum", ()))
            problem(
                line,
                name,
                wrong["msg"],
                quoted(got) if got else "",
                kind.expected,
                tip,
                BY_FIX if better else "",
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
    table: Table, model: type[Row], text: str | None, read: list[Record], twice: list[Row], problem
) -> None:
    """Report what is right, but not in the canonical form that keeps diffs small; without a text, order alone."""
    if text is not None:
        for line, cell, written, wanted in islice(canonical.differences(text, read), MOST_PROBLEMS):
            if wanted:
                name = columns_of(model)[cell] if cell < len(model.model_fields) else ""
                problem(
                    line,
                    name,
                    "quotes where none are needed, or the like",
                    quoted(written),
                    quoted(wanted),
                    fix=BY_FIX,
                )
            else:
                problem(line, "", "the last line has no end", "", "a line feed after it", fix=BY_FIX)
    if any(len(record) != len(read[0][1]) for _, record in read):
        return  # they cannot be sorted yet
    lines = {row.line for row in twice}
    if late := canonical.disorder([row for row in table.rows if row.line not in lines], model):
        shown = " ".join(str(getattr(late, name)) for name in model.ordered_by)
        problem(
            late.line,
            "",
            TOO_LATE,
            quoted(shown),
            f"rows ordered by {', '.join(model.ordered_by)}",
            fix=BY_FIX,
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
