"""Pages that people wrote, to pages that MkDocs reads: values, figures and tables filled in, cited sources as footnotes.

A page is Markdown. ``{{ … }}`` asks the data (see :mod:`sitedata.pages.words.facts`), ``{{ figure("id") }}`` places a figure, ``[^source-id]``
cites a source. Only the sources that a page cites become its footnotes.
"""

from __future__ import annotations

import datetime
import functools
import html
import json
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from inspect import getattr_static
from pathlib import Path

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from markupsafe import Markup
from pydantic import BaseModel

from sitedata.load import inputs
from sitedata.pages import api, workload_code
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import GuidePages
from sitedata.pages.lint.citations import citations
from sitedata.pages.lint.comparisons import bare_comparisons
from sitedata.pages.lint.markup import typed_markup
from sitedata.pages.lint.verdicts import typed_verdicts
from sitedata.pages.second_look import entries_of, second_look
from sitedata.pages.shares import Link
from sitedata.pages.twin_pages import TwinPages, place_of
from sitedata.pages.words.facts import Unknown, Values
from sitedata.schema.tables import Source
from sitedata.text import addresses
from sitedata.text import values as text
from sitedata.text.markdown import Markdown
from sitedata.text.markdown import address as in_markdown
from sitedata.text.problem import BadInput, Problem, did_you_mean, quoted

FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
MOST_PROBLEMS = 100  # per page
PAGE_LINK = re.compile(r"\]\((?=[\w./-]+\.md[)#])")
FIGURE = re.compile(r"\bfigure\(\"([a-z0-9-]+)\"\)")
BLOCK = re.compile(r"{%.*?%}")
BROKEN = "broken placeholder"
UNKNOWN = "unknown claim or source"
FILTERS = {"day": text.day, "number": text.number, "millions": text.millions}


