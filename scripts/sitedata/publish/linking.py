"""Everything that a link or a quotation needs, around the pages that people wrote: pages of figures and rows, shares, heads, pictures
for previews, badges, redirects.

In: rendered pages, drawn figures, the ledger, the archive. Out: more pages, and files.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

from markupsafe import Markup

from sitedata.draw import cards
from sitedata.draw.badges import badge
from sitedata.draw.palette import GLYPHS, VERDICT_ROLES
from sitedata.draw.raster import Artist
from sitedata.judge.claims import Judgement
from sitedata.load import inputs
from sitedata.load.archive import Archive, Thing, hash_of
from sitedata.pages import heads
from sitedata.pages.articles import Pages, front_matter, with_meta
from sitedata.pages.figures import FigurePages
from sitedata.pages.fragments import Fragments
from sitedata.pages.heads import Head
from sitedata.pages.rows import RowPages
from sitedata.pages.shares import SITE_NAME, Link, Share, home_of
from sitedata.pages.twin_pages import place_of
from sitedata.publish import data_package, redirects
from sitedata.schema.tables import TABLES, Row
from sitedata.text.files import Produced
from sitedata.text.problem import Problem, quoted

HERE = "scripts/sitedata/publish/linking.py"
ARTICLE = "article-2025"
SECTION_PAGE = re.compile(r"^(\d+[a-z]?)-")
STATE_COLUMNS = ("kind", "id", "hash", "frozen_on")


class Linking:
    """``figures`` and ``drawings`` by the name of a figure's files; ``folders`` are those of the tables and of the archive."""

    def __init__(
        self, pages: Pages, figures: Mapping[str, dict], drawings: Mapping[str, dict[str, str]], archive: Archive,
        folders: tuple[Path, Path], site: str,
    ):  # fmt: skip
        self.pages, self.figures, self.drawings, self.archive, self.site = pages, figures, drawings, archive, site
        self.folder, self.kept = folders
        self.fragments, self.data, self.judged = pages.fragments, pages.values.data, pages.claims.judged
        self.figure_pages = FigurePages(self.fragments, figures, self.archive, site, pages.used)
        self.rows = RowPages(self.fragments, self.judged)
        pages.claims.share = lambda judged: self.share(self.claim_share(judged), "../../")

    # --- shares ---
    def share(self, share: Share, base: str) -> Markup:
        return self.fragments.render("share.html", share=share, texts=share.texts(self.site), base=base)

    def claim_thing(self, judged: Judgement) -> Thing:
        content = [judged.claim.model_dump(mode="json"), judged.verdict, judged.reason, [row.model_dump(mode="json") for row in judged.evidence]]
        content += [[[each.name, each.shown, each.verdict] for each in judged.answers], [row.model_dump(mode="json") for row in judged.probes]]
        return Thing("claim", judged.claim.id, hash_of(content))

    def claim_share(self, judged: Judgement) -> Share:
        thing, claim = self.claim_thing(judged), judged.claim
        row, picture = thing.files
        links = [Link("Badge (SVG)", picture), Link("Claim with evidence (JSON)", row)]
        frozen_row, frozen_badge = thing.frozen_files
        links += [Link("Frozen badge", frozen_badge), Link("Frozen claim (JSON)", frozen_row)]
        return Share(
            "claim", claim.id, claim.claim.removesuffix("."), f"claims/{claim.id}/", judged.checked_on.isoformat(), thing.state,
            said=judged.verdict, picture=picture, frozen=frozen_badge, links=tuple(links),
        )  # fmt: skip

    # --- pages ---
    def add_pages(self, rendered: dict[Path, str]) -> dict[Path, str]:
        """The pages of figures and rows, then for every page what its head says and where its content moved."""
        found, twins = dict(rendered), self.pages.twins
        for file in self.figures:
            share, base = self.figure_pages.share(file), "../../" + "../" * file.count("/")
            found[Path("figures") / f"{file}.md"] = self.figure_pages.page(file, self.share(share, base))
            twins.add_made(share.address, share.title, self.figure_pages.description(file), partial(self._figure_twin, file))
        for share, row in self.rows.shares():
            page = self.rows.page(row, self.share(share, "../../"))
            found[Path(share.address.rstrip("/") + ".md")] = page
            about = front_matter(page)
            twins.add_made(share.address, words(about, "title"), words(about, "description"), partial(self._row_twin, row))
        return {path: self._finished(path, page) for path, page in found.items()}

    def _figure_twin(self, file: str, pieces: Fragments) -> str:
        return self.figure_pages.page(file, Markup(""), pieces, pieces.base)

    def _row_twin(self, row: Row, pieces: Fragments) -> str:
        return RowPages(pieces, self.judged).page(row, Markup(""), pieces.base)

    def _finished(self, path: Path, page: str) -> str:
        address = place_of(path)
        moved = redirects.notes(self.data.rows("redirects"), address, "../" * address.count("/"))
        filled = with_meta(page, head=self.head(address, front_matter(page)).html(self.site))
        return filled + (f"\n{moved}" if moved else "")

    # --- heads ---
    def head(self, address: str, front: Mapping[str, str]) -> Head:
        kind, linked, oembed = self._linked(address)
        return Head(words(front, "title"), words(front, "description"), address, card_path(address), kind, linked, oembed)

    def _linked(self, address: str) -> tuple[str, dict, str]:
        folder, _, id = address.rstrip("/").partition("/")
        if folder == "claims" and id in self.judged:
            kind, linked = heads.claim_review(self.judged[id], self.data.sources[ARTICLE]) if ARTICLE in self.data.sources else ("page", {})
            return kind, linked, ""
        if folder == "figures" and id in self.figures:
            figure = self.figures[id]
            kinds = {"csv": "text/csv", "json": "application/json", "svg": "image/svg+xml"}
            files = [(kind, f"figures/{id}.{suffix}") for suffix, kind in kinds.items()]
            sources = [self.data.sources[each].url for each in figure["source_ids"]]
            return "dataset", heads.dataset(self.site, files, figure["as_of"], sources), f"figures/{id}.oembed.json"
        if address == "data/":
            files = [("application/json", "data/datapackage.json"), *(("text/csv", f"data/{name}.csv") for name in TABLES)]
            newest = max((row.accessed.isoformat() for row in self.data.rows("sources")), default="")
            return "dataset", heads.dataset(self.site, files, newest, []), ""
        if SECTION_PAGE.match(address) and ARTICLE in self.data.sources:
            return "article", {"isBasedOn": self.data.sources[ARTICLE].url}, ""
        return "page", {}, ""

    # --- pictures for previews ---
    def want_cards(self, artist: Artist, pages: Mapping[Path, str]) -> dict[str, Path]:
        """Address → place of the picture, once the artist has drawn."""
        return {card_path(place_of(path)): artist.want_card(self.card(place_of(path), front_matter(page))) for path, page in pages.items()}

    def card(self, address: str, front: Mapping[str, str]) -> cards.Card:
        folder, _, id = address.rstrip("/").partition("/")
        home = home_of(self.site)
        if folder == "figures" and id in self.figures:
            figure = self.figures[id]
            foot = f"as of {figure['as_of']} · {home}"
            return cards.card(kicker=figure["unit"], title=figure["title"], foot=foot, drawing=self.drawings.get(id, {}).get("wide", ""))
        if folder == "claims" and id in self.judged:
            judged = self.judged[id]
            mark = (f"{GLYPHS[judged.verdict]} {judged.verdict}", VERDICT_ROLES.get(judged.verdict, "muted"))
            foot = f"checked {judged.checked_on} · {home}"
            return cards.card(kicker="The article claims", title=judged.claim.claim, foot=foot, mark=mark)
        kicker = {"comparison": "Comparison", "ecosystem": "Ecosystem"}.get(folder if id else "", SITE_NAME)
        if folder == "ecosystem" and id in self.data.systems:
            system = self.data.systems[id]
            return cards.card(kicker=kicker, title=system.name, foot=home, lines=[cards.cut(system.status), cards.cut(system.what)])
        line = words(front, "description").split(". ")[0]
        return cards.card(kicker=kicker, title=words(front, "title"), foot=home, lines=[cards.cut(line)])

    # --- files ---
    def add_files(self, site: Produced) -> None:
        """Badges, embeds, what programs read of figures, and the lists of frozen states and of addresses."""
        for file in self.figures:
            site.add(HERE, {f"embed/{file}/index.html": self.figure_pages.embed(file, self.drawings.get(file, {}))})
            site.add(HERE, {f"figures/{file}.meta.json": data_package.as_json(self.figure_pages.meta(file))})
            if self.site:
                site.add(HERE, {f"figures/{file}.oembed.json": data_package.as_json(self.figure_pages.oembed(file))})
        site.add(HERE, {f"badge/{id}.svg": badge(judged) for id, judged in self.judged.items()})
        site.add(HERE, {"data/frozen.csv": data_package.rows_csv(list(self.archive.states(self.things)), STATE_COLUMNS)})
        site.add(HERE, {"data/permalinks.csv": redirects.listed(self.archive, self.data.rows("redirects"))})

    def add_moved(self, site: Produced) -> None:
        """What stands at old addresses, once everything else is there: pages that lead on, and copies of files."""
        for row in self.data.rows("redirects"):
            file = redirects.file_of(row.moved_to)
            kept = {file: inputs.read(self.kept / self.archive.files[file].object)} if file in self.archive.files else {}
            if not kept and not site.has(file):
                gone = ("moved_to", "the site has no such address", quoted(row.moved_to), "one that it has")
                site.problems.append(Problem("data/redirects.csv", row.line, *gone))
            site.add(f"data/redirects.csv:{row.line}", redirects.moved(row, kept or site))

    @cached_property
    def things(self) -> list[Thing]:
        """All that has a state of its own. Of a figure that could not be drawn there are no files to keep."""
        found = [self.figure_pages.thing(file) for file in self.figures if file in self.drawings]
        found += [self.claim_thing(judged) for judged in self.judged.values()]
        found += self.rows.things()
        return found + [Thing("table", name, hash_of((self.folder / f"{name}.csv").read_bytes())) for name in TABLES]


def words(front: Mapping[str, str], name: str) -> str:
    """A title or a description as characters: front matter holds it as HTML, because the theme does not escape it."""
    return html.unescape(front.get(name, ""))


def card_path(address: str) -> str:
    return f"cards/{address.rstrip('/') or 'home'}.png"
