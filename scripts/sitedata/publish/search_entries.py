"""Entries of the search index: made by the theme of what the search reads, shaped by a page's front matter, and kept.

What did not change is not made again: that is a third of the time that MkDocs takes for such a page. In: the theme's
index, and what :mod:`sitedata.pages.finding` says in front matter. Out: its entries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from sitedata.publish.search_text import read_by_search
from sitedata.text import kept
from sitedata.text.files import Folder

CACHE = "search-entries"


class SearchEntries:
    """Stands in for an index's own function. The name of a page's entries is the hash of all that they rest on."""

    def __init__(self, index: Any, folder: Folder, depends_on: Iterable[str]):
        """``index`` has ``entries``, and adds those of a page with ``add_entry_from_context``."""
        self.index, self.folder, self.common = index, folder, [*depends_on]
        self.make = index.add_entry_from_context
        self.known: dict[str, list[dict]] = self._read()
        self.used: dict[str, list[dict]] = {}
        index.add_entry_from_context = self.add

    def add(self, page: Any) -> None:
        rests_on = [self.common, page.url, str(page.title), page.meta, list(_anchors(page.toc)), page.content]
        key = hashlib.sha256(repr(rests_on).encode("utf-8", "surrogatepass")).hexdigest()
        if key not in self.known:
            others, self.index.entries = self.index.entries, []
            self.make(_read(page))
            made, self.index.entries = self.index.entries, others
            self.known[key] = shaped(made, page.meta.get("search") or {})
        self.used[key] = self.known[key]
        self.index.entries += [dict(entry) for entry in self.known[key]]

    def write(self) -> None:
        """Keep what was used since the start, and nothing else, for the next run."""
        kept.write(self.folder, CACHE, json.dumps(self.used, default=str).encode())

    def _read(self) -> dict[str, list[dict]]:
        known = json.loads(kept.read(self.folder, CACHE) or b"{}")
        return known if isinstance(known, dict) else {}


def shaped(entries: list[dict], asked: dict[str, Any]) -> list[dict]:
    """The entries of a page as its front matter wants them, the page itself first."""
    if not entries:
        return []
    page, *sections = [dict(entry) for entry in entries]
    if asked.get("alone") == "whole":
        page["text"] += "".join(f" <p>{section['title']}</p> {section['text']}" for section in sections)
    if "alone" in asked:
        sections = []
    page["title"] += f" {asked['mark']}" if "mark" in asked else ""
    first_for = asked.get("first_for") or {}
    for entry in (page, *sections):
        if words := first_for.get(entry["location"].partition("#")[2]):
            entry["first_for"] = words
    return [page, *sections]


def _read(page: Any) -> SimpleNamespace:
    """The page as far as the search reads it."""
    return SimpleNamespace(
        url=page.url, title=page.title, meta=page.meta, toc=page.toc, content=read_by_search(page.content)
    )


def _anchors(toc: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for item in toc:
        yield item.id, item.url
        yield from _anchors(item.children)