class Pages:
    """Renders the pages of ``docs/``.

    A page whose front matter says ``environments: yes`` is rendered again for each of ``others``, the environments that are not
    the main one: ``4b-performance.md`` also becomes ``4b-performance/<id>.md``, in which all values and figures are of that environment.
    """

    def __init__(
        self,
        docs: Path,
        values: Values,
        fragments: Fragments,
        others: Mapping[str, tuple[Values, Fragments]] | None = None,
        outputs: Path | None = None,
        site_url: str = "",
        title: str = "",
    ):
        self.docs, self.values, self.fragments, self.others = docs, values, fragments, others or {}
        self.claims = ClaimPages(fragments, outputs)
        self.guide = GuidePages(fragments, lambda: self.claims.judged)
        self.site_url = site_url
        self.twins = TwinPages(self.claims, site_url, title)

    def render_all(self) -> dict[Path, str]:
        """Relative path → Markdown.

        Raises:
            BadInput: every unknown id, name or citation of every page, with its line.
        """
        rendered, problems, cited = {}, inputs.strange_pages(self.docs), set()
        for path in inputs.pages(self.docs):
            relative = path.relative_to(self.docs)
            shown = f"{self.docs.name}/{relative.as_posix()}"
            try:
                source = inputs.read_page(path)
            except inputs.Unreadable as error:
                problems.append(error.at(shown))
                continue
            cited |= {id for _, id in citations(source)}
            problems += self.source_problems(shown, source)
            try:
                rendered |= self._render_for_each(relative, source, shown)
            except BadInput as bad:
                problems += bad.problems
        problems += self.uncited(cited)
        if problems:
            raise BadInput(problems)
        if "claims.md" in {path.as_posix() for path in rendered}:
            rendered |= {Path("claims") / f"{id}.md": self.claims.page(id) for id in self.claims.judged}
            self.twins.add_claims()
        return rendered

    def source_problems(self, shown: str, source: str, *, sound: bool = True) -> list[Problem]:
        """What is wrong with a page before it is filled in. ``sound``: are all claims and sources known that a page may cite?"""
        problems = [*front_matter_problems(shown, source), *unfounded(shown, source), *typed_markup(shown, source)]
        if sound:
            problems += [*self._unknown_citations(shown, source), *typed_verdicts(shown, source, self.claims.judged)]
        return problems

    def _render_for_each(self, relative: Path, source: str, shown: str) -> dict[Path, str]:
        """The page, and those about other environments if it asks for them."""
        to_root = "../" * (len(relative.parts) - 1 + (relative.stem != "index"))
        asks = front_matter(source).get("environments") is True and self.others
        page = relative.with_suffix("").as_posix() + "/" if asks else ""
        report = self.fragments.tools.forge.report(f"page {relative.as_posix()}", str(front_matter(source).get("title", "")))
        filled, footnotes, names = self._filled(to_root, page, (self.values, self.fragments), source, shown)
        filled = with_meta(filled, verdicts=self.claims.marks(footnotes), stale=self.claims.stale(footnotes), report_url=report)
        rendered = {relative: ended(filled, self._footnotes(footnotes, "../" * (len(relative.parts) - 1)))}
        self._twin(place_of(relative), relative, source, page, names, self.fragments, footnotes)
        for id, view in self.others.items() if asks else ():
            filled, footnotes, names = self._filled(to_root + "../", page, view, source, shown)
            self._twin(f"{page}{id}/", relative, source, page, names, view[1], footnotes)
            # one folder deeper, and out of the search, which would find everything twice
            meta = {"made_from": relative.as_posix(), "search": {"exclude": True}, "report_url": report}
            meta |= {"verdicts": self.claims.marks(footnotes), "stale": self.claims.stale(footnotes)}
            filled = PAGE_LINK.sub("](../", with_meta(filled, **meta))
            rendered[relative.with_suffix("") / f"{id}.md"] = ended(filled, self._footnotes(footnotes, "../" * len(relative.parts)))
        return rendered

    @functools.cached_property
    def used(self) -> dict[str, list[Link]]:
        """Name of a figure's files → the pages that show it. A figure that has nothing to draw is on no page."""
        found: dict[str, list[Link]] = {}
        for place, source in inputs.page_sources(self.docs).items():
            ids = dict.fromkeys(FIGURE.findall(source))
            relative = Path(place).with_suffix("")
            address = "" if relative.name == "index" else f"{relative.as_posix()}/"
            views = {"": (self.values, self.fragments)} | (dict(self.others) if front_matter(source).get("environments") is True else {})
            for environment, (values, fragments) in views.items() if ids else ():
                link = Link(title_of(source, values), address + (f"{environment}/" if environment else ""))
                for id in ids:
                    if id in fragments.figures:
                        found.setdefault(fragments.figures[id]["file"], []).append(link)
        for id, judged in self.claims.judged.items():
            if f"claim-{id}" in self.fragments.figures:
                found.setdefault(f"claim-{id}", []).append(Link(judged.claim.claim, f"claims/{id}/"))
        return found

    def _twin(
        self, place: str, relative: Path, source: str, page: str, names: dict[str, Callable | object], fragments: Fragments, cited: list[str]
    ) -> None:
        """The same source once more, filled in for whoever reads Markdown."""
        asked, pieces = self.twins.names(place, page, fragments, names)
        filled = fill(asked, source, relative.as_posix())
        self.twins.add(place, relative, filled, front_matter(filled), cited, pieces)

    def _filled(self, base: str, page: str, view: tuple[Values, Fragments], source: str, shown: str) -> tuple[str, list[str], dict]:
        """The page filled in, what it then cites (typed in it or named by a list from the ledger), and the names that filled it."""
        listed: list[str] = []
        names = self._names(base, page, *view, listed)
        filled = fill(names, source, shown)
        cited = dict.fromkeys([*(id for _, id in citations(source)), *listed])
        return filled, [id for id in cited if f"[^{id}]" in filled], names

    def _names(self, base: str, page: str, values: Values, fragments: Fragments, listed: list[str]) -> dict[str, Callable | object]:
        """``page`` is the address of a page that exists for several environments, else empty. ``listed`` takes the claims that a list cites."""
        asked = asked_of(values)

        def figure(id: str) -> Markup:
            known = [*fragments.figures, *fragments.undrawn]
            if id not in known:
                raise Unknown(f"unknown figure '{id}'{did_you_mean(id, known)}")
            return fragments.figure(id, base, choice=bool(page))

        def ecosystem_table(*ids: str) -> Markup:
            for id in ids:
                values.system(id)
            return fragments.ecosystem_table(base, ids)

        def claims_with(verdict: str) -> Markup:
            listed.extend(self.claims.with_verdict(verdict))
            return self.claims.listing(verdict)

        return (
            asked
            | self.guide.names(base)
            | {
                "figure": figure,
                "ecosystem_table": ecosystem_table,
                "comparison_table": lambda: fragments.comparison_table(base),
                "figure_list": lambda: fragments.figure_list(self.used, base),
                "figures_used": lambda: self.used,
                "source_list": lambda: fragments.source_list(base),
                "twin_code": lambda: workload_code.twin_code(fragments.repository),
                "agreement_table": fragments.agreement_table,
                "defaults_table": fragments.defaults_table,
                "environment_list": lambda: fragments.environment_list(base),
                "claim_ledger": lambda: self.claims.ledger(base),
                "probe_list": lambda: self.claims.probe_list(base),
                "verdict_changes": lambda: self.claims.changes(base),
                "verdict": self.claims.verdict,
                "against": self.claims.against,
                "claims_with": claims_with,
                "claim_count": lambda verdict: len(self.claims.with_verdict(verdict)),
                "claim_tally": self.claims.tally,
                "section_tally": lambda section: self.claims.section_tally(section, base),
                "samples_tool": fragments.samples_tool,
                "compare_tool": lambda: fragments.compare_tool(base),
                "second_look": lambda pieces=None: second_look(pieces or self.fragments, self.docs, base),
                "second_look_count": lambda: len(entries_of(self.fragments, self.docs)),
                "data_dictionary": lambda: fragments.data_dictionary(base),
                "environment_choice": lambda: fragments.environment_choice(base, page),
                "file_link": lambda path, shown="": fragments.file_link(path, shown, base),
                "site_is_known": lambda: bool(self.site_url),
                "site_address": lambda path="": Markdown(in_markdown(addresses.address(path, self.site_url))),
                "api_table": lambda: api.resource_table(fragments, base),
                "api_requests": lambda name: api.request_box(fragments, name, self.site_url),
                "api_members": lambda name: api.member_table(fragments, name),
            }
        )

    def _unknown_citations(self, shown: str, source: str) -> Iterator[Problem]:
        known = self.values.data.sources
        for line, cited in citations(source):
            if cited not in known and cited not in self.claims.judged:
                expected = f"the id of a row in data/claims.csv or data/sources.csv{did_you_mean(cited, [*known, *self.claims.judged])}"
                yield Problem(shown, line, "", UNKNOWN, quoted(f"[^{cited}]"), expected)

    def uncited(self, cited: set[str]) -> Iterator[Problem]:
        """Sources on which no page and no row rests."""
        data = self.values.data
        used = cited | data.cited_sources
        for source in data.sources.values():
            if source.id not in used:
                yield Problem(
                    data.tables["sources"].file, source.line, "id", "nobody cites it", quoted(source.id), "a page or a row that rests on it"
                )

    def _footnotes(self, cited: list[str], to_root: str) -> str:
        known, judged = self.values.data.sources, self.claims.judged
        notes = [self.claims.footnote(id, to_root) if id in judged else footnote(known[id], to_root) for id in cited if id in judged or id in known]
        return "".join("\n" + note for note in notes)


