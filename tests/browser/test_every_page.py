"""What holds on every page: each is opened once, by axe, at four widths, and on paper. Colours: ``test_colours.py``."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.browser.axe import violations
from tests.conftest import HEIGHT, pages_in

WIDTHS = (320, 390, 768, 1280)
A4 = 718  # CSS pixels of an A4 page's width, less margins of 1 cm
TOOLS = (
    ".fig-tools, .table-tools, .md-top, .jump, .md-sidebar, .md-header__button, "
    ".md-search, .samples form, .compare-drop"
)
WIDE = """() => [...document.querySelectorAll(
    ".md-content .scroll, .md-content .md-typeset__scrollwrap, pre > code, .md-content table")]
  .filter((e) => e.offsetWidth
    && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1))
  .map((e) => (e.closest("[id]")?.id || "") + ": " + e.scrollWidth + " in " + e.clientWidth)"""
"""On paper nobody scrolls: a box that does would lose its right end."""


def shown(page, selector: str) -> list[str]:
    """Classes of the elements that take up space."""
    return page.evaluate(
        (
            "selector => [...document.querySelectorAll(selector)]"
            ".filter(e => e.getBoundingClientRect().height).map(e => String(e.className))"
        ),
        selector,
    )


def resized(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.wait_for_function("width => innerWidth === width", arg=width)


def too_wide(page, width: int) -> list[str]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [f"{needed} in {width}"] if needed > width else []


@pytest.fixture(scope="module")
def findings(contexts, site) -> dict[str, dict[str, list]]:
    """Kind of problem → page address → what is wrong there."""
    wrong: dict[str, dict[str, list]] = defaultdict(dict)

    def note(what: str, address: str, problems: list) -> None:
        if problems:
            wrong[what][address] = problems

    host = site.url.split("/")[2]
    with pages_in(contexts, site) as open_page:
        page = open_page()
        for address in site.kinds_of_pages:
            page.requested.clear()
            page.complaints.clear()
            page.goto(site.url + address)
            note("axe", address, violations(page))
            for width in WIDTHS:
                resized(page, width)
                note(f"wider than a screen of {width}", address, too_wide(page, width))
            resized(page, A4)
            page.emulate_media(media="print")
            note("tools on paper", address, shown(page, TOOLS))
            note("wider than paper", address, too_wide(page, A4))
            note("a table that paper cuts", address, page.evaluate(WIDE))
            page.emulate_media(media="screen")
            resized(page, max(WIDTHS))
            note(
                "another host",
                address,
                [url for url in page.requested if not url.startswith("data:") and url.split("/")[2] != host],
            )
            note("complaints", address, page.complaints)
    return wrong


@pytest.mark.parametrize(
    "what",
    ["axe", *(f"wider than a screen of {width}" for width in WIDTHS), "tools on paper",
     "wider than paper", "a table that paper cuts", "another host", "complaints"],
)  # fmt: skip
def test_nothing_of_this_kind_is_found_on_any_page(findings, what):
    assert findings[what] == {}
