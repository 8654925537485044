"""A page for each figure, a bare one for frames, and what programs read about it.

In: drawn figures. Out: Markdown, HTML and JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown.extensions.toc import slugify
from markupsafe import Markup

from sitedata.load.archive import Archive, Published, frozen_name, hash_of
from sitedata.pages.fragments import Fragments
from sitedata.pages.shares import LICENCE, SITE_NAME, Link, Share
from sitedata.schema.figure import Figure
from sitedata.text.values import shortened

EMBED_FOOT = 150  # CSS pixels of an embed without its drawing: title, unit, foot, each on up to two lines
SUFFIXES = ("png", "svg", "csv", "meta.json")


class FigurePages:
    """Pages, embeds and files of figures.

    ``figures`` are all drawn figures by the name of their files; ``used`` has the addresses and titles of the pages
    that show each.
    """

    def __init__(self, fragments: Fragments, archive: Archive, site: str, used: Mapping[str, list[Link]]):
        self.fragments, self.archive, self.site, self.used = fragments, archive, site, used
        self.data, self.figures = fragments.data, fragments.edition.files[0]
        self._things: dict[str, Published] = {}

    def thing(self, file: str) -> Published:
        if file not in self._things:  # pages, embeds and files ask for it again and again
            self._things[file] = Published("figure", file, hash_of(self.figures[file].state))
        return self._things[file]

    def share(self, file: str) -> Share:
        figure, thing = self.figures[file], self.thing(file)
        links = [
            Link("Picture (PNG)", f"figures/{file}.png"),
            Link("Drawing (SVG)", f"figures/{file}.svg"),
            Link("Rows (CSV)", f"figures/{file}.csv"),
            Link("All of it, to take away (ZIP)", f"figures/{file}.zip"),
        ]
        links += [
            Link("Plotly figure (JSON)", f"figures/{file}.json"),
            Link("Title, unit, sources (JSON)", f"figures/{file}.meta.json"),
        ]
        links += [Link("Embed", f"embed/{file}/")]
        png, drawing, rows, _ = thing.frozen_files
        links += [Link("Frozen PNG", png), Link("Frozen SVG", drawing), Link("Frozen CSV", rows)]
        return Share(
            "figure", file, self.title(file), f"figures/{file}/", figure.as_of, thing.state, said=figure.alt,
            picture=f"figures/{file}.png", frozen=png, frozen_page=drawing, embed=f"embed/{file}/",
            height=max(figure.size.wide[1], figure.size.narrow[1]) + EMBED_FOOT, links=tuple(links),
        )  # fmt: skip

    def title(self, file: str) -> str:
        """Its title, with the scope added for a figure of another environment than the main one."""
        figure = self.figures[file]
        return figure.title + (f" ({figure.scope})" if file != figure.id else "")

    def anchor(self, file: str) -> str:
        """Of its page's heading: it stays where measurements change the title, or another machine gets its name."""
        figure = self.figures[file]
        environment = self.data.environments.get(figure.environment)
        where = f" ({environment.machine})" if file != figure.id and environment else ""
        return slugify((figure.question or figure.title) + where, "-")

    def page(self, file: str, share: Markup) -> str:
        """The Markdown of its page."""
        figure, base = self.figures[file], "../../" + "../" * file.count("/")
        stale = self.fragments.edition.stale.why_figure(figure)
        return self.fragments.page(
            "figure_page.md", figure=figure, file=file, base=base, title=self.title(file),
            anchor=self.anchor(file), description=self.description(file),
            drawing=self.fragments.figure_of(figure, base, large=True, why=stale), studies=self.studies(figure),
            share=share, sources=[self.data.sources[id] for id in figure.source_ids], used=self.used.get(file, []),
            history=self.history(file), state=self.thing(file).state, changed=self.archive.since(self.thing(file)),
            own=self.fragments.tools.of_figure(figure),
            schema=[name for name in figure.tables if name in self.data.tables],
        )  # fmt: skip

    def description(self, file: str) -> str:
        """Between 80 and 165 characters, for search engines and link previews."""
        figure = self.figures[file]
        whole = (
            f"{self.title(file)}: {figure.unit}, as of {figure.as_of}. "
            "With the rows drawn, their sources, and what was left out and why."
        )
        return shortened(whole, 165)

    def studies(self, figure: Figure) -> list:
        """Other people's studies whose numbers it draws."""
        if figure.kind != "published":
            return []
        used = {row.study for row in self.data.rows("published_results") if row.source_id in figure.source_ids}
        return [row for row in self.data.rows("studies") if row.id in used]

    def history(self, file: str) -> list[tuple[object, str, str]]:
        """Day, state and picture of every archived state, the newest first."""
        return [
            (day, state, frozen_name(f"figures/{file}.png", state))
            for day, state in self.archive.history(self.thing(file))
        ]

    def embed(self, file: str, drawings: Mapping[str, str]) -> str:
        """An HTML page without the theme: drawn without scripts, interactive once it is touched."""
        up, canonical = "../../" + "../" * file.count("/"), f"{self.site}figures/{file}/" if self.site else ""
        return self.fragments.render(
            "embed.html", figure=self.figures[file], file=file, base=up, canonical=canonical, title=self.title(file),
            site_name=SITE_NAME, wide=Markup(drawings.get("wide", "")), narrow=Markup(drawings.get("narrow", "")),
        )  # fmt: skip

    def meta(self, file: str) -> dict[str, Any]:
        figure, thing = self.figures[file], self.thing(file)
        changed = self.archive.since(thing)
        sources = [self.data.sources[id] for id in figure.source_ids]
        return {
            "id": file, "title": self.title(file), "caption": figure.caption, "unit": figure.unit,
            "scope": figure.scope, "as_of": figure.as_of, "summary": figure.alt, "licence": LICENCE,
            "attribution": SITE_NAME, "state": thing.state,
            "last_changed": changed.isoformat() if changed else None, "page": self.site + f"figures/{file}/",
            "files": {
                suffix.replace(".", "_"): self.site + f"figures/{file}.{suffix}" for suffix in (*SUFFIXES[:3], "json")
            },
            "frozen": {
                suffix: self.site + path for suffix, path in zip(SUFFIXES[:3], thing.frozen_files[:3], strict=True)
            },
            "kept": [
                {"frozen_on": day.isoformat(), "state": state, "png": self.site + path}
                for day, state, path in self.history(file)
            ],
            "needs_second_look": self.fragments.edition.stale.why_figure(figure) or None, "rows": len(figure.rows),
            "tables": figure.tables, "left_out": [{"what": what, "why": why} for what, why in figure.left_out],
            "sources": [
                {"id": row.id, "publisher": row.publisher, "title": row.title, "url": row.url,
                 "published": row.published, "accessed": row.accessed.isoformat()}
                for row in sources
            ],
        }  # fmt: skip

    def citation(self, file: str) -> str:
        """In words; without addresses where that of the site is not known."""
        share = self.share(file)
        known = f"“{share.title}.” {SITE_NAME}. As of {share.as_of}, state {share.state}. {LICENCE}."
        return share.citation(self.site) if self.site else known

    def oembed(self, file: str) -> dict[str, Any]:
        """Source: https://oembed.com/, section 2.3.4.4, type rich."""
        share, figure = self.share(file), self.figures[file]
        return {
            "version": "1.0", "type": "rich", "title": share.title, "provider_name": SITE_NAME,
            "provider_url": self.site, "html": share.frame(self.site, share.embed),
            "width": figure.size.wide[0], "height": share.height,
            "thumbnail_url": f"{self.site}cards/figures/{file}.png", "thumbnail_width": 1200, "thumbnail_height": 630,
        }  # fmt: skip