@pass_context
def written(context: Context, value: object) -> str:
    """A value as characters: inert for MkDocs, or as the name ``written_as`` says. One compiled page serves both."""
    return context.get("written_as", text.inert)(value)


class PageEnvironment(ImmutableSandboxedEnvironment):
    """A page asks and shows. It calls what it is given by name, reads columns of rows, and calculates with numbers; there is nothing else.

    What is not on these lists is refused, since a row or a function of Python knows ways to files and programs.
    """

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        if operator == "**" or not all(isinstance(each, int | float) for each in (left, right)):
            raise TypeError(f"'{operator}' between other things than numbers")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: object, attribute: str) -> object:
        if readable(obj, attribute):
            return getattr(obj, attribute)
        known = getattr_static(obj, attribute, None) is not None
        return self.unsafe_undefined(obj, attribute) if known else self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        return self.getattr(obj, argument) if isinstance(argument, str) else self.unsafe_undefined(obj, str(argument))

    def call(__self, __context: Context, __obj: object, *args: object, **kwargs: object) -> object:
        if not isinstance(__obj, Undefined) and not any(__obj is given for given in __context.parent.values()):
            raise SecurityError("only names can be called")
        return __context.call(__obj, *args, **kwargs)


def readable(obj: object, name: str) -> bool:
    """Is it a column of a row, a field of a value or a property of ours, or where a loop stands?"""
    if isinstance(obj, LoopContext):
        return name in ("first", "last", "index")
    kind = type(obj)
    if isinstance(obj, BaseModel):
        known = set(kind.model_fields)
    elif is_dataclass(obj) and not isinstance(obj, type):
        known = {each.name for each in fields(obj)}
    else:
        return isinstance(obj, datetime.date) and name in ("year", "month", "day")
    own = getattr(kind, name, None) if kind.__module__.split(".")[0] in ("sitedata", "bench") else None
    return not name.startswith("_") and (name in known or isinstance(own, property | functools.cached_property))


