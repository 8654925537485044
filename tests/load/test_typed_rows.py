"""Rows made cell by cell are those that the model makes of the whole record."""

import csv
import gzip

import pytest

from sitedata.load.csv_table import LARGEST_PACKED_CELL, load
from sitedata.load.typed_rows import TypedRows
from sitedata.schema.environments import BENCH_TABLES, file_name
from sitedata.schema.tables import TABLES
from tests import tiny
from tests.conftest import ROOT

FILES = [
    *((ROOT / "data" / f"{name}.csv", model) for name, model in TABLES.items()),
    *(
        (folder / file_name(name), model)
        for folder in sorted((ROOT / "data" / "benchmarks").iterdir())
        if folder.is_dir()
        for name, model in BENCH_TABLES.items()
    ),
]


@pytest.mark.parametrize(("path", "model"), FILES, ids=lambda value: getattr(value, "name", ""))
def test_each_row_is_the_one_that_the_model_makes(path, model):
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    before = csv.field_size_limit(LARGEST_PACKED_CELL)
    header, *records = csv.reader(text.splitlines(keepends=True))
    csv.field_size_limit(before)
    rows = load(path, model).rows
    wanted = [
        model.model_validate(dict.fromkeys(model.later, "") | dict(zip(header, record, strict=True)))
        for record in records
    ]
    assert [row.model_dump() for row in rows] == [row.model_dump() for row in wanted]
    assert [list(vars(row)) for row in rows] == [list(vars(row)) for row in wanted]
    assert all(row.model_fields_set == set(model.model_fields) for row in rows)
    assert all(
        type(made) is type(right)
        for row, other in zip(rows, wanted, strict=True)
        for made, right in zip(vars(row).values(), vars(other).values(), strict=True)
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_column_that_was_added_later_may_be_absent(name):
    model, cells = TABLES[name], tiny.record(name)
    header = [column for column in cells if column not in model.later]
    row = TypedRows(model, header).row([cells[column] for column in header], 7)
    wanted = model.model_validate({column: cells[column] for column in header} | dict.fromkeys(model.later, ""))
    assert row.model_dump() == wanted.model_dump() and list(vars(row)) == list(vars(wanted)) and row.line == 7


def test_a_row_that_is_changed_leaves_those_of_its_table_alone():
    model, cells = TABLES["sources"], tiny.record("sources")
    typed = TypedRows(model, list(cells))
    first, second = (typed.row(list(cells.values()), line) for line in (2, 3))
    assert first.model_copy(update={"note": "changed"}).note == "changed"
    assert (first.note, second.note, second.line) == (second.note, first.note, 3)


def test_a_wrong_cell_is_refused_each_time():
    model, cells = TABLES["sources"], tiny.record("sources")
    typed = TypedRows(model, list(cells))
    for _ in range(2):
        with pytest.raises(ValueError):
            typed.row(list((cells | {"id": "No Id"}).values()), 2)
