"""The pieces of :mod:`sitedata.pages.fragments` once more, as plain Markdown. Templates lie in ``templates/twin/``, under the same names."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitedata.judge.adoption import no_newer
from sitedata.judge.comparisons import name_of
from sitedata.pages.fragments import Fragments, count_of
from sitedata.schema.figure import Figure
from sitedata.text import markdown
from sitedata.text import values as text
from sitedata.text.markdown import Markdown, escaped

MOST_ROWS = 40  # of a figure's table; its CSV has the others


@functools.cache
def twin_templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates" / "twin"), undefined=StrictUndefined, finalize=escaped, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "count_of": count_of, "words": text.words, "cell": text.cell, "day": text.day, "workload": name_of, "url": markdown.address,
        "fenced": markdown.fenced,
    }  # fmt: skip
    return made


class TwinFragments(Fragments):
    """Pieces for one twin. ``base`` is the way to the site's root: its address, or ``../`` as often as needed.

    ``cited`` collects the sources that tables cite as footnotes; they are written at the end of the twin.
    """

    def __init__(self, of: Fragments, base: str):
        self.__dict__ |= of.__dict__  # all that it knows, computed once for every twin
        self.base = Markdown(base)
        self.environment = twin_templates()
        self.cited: dict[str, None] = {}

    def render(self, template: str, **values: object) -> Markdown:
        name = template.rsplit(".", 1)[0] + ".md"
        own = {"base": self.base, "cite": self.cite, "freshness": self.edition.stale}
        return Markdown(self.environment.get_template(name).render(**values | own).strip("\n"))

    def cite(self, ids: tuple[str, ...] | None) -> Markdown:
        """Footnote references, as in prose."""
        self.cited |= dict.fromkeys(ids or ())
        return Markdown("".join(f"[^{id}]" for id in ids or ()))

    def figure(self, id: str, base: str = "", choice: bool = False) -> Markdown:
        if missing := self.edition.undrawn.get(id):
            return self.render("undrawn.html", figure=missing)
        return self.figure_of(self.edition.figures[id])

    def figure_of(self, figure: Figure, base: str = "", *, choice: bool = False, large: bool = False) -> Markdown:
        return self.render(
            "figure.html", figure=figure, columns=figure.columns, most=MOST_ROWS,
            sources=[self.data.sources[each] for each in figure.source_ids], drawn=figure.file in self.drawings,
            left_out=list(figure.reasons.items()), note=no_newer(self.data) if figure.kind == "counted" else "",
        )  # fmt: skip

    def samples_tool(self) -> Markdown:
        return Markdown("*The list of runs is made in the browser, on the page itself.*")

    def compare_tool(self, base: str = "") -> Markdown:
        return Markdown("*The comparison is made in the browser, on the page itself.*")
