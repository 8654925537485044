"""What somebody who quotes a figure, a claim or a row needs: links, pictures, texts to copy, a citation.

In: a :class:`Share`. Out: texts. One is recommended, the one that works in most places: a wiki strips frames, so it is
a picture with a link. Texts hold full addresses; if the site's address is not known there are none, only links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

LICENCE = "CC BY-SA 4.0"
SITE_NAME = "TensorFlow vs PyTorch, examined"
TEX_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    character: f"\\{character}" for character in "&%$#_{}"
}


def home_of(site: str) -> str:
    """What a picture names as its source: the public address without its scheme, else the site's name."""
    local = re.match(r"https?://(127\.|localhost|\[::1\])", site)
    return SITE_NAME if local or not site else re.sub(r"^https?://|/$", "", site)


RECOMMENDED = "markdown"
"""Id of the text that is shown first, and alone until the others are asked for."""


class Text(NamedTuple):
    """Something to copy. ``id`` is unique on a page; ``fits`` says where, of the recommended text."""

    id: str
    label: str
    code: str
    fits: str = ""


class Link(NamedTuple):
    label: str
    address: str


@dataclass(frozen=True)
class Share:
    """A thing to quote. Addresses are relative to the site's root.

    ``picture`` is what a wiki shows, ``frozen`` a copy that never changes, and ``state`` names that copy; ``embed`` is
    a page for a frame, ``height`` the room it needs in CSS pixels; ``said`` is what the thing says, in words.
    """

    kind: str
    id: str
    title: str
    address: str
    as_of: str
    state: str
    frozen: str
    said: str = ""
    picture: str = ""
    frozen_page: str = ""
    embed: str = ""
    height: int = 0
    links: tuple[Link, ...] = ()

    def texts(self, site: str) -> list[Text]:
        """Everything to copy; empty without the site's address."""
        if not site:
            return []
        texts = [
            Text("link", "Link", site + self.address),
            self.recommended(site),
        ]
        if self.picture:
            texts.append(Text("markdown-frozen", "Markdown, frozen", self.markdown(site, self.frozen)))
            texts.append(Text("html", "HTML, picture", self.html(site)))
        if self.embed:
            texts.append(Text("frame", "HTML, frame that keeps updating", self.frame(site, self.embed)))
            texts.append(Text("frame-frozen", "HTML, frozen frame", self.frame(site, self.frozen_page)))
        return [*texts, Text("citation", "Citation", self.citation(site)), Text("bibtex", "BibTeX", self.bibtex(site))]

    def recommended(self, site: str) -> Text:
        """What somebody takes who does not want to choose."""
        code = self.markdown(site, self.picture)
        if not self.picture:
            fits = "For a wiki, a README or an issue: what the row says now, with a link to what it says later."
            return Text(RECOMMENDED, "Markdown, words with a link", code, fits)
        picture = "its verdict as a picture" if self.kind == "claim" else "a picture"
        fits = f"For a wiki, a README or an issue: {picture} that follows the data and leads to its page."
        return Text(RECOMMENDED, "Markdown, keeps updating", code, fits)

    def markdown(self, site: str, picture: str) -> str:
        """A picture that links to its page, and below it what it is; without a picture, the words as a quotation."""
        title = markdown(self.title)
        source = f"[{title}]({site}{self.address})" + (f", as of {self.as_of}" if self.as_of else "")
        if not picture:
            return f"> {markdown(self.said)}\n>\n> {source}" if self.said else source
        alt = markdown(f"{self.title}: {self.said}" if self.said and self.kind == "claim" else self.title)
        return f"[![{alt}]({site}{picture})]({site}{self.address})\n\n*{source}*"

    def html(self, site: str) -> str:
        title, page = escape(self.title), escape(site + self.address)
        picture = f'<a href="{page}"><img src="{escape(site + self.picture)}" alt="{title}" style="max-width:100%"></a>'
        return f'{picture}<br><small><a href="{page}">{title}</a>, as of {self.as_of}</small>'

    def frame(self, site: str, address: str) -> str:
        return (
            f'<iframe src="{escape(site + address)}" title="{escape(self.title)}" width="100%" height="{self.height}" '
            'style="border:0" loading="lazy"></iframe>'
        )

    def citation(self, site: str) -> str:
        kept = f"Frozen copy: {site}{self.frozen}."
        return (
            f"“{self.title}.” {SITE_NAME}. As of {self.as_of}, state {self.state}. {site}{self.address}. "
            f"{kept} {LICENCE}."
        )

    def bibtex(self, site: str) -> str:
        values = {
            "title": f"{{{tex(self.title)}}}", "author": f"{{{SITE_NAME}}}", "year": self.as_of[:4],
            "url": site + self.address,
            "note": f"As of {self.as_of}, state {self.state}, frozen copy \\url{{{site}{self.frozen}}}, {LICENCE}",
        }  # fmt: skip
        key = f"tfpt-{re.sub(r'[^a-z0-9-]', '-', self.id)}-{self.state}"
        return f"@misc{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in values.items()) + "}"


def markdown(text: str) -> str:
    """Text that renders as itself in any Markdown: what could begin a link, emphasis, code or a tag is escaped."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text.replace("\n", " "))


def tex(text: str) -> str:
    return "".join(TEX_SPECIAL.get(character, character) for character in text)
