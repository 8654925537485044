"""A Markdown twin of each page, and ``llms.txt``, which lists them: for whoever feeds a page to a program or reads without a browser.

A twin is made from the source of its page, not from HTML: the same values in, :class:`~sitedata.pages.twin_fragments.TwinFragments` for
tables and figures, and no markup that only MkDocs knows. It lies beside its page: ``4b-performance/index.md``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from markupsafe import Markup

from sitedata.pages import api, environments, workload_code
from sitedata.pages.claims import ClaimPages, description_of
from sitedata.pages.dictionary import data_dictionary
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import GuidePages
from sitedata.pages.llms import About
from sitedata.pages.page_files import place_of
from sitedata.pages.twin_fragments import TwinFragments
from sitedata.pages.words.facts import one
from sitedata.schema.tables import Source
from sitedata.text import addresses
from sitedata.text import values as text
from sitedata.text.markdown import Markdown, address, escaped

FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.DOTALL)
WRAPPER = re.compile(r"</?div[^<>]*>")
PARAGRAPH = re.compile(r"<p[^<>]*>(.*)</p>")
HEADING_ID = re.compile(r"^(#+ .*?) *\{#[\w.-]+\}$")
LINK = re.compile(r"(?<!\\)\]\((?!<)([^()\s]*)\)")
LICENCE = "text and data CC BY-SA 4.0"


class TwinPages:
    """Writes twins. ``claims`` renders the pages of claims; ``site_url`` is empty where the site does not know its address."""

    def __init__(self, claims: ClaimPages, site_url: str = "", title: str = ""):
        self.claims, self.site_url, self.title = claims, addresses.home(site_url), title
        self.pages: dict[str, str] = {}
        self.abouts: dict[str, About] = {}

    def base(self, place: str) -> str:
        return self.site_url or "../" * place.count("/")

    # --- a page that people wrote ---
    def names(self, place: str, page: str, fragments: Fragments, values: Mapping[str, object]) -> tuple[dict[str, object], TwinFragments]:
        """What a page may ask, answered in Markdown; ``values`` are the names of the page itself. ``page`` as in :mod:`sitedata.pages.articles`."""
        base = self.base(place)
        pieces = TwinFragments(fragments, base)
        own: dict[str, Callable | object] = {
            "figure": lambda id: values["figure"](id) and pieces.figure(id),  # the page's own tells unknown ids
            "ecosystem_table": lambda *ids: pieces.ecosystem_table(base, ids),
            "comparison_table": lambda: pieces.comparison_table(base),
            "source_list": lambda: pieces.source_list(base),
            "figure_list": lambda: pieces.figure_list(values["figures_used"](), base),
            "twin_code": lambda: Markdown(workload_code.twin_code(fragments.repository)),
            "agreement_table": lambda: environments.agreement_table(pieces),
            "defaults_table": lambda: environments.defaults_table(pieces),
            "environment_list": lambda: environments.environment_list(pieces, base),
            "claim_ledger": lambda: self._claims(pieces).ledger(base),
            "claims_with": lambda verdict: Markdown(values["claims_with"](verdict)),
            "second_look": lambda: values["second_look"](pieces),
            "probe_list": lambda: self._claims(pieces).probe_list(base),
            "verdict_changes": lambda: self._claims(pieces).changes(base),
            "section_tally": lambda section: Markdown(f"{self.claims.tally(section)}. [All claims]({base}claims/index.md)."),
            "samples_tool": lambda: Markdown("*The list of runs is made in the browser, on the page itself.*"),
            "compare_tool": lambda: Markdown("*The comparison is made in the browser, on the page itself.*"),
            "data_dictionary": lambda: data_dictionary(pieces, base),
            "environment_choice": lambda: environments.environment_choice(pieces, base, page),
            "file_link": lambda path, shown="": file_link(path, shown, base),
            "api_table": lambda: api.resource_table(pieces, base),
            "api_requests": lambda name: api.request_box(pieces, name, self.site_url),
            "api_members": lambda name: api.member_table(pieces, name),
            "written_as": lambda value: self._written(value, place),
        }
        guide = GuidePages(pieces)
        return dict(values) | guide.names(base) | own | {"advice": lambda id: self._advice(guide, id)}, pieces

    def _advice(self, guide: GuidePages, id: str) -> Markdown:
        row = one({row.claim_id: row for row in guide.data.rows("guide_advice")}, id, "piece of advice")
        return Markdown(f"**{row.became}** {escaped(self.claims.judged[id].reason)}")

    def add(self, place: str, path: Path, filled: str, about: Mapping[str, object], cited: list[str], pieces: TwinFragments) -> None:
        """Keep the twin of the page at ``place``, whose source is ``path`` and whose placeholders are ``filled`` in."""
        body = "\n".join(self._lines(FRONT_MATTER.sub("", filled, count=1), path, place))
        self.abouts[place] = About(str(about.get("title", place)), str(about.get("description", "")))
        self._keep(place, body, self._footnotes([*dict.fromkeys([*cited, *pieces.cited])], self.base(place)))

    def add_claims(self) -> None:
        """The twins of all pages of claims."""
        for id, judged in self.claims.judged.items():
            title = judged.claim.claim.removesuffix(".")
            self.add_made(f"claims/{id}/", title, description_of(judged), lambda pieces, id=id: self._claims(pieces).page(id, pieces.base))

    def add_made(self, place: str, title: str, description: str, page: Callable[[TwinFragments], str]) -> None:
        """The twin of a page that nobody wrote; ``page`` makes its Markdown from pieces."""
        pieces = TwinFragments(self.claims.fragments, self.base(place))
        self.abouts[place] = About(escaped(title), escaped(description))
        self._keep(place, page(pieces), "")

    def _claims(self, pieces: TwinFragments) -> ClaimPages:
        return ClaimPages(pieces, self.claims.outputs)

    def _keep(self, place: str, body: str, footnotes: str) -> None:
        where = self.base(place) + place or "./"
        heading, _, rest = body.strip("\n").partition("\n")
        note = f"> {self.title}: [this page with its interactive parts]({where}), [all pages as Markdown]({self.base(place)}llms.txt), {LICENCE}."
        whole = "\n\n".join(filter(None, [heading, note, rest.strip("\n"), footnotes]))
        self.pages[f"{place}index.md"] = "\n".join(spaced(whole.split("\n"))).rstrip("\n") + "\n"

    def _written(self, value: object, place: str) -> str:
        if isinstance(value, Markup) and not isinstance(value, Markdown):  # a piece that has no Markdown form yet
            return f"*Shown on [the page itself]({self.base(place) + place or './'}).*"
        return escaped(value)

    # --- lines ---
    def _lines(self, filled: str, path: Path, place: str) -> Iterator[str]:
        """Without markup that only MkDocs knows, and with links that lead somewhere from a twin."""
        for line, code in fenced(filled.split("\n")):
            if code:
                yield line
            elif WRAPPER.fullmatch(line.strip()):
                yield ""
            else:
                line = HEADING_ID.sub(r"\1", PARAGRAPH.sub(r"\1", line))
                yield LINK.sub(lambda found: f"]({self._target(found[1], path, place)})", line)

    def _target(self, target: str, path: Path, place: str) -> str:
        """A link to a page leads to its twin, and one into a page, whose ids a twin does not have, to the page itself."""
        page, _, anchor = target.partition("#")
        if target.startswith("#"):
            return f"{self.base(place)}{place}#{anchor}"
        if ":" in page or not page.endswith(".md") or page.endswith("/index.md"):  # the last one leads to a twin already
            return target
        there = place_of(Path(posixpath.normpath(PurePosixPath(path.as_posix()).parent / page)))
        return f"{self.base(place)}{there}" + (f"#{anchor}" if anchor else "index.md")

    # --- footnotes ---
    def _footnotes(self, cited: list[str], base: str) -> str:
        sources, judged = self.claims.data.sources, self.claims.judged
        notes = [self._claim_note(id, base) if id in judged else source_note(sources[id], base) for id in cited if id in judged or id in sources]
        return "\n".join(notes)

    def _claim_note(self, id: str, base: str) -> str:
        judged = self.claims.judged[id]
        claim = judged.claim
        return (
            f"[^{id}]: **{judged.verdict.capitalize()}**: {escaped(claim.claim)} {escaped(judged.reason)} Scope: {escaped(judged.scope)}."
            f" Checked on {text.day(judged.checked_on)}. [Evidence]({base}claims/{id}/index.md)"
        )


def fenced(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code."""
    fence = ""
    for line in lines:
        found = FENCE.match(line)
        yield line, bool(fence or found)
        if found and (not fence or line.strip() == fence):
            fence = "" if fence else found[1]


def spaced(lines: Iterable[str]) -> Iterator[str]:
    """Never two blank lines after each other, except in code."""
    blank = True
    for line, code in fenced(lines):
        if line or code or not blank:
            yield line
        blank = not line and not code


def source_note(source: Source, base: str) -> str:
    title = escaped(source.title)
    link = f"[{title}]({address(source.url)})" if source.url.startswith("http") else f"{title}, `{source.url}`"
    when = f"published {text.day(source.published)}, " if source.published else "undated, "
    return (
        f"[^{source.id}]: {escaped(source.publisher)}: {link}, {when}read {text.day(source.accessed)} ({escaped(source.version_read)})."
        f" [{source.id}]({base}sources/#{source.id})"
    )


def file_link(path: str, shown: str, base: str) -> Markdown:
    return Markdown(f"[{escaped(shown or path.rsplit('/', 1)[-1])}]({base}{address(path)})")
