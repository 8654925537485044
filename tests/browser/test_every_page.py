"""What holds on every page: each is opened once, at four widths and on paper. Colours: ``test_colours.py``.

axe takes most of the time: it reads the pages that have most on them, and a third of the others, chosen by the seed
that pytest prints at the top; ``MUTATIONS=all`` lets it read all.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict

import pytest

from tests.browser.axe import violations
from tests.conftest import HEIGHT, fuzz_seed, pages_in

WIDTHS = (320, 390, 768, 1280)
BESIDE_PAPER = 768  # CSS pixels: of these widths the nearest to paper's
A4 = 718  # CSS pixels of an A4 page's width, less margins of 1 cm
READ_BY_AXE = {"", "4a-implementation/", "4b-performance/", "8-selection/", "claims/perf-cnn-tf/", "ecosystem/"}
DAYS = 3  # in which nearly all others are
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


def is_read_by_axe(address: str) -> bool:
    if address in READ_BY_AXE or os.environ.get("MUTATIONS") == "all":
        return True
    return random.Random(f"{fuzz_seed()} {address}").randrange(DAYS) == 0


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
        widths = list(WIDTHS)
        for address in site.kinds_of_pages:
            page.requested.clear()
            page.complaints.clear()
            page.goto(site.url + address)
            if is_read_by_axe(address):
                note("axe", address, violations(page))
            for width in widths:
                resized(page, width)
                note(f"wider than a screen of {width}", address, too_wide(page, width))
                if width == BESIDE_PAPER:
                    resized(page, A4)
                    page.emulate_media(media="print")
                    note("tools on paper", address, shown(page, TOOLS))
                    note("wider than paper", address, too_wide(page, A4))
                    note("a table that paper cuts", address, page.evaluate(WIDE))
                    page.emulate_media(media="screen")
            widths.reverse()  # the next page is opened at the width at which this one was left
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
