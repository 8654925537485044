"""Paper: the tools of the screen are gone, what can be read is there, and nothing runs over the edge."""

from __future__ import annotations

import pytest

A4 = 718  # CSS pixels of an A4 page's width, less margins of 1 cm
TOOLS = ".fig-tools, .table-tools, .md-top, .jump, .md-sidebar, .md-header__button, .md-search, .samples form, .compare-drop"


@pytest.fixture
def on_paper(open_page):
    def open_one(address: str, dark: bool = False):
        page = open_page(address, width=A4, dark=dark)
        page.emulate_media(media="print")
        return page

    return open_one


def shown(page, selector: str) -> list[str]:
    """Classes of the elements that take room."""
    return page.evaluate(
        "selector => [...document.querySelectorAll(selector)].filter(e => e.getBoundingClientRect().height).map(e => String(e.className))", selector
    )


def test_the_tools_of_the_screen_are_not_printed(on_paper, site):
    page = on_paper("")
    for address in site.kinds_of_pages:
        page.goto(site.url + address)
        assert not shown(page, TOOLS), address


def test_no_page_is_wider_than_the_paper(on_paper, site):
    page = on_paper("")
    for address in site.kinds_of_pages:
        page.goto(site.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= A4, address


def test_wide_tables_are_printed_whole(on_paper, site):
    """On paper nobody scrolls: a box that does would lose its right end."""
    page, cut = on_paper(""), {}
    for address in site.kinds_of_pages:
        page.goto(site.url + address)
        wide = page.evaluate(
            """() => [...document.querySelectorAll(".md-content .scroll, .md-content .md-typeset__scrollwrap, pre > code, .md-content table")]
            .filter(e => e.offsetWidth && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1))
            .map(e => (e.closest("[id]")?.id || "") + ": " + e.scrollWidth + " in " + e.clientWidth)"""
        )
        if wide:
            cut[address] = wide
    assert not cut


def test_content_is_printed_and_drawings_are_visible(on_paper):
    page = on_paper("5-adoption/")
    assert shown(page, "#adoption-downloads svg")
    assert page.evaluate("getComputedStyle(document.querySelector('#adoption-downloads .fig-draw > div')).contentVisibility") == "visible"
    for selector in ("h1", ".in-short", "table", "figcaption", ".footnote"):
        assert shown(page, f".md-content {selector}"), selector


def test_a_dark_screen_prints_dark_letters_on_white(on_paper):
    page = on_paper("5-adoption/", dark=True)
    colour, ground = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".md-content p")).color, getComputedStyle(document.body).backgroundColor]"""
    )
    assert luminance(colour) < 0.2
    assert ground == "rgba(0, 0, 0, 0)" or luminance(ground) > 0.9


def luminance(colour: str) -> float:
    red, green, blue = (float(part) / 255 for part in colour.strip("rgba()").split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