@functools.cache
def environment() -> PageEnvironment:
    made = PageEnvironment(
        undefined=StrictUndefined, finalize=written, comment_start_string="{!--", comment_end_string="--!}", keep_trailing_newline=True
    )
    made.filters = FILTERS | {name: made.filters[name] for name in ("capitalize", "lower", "length")}
    made.tests.clear()
    made.globals.clear()
    return made


@functools.lru_cache(maxsize=512)
def template(source: str) -> Template:
    """A page compiled. Under ``make serve`` the pages that did not change are not compiled again.

    Raises:
        TemplateSyntaxError: it holds more than values, conditions and single loops.
    """
    if found := CONTROL.search(source):
        raise TemplateSyntaxError(f"'{found[0]}' is not for pages", source.count("\n", 0, found.start()) + 1)
    starts = [found.start() for found in re.finditer(r"\{[{%]", source)]
    long = [start for start in starts if not 0 <= source.find("}", start) - start <= LONGEST_PLACEHOLDER]
    if long or len(starts) > MOST_PLACEHOLDERS:
        line = source.count("\n", 0, (long or starts)[0]) + 1
        raise TemplateSyntaxError(f"more than {LONGEST_PLACEHOLDER} characters, or {MOST_PLACEHOLDERS:,} placeholders in a page", line)
    tree = environment().parse(source)
    for statement in STATEMENTS_LEFT_OUT:
        for found in tree.find_all(statement):
            raise TemplateSyntaxError(f"{statement.__name__.lower()} is not for pages", found.lineno)
    for loop in tree.find_all(nodes.For):
        for inner in (found for part in loop.body for kind in (nodes.For, nodes.Call) for found in [part, *part.find_all(kind)]):
            if isinstance(inner, nodes.For | nodes.Call):
                raise TemplateSyntaxError("a loop or a question in a loop", inner.lineno)
        nothing = isinstance(loop.iter, nodes.Tuple) and not loop.iter.items  # what is left of a loop whose line was emptied
        if loop.recursive or not (nothing or isinstance(loop.iter, nodes.Call)):
            raise TemplateSyntaxError("a loop over something else than an answer of the data", loop.lineno)
    return environment().from_string(source)


CONTROL = re.compile(r"\{[{%][-+]|[-+][%}]\}|\{!--|--!\}|\{%\s*raw")
"""White-space control, comments and raw text: with these, what stands in the source is not what comes out of it."""
LONGEST_PLACEHOLDER = 500  # characters; the longest has a third of it
MOST_PLACEHOLDERS = 400  # of a page; three times those of the longest
STATEMENTS_LEFT_OUT = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Assign, nodes.AssignBlock, nodes.Include, nodes.Import,
                       nodes.FromImport, nodes.Extends, nodes.Block, nodes.With, nodes.ScopedEvalContextModifier)  # fmt: skip


UNFILLED = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, SyntaxError)
"""What a placeholder may end in. The last two: brackets or conditions nested without end."""


def fill(names: dict[str, Callable | object], source: str, shown: str) -> str:
    """The page with every placeholder filled in from ``names``.

    Raises:
        BadInput: every placeholder that cannot be filled; after each find its line is emptied and the rest tried again.
    """
    problems: list[Problem] = []
    lines = source.split("\n")
    while len(problems) < MOST_PROBLEMS:
        try:
            filled = template("\n".join(lines)).render(names)
            break
        except TemplateSyntaxError as error:
            line, found = error.lineno, (BROKEN, error.message or "", "{{ name(…) }}")
        except Unknown as error:
            line, found = _line_of(error), (str(error), "", error.expected)
        except UNFILLED as error:
            line = _line_of(error)
            said = re.sub(r"'sitedata\.[\w.]+\.(\w+) object'", r"'\1'", str(error.args[0] if error.args else error))
            found = ("cannot be filled in", quoted(said), "a name that exists, and data with which it can be computed (see README, Writing a page)")
        problems.append(Problem(shown, line, "", *found))
        left = "" if found[0] == BROKEN else "".join(map(_of_nothing, BLOCK.findall(lines[line - 1])))
        if left == lines[line - 1]:
            break  # nothing left to empty there: the fault reaches over several lines
        lines[line - 1] = left
    if problems:
        raise BadInput(problems)
    return filled


def _line_of(error: Exception) -> int:
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return next((frame.lineno for frame in frames if frame.filename == "<template>"), 1) or 1


def _of_nothing(tag: str) -> str:
    """A block's tag without what it asks: a line that is emptied leaves the blocks around it whole, so that one fault is one finding."""
    return re.sub(r"^({%-?\s*(?:el)?if\b).*?(-?%})$", r"\1 false \2", re.sub(r"^({%-?\s*for\b.*?\bin\b).*?(-?%})$", r"\1 () \2", tag))


