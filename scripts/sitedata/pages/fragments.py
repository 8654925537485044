"""Typed rows to HTML: tables, figures, lists. Templates are in ``templates/``; every value in them is escaped."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sitedata.judge.adoption import no_newer
from sitedata.judge.comparisons import name_of
from sitedata.judge.edition import Edition
from sitedata.judge.environments import marked_title
from sitedata.judge.first_jobs import RESULTS, job_results
from sitedata.load.named_systems import NamedSystems
from sitedata.load.named_values import python_words, span
from sitedata.load.uses import Use, note, note_all, remembered
from sitedata.pages import marked
from sitedata.pages.row_tools import Tools
from sitedata.schema.archived import stays_as_it_is, taken_on
from sitedata.schema.figure import Figure
from sitedata.schema.names import NAMES
from sitedata.schema.tables import COLUMN_TITLES, CRITERION_GROUPS, STATUSES, Reading, Row, key_of
from sitedata.text import markdown
from sitedata.text import values as text

FEW_SOURCES = 3  # more than these are folded below a figure instead of listed in its caption

INNER = re.compile(r"""\{%-?\s*(?:include|import|from|extends)\s+["']([^"']+)""")
"""How a template names another one."""

FEW_ENVIRONMENTS = 5  # more links than these below each table would make the page heavy


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def count_of(rows: Sequence, one: str, many: str) -> str:
    """``3 scripts``; empty for none."""
    return f"{len(rows)} {one if len(rows) == 1 else many}" if rows else ""


def row_head(figure: Figure) -> str:
    """The column that names a row: the first that says something else in words in each, else the first."""
    said = {name: [row.get(name) for row in figure.rows] for name in figure.columns if name != "samples"}
    return next(
        (name for name, all_ in said.items() if all(map(is_named, all_)) and len({*all_}) == len(all_)),
        next(iter(said), ""),
    )


def is_named(value: object) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value))


@functools.cache
def templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.filters |= {
        "count_of": count_of,
        "yaml": text.as_yaml,
        "for_theme": text.for_theme,
        # a text whose lines must survive text.compact
        "whole": lambda value: Markup(str(escape(value)).replace("\n", "&#10;")),
        "inert": lambda value: Markup(text.inert(value)),
        "in_code": marked.in_code,
        "code_block": lambda code, language: Markup(markdown.fenced(code, language)),
        "slug": slug,
        "words": text.words,
        "cell": text.cell,
        "day": text.day,
        "taken_on": lambda url: str(taken_on(url)),
        "span": span,
        "python_words": python_words,
        "capitalize_first": lambda words: words[:1].upper() + words[1:],
        "workload": name_of,
        "marked": marked_title,
    }
    made.globals["number"] = numbered
    return made


def numbered(name: str, value: object) -> Markup:
    """An attribute with a number, ``data-n="4"``: the style sheet gets a rule for each number that a page uses."""
    note("number", f"{name}={value}")
    return Markup('data-{}="{}"').format(name, value)


@functools.cache
def parts_of(template: str) -> tuple[str, ...]:
    """A template and those that it includes."""
    source = templates().loader.get_source(templates(), template)[0]
    return (template, *(part for name in dict.fromkeys(INNER.findall(source)) for part in parts_of(name)))


