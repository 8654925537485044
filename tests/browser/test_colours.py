"""Colours that can be read, in light and in the dark: on a page of each kind, and on others that the day chooses."""

from __future__ import annotations

import os
import random

import pytest

from tests.browser.axe import COLOURS_ALONE, violations
from tests.conftest import fuzz_seed

OF_EACH_KIND = [
    "", "4c-experience/", "api/", "claims/perf-cnn-tf/", "compare/tensorflow-vs-pytorch/",
    "comparison/default-execution/", "ecosystem/", "ecosystem/tensorflow-lite/", "figures/bench-training/", "probes/",
    "routes/phone-litert/", "samples/",
]  # fmt: skip
"""Small ones, of which each kind has some; what only two large pages have stands below."""
PARTS = {"4b-performance/": (".environments", ".compare"), "8-selection/": (".guide",)}
OTHERS_A_DAY = 3


@pytest.fixture
def found(open_page):
    """The rules that a page breaks, by scheme; it is opened in each, since a page of its own script may complain."""

    def of(address: str, *parts: str) -> dict[str, list]:
        wrong = {}
        for scheme in ("light", "dark"):
            page = open_page(address, dark=scheme == "dark")
            assert page.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme]
            if problems := violations(page, COLOURS_ALONE, parts) + page.complaints:
                wrong[scheme] = problems
            page.close()
        return wrong

    return of


@pytest.mark.parametrize("address", OF_EACH_KIND)
def test_a_page_of_each_kind_can_be_read_in_light_and_in_the_dark(found, address):
    assert found(address) == {}


@pytest.mark.parametrize("address", PARTS)
def test_so_can_what_only_a_large_page_has(found, address):
    assert found(address, *PARTS[address]) == {}


def test_so_can_other_pages_that_the_day_chooses(found, site):
    """``MUTATIONS=all``: every other page."""
    others = [address for address in site.kinds_of_pages if address not in OF_EACH_KIND]
    assert len(others) == len(site.kinds_of_pages) - len(OF_EACH_KIND)
    if os.environ.get("MUTATIONS") != "all":
        others = random.Random(fuzz_seed()).sample(others, OTHERS_A_DAY)
    assert {address: wrong for address in others if (wrong := found(address))} == {}
