"""Text in a tree of HTML that becomes Markdown: escaped unless it is code.

In: the tree. Out: the same, with masked escapes. Until :func:`unmasked`, one private character stands for each escape,
so that the library that writes the Markdown takes it for a letter and neither escapes nor reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from sitedata.text.markdown import escaped, within_line

PRIVATE = 0xE000  # Unicode gives these characters no meaning
ESCAPE, MASK = re.compile(r"\\([!-~])"), re.compile("[\ue000-\ue07f]")
READ = re.compile(r"[\\`*\[\]<|_~&]|\s#|^\s*(?:[-+>=#]|\d+[.)])")
"""What Markdown might read: most texts contain none of it."""
CODE = {"code", "pre"}
ONE_LINE = {"h1", "h2", "h3", "h4", "h5", "h6", "td", "th"}


def escape(element: HtmlElement, shown: Callable[[str], str] = escaped) -> None:
    """Make text appear as typed, whatever Markdown would read in it."""
    if element.tag in CODE:
        return
    shown = within_line if element.tag in ONE_LINE else shown
    element.text = as_typed(element.text, shown)
    for child in element:
        escape(child, shown)
        child.tail = as_typed(child.tail, shown)
        if child.tag == "a" and before(child).endswith("!"):  # it would make a picture of the link
            put_before(child, before(child)[:-1] + masked(r"\!"))


def as_typed(text: str | None, shown: Callable[[str], str]) -> str | None:
    if not text or not READ.search(text):
        return text
    body = text.lstrip()
    return " " * (len(body) < len(text)) + masked(shown(body))


def masked(text: str) -> str:
    return ESCAPE.sub(lambda escape: chr(PRIVATE + ord(escape[1])), text)


def unmasked(text: str) -> str:
    """Markdown with its escapes."""
    return MASK.sub(lambda mask: "\\" + chr(ord(mask[0]) - PRIVATE), text)


def before(element: HtmlElement) -> str:
    """The text between an element and what precedes it."""
    previous = element.getprevious()
    return (element.getparent().text if previous is None else previous.tail) or ""


def put_before(element: HtmlElement, text: str) -> None:
    previous = element.getprevious()
    if previous is None:
        element.getparent().text = text
    else:
        previous.tail = text


def inner(element: HtmlElement) -> Iterator[str | HtmlElement]:
    """What an element holds, to be put elsewhere."""
    if element.text:
        yield element.text
    yield from list(element)