def unfounded(shown: str, source: str) -> Iterator[Problem]:
    """Comparisons that show nothing to rest on. A page about our own method says so with ``own_method: yes``."""
    if front_matter(source).get("own_method") is True:
        return
    expected = "a claim [^id], a source, a link or a value from the data in the same sentence"
    for line, words in bare_comparisons(source):
        yield Problem(shown, line, "", "a comparison that rests on nothing", quoted(words), expected)


def with_meta(filled: str, **values: object) -> str:
    """The page with more in its front matter, for the theme and for ``hooks.py``; what is empty is left out."""
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items() if value)
    return filled.replace("---\n", f"---\n{lines}", 1)


def ended(filled: str, footnotes: str) -> str:
    return filled.rstrip("\n") + "\n" + footnotes


def asked_of(values: Values) -> dict[str, Callable]:
    """What a page may ask of the data, by name."""
    return {name: functools.cache(getattr(values, name)) for name in dir(values) if not name.startswith("_") and name != "data"}


def title_of(source: str, values: Values) -> str:
    """The title of a page as plain text, before it is filled in; one that cannot be filled is reported when the page is."""
    title = str(front_matter(source).get("title", ""))
    try:
        return html.unescape(fill(asked_of(values), title, "")) if "{" in title else title
    except BadInput:
        return title


def front_matter(source: str) -> dict:
    """What it says; nothing if it is missing or broken."""
    found = FRONT_MATTER.match(source)
    try:
        values = yaml.safe_load(found[1]) if found else None
    except NO_YAML:
        values = None
    return values if isinstance(values, dict) else {}


NO_YAML = (yaml.YAMLError, ValueError, RecursionError)  # the last two: a number without end, brackets without end
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
HIDDEN = {"navigation", "toc", "footer", "path"}
"""Parts of the theme that a page may leave out."""
FRONT_MATTER_NAMES = ("title", "description", "environments", "own_method", "hide")
"""The rest belongs to the build: a page must not bring a head or a template of its own."""


def front_matter_problems(shown: str, source: str) -> Iterator[Problem]:
    """A page begins with YAML that has a title and a description: search engines and link previews show both."""
    expected = "lines title: … and description: … between two lines ---"
    found = FRONT_MATTER.match(source)
    if not found:
        yield Problem(shown, 1, "", "no front matter", "", expected)
        return
    try:
        values = yaml.safe_load(found[1])
    except NO_YAML as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", None) or "")
        yield Problem(shown, mark.line + 2 if mark else 1, "", "front matter is not YAML", said, "quotes around a value with a colon")
        return
    for name in values if isinstance(values, dict) else ():
        if name not in FRONT_MATTER_NAMES:
            hint = did_you_mean(str(name), FRONT_MATTER_NAMES)
            yield Problem(shown, 1, "", "not for a page's front matter", quoted(name), f"one of {', '.join(FRONT_MATTER_NAMES)}{hint}")
    for name in ("title", "description"):
        if not isinstance(values, dict) or not isinstance(values.get(name), str):
            yield Problem(shown, 1, name, "missing from the front matter", "", expected)
        elif not values[name].isprintable():
            yield Problem(shown, 1, name, "an invisible character", quoted(values[name]), "words on one line")
        elif set(PLACEHOLDER.sub("", values[name])) & set('<>"&'):
            yield Problem(shown, 1, name, "a mark of HTML", quoted(values[name]), 'words without < > & and "')
    wrong = [name for name in ("environments", "own_method") if isinstance(values, dict) and not isinstance(values.get(name, True), bool)]
    if isinstance(values, dict) and not (isinstance(values.get("hide", []), list) and {*map(str, values.get("hide", []))} <= HIDDEN):
        wrong.append("hide")
    for name in wrong:
        expected = f"a list of {', '.join(sorted(HIDDEN))}" if name == "hide" else "yes or no"
        yield Problem(shown, 1, name, "no value for this", quoted(values[name]), expected)


def footnote(source: Source, to_root: str) -> str:
    """A source as a Markdown footnote: who, what, when published, when read."""
    title = text.inert(source.title)
    link = f"[{title}](<{source.url}>)" if source.url.startswith("http") else f"{title}, `{source.url}`"
    when = f"published {text.day(source.published)}, " if source.published else "undated, "
    return (
        f"[^{source.id}]: {text.inert(source.publisher)}: {link}, {when}read {text.day(source.accessed)}"
        f" ({text.inert(source.version_read)}). [{text.inert(source.id)}]({to_root}sources.md#{source.id})\n"
    )
