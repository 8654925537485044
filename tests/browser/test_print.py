"""Paper: everything readable is printed, dark on white; ``test_every_page.py`` has what holds on every page."""

from __future__ import annotations

import pytest

from tests.browser.test_every_page import A4, shown


@pytest.fixture
def on_paper(open_page):
    def open_one(address: str, dark: bool = False):
        page = open_page(address, width=A4, dark=dark)
        page.emulate_media(media="print")
        return page

    return open_one


def test_content_is_printed_and_drawings_are_visible(on_paper):
    page = on_paper("5-adoption/")
    assert shown(page, "#adoption-downloads svg")
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('#adoption-downloads .fig-draw > div')).contentVisibility"
        )
        == "visible"
    )
    for selector in ("h1", ".in-short", "table", "figcaption", ".footnote"):
        assert shown(page, f".md-content {selector}"), selector


def test_a_dark_screen_prints_dark_letters_on_white(on_paper):
    page = on_paper("5-adoption/", dark=True)
    colour, ground = page.evaluate(
        '() => [getComputedStyle(document.querySelector(".md-content p")).color, '
        "getComputedStyle(document.body).backgroundColor]"
    )
    assert luminance(colour) < 0.2
    assert ground == "rgba(0, 0, 0, 0)" or luminance(ground) > 0.9


def luminance(colour: str) -> float:
    red, green, blue = (float(part) / 255 for part in colour.strip("rgba()").split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