class Fragments:
    """HTML pieces for pages. ``base`` is the way from a page to the site's root: ``""`` or ``"../"``."""

    def __init__(self, edition: Edition, drawings: Mapping[str, Mapping[str, str]] | None = None, repository: str = ""):
        """``drawings`` are SVG by the name of a figure's files and by width; ``repository`` is a web address."""
        self.edition = edition
        self.data = edition.data
        self.repository = repository
        self.tools = Tools(edition.data, repository)
        self.packages, self.named = edition.packages, NamedSystems(edition.data)
        self.drawings = drawings or {}
        self.environment = templates()

    def with_systems(self, words: str | None, base: str) -> Markup:
        """See :func:`sitedata.pages.marked.with_systems`."""
        return marked.with_systems(words or "", self.named.in_text(words or ""), base)

    def readings(self, table: str, row: Row) -> list[Reading]:
        """Second readings of a row, the newest first."""
        return sorted(self._readings.get((table, key_of(row)), ()), key=lambda one: one.read_again_on, reverse=True)

    @remembered
    def _readings(self) -> dict[tuple[str, str], list[Reading]]:
        readings: dict[tuple[str, str], list[Reading]] = {}
        for row in self.data.rows("readings"):
            readings.setdefault((row.table, row.row), []).append(row)
        return readings

    def render(self, template: str, **values: object) -> Markup:
        note_all(Use("template", name) for name in parts_of(template))
        return text.compact(self.environment.get_template(template).render(**self._known, **values))

    def page(self, template: str, **values: object) -> str:
        """The Markdown of a page that is made from a row, a figure or a claim."""
        note_all(Use("template", name) for name in parts_of(template))
        return self.environment.get_template(template).render(**self._known, **values)

    @property
    def _known(self) -> dict[str, object]:
        """What every template may ask for."""
        return {
            "tools": self.tools, "freshness": self.edition.stale, "with_systems": self.with_systems,
            "copies": self.data.archived,
            "readings": self.readings,
        }  # fmt: skip

    def figure(
        self,
        id: str,
        base: str,
        choice: bool = False,
        said: set[str] | None = None,
        told: dict[str, str] | None = None,
    ) -> Markup:
        """``choice``: is there a page like this one about other environments? A figure of all of them offers none.

        ``said`` has why something on the page needs a second look; what it has already is not said again. ``told`` has
        the environments of which the page has said machine, versions and rounds, each with the figure that did.
        """
        if missing := self.edition.undrawn.get(id):
            note("figure", missing.file)
            return Markup('<p class="fig-missing" id="{}"><strong>{}.</strong> {}</p>').format(
                id, missing.title.removesuffix("."), missing.said
            )
        figure = self.edition.figures[id]
        why = self.edition.stale.why_figure(figure)
        known = said is not None and why in said
        if said is not None:
            said.add(why)
        before = dict(told or {})
        if told is not None:
            for environment, _ in figure.provenance:
                told.setdefault(environment, figure.id)
        choice = choice and figure.of_environment
        return self.figure_of(figure, base, choice=choice, why="" if known else why, told=before)

    def figure_of(
        self,
        figure: Figure,
        base: str,
        *,
        choice: bool = False,
        large: bool = False,
        why: str = "",
        told: Mapping[str, str] = MappingProxyType({}),
    ) -> Markup:
        """``large``: on its own page, which gives title and unit itself and offers views. ``why`` it is stale.

        ``told``: environment of which the page has said all → the figure where it stands.
        """
        repeated = [environment for environment, _ in figure.provenance if environment in told]
        note("figure", figure.file)
        drawn = self.drawings.get(figure.file, {})
        sources = [self.data.sources[source_id] for source_id in figure.source_ids]
        return self.render(
            "figure.html", figure=figure, columns=figure.columns, row_head=row_head(figure), sources=sources,
            base=base, choice=choice, large=large, why=why, names=NAMES, few=FEW_SOURCES,
            note=no_newer(self.data) if figure.kind == "counted" else "",
            wide=_apart(drawn.get("wide", "")), narrow=_apart(_told_once(drawn.get("narrow", ""))),
            left_out=list(figure.reasons.items()), caption=figure.caption_without(told),
            above=told[repeated[0]] if repeated else "", where=self._where(figure, told),
        )  # fmt: skip

    def _where(self, figure: Figure, told: Mapping[str, str]) -> str:
        """What was measured: machines that the page or the drawing names are called by their letters alone."""
        ids = [id for id, _ in figure.provenance]
        listed = [row for id in ids if id in self.data.environments and (row := self.data.environments[id].listed)]
        letters = [row.letter for row in listed if row.letter]
        if not ids or len(letters) < len(ids) or not (len(ids) > 1 or ids[0] in told):
            return figure.scope
        return f"machine{'s' * (len(ids) > 1)} {', '.join(letters)}"

    def figure_list(self, used: Mapping[str, Sequence[tuple[str, str]]], base: str) -> Markup:
        """Every figure of the main environment below the first page that shows it; last, those with nothing to draw.

        ``used``: file → titles and addresses of pages.
        """
        groups: dict[tuple[str, str], list[Figure]] = {}
        for figure in self.edition.figures.values():
            if pages := used.get(figure.file):
                groups.setdefault(pages[0], []).append(figure)
        return self.render("figure_list.html", groups=groups, missing=list(self.edition.undrawn.values()), base=base)

    def file_link(self, path: str, shown: str, base: str) -> Markup:
        """A link to a file that is not a page, so MkDocs does not know it. ``path`` is relative to the site's root."""
        return Markup('<a href="{}">{}</a>').format(base + path, shown or path.rsplit("/", 1)[-1])

    def comparison_table(self, base: str) -> Markup:
        note("shown", "comparison")
        criteria = self.data.rows("comparison_criteria")
        groups = [group for group in CRITERION_GROUPS if any(row.group == group for row in criteria)]
        order = [self.data.cells[row.id, name] for row in criteria for name in COLUMN_TITLES]
        numbers = {id: n for n, id in enumerate(dict.fromkeys(id for cell in order for id in cell.source_ids), start=1)}
        return self.render(
            "comparison.html", criteria=criteria, groups=groups, cells=self.data.cells,
            columns=list(COLUMN_TITLES.items()), numbers=numbers, sources=self.data.sources, base=base,
        )  # fmt: skip

    def ecosystem_table(self, base: str, ids: Sequence[str] = ()) -> Markup:
        """All systems by name, or the given ones in their order with links to the full table."""
        for shown in [f"systems {id}" for id in ids] or ["systems"]:
            note("shown", shown)
        systems = [self.data.systems[id] for id in ids] or sorted(
            self.data.rows("systems"), key=lambda row: row.name.lower()
        )
        linked = bool(ids)
        caption = f"{len(systems)} systems: status, newest release, keeper and source"
        return self.render(
            "ecosystem.html", systems=systems,
            facts={row.id: self.packages.of(row) for row in systems}, framework_names=NAMES,
            names={row.id: row.name for row in self.data.rows("systems")}, sources=self.data.sources, base=base,
            linked=linked, table_id="-".join(["systems", *ids[:2]]) if ids else "ecosystem-table",
            caption=caption, searchable=not ids,
            statuses=[status for status in STATUSES if any(row.status == status for row in systems)],
            loop_status=list(STATUSES), jobs=job_results(self.data), job_words=RESULTS,
        )  # fmt: skip

    def study_hits(self, base: str) -> Markup:
        """Every hit of the search for published pairs, those that are in first."""
        note("shown", "study_hits")
        hits = sorted(self.data.rows("study_hits"), key=lambda row: (row.decision, row.year, row.title))
        return self.render("study_hits.html", hits=hits, base=base)

    def source_list(self, base: str) -> Markup:
        note("shown", "sources")
        sources = sorted(self.data.rows("sources"), key=lambda row: (row.publisher.lower(), row.title.lower()))
        without = [row for row in sources if not stays_as_it_is(row.url) and row.id not in self.data.archived]
        records = {row.source_id for row in self.data.rows("advisories")}
        return self.render("sources.html", sources=sources, without=len(without), records=records, base=base)


def _apart(drawing: str) -> Markup:
    """A drawing whose words stay words where nobody draws: in a terminal, or copied as text."""
    return Markup(drawing.replace("</text>", "</text>\n"))


def _told_once(narrow: str) -> str:
    """The narrow drawing says what the wide one does: a browser in a terminal takes all of it for a title.

    Where pictures are drawn, both titles are empty.
    """
    return narrow.replace(">", "><title />", 1).replace("</svg>", "<title></title></svg>")
