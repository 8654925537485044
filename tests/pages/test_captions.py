"""Machine, versions and rounds are said once on a page; a figure's own page, embeds and programs get all of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sitedata.judge.edition import Edition
from sitedata.load.dataset import load_dataset
from sitedata.pages.fragments import Fragments
from tests import tiny
from tests.tiny_figure import TINY

ON_A, ON_B = ("a", "Machine A; PyTorch 2.15."), ("b", "Machine B; PyTorch 2.13.")


def shown(id: str, *provenance: tuple[str, str]):
    caption = " ".join(["What it shows.", *(words for _, words in provenance), "Grey: a tie."])
    return replace(TINY, id=id, file=id, caption=caption, provenance=provenance, source_ids=())


FIRST, SECOND, BOTH = shown("first", ON_A), shown("second", ON_A), shown("both", ON_A, ON_B)


@pytest.fixture
def data(tmp_path):
    tiny.write(tmp_path)
    return load_dataset(tmp_path)


def captions(data, *figures) -> list[str]:
    fragments, told = Fragments(Edition(data, {figure.id: figure for figure in figures})), {}
    pages = [str(fragments.figure(figure.id, "", told=told)) for figure in figures]
    return [page.split("<figcaption>")[1].split("</figcaption>")[0] for page in pages]


def test_a_machine_is_described_once_and_later_by_a_link(data):
    first, second = captions(data, FIRST, SECOND)
    assert "What it shows. Machine A; PyTorch 2.15. Grey: a tie." in first and "as above" not in first
    assert "What it shows. Grey: a tie." in second and '<a href="#first">Machine and versions</a> as above' in second


def test_a_machine_that_is_new_to_the_page_is_described(data):
    _, both = captions(data, FIRST, BOTH)
    assert "Machine A" not in both and "What it shows. Machine B; PyTorch 2.13. Grey: a tie." in both


def test_without_a_page_everything_is_said(data):
    fragments = Fragments(Edition(data, {"first": FIRST, "second": SECOND}))
    assert all("Machine A" in str(fragments.figure(id, "")) for id in ("first", "second"))
    assert FIRST.caption_without(()) == FIRST.caption


def test_a_browser_in_a_terminal_tells_a_drawing_once(data):
    """It draws nothing, and takes everything between two titles for one."""
    drawings = {"first": dict.fromkeys(("wide", "narrow"), '<svg viewBox="0 0 9 9"><text>Said</text></svg>')}
    html = str(Fragments(Edition(data, {"first": FIRST}), drawings).figure("first", ""))
    assert html.count("<text>Said</text>") == 2
    assert re.sub(r"<title />.*?</title>", "", html, flags=re.DOTALL).count("Said") == 1
