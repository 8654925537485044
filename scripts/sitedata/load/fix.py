"""``make fix``: what a machine can repair in ``data/`` without deciding anything, with one line per repair.

In: the CSV files of a folder, and all other texts. Out: the same files in canonical form. It repairs how a file
was saved (UTF-16, byte order marks, line ends), what a spreadsheet adds (semicolons, quotes around whole rows, empty
columns and rows), spaces at the ends of cells, dates that can only mean one day, the case of words of a closed list,
needless quotes, the order of columns, and the order of rows where it means nothing. A file that cannot be read as its
table (broken quotes, an unknown header, an unfinished merge) stays as it is: ``make check`` says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion

from sitedata.load import canonical, inputs, plain_text
from sitedata.load.csv_table import is_table, wanted_columns
from sitedata.load.plain_text import Unreadable
from sitedata.load.records import Record, Records, records_of
from sitedata.load.repair import repaired
from sitedata.load.sources import texts
from sitedata.schema.measured import MEASURED
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
    for group, (tables, *_) in MEASURED.items():
        for one in inputs.folders(folder / group):
            places += [(one / f"{name}.csv", model) for name, model in tables.items()]
    repairs, better = [], {}
    for path, model in places:
        if _own(folder, path):
            made, content = repaired_file(path, model, path.relative_to(folder.parent).as_posix())
            repairs += made
            better |= {path: content} if content is not None else {}
    write_together(better)
    return repairs


def fix_texts(root: Path) -> list[Repair]:
    """Repair how pages, settings, templates, scripts and what probes printed were saved: all of them, or none.

    Raises:
        Refused: files that may not be written, all of them.
    """
    repairs, better = [], {}
    for path in (*inputs.pages(root / "docs"), *texts(root)):
        made, content = repaired_text(path, path.relative_to(root).as_posix())
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
    """The repairs of one table, and what it then holds; None where that is what it holds now.

    Of one with another header, or broken quotes, only how it was saved is repaired.
    """
    try:
        raw = inputs.read(path)
        text, forms = plain_text.read(raw, underlines=False)
    except (FileNotFoundError, Unreadable):
        return [], None
    found = records_of(text, columns_of(model))
    if not is_table(found, model):
        return repaired_text(path, shown_as)
    repairs = [Repair(shown_as, form.line, "", form.done) for form in (*forms, *found.forms)]

    def say(line: int, column: str, what: str) -> None:
        repairs.append(Repair(shown_as, line, column, what))

    for line, cell, _, better in () if found.forms else canonical.differences(text, found.good):
        name = columns_of(model)[cell] if 0 <= cell < len(model.model_fields) else ""
        say(line, name, f"written as {quoted(better)}" if better else "line end added")
    kept = _sorted(_cells(found, model, say), model, say)
    content = canonical.text_of([record for _, record in kept]).encode()
    return sorted(repairs, key=lambda repair: repair.line), None if content == raw else content


def repaired_text(path: Path, shown_as: str) -> tuple[list[Repair], bytes | None]:
    """Of how a page, or what a probe printed, was saved."""
    try:
        text, forms = plain_text.read(inputs.read(path))
    except (FileNotFoundError, Unreadable):
        return [], None
    return [Repair(shown_as, form.line, "", form.done) for form in forms], text.encode() if forms else None


def _cells(found: Records, model: type[Row], say) -> list[Record]:
    """Columns in the schema's order, each cell repaired; a row with another number of cells stays as it is."""
    header, wanted = found.header, wanted_columns(found.header, model)
    if header != wanted:
        say(1, "", "columns in the order of the schema")
    kept = [(1, wanted)]
    for line, record in found.good[1:]:
        whole = len(record) == len(header)
        kept.append((line, _row(dict(zip(header, record, strict=True)), line, model, say) if whole else record))
    return kept


def _row(cells: dict[str, str], line: int, model: type[Row], say) -> list[str]:
    names = wanted_columns(cells, model)
    for name in names:
        better = repaired(cells[name], kind_of(model, name))
        if better is not None:
            say(line, name, f"{quoted(cells[name])} became {quoted(better)}")
            cells[name] = better
    return [cells[name] for name in names]


def _sorted(records: list[tuple[int, list[str]]], model: type[Row], say) -> list[tuple[int, list[str]]]:
    names = records[0][1]
    if not {*model.ordered_by} & {*names} or any(len(record) != len(names) for _, record in records):
        return records
    try:
        rows = sorted(records[1:], key=lambda entry: canonical.order_of(dict(zip(names, entry[1], strict=True)), model))
    except InvalidVersion:
        return records
    if moved := next((was[0] for was, now in zip(records[1:], rows, strict=True) if was[0] != now[0]), 0):
        say(moved, "", f"rows from here on sorted by {', '.join(model.ordered_by)}")
    return [records[0], *rows]
