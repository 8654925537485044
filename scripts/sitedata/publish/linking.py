"""Everything that links and quotations need, around the pages that people wrote.

Pages of figures and rows, shares, heads, pictures for previews, badges, redirects. In: rendered pages, drawn figures,
the ledger, the archive. Out: more pages, and files.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from sitedata.draw import cards
from sitedata.draw.badges import badges
from sitedata.draw.palette import GLYPHS, VERDICT_ROLES
from sitedata.draw.raster import Artist
from sitedata.judge.pairs import Pair, pairs
from sitedata.load import inputs
from sitedata.load.archive import Published, hash_of
from sitedata.load.uses import noting
from sitedata.pages import heads
from sitedata.pages.articles import Rendered
from sitedata.pages.figures import FigurePages
from sitedata.pages.finding import Finding
from sitedata.pages.front_matter import front_matter, with_meta
from sitedata.pages.heads import Head
from sitedata.pages.llms import About
from sitedata.pages.pairs import PairPages, pair_address
from sitedata.pages.quotes import Quotes, claim_state
from sitedata.pages.record import uses_of
from sitedata.pages.routes import RoutePages
from sitedata.pages.rows import RowPages
from sitedata.pages.shares import SITE_NAME, Link, Share, home_of
from sitedata.pages.trails import Trails
from sitedata.publish import redirects
from sitedata.publish.data_package import table_file
from sitedata.publish.figure_zips import FigureZips
from sitedata.schema.tables import ARTICLE, TABLES, Row
from sitedata.text.addresses import place_of
from sitedata.text.exports import as_json, rows_csv
from sitedata.text.files import Produced
from sitedata.text.markdown import escaped
from sitedata.text.problem import BadInput, Problem, quoted

HERE = "scripts/sitedata/publish/linking.py"
SECTION_PAGE = re.compile(r"^(\d+[a-z]?)-")
FINDING = re.compile(r"^# (.+?)(?: *\{ ?#.*)?$", re.MULTILINE)
FIRST_FIGURE = re.compile(r'<figure [^>]*data-figure="([^"]+)"')
TAGS = re.compile(r"<[^>]+>")
STATE_COLUMNS = ("kind", "id", "hash", "frozen_on")


class Linking:
    """``quotes`` says how things are quoted; ``drawings`` are SVG by the name of a figure's files and by width."""

    def __init__(
        self, quotes: Quotes, drawings: Mapping[str, Mapping[str, str]], used: Mapping[str, list[Link]], outputs: Path
    ):
        """``used`` are the pages that show a figure, by the name of its files.

        ``outputs`` is a folder with what each probe printed.
        """
        self.quotes, self.drawings, self.site = quotes, drawings, quotes.site
        self.edition, self.archive = quotes.fragments.edition, quotes.archive
        self.data, self.judged, self.figures = self.edition.data, self.edition.judged, self.edition.files[0]
        self.figure_pages = FigurePages(quotes.fragments, self.archive, self.site, used)
        self.rows = RowPages(quotes.fragments, outputs)
        self.routes = RoutePages(quotes.fragments, outputs)
        self.pair_pages = PairPages(quotes.fragments)
        self.trails = Trails(self.edition)
        self.finding = Finding(self.edition)

    # --- pages ---
    def add_pages(self, rendered: Rendered) -> Rendered:
        """Add the pages of figures and rows, then to every page its head, how it is found, and where its content moved.

        Raises:
            BadInput: best bets of the search that lead nowhere.
        """
        pages, record = dict(rendered.pages), dict(rendered.record)
        for path, title, make in self._made():
            with noting() as seen:
                pages[path] = make()
            record[place_of(path)] = uses_of(seen, title)
        if problems := list(self.finding.problems(pages)):
            raise BadInput(problems)
        for path, page in pages.items():
            with noting() as seen:
                pages[path] = self.finished(path, page)
            record[place_of(path)] = record[place_of(path)].reading(seen)
        return Rendered(pages, record)

    def page(self, path: Path) -> str | None:
        """One page of a figure or a row, by its path below ``build/docs``; None if there is none.

        :meth:`finished` gives it its head.
        """
        folder, _, file = path.with_suffix("").as_posix().partition("/")
        if folder == "figures" and file in self.figures:
            return self._figure_page(file, "../../" + "../" * file.count("/"))
        if folder == "comparison" and file in (rows := self.data.by_id("comparison_criteria")):
            return self._row_page(rows[file], self.rows.criterion_share(rows[file]))
        if folder == "ecosystem" and file in self.data.systems:
            return self._row_page(self.data.systems[file], self.rows.system_share(self.data.systems[file]))
        if folder == "routes" and file in (routes := self.data.by_id("routes")):
            return self.routes.page(routes[file])
        if folder == "compare" and file in (found := self._pairs()):
            return self.pair_pages.page(found[file])
        return None

    def _made(self) -> Iterator[tuple[Path, str, Callable[[], str]]]:
        """Path, title and maker of every page of a figure, a row, a route or a pair."""
        for file in self.figures:
            share, base = self.figure_pages.share(file), "../../" + "../" * file.count("/")
            yield Path("figures") / f"{file}.md", share.title, partial(self._figure_page, file, base)
        for share, row in self.rows.shares():
            yield Path(share.address.rstrip("/") + ".md"), share.title, partial(self._row_page, row, share)
        for route in self.data.rows("routes"):
            yield Path("routes") / f"{route.id}.md", route.id, partial(self.routes.page, route)
        for pair in self._pairs().values():
            yield Path("compare") / f"{pair.id}.md", pair.title, partial(self.pair_pages.page, pair)

    def _pairs(self) -> dict[str, Pair]:
        return {pair.id: pair for pair in pairs(self.data)}

    def _figure_page(self, file: str, base: str) -> str:
        return self.figure_pages.page(file, self.quotes.panel(self.figure_pages.share(file), base))

    def _row_page(self, row: Row, share: Share) -> str:
        return self.rows.page(row, self.quotes.panel(share, "../../"))

    def finished(self, path: Path, page: str) -> str:
        address = place_of(path)
        moved = redirects.notes(self.data.rows("redirects"), address, "../" * address.count("/"))
        front = front_matter(page)
        filled = with_meta(page, head=self.head(address, front).html(self.site), **self.trails.meta(address))
        if "search" not in front:
            filled = with_meta(filled, search=self.finding.of(address))
        return filled + (f"\n{moved}" if moved else "")

    # --- heads ---
    def head(self, address: str, front: Mapping[str, str]) -> Head:
        kind, linked, oembed = self._linked(address)
        return Head(
            words(front, "title"), words(front, "description"), address, card_path(address), kind, linked, oembed
        )

    def _linked(self, address: str) -> tuple[str, dict, str]:
        folder, _, id = address.rstrip("/").partition("/")
        if folder == "claims" and id in self.judged:
            kind, linked = (
                heads.claim_review(self.judged[id], self.data.sources[ARTICLE])
                if ARTICLE in self.data.sources
                else ("page", {})
            )
            return kind, linked, ""
        if folder == "figures" and id in self.figures:
            figure = self.figures[id]
            kinds = {"csv": "text/csv", "json": "application/json", "svg": "image/svg+xml", "zip": "application/zip"}
            files = [(kind, f"figures/{id}.{suffix}") for suffix, kind in kinds.items()]
            sources = [self.data.sources[source].url for source in figure.source_ids]
            return "dataset", heads.dataset(self.site, files, figure.as_of, sources), f"figures/{id}.oembed.json"
        if address == "data/":
            files = [
                ("application/json", "data/datapackage.json"),
                *(("text/csv", f"data/{name}.csv") for name in TABLES),
            ]
            newest = max((row.accessed.isoformat() for row in self.data.rows("sources")), default="")
            return "dataset", heads.dataset(self.site, files, newest, []), ""
        if SECTION_PAGE.match(address) and ARTICLE in self.data.sources:
            return "article", {"isBasedOn": self.data.sources[ARTICLE].url}, ""
        return "page", {}, ""

    # --- pictures for previews ---
    def want_cards(self, artist: Artist, pages: Mapping[Path, str]) -> dict[str, Path]:
        """Address → path of the picture, once the artist has drawn it."""
        return {
            card_path(place_of(path)): artist.want_card(self.card(place_of(path), page)) for path, page in pages.items()
        }

    def abouts(self, pages: Mapping[Path, str]) -> dict[str, About]:
        """Address of a page → what it is, for ``llms.txt``."""
        fronts = {place_of(path): front_matter(page) for path, page in pages.items()}
        return {
            place: About(escaped(words(front, "title")), escaped(words(front, "description")))
            for place, front in fronts.items()
        }

    def card(self, address: str, page: str) -> cards.Card:
        """Of a page that people wrote, its finding and the figure that it shows first."""
        front = front_matter(page)
        folder, _, id = address.rstrip("/").partition("/")
        home = home_of(self.site)
        if folder == "figures" and id in self.figures:
            figure = self.figures[id]
            foot = f"as of {figure.as_of} · {home}"
            return cards.card(
                kicker=figure.unit, title=figure.title, foot=foot, drawing=self.drawings.get(id, {}).get("wide", "")
            )
        if folder == "claims" and id in self.judged:
            judged = self.judged[id]
            mark = (f"{GLYPHS[judged.verdict]} {judged.verdict}", VERDICT_ROLES.get(judged.verdict, "muted"))
            foot = f"checked {judged.checked_on} · {home}"
            return cards.card(kicker="A claim of the article, examined", title=judged.headline, foot=foot, mark=mark)
        kicker = {
            "comparison": "Comparison",
            "ecosystem": "Ecosystem",
            "routes": "A way there",
            "compare": "Side by side",
        }.get(folder if id else "", SITE_NAME)
        if folder == "ecosystem" and id in self.data.systems:
            system = self.data.systems[id]
            return cards.card(
                kicker=kicker, title=system.name, foot=home, lines=[cards.cut(system.status), cards.cut(system.what)]
            )
        if kicker == SITE_NAME and (found := FINDING.search(page)):
            shown = FIRST_FIGURE.search(page)
            drawing = self.drawings.get(shown[1], {}).get("wide", "") if shown else ""
            lines = [] if drawing else cards.wrapped(words(front, "description"))
            kicker = " · ".join(dict.fromkeys((words(front, "title"), SITE_NAME)))
            title = html.unescape(TAGS.sub("", found[1]).replace("`", ""))
            return cards.card(kicker=kicker, title=title, foot=home, lines=lines, drawing=drawing)
        line = words(front, "description").split(". ")[0]
        return cards.card(kicker=kicker, title=words(front, "title"), foot=home, lines=[cards.cut(line)])

    # --- files ---
    def add_files(self, site: Produced, things: list[Published]) -> None:
        """Add badges, embeds, what programs read of figures, and the lists of frozen states and of addresses."""
        zips = FigureZips(self.data.environments)
        for file, figure in self.figures.items():
            about = self.figure_pages.meta(file)
            site.add(HERE, {f"figures/{file}.zip": zips.packed(figure, about, self.figure_pages.citation(file))})
            site.add(HERE, {f"embed/{file}/index.html": self.figure_pages.embed(file, self.drawings.get(file, {}))})
            site.add(HERE, {f"figures/{file}.meta.json": as_json(about)})
            if self.site:
                site.add(HERE, {f"figures/{file}.oembed.json": as_json(self.figure_pages.oembed(file))})
        site.add(HERE, badges(self.edition))
        site.add(HERE, {"data/frozen.csv": rows_csv(list(self.archive.states(things)), STATE_COLUMNS)})
        site.add(HERE, {"data/permalinks.csv": redirects.listed(self.archive, self.data.rows("redirects"))})

    def add_moved(self, site: Produced, archive_folder: Path, pages: Iterable[Path]) -> None:
        """Add what stands at old addresses, once everything else is there: redirecting pages, and copies of files.

        The names of a pair in the other order lead to its page too, and so does the id of a machine that is shown
        without it.
        """
        for pair in self._pairs().values():
            if pair.reversed_id:
                page = redirects.leading_on(pair_address(pair.reversed_id), pair_address(pair.id))
                site.add(HERE, {f"{pair_address(pair.reversed_id)}index.html": page})
        files = [*site, *(f"{place_of(path)}index.html" for path in pages)]
        for old, new in list(redirects.of_main_machines(self.data, pages, files)):
            site.add(HERE, redirects.moved(old, new, site))
        for row in self.data.rows("redirects"):
            file = redirects.file_of(row.moved_to)
            kept = (
                {file: inputs.read(archive_folder / self.archive.files[file].object)}
                if file in self.archive.files
                else {}
            )
            if not kept and not site.has(file):
                gone = ("moved_to", "the site has no such address", quoted(row.moved_to), "one that it has")
                site.problems.append(Problem("data/redirects.csv", row.line, *gone))
            site.add(f"data/redirects.csv:{row.line}", redirects.moved(row.address, row.moved_to, kept or site))

    def things(self, data_folder: Path) -> list[Published]:
        """Everything that has a state of its own. A figure that could not be drawn has no files to keep."""
        things = [self.figure_pages.thing(file) for file in self.figures if file in self.drawings]
        things += [claim_state(judged) for judged in self.judged.values()]
        things += self.rows.things()
        return things + [Published("table", name, hash_of(table_file(self.data, data_folder, name))) for name in TABLES]


def words(front: Mapping[str, str], name: str) -> str:
    """A title or a description as characters: front matter holds it as HTML, because the theme does not escape it."""
    return html.unescape(front.get(name, ""))


def card_path(address: str) -> str:
    return f"cards/{address.rstrip('/') or 'home'}.png"
