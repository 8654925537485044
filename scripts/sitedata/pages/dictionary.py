"""The data dictionary: every table, every column. In: the schema, and how many rows there are. Out: HTML."""

from __future__ import annotations

from markupsafe import Markup

from sitedata.pages.fragments import FEW_ENVIRONMENTS, Fragments
from sitedata.schema.measured import BENCHMARKS, MEASURED
from sitedata.schema.tables import TABLES, Row, extra_of, kind_of


def data_dictionary(fragments: Fragments, base: str) -> Markup:
    """Every table of ``data/``, then those of all that is measured, each with downloads."""
    tables = [
        described(name, f"{name}.csv", model, len(fragments.data.rows(name)), [(f"data/{name}.csv", "Download")])
        for name, model in TABLES.items()
    ]
    data = fragments.data
    for group, (models, file_name, one) in MEASURED.items():
        folders = [
            (id, f"{found.title} ({id})" if group == BENCHMARKS else id, found)
            for id, found in data.folders(group).items()
        ]
        for name, model in models.items():
            file = file_name(name)
            downloads = [(f"data/{group}/{id}/{file}", f"Download: {title}") for id, title, _ in folders]
            if len(downloads) > FEW_ENVIRONMENTS:
                many = f"One file {one}, {len(downloads)} in all: datapackage.json lists them"
                downloads = [("data/datapackage.json", many)]
            count = sum(len(folder.rows(name)) for _, _, folder in folders)
            place = name if group == BENCHMARKS else f"{group}-{name}"
            tables.append(described(place, f"{group}/…/{file}", model, count, downloads))
    return fragments.render("dictionary.html", tables=tables, base=base)


def described(
    name: str, file: str, model: type[Row], count: int, downloads: list[tuple[str, str]]
) -> dict[str, object]:
    """A table as the data dictionary shows it.

    ``downloads`` are addresses, relative to the site's root, and what their links say.
    """
    columns = [
        {
            "name": column, "meaning": field.description, "good": field.examples[0],
            "bad": extra_of(model, column, "bad"),
            "unit": extra_of(model, column, "unit"), "ref": extra_of(model, column, "ref"),
            "expected": kind_of(model, column).expected.removesuffix(", or an empty cell"),
            "required": kind_of(model, column).required,
        }
        for column, field in model.model_fields.items()
    ]  # fmt: skip
    return {
        "name": name, "file": file, "meaning": model.__doc__, "columns": columns, "key": model.key,
        "count": f"{count:,}", "downloads": downloads,
    }  # fmt: skip
