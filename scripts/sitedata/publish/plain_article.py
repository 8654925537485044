"""The article of a built page as a tree that Markdown can express: without what only a browser shows.

In: HTML from MkDocs. Out: the tree. What the theme adds, controls, and everything that a template marks with
``data-markdown="no"`` go. Figures become a picture and their table, footnotes the Markdown for them, groups of a table
tables of their own. Text is escaped as described in :mod:`sitedata.publish.tree_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml.etree import XPath
from lxml.html import HtmlElement, builder, fragment_fromstring

from sitedata.publish.tree_text import MASK, as_typed, before, escape, inner, masked, put_before
from sitedata.text.markdown import address, within_line

MOST_ROWS = 40  # of a figure's table; its CSV has the others
ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)  # two thirds of all HTML, which need not be parsed
LANGUAGE = re.compile(r"\blanguage-([\w+-]+)")
APART = " · "  # between words that styles keep apart
ENDED = tuple(".:;,!?→(·")  # words that end so need nothing more between


def of_class(tag: str, name: str) -> str:
    return f".//{tag}[contains(concat(' ', @class, ' '), ' {name} ')]"


CHROME = XPath("|".join([
    ".//*[@data-markdown='no' or @hidden or @aria-hidden='true']", ".//script", ".//style", ".//template",
    ".//form", ".//label", ".//select", ".//input", ".//textarea", ".//output", ".//button[not(ancestor::th)]",
    of_class("a", "headerlink"), of_class("a", "footnote-backref"), of_class("a", "md-content__button"),
    ".//figure//caption",
]))  # fmt: skip
DRAWN, PICTURE = XPath(".//div[@role='img']"), XPath("./ancestor::figure//a[contains(@href, '.png')]/@href")
FIGURE_ROWS, CSV = XPath(".//figure//table/tbody"), XPath("./ancestor::figure//a[contains(@href, '.csv')]/@href")
REFERENCE, NOTES, NOTE = (
    XPath(".//sup[starts-with(@id, 'fnref')]"),
    XPath(of_class("div", "footnote")),
    XPath(".//li/p[1]"),
)
STAMP = XPath(f"string(self::*[ancestor::table[contains(@class, 'said')]]{of_class('span', 'word')[1:]})")
CODE_IN_CELL = XPath(".//td//code|.//th//code")
CITED = XPath(".//a[starts-with(@aria-label, 'Source') and contains(@href, '#')]")
WHOLE_ROW = XPath("count(*) = 1 and number(*/@colspan) > 1")
VARIABLE, LABEL = XPath(".//code/var"), XPath(f"{of_class('span', 'verdict')}|{of_class('span', 'status')}")
FIGURE_TITLE, SMALL, TITLED = XPath(of_class("p", "fig-title")), XPath(".//small"), XPath(".//*[@title]")
TOUCHING = XPath("(.//small/* | .//a[following-sibling::*[1][self::a]])[following-sibling::node()[1][self::*]]")


def plain_article(page: str, target: Callable[[str], str]) -> HtmlElement:
    """``target`` gives the address for a link of the copy, from that of the page's link.

    Raises:
        ValueError: the page has no article.
    """
    article = ARTICLE.search(page)
    if not article:
        raise ValueError("no <article> in the page")
    tree = fragment_fromstring(MASK.sub("\ufffd", DRAWING.sub("", article[0])))
    for element in CHROME(tree):
        element.drop_tree()
    for joint in list(tree.iter("wbr")):  # where a narrow screen may break a name
        joint.drop_tag()
    escape(tree)
    for change in (
        shorten,
        place_pictures,
        set_code,
        cite_sources,
        set_footnotes,
        set_terms,
        split_tables,
        set_words,
        set_apart,
    ):
        change(tree)
    for link in tree.iter("a", "img"):
        name = "href" if link.tag == "a" else "src"
        if link.get(name) is not None:
            link.set(name, address(target(link.get(name))))
    return tree


# --- figures ---
def shorten(tree: HtmlElement) -> None:
    """Keep the first rows of a figure's table, with the way to the others."""
    for body in FIGURE_ROWS(tree):
        rows = list(body)
        if len(rows) > MOST_ROWS:
            for row in rows[MOST_ROWS:]:
                body.remove(row)
            others = [builder.A("CSV", href=path) for path in CSV(body)[:1]]
            body.getparent().addnext(builder.P(f"{MOST_ROWS} of {len(rows)} rows. All rows: ", *others, "."))


def place_pictures(tree: HtmlElement) -> None:
    """Replace a drawing by its picture, with its alternative text."""
    for drawing in DRAWN(tree):
        for picture in PICTURE(drawing)[:1]:
            alt = as_typed(drawing.get("aria-label", ""), within_line)
            drawing.addprevious(builder.P(builder.IMG(src=picture, alt=alt)))
        drawing.drop_tree()


# --- blocks ---
def set_code(tree: HtmlElement) -> None:
    """Reduce a block of code to its text and its language, without the colours."""
    for block in list(tree.iter("pre")):
        language = next(
            (named[0] for box in block.iterancestors("div") if (named := LANGUAGE.search(box.get("class", "")))), ""
        )
        code = builder.CODE(block.text_content(), **{"class": language} if language else {})
        block.clear(keep_tail=True)
        block.append(code)
    for code in CODE_IN_CELL(tree):  # there a bar ends the cell even in code
        code.text = code.text and code.text.replace("|", masked(r"\|"))


