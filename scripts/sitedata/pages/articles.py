"""From pages that people wrote to pages that MkDocs reads: values, figures and tables filled in, sources as footnotes.

A page is Markdown. ``{{ … }}`` asks the data (see :mod:`sitedata.pages.words.facts`), ``{{ figure("id") }}`` places a
figure, ``[^source-id]`` cites a source. Only the sources that a page cites become its footnotes. In: ``docs/`` and an
edition. Out: Markdown, and what each page uses.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitedata.judge.environments import environments_of
from sitedata.load import inputs
from sitedata.load.uses import Use, note, noting
from sitedata.pages.claims import ClaimPages
from sitedata.pages.footnotes import ended, footnotes
from sitedata.pages.fragments import Fragments
from sitedata.pages.front_matter import front_matter, with_meta
from sitedata.pages.guide import GuidePages
from sitedata.pages.lint.citations import citations
from sitedata.pages.mistakes import mistakes, uncited
from sitedata.pages.page_files import linked
from sitedata.pages.quotes import Quotes
from sitedata.pages.record import PageUses, Record, uses_of
from sitedata.pages.template import fill
from sitedata.pages.vocabulary import Place, View, Vocabulary
from sitedata.pages.words.facts import Values
from sitedata.text.addresses import place_of
from sitedata.text.problem import BadInput, Problem


@dataclass(frozen=True)
class Written:
    """A page that a person wrote. ``path`` is relative to ``docs/``, ``shown`` is what a problem calls it."""

    path: Path
    source: str
    shown: str

    @property
    def address(self) -> str:
        return place_of(self.path)

    @property
    def device(self) -> str:
        """The kind of device for each of whose environments there is a version of it; empty for most pages."""
        return str(front_matter(self.source).get("environments") or "")


@dataclass(frozen=True)
class Filled:
    """A page filled in for one environment, before it gets its footnotes. ``about`` is empty for the main one."""

    page: Written
    about: str
    text: str
    cited: list[str]
    uses: PageUses

    @property
    def address(self) -> str:
        return f"{self.page.address}{self.about}/" if self.about else self.page.address

    @property
    def up(self) -> str:
        """The relative path from its file, and from its address, to the root of the pages."""
        return "../" * self.address.count("/")


@dataclass(frozen=True)
class Rendered:
    """``pages`` by their path below ``build/docs``, and what each uses by its address."""

    pages: dict[Path, str]
    record: dict[str, PageUses]


class Pages:
    """Renders the pages of ``docs/``.

    A page whose front matter says ``environments: cpu`` is about the main environment of that kind of device, and is
    rendered again for each other one: ``4b-performance.md`` also becomes ``4b-performance/<id>.md``, in which all
    values and figures are of that environment.
    """

    def __init__(
        self, docs: Path, main: Fragments, others: Mapping[str, Fragments] | None = None, outputs: Path | None = None,
        site_url: str = "", quotes: Quotes | None = None,
    ):  # fmt: skip
        """``outputs`` is a folder with what each probe printed."""
        self.docs, self.edition, self.site_url = docs, main.edition, site_url
        self.views = {"": View(Values(main.data), main)} | {
            id: View(Values(pieces.data), pieces) for id, pieces in (others or {}).items()
        }
        self.claims = ClaimPages(main, outputs, quotes)
        self.vocabulary = Vocabulary(self.claims, GuidePages(main), site_url)

    def render_all(self) -> Rendered:
        """Every page, and what it uses.

        Raises:
            BadInput: every unknown id, name or citation of every page, with its line.
        """
        written, problems = self._read()
        problems += inputs.strange_pages(self.docs)
        filled: list[Filled] = []
        for page in written:
            problems += mistakes(page.shown, page.source, self.edition)
            try:
                filled += self._fill_each(page, {})
            except BadInput as bad:
                problems += bad.problems
        problems += uncited(self.edition.data, {id for page in written for _, id in citations(page.source)})
        if problems:
            raise BadInput(problems)
        record = self._record_of(filled)
        again = {one.page.path for one in filled if one.uses.lists_pages}  # what others use is known only now
        pages: dict[Path, str] = {}
        for page in written:
            mine = self._fill_each(page, record) if page.path in again else [one for one in filled if one.page is page]
            pages |= {self._path(one): self._whole(one) for one in mine}
            record |= {one.address: one.uses for one in mine}
        if Path("claims.md") in pages:
            pages |= self._claim_pages(record)
        return Rendered(pages, record)

    def page(self, path: Path, record: Callable[[], Record]) -> str:
        """One page that a person wrote, or that of a claim, by its path below ``build/docs``.

        ``record`` says what all pages use, in case this one lists it.

        Raises:
            BadInput: what is wrong on this page.
            KeyError: there is no such page.
        """
        if path.parts[0] == "claims" and len(path.parts) == 2:
            return self.claims.page(path.stem)
        written, about = self._written(path)
        if problems := list(mistakes(written.shown, written.source, self.edition)):
            raise BadInput(problems)
        filled = self._fill(written, about, {})
        return self._whole(self._fill(written, about, record()) if filled.uses.lists_pages else filled)

    @functools.cached_property
    def record(self) -> Record:
        """What every page uses that a person wrote or that is about a claim.

        Raises:
            BadInput: everything that cannot be filled in on any of them.
        """
        return self._record_of([filled for page in self._read()[0] for filled in self._fill_each(page, {})])

    # --- one page ---
    def _record_of(self, filled: list[Filled]) -> dict[str, PageUses]:
        return {page.address: page.uses for page in filled} | self._claims_placed()

    def _written(self, path: Path) -> tuple[Written, str]:
        """The page that a person wrote, and the environment that the page at ``path`` is about."""
        for source, about in ((path, ""), (Path(f"{path.parent}.md"), path.stem)):
            if about in self.views and (self.docs / source).is_file():
                shown = f"{self.docs.name}/{source.as_posix()}"
                try:
                    return Written(source, inputs.read_page(self.docs / source), shown), about
                except inputs.Unreadable as error:
                    raise BadInput([error.at(shown)]) from None
        raise KeyError(path.as_posix())

    def _read(self) -> tuple[list[Written], list[Problem]]:
        written, problems = [], []
        for path in inputs.pages(self.docs):
            relative = path.relative_to(self.docs)
            shown = f"{self.docs.name}/{relative.as_posix()}"
            try:
                written.append(Written(relative, inputs.read_page(path), shown))
            except inputs.Unreadable as error:
                problems.append(error.at(shown))
        return written, problems

    def _fill_each(self, page: Written, record: Record) -> list[Filled]:
        """The page, and its versions about other environments if it asks for them."""
        return [self._fill(page, id, record) for id in ("", *self._measured_on(page.device)[1:])]

    def _measured_on(self, device: str) -> list[str]:
        """Ids of the environments of a kind of device, the one that its page is about without an id first."""
        return [environment.id for environment in environments_of(self.edition.data, device)] if device else []

    def _view(self, page: Written, about: str) -> View:
        first = self._measured_on(page.device)[:1]
        return self.views[about] if about or not first else self.views.get(first[0], self.views[""])

    def _fill(self, page: Written, about: str, record: Record) -> Filled:
        """A page filled in. It cites what is typed in it, and what a list from the ledger names."""
        listed: list[str] = []
        to_root = "../" * (len(page.path.parts) - 1 + (page.path.stem != "index") + bool(about))
        # from the page's file to the folder of docs/ that it was written in
        to_folder = "../" * ((page.path.stem != "index") + bool(about))
        for_each = len(self._measured_on(page.device)) > 1
        place = Place(to_root, page.path.with_suffix("").as_posix() + "/" if for_each else "")
        with noting() as seen:
            if page.device:
                note("shown", "benchmarks")
            names = self.vocabulary.names(place, self._view(page, about), record, listed)
            filled = fill(names, linked(page.source, to_folder), page.shown)
            cited = [
                id for id in dict.fromkeys([*(id for _, id in citations(page.source)), *listed]) if f"[^{id}]" in filled
            ]
            footnotes(self.claims, cited, "")  # so that what they read is noted
        title = html.unescape(str(front_matter(filled).get("title", "")))
        return Filled(
            page, about, filled, cited, uses_of(seen, title, cited, self.edition.judged, written=True, about=about)
        )

    def _path(self, filled: Filled) -> Path:
        path = filled.page.path
        return path.with_suffix("") / f"{filled.about}.md" if filled.about else path

    def _whole(self, filled: Filled) -> str:
        """The page with what theme and hooks read in its front matter, and with its footnotes."""
        page, fragments = filled.page, self._view(filled.page, filled.about).fragments
        report = fragments.tools.forge.report(
            f"page {page.path.as_posix()}", str(front_matter(page.source).get("title", ""))
        )
        about_claims = {"verdicts": self.claims.marks(filled.cited), "stale": self.claims.stale(filled.cited)}
        if not filled.about:
            return ended(
                with_meta(filled.text, **about_claims, report_url=report),
                footnotes(self.claims, filled.cited, filled.up),
            )
        # left out of the search, which would find everything twice
        own = {"made_from": page.path.as_posix(), "search": {"exclude": True}, "report_url": report}
        return ended(with_meta(filled.text, **own, **about_claims), footnotes(self.claims, filled.cited, filled.up))

    # --- pages of claims ---
    def _claims_placed(self) -> dict[str, PageUses]:
        """What is known about the pages of claims before they are made: the figures that they show."""
        figures = self.edition.of_claims
        return {
            f"claims/{id}/": PageUses(judged.claim.claim, figures=(figures[id].file,) if id in figures else ())
            for id, judged in self.edition.judged.items()
        }  # fmt: skip

    def _claim_pages(self, record: dict[str, PageUses]) -> dict[Path, str]:
        made = {}
        for id, judged in self.edition.judged.items():
            with noting() as seen:
                made[Path("claims") / f"{id}.md"] = self.claims.page(id)
            record[f"claims/{id}/"] = uses_of([*seen, Use("shown", f"claims {id}")], judged.claim.claim)
        return made
