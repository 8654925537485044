"""What a page that people wrote may contain beside Markdown: nothing that acts.

In: its source, or its HTML. Out: what must not be there. The source is held to a short list of tags, so that every
HTML parser reads a page the same way as this one; the HTML is checked for what Markdown and placeholders can make of
harmless characters: attributes that act, and addresses that are scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from sitedata.text.problem import Problem, quoted

OPENING = re.compile(r"<(?![\s=\d])")
TYPED = re.compile(
    r'</(?:div|p)>|<(?:div|p)(?: class="[a-z0-9 -]*")?(?: markdown)?>|<https?://[^\s<>"\'`{}]+>|'
    r"</?(?:b|i|em|strong|kbd|sub|sup)>|<(?:state|id|name|page|path)>"
)
"""Our own boxes, addresses, the plainest tags, and words in angle brackets that stand for a name in code."""
ATTRIBUTES = re.compile(r"(?<![{%])\{:?[ \t]*[^\s{}%:][^{}%]*=[^{}]*\}")
MOST_BRACKETS = 100  # in a line: Markdown tries each of them with every other
ACTS = {
    "animate", "animatemotion", "animatetransform", "applet", "base", "embed", "foreignobject", "frame", "frameset",
    "iframe", "link", "math", "meta", "object", "plaintext", "script", "set", "style", "template", "xmp",
}  # fmt: skip
ADDRESSES = {"action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z][^>]*>")
SUSPECT = re.compile(rf"(?<!https)(?<!http)[:&]|\son|style|srcdoc|^<(?:{'|'.join(sorted(ACTS))})\b", re.IGNORECASE)
"""Tags that are worth a closer look: hardly one of the tens of thousands on a page."""
SAFE_SCHEMES = {"http", "https", "mailto"}
JSON_TYPES = ("application/json", "application/ld+json")
EXPECTED = 'Markdown; of HTML <div class="…" markdown>, <p class="…" markdown> and their ends'


def typed_markup(shown: str, source: str) -> Iterator[Problem]:
    """Tags, comments and attributes in a page's source that it may not have."""
    for number, line in enumerate(source.splitlines(), start=1):
        for opening in OPENING.finditer(line):
            if not TYPED.match(line, opening.start()):
                yield Problem(
                    shown,
                    number,
                    "",
                    "markup that is not for pages",
                    quoted(line[opening.start() : opening.start() + 20]),
                    EXPECTED,
                )
        if attribute := ATTRIBUTES.search(line):
            yield Problem(
                shown,
                number,
                "",
                "an attribute that is not for pages",
                quoted(attribute[0]),
                "an id or a class alone, like {#id .class}",
            )
        if (count := line.count("[")) > MOST_BRACKETS:
            yield Problem(shown, number, "", "too many brackets in a line", str(count), f"at most {MOST_BRACKETS}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag in ACTS and not (tag == "script" and values.get("type") in JSON_TYPES):
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"{name}=")
            scheme = SCHEME.match(re.sub(r"[\x00-\x20]", "", value or "")) if name in ADDRESSES else None
            if scheme and scheme[1].lower() not in SAFE_SCHEMES:
                self.found.append(f"{name}={scheme[0]}")

    handle_startendtag = handle_starttag


def acting(html: str) -> list[str]:
    """What acts in a page's HTML: ``<script>``, ``onclick=``, ``href=javascript:``."""
    reader, tags = _Reader(), TAG.findall(html)
    suspects = set(filter(SUSPECT.search, set(tags)))  # most tags of a page stand there many times
    for tag in tags:
        if tag in suspects:
            reader.feed(tag)
    reader.close()
    return reader.found + ["<!--"] * ("<!--" in html)  # HTML parsers do not agree where a comment ends