def cite_sources(tree: HtmlElement) -> None:
    """Cite the source of a number or a day in a table that links to one, as prose does; the label names the source."""
    noted = {note.getparent().get("id").removeprefix("fn:") for notes in NOTES(tree) for note in NOTE(notes)}
    for link in CITED(tree):
        shown, id = link.text_content(), link.get("href").rpartition("#")[2]
        if id not in noted:
            noted.add(id)
            source = masked(within_line(link.get("aria-label").partition(": ")[2]))
            tree.append(builder.P(f"[^{id}]: {source}. ", builder.A(id, href=link.get("href"))))
        link.clear(keep_tail=True)
        link.text = f"{'' if shown.isdecimal() else shown}[^{id}]"
        link.drop_tag()


def set_footnotes(tree: HtmlElement) -> None:
    """``[^id]`` where a footnote is cited, after the word of a stamp, ``[^id]: …`` where the note itself is."""
    for reference in REFERENCE(tree):
        id = reference.find("a").get("href").removeprefix("#fn:")
        stamp = f"**{STAMP(reference).capitalize()}**" if STAMP(reference) else ""
        reference.clear(keep_tail=True)
        reference.text = f"{stamp}[^{id}]"
        reference.drop_tag()
    for notes in NOTES(tree):
        for note in NOTE(notes):
            id = note.getparent().get("id").removeprefix("fn:")
            note.text = f"[^{id}]: {note.text or ''}"
            if len(note) and (note[-1].tail or "").isspace():  # what stood before the way back
                note[-1].tail = None
            notes.addprevious(note)
        notes.drop_tree()


def set_terms(tree: HtmlElement) -> None:
    """Markdown has no description lists: every term begins a list item."""
    for terms in list(tree.iter("dl")):
        items = builder.UL()
        for part in terms.iter("dt", "dd"):
            if part.tag == "dt":
                items.append(builder.LI(builder.STRONG(*inner(part)), ": "))
            elif len(items):
                items[-1].append(builder.SPAN(*inner(part)))
        terms.addprevious(items)
        terms.drop_tree()


def split_tables(tree: HtmlElement) -> None:
    """A row of one cell is the title of the rows below it. Markdown has no such rows, so each group becomes a table."""
    for table in list(tree.iter("table")):
        rows = [row for body in table.iterchildren("tbody") for row in body]
        if any(map(WHOLE_ROW, rows)):
            for block in groups(table, rows):
                table.addprevious(block)
            table.drop_tree()


def groups(table: HtmlElement, rows: list[HtmlElement]) -> Iterator[HtmlElement]:
    """The parts of a table: its caption, and a title and a table per group."""
    yield from (builder.P(*inner(caption)) for caption in table.iterchildren("caption"))
    body = None
    for row in rows:
        if WHOLE_ROW(row):
            body = None
            yield bold_start(row[0])
            continue
        if body is None:
            body = builder.TBODY()
            yield builder.TABLE(*(deepcopy(head) for head in table.iterchildren("thead")), body)
        body.append(row)


def bold_start(cell: HtmlElement) -> HtmlElement:
    """A paragraph whose beginning, all before the first small print, is bold."""
    parts = list(inner(cell))
    end = next(
        (number for number, part in enumerate(parts) if not isinstance(part, str) and part.tag == "small"), len(parts)
    )
    return builder.P(builder.STRONG(*parts[:end]), *parts[end:])


# --- words ---
def set_words(tree: HtmlElement) -> None:
    """Mark what only its style sets off, and give what Markdown has no word for a plainer name."""
    for label in LABEL(tree):
        label.tag = "strong"
    for name in VARIABLE(tree):
        name.text = f"<{name.text_content()}>"
        name.drop_tag()
    for quotation in list(tree.iter("q")):
        quotation.text = f"“{quotation.text or ''}"
        quotation.tail = f"”{quotation.tail or ''}"
        quotation.drop_tag()
    for line_end in list(tree.iter("br")):
        put_before(line_end, before(line_end) + " ")
        line_end.drop_tag()
    for button in list(tree.iter("button")):
        button.drop_tag()
    for box in tree.iter("nav", "noscript", "figure"):
        box.tag = "div"
    for caption in tree.iter("figcaption"):
        caption.tag = "p"
    for title in FIGURE_TITLE(tree):
        title[:] = [builder.STRONG(*title)]
    for element in TITLED(tree):
        del element.attrib["title"]


def set_apart(tree: HtmlElement) -> None:
    """Set apart what only styles keep apart: small print on a line of its own, links side by side."""
    for small in SMALL(tree):
        said, previous = before(small).rstrip(), small.getprevious()
        last_words = said or ("" if previous is None else previous.text_content().rstrip())
        put_before(small, said + ("" if not last_words else " " if last_words.endswith(ENDED) else APART))
    for element in TOUCHING(tree):
        element.tail = APART
