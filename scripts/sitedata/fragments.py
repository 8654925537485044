"""Typed rows to HTML: tables, figures, lists. Templates lie in ``templates/``; every value in them is escaped."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sitedata import text
from sitedata.dataset import Dataset
from sitedata.schema import CRITERION_GROUPS, STATUSES, TABLES, extra_of, kind_of

COLUMN_TITLES = (("tensorflow", "TensorFlow"), ("pytorch", "PyTorch"), ("keras-jax", "Keras 3 / JAX"))

FEW_SOURCES = 3  # more than these stand folded below a figure instead of in its caption


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


@functools.cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters |= {"slug": slug, "words": text.words, "cell": text.cell, "day": text.day}
    return made


class Fragments:
    """HTML pieces for pages. ``base`` is the way from a page to the site's root: ``""`` or ``"../"``."""

    def __init__(self, data: Dataset, figures: dict[str, dict], drawings: dict[str, dict[str, str]]):
        self.data = data
        self.figures = figures
        self.drawings = drawings
        self.environment = environment()

    def _render(self, template: str, **values: object) -> Markup:
        return text.compact(self.environment.get_template(template).render(**values))

    def figure(self, id: str, base: str) -> Markup:
        figure = self.figures[id]
        columns = list(dict.fromkeys(name for row in figure["rows"] for name in row))
        reasons = defaultdict(list)
        for name, why in figure["left_out"]:
            reasons[why].append(name)
        drawn = self.drawings.get(id, {})
        sources = [self.data.sources[each] for each in figure["source_ids"]]
        return self._render(
            "figure.html", figure=figure, columns=columns, sources=sources, base=base,
            few=FEW_SOURCES, wide=Markup(drawn.get("wide", "")), narrow=Markup(drawn.get("narrow", "")), left_out=list(reasons.items()),
        )  # fmt: skip

    def comparison_table(self, base: str) -> Markup:
        criteria = self.data.rows("comparison_criteria")
        groups = [group for group in CRITERION_GROUPS if any(row.group == group for row in criteria)]
        order = [self.data.cells[row.id, name] for row in criteria for name, _ in COLUMN_TITLES]
        numbers = {id: n for n, id in enumerate(dict.fromkeys(id for cell in order for id in cell.source_ids), start=1)}
        return self._render(
            "comparison.html", criteria=criteria, groups=groups, cells=self.data.cells, columns=COLUMN_TITLES, numbers=numbers,
            sources=self.data.sources, base=base,
        )  # fmt: skip

    def ecosystem_table(self, base: str, ids: Sequence[str] = ()) -> Markup:
        """All systems by name, or the given ones in their order with links to the full table."""
        systems = [self.data.systems[id] for id in ids] or sorted(self.data.rows("systems"), key=lambda row: row.name.lower())
        linked = bool(ids)
        caption = f"{len(systems)} systems: status, newest release, keeper and source"
        return self._render(
            "ecosystem.html", systems=systems, releases={row.id: self.data.newest_release(row.package) for row in systems},
            names={row.id: row.name for row in self.data.rows("systems")}, sources=self.data.sources, base=base, linked=linked,
            table_id="-".join(["systems", *ids[:2]]) if ids else "ecosystem-table", caption=caption, searchable=not ids,
            statuses=[status for status in STATUSES if any(row.status == status for row in systems)], loop_status=list(STATUSES),
        )  # fmt: skip

    def source_list(self, base: str) -> Markup:
        sources = sorted(self.data.rows("sources"), key=lambda row: (row.publisher.lower(), row.title.lower()))
        return self._render("sources.html", sources=sources, base=base)

    def data_dictionary(self, base: str) -> Markup:
        tables = []
        for name, model in TABLES.items():
            columns = [
                {
                    "name": column, "meaning": field.description, "good": field.examples[0], "bad": extra_of(model, column, "bad"),
                    "unit": extra_of(model, column, "unit"), "ref": extra_of(model, column, "ref"),
                    "expected": kind_of(model, column).expected.removesuffix(", or an empty cell"), "required": kind_of(model, column).required,
                }
                for column, field in model.model_fields.items()
            ]  # fmt: skip
            tables.append({"name": name, "meaning": model.__doc__, "columns": columns, "key": model.key, "count": f"{len(self.data.rows(name)):,}"})
        return self._render("dictionary.html", tables=tables, base=base)
