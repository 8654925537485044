"""The data dictionary: every table, every column. In: the schema, and how many rows there are. Out: HTML."""

from __future__ import annotations

from markupsafe import Markup

from sitedata.pages.fragments import FEW_ENVIRONMENTS, Fragments
from sitedata.schema.environments import BENCH_TABLES, file_name
from sitedata.schema.tables import TABLES, Row, extra_of, kind_of


def data_dictionary(fragments: Fragments, base: str) -> Markup:
    """Every table of ``data/``, then those of the benchmark: once, with a download for each environment."""
    tables = [
        described(name, f"{name}.csv", model, len(fragments.data.rows(name)), [(f"data/{name}.csv", "Download")])
        for name, model in TABLES.items()
    ]
    environments = fragments.data.environments.values()
    for name, model in BENCH_TABLES.items():
        file = file_name(name)
        downloads = [
            (f"data/benchmarks/{environment.id}/{file}", f"Download: {environment.title} ({environment.id})")
            for environment in environments
        ]
        if len(downloads) > FEW_ENVIRONMENTS:
            downloads = [
                (
                    "data/datapackage.json",
                    f"One file an environment, {len(downloads)} in all: datapackage.json lists them",
                )
            ]
        count = sum(len(environment.rows(name)) for environment in environments)
        tables.append(described(name, f"benchmarks/…/{file}", model, count, downloads))
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
