"""Files that other programs read: the CSV tables as a data package, and the rows of each figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from sitedata.load import inputs, named_values
from sitedata.load.canonical import text_of
from sitedata.load.dataset import Dataset
from sitedata.load.inputs import folders
from sitedata.schema.figure import Figure
from sitedata.schema.licence import DATA_LICENCE
from sitedata.schema.measured import MEASURED
from sitedata.schema.tables import TABLES, Row, columns_of, extra_of, kind_of
from sitedata.text.exports import rows_csv


def figure_csv(figure: Figure) -> str:
    """The rows that a figure drew."""
    return rows_csv(figure.rows, figure.columns)


def table_file(data: Dataset, folder: Path, name: str) -> bytes:
    """A table as it is published: the file of ``folder``, its texts filled with the values that they name."""
    raw = inputs.read(folder / f"{name}.csv")
    columns = named_values.COLUMNS.get(name, ())
    if not columns or b"{" not in raw:
        return raw
    header, *records = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""))
    for record, row in zip(records, data.rows(name), strict=True):
        for column in columns:
            record[header.index(column)] = getattr(row, column) or ""
    return text_of([header, *records]).encode("utf-8")


def measured_files(folder: Path, group: str) -> list[str]:
    """What is published of a group of measurements, as paths relative to ``data/``."""
    return [path for _prefix, _table, path, _tables in _measured_tables(folder, group)]


def data_package(folder: Path, created: str, filled: Mapping[str, bytes] | None = None) -> dict[str, Any]:
    """A Frictionless Data Package of all tables: the files of ``folder``, or as :func:`table_file` has them.

    Source: https://datapackage.org/standard/data-package/
    """
    contents = filled or {name: inputs.read(folder / f"{name}.csv") for name in TABLES}
    resources = [
        _resource(f"{table}.csv", len(contents[table]), resource_name(table), model, table_schema(model))
        for table, model in TABLES.items()
    ]
    for prefix, table, path, tables in (each for group in MEASURED for each in _measured_tables(folder, group)):
        model = tables[table]
        schema = table_schema(model, tables, prefix, absent=_absent(folder / path, model))
        size = (folder / path).stat().st_size
        resources.append(_resource(path, size, resource_name(table, prefix), model, schema))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "tensorflow-vs-pytorch",
        "created": created,
        "title": "TensorFlow vs PyTorch: sources, systems, comparison, adoption, releases and published results",
        "licenses": [DATA_LICENCE], "resources": resources,
    }  # fmt: skip


def resource_name(table: str, prefix: str = "") -> str:
    return prefix + table.replace("_", "-")


def _measured_tables(folder: Path, group: str) -> Iterator[tuple[str, str, str, Mapping[str, type[Row]]]]:
    """Prefix of its resources' names, table, path and all tables, for every table of every folder of a group."""
    tables, named, _ = MEASURED[group]
    for one in folders(folder / group):
        for table in tables:
            yield f"{group}-{one.name}-", table, f"{group}/{one.name}/{named(table)}", tables


def _resource(path: str, size: int, name: str, model: type[Row], schema: dict[str, Any]) -> dict[str, Any]:
    packed = {"compression": "gz"} if path.endswith(".gz") else {}
    return {
        "name": name, "path": path, "title": path, "description": model.__doc__, "type": "table", "scheme": "file",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": size,
        "schema": schema,
    } | packed  # fmt: skip


def _absent(path: Path, model: type[Row]) -> set[str]:
    """The columns that a file lacks because they were introduced after it."""
    if not model.later:
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return set(model.later) - set(next(csv.reader(file), ()))


def table_schema(
    model: type[Row], tables: Mapping[str, type[Row]] = TABLES, prefix: str = "", absent: Collection[str] = ()
) -> dict[str, Any]:
    """Columns, constraints, key and references of one table, without the ``absent`` columns.

    References go to ``tables``, the names of whose resources begin with ``prefix``.

    Source: https://datapackage.org/standard/table-schema/
    """
    fields = []
    for name in (column for column in columns_of(model) if column not in absent):
        kind = kind_of(model, name)
        field: dict[str, Any] = {
            "name": name,
            "type": kind.frictionless,
            "description": model.model_fields[name].description,
        }
        field["example"] = model.model_fields[name].examples[0]
        if unit := extra_of(model, name, "unit"):
            field["unit"] = unit
        constraints = dict(kind.constraints) | ({"required": True} if kind.required else {})
        fields.append(field | ({"constraints": constraints} if constraints else {}))
    schema: dict[str, Any] = {"fields": fields, "primaryKey": list(model.key), "missingValues": [""]}
    references = []
    for name in columns_of(model):
        ref = extra_of(model, name, "ref")
        if ref and model.model_fields[name].annotation is str:
            table, key = ref.split(".")
            resource = "" if tables[table] is model else resource_name(table, prefix)
            references.append({"fields": [name], "reference": {"resource": resource, "fields": [key]}})
    return schema | ({"foreignKeys": references} if references else {})
