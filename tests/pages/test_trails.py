"""Where a page stands among the others."""

import re

import pytest

from sitedata.judge.edition import Edition
from sitedata.load.dataset import load_dataset
from sitedata.load.uses import noting
from sitedata.pages.trails import READING_ORDER, Trails
from tests import tiny
from tests.conftest import ROOT


@pytest.fixture
def trails(tmp_path):
    systems = [tiny.record("systems", id=id, name=f"<{id}>", in_article="") for id in ("one", "two", "three")]
    return Trails(Edition(load_dataset(tiny.write(tmp_path / "data", systems=systems)), {}))


def test_every_page_about_a_section_is_read_in_its_order():
    written = {path.stem for path in (ROOT / "docs").glob("[0-9]*.md")}
    assert written == {*READING_ORDER}
    numbers = [re.match(r"(\d+)([a-z]?)", id).groups() for id in READING_ORDER]
    assert numbers == sorted(numbers, key=lambda number: (int(number[0]), number[1]))


def test_a_page_of_a_row_lies_below_its_table_between_its_neighbours(trails):
    with noting() as seen:
        meta = trails.meta("ecosystem/two/")
    assert meta == {
        "up": "ecosystem/",
        "previous": {"url": "ecosystem/one/", "title": "&lt;one&gt;"},
        "next": {"url": "ecosystem/three/", "title": "&lt;three&gt;"},
    }
    assert not seen, "a page is not made again for what its neighbour is called"
    assert "previous" not in trails.meta("ecosystem/one/") and "next" not in trails.meta("ecosystem/three/")


def test_a_page_about_another_machine_lies_below_the_first(trails):
    assert trails.meta("4b-performance/some-machine/") == {"up": "4b-performance/"}
    assert trails.meta("figures/bench-training/some-machine/") == {"up": "figures/"}


def test_pages_about_the_article_keep_its_order_and_others_follow_the_navigation(trails):
    meta = trails.meta("3-pytorch/")
    assert meta["reading"] and meta["previous"]["url"] == "2-tensorflow/" and meta["next"]["url"] == "4-comparison/"
    assert trails.meta("") == trails.meta("methods/") == {}
