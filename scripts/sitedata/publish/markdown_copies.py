"""A Markdown copy of every page, for anybody who feeds it to a program, pastes it into a wiki or has no browser.

In: the built site. Out: ``4b-performance/index.md`` beside ``4b-performance/index.html``, made from it: whatever the
page says, its copy says too. A page that was copied before is not copied again (:data:`CACHE`).
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable
from importlib.metadata import version
from inspect import getfile
from pathlib import Path
from urllib.parse import urlsplit

from html_to_markdown import ConversionOptions, PreprocessingOptions, convert
from lxml import html

from sitedata.publish.plain_article import plain_article
from sitedata.publish.tree_text import unmasked
from sitedata.text import addresses, kept
from sitedata.text.files import Folder
from sitedata.text.markdown import escaped

CACHE = "markdown-copies"
LICENCE = "text and data CC BY-SA 4.0"
CODE = tuple(Path(part) for part in (__file__, getfile(plain_article), getfile(unmasked), getfile(escaped)))
"""What a copy depends on besides its page. A change in any of it makes all copies again."""
AS_IT_IS = ConversionOptions(
    autolinks=False, bullets="-", compact_tables=True, expand_abbreviations=False, extract_metadata=False,
    hidden_content="all",
    preprocessing=PreprocessingOptions(enabled=False),
)  # fmt: skip
"""Leaves nothing out and adds nothing: that is done already."""


class Copies:
    """``places`` are the addresses of all pages; ``site_url`` is empty where the site does not know its address."""

    def __init__(self, places: Iterable[str], site_url: str, title: str):
        self.places, self.site_url, self.title = frozenset(places), addresses.home(site_url), title

    def base(self, place: str) -> str:
        return self.site_url or "../" * place.count("/")

    def markdown(self, place: str, page: str) -> str:
        """The Markdown of the page at ``place``, from its HTML."""
        tree = plain_article(page, lambda link: self.target(place, link))
        written = unmasked(convert(html.tostring(tree, encoding="unicode"), AS_IT_IS).content).strip("\n")
        heading, _, rest = written.partition("\n")
        whole, every = self.base(place) + place or "./", self.base(place) + "llms.txt"
        ways = f"[this page with its interactive parts]({whole}), [all pages as Markdown]({every})"
        note = f"> {escaped(self.title)}: {ways}, {LICENCE}."
        return "\n\n".join(filter(None, [heading, note, rest.strip("\n")])) + "\n"

    def target(self, place: str, link: str) -> str:
        """A link to a page leads to its copy; one into a page to the page itself, because a copy lacks its ids."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link
        path = posixpath.normpath(posixpath.join(place, parts.path)) if parts.path else place
        path = "" if path == "." else path
        path += "/" * (parts.path.endswith("/") and bool(path))
        within = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        if path in self.places and parts.path and not within:
            path += "index.md"
        return (self.base(place) + path or "./") + within


def copies(site: Path, places: Iterable[str], site_url: str, title: str, cache: Folder) -> dict[str, str]:
    """Address → Markdown of the copies of all pages at ``places`` of the built ``site``."""
    maker = Copies(places, site_url, title)
    inputs = [
        version("html-to-markdown"),
        version("lxml"),
        site_url,
        title,
        *sorted(maker.places),
        *(path.read_text("utf-8") for path in CODE),
    ]
    common = hashlib.sha256(repr(inputs).encode()).digest()
    known, made, files = json.loads(kept.read(cache, CACHE) or b"{}"), {}, {}
    for place in sorted(maker.places):
        page = (site / place / "index.html").read_bytes()
        state = hashlib.sha256(common + place.encode() + b"\n" + page).hexdigest()
        made[state] = files[f"{place}index.md"] = known.get(state) or maker.markdown(place, page.decode("utf-8"))
    kept.write(cache, CACHE, json.dumps(made, ensure_ascii=False).encode())
    return files
