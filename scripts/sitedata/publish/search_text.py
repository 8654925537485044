"""What of a page the search reads: its prose, without drawings, notes, tools and texts to copy.

In: the HTML of a page. Out: HTML with the same words less those. The theme leaves out an element that is marked with
``data-search-exclude`` itself, but only up to the end of the first element in it with the same tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

LEFT_OUT_TAGS = {"svg", "form", "button", "select", "script", "style", "object"}
LEFT_OUT_CLASSES = {"footnote", "share", "evidence", "row-tools", "table-tools", "read-again", "moved", "stale"}
NOTE = "fnref"
MARKED = "data-search-exclude"
APART = {"caption", "dd", "div", "dt", "figcaption", "summary", "td", "th"}
"""What ends a line for whoever sees the page: their words must not run together in the text of a hit."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def read_by_search(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.kept)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.inside = ""  # the tag of the element that is being left out,
        self.depth = 0  # and how many of that tag are open

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if self.inside:
            self.depth += tag == self.inside
        elif tag not in VOID and _is_left_out(tag, dict(attrs)):
            self.inside, self.depth = tag, 1
        else:
            self.kept.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if not self.inside:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            self.kept.append(f"</{tag}> " if tag in APART else f"</{tag}>")
        elif tag == self.inside:
            self.depth -= 1
            if not self.depth:
                self.inside = ""
                self.kept.append("" if tag == "sup" else " ")  # words on either side stay two

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _is_left_out(tag: str, attrs: dict[str, str | None]) -> bool:
    classes = (attrs.get("class") or "").split()
    return (
        MARKED in attrs
        or tag in LEFT_OUT_TAGS
        or not LEFT_OUT_CLASSES.isdisjoint(classes)
        or (attrs.get("id") or "").startswith(NOTE)
    )
