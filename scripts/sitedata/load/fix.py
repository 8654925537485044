"""``make fix``: what a machine can repair in ``data/`` without deciding anything, with one line per repair.

In: the CSV files of a folder. Out: the same files in canonical form. It repairs spaces at the ends of cells, dates that
can only mean one day, the case of words of a closed list, needless quotes, the order of columns, the order of rows
where it means nothing, empty lines, line ends, and byte order marks. A file that cannot be read as a table (broken
quotes, not UTF-8) stays as it is: ``make check`` says what is wrong there.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion

from sitedata.load import canonical, inputs
from sitedata.load.csv_table import BYTE_ORDER_MARK, LARGEST_CELL
from sitedata.load.repair import repaired
from sitedata.schema.environments import BENCH_TABLES
from sitedata.schema.tables import TABLES, Row, columns_of, kind_of
from sitedata.text.files import Folder
from sitedata.text.problem import quoted
from system import Refused, write_together


@dataclass(frozen=True)
class Repair:
    """One repair, printed as ``file:line: column: what``. The line number is that of the file before any repair."""

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column + ': ' if self.column else ''}{self.what}"


def fix(folder: Path) -> list[Repair]:
    """Repair every table below ``data/``, those of the benchmark's environments included: all of them, or none.

    Raises:
        Refused: files that may not be written, all of them.
    """
    places = [(folder / f"{name}.csv", model) for name, model in TABLES.items()]
    for environment in inputs.folders(folder / "benchmarks"):
        places += [(environment / f"{name}.csv", model) for name, model in BENCH_TABLES.items()]
    repairs, better = [], {}
    for path, model in places:
        if _own(folder, path):
            made, content = repaired_file(path, model, path.relative_to(folder.parent).as_posix())
            repairs += made
            better |= {path: content} if content is not None else {}
    write_together(better)
    return repairs


def _own(folder: Path, path: Path) -> bool:
    """Is it a file of this tree? The target of a link belongs to somebody else; the check reports the link."""
    try:
        Folder(folder, folder.parent).place(path.relative_to(folder).as_posix())
    except Refused:
        return False
    return True


def repaired_file(path: Path, model: type[Row], shown_as: str) -> tuple[list[Repair], bytes | None]:
    """The repairs of one file, and what it then holds; None where that is what it holds now."""
    try:
        raw = inputs.read(path)
        before = raw.decode("utf-8-sig")
    except (FileNotFoundError, inputs.Unreadable, UnicodeDecodeError):
        return [], None
    repairs: list[Repair] = []

    def say(line: int, column: str, what: str) -> None:
        repairs.append(Repair(shown_as, line, column, what))

    if raw.startswith(BYTE_ORDER_MARK):
        say(1, "", "byte order mark removed")
    text = before.replace("\r\n", "\n").replace("\r", "\n")
    if text != before:
        say(before[: before.index("\r")].count("\n") + 1, "", "Windows or Mac line endings became LF")
    records = _records(text)
    if "\0" in text or not records:
        return [], None
    for line, cell, _, wanted in canonical.differences(text, [entry for entry in records if entry[1]]):
        name = columns_of(model)[cell] if 0 <= cell < len(model.model_fields) else ""
        say(line, name, f"written as {quoted(wanted)}" if wanted else "line end added")
    kept = _sorted(_cells(records, model, say), model, say)
    content = canonical.text_of([record for _, record in kept]).encode()
    return sorted(repairs, key=lambda repair: repair.line), None if content == raw else content


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Records with the line on which each starts, empty ones included; no records if the text is not a table."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, line = [], 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error:
        return []
    return records


def _cells(records: list[tuple[int, list[str]]], model: type[Row], say) -> list[tuple[int, list[str]]]:
    """Empty lines dropped, columns in the schema's order, each cell repaired."""
    wanted = columns_of(model)
    header = [name.strip() for name in records[0][1]]
    for name, bare in zip(records[0][1], header, strict=True):
        if name != bare:
            say(1, bare, "spaces at the ends removed")
    known = sorted(header) == sorted(wanted)
    if known and header != wanted:
        say(1, "", "columns in the order of the schema")
    kept = [(1, wanted if known else header)]
    for line, record in records[1:]:
        if not record:
            say(line, "", "empty line removed")
        elif not known or len(record) != len(header):
            kept.append((line, record))
        else:
            kept.append((line, _row(dict(zip(header, record, strict=True)), line, model, say)))
    return kept


def _row(cells: dict[str, str], line: int, model: type[Row], say) -> list[str]:
    for name in columns_of(model):
        better = repaired(cells[name], kind_of(model, name))
        if better is not None:
            say(line, name, f"{quoted(cells[name])} became {quoted(better)}")
            cells[name] = better
    return [cells[name] for name in columns_of(model)]


def _sorted(records: list[tuple[int, list[str]]], model: type[Row], say) -> list[tuple[int, list[str]]]:
    names = columns_of(model)
    if not model.ordered_by or records[0][1] != names or any(len(record) != len(names) for _, record in records):
        return records
    try:
        rows = sorted(records[1:], key=lambda entry: canonical.order_of(dict(zip(names, entry[1], strict=True)), model))
    except InvalidVersion:
        return records
    if moved := next((was[0] for was, now in zip(records[1:], rows, strict=True) if was[0] != now[0]), 0):
        say(moved, "", f"rows from here on sorted by {', '.join(model.ordered_by)}")
    return [records[0], *rows]
