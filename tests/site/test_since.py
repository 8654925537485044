"""The page *Since 2025* as it is built: nothing older than the article, newest first, each with what it rests on."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import events
from tests.conftest import ROOT

LIST = re.compile(r'<[ou]l class="since">(.*?)</[ou]l>', re.DOTALL)
ITEM = re.compile(r"<li\b.*?</li>", re.DOTALL)
DAY = re.compile(r'<time datetime="([^"]+)">')


@pytest.fixture(scope="module")
def data():
    return checked_dataset(ROOT / "data")


@pytest.fixture(scope="module")
def page(site) -> str:
    return (site.folder / "since-2025" / "index.html").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, list[str]]:
    """Id of a heading → the items of the lists below it."""
    parts = re.split(r'<h2 id="([^"]+)"', page)[1:]
    return {id: ITEM.findall("".join(LIST.findall(below))) for id, below in zip(parts[::2], parts[1::2], strict=True)}


def test_every_event_and_release_is_there_and_younger_than_the_article(page, data):
    shown = sections(page)
    over = shown.pop("without-a-day")
    days = [day for items in shown.values() for item in items for day in DAY.findall(item)]
    assert len(days) == len(data.rows("events")) + len(events.all_releases(data))
    assert min(days) >= "2025" and data.since == "2025-01-01"
    assert len(over) == len(events.without_a_day(data))


def test_each_list_begins_with_the_newest(page):
    lists = [DAY.findall("".join(items)) for id, items in sections(page).items() if id != "without-a-day"]
    assert len(lists) == 7 and all(later >= earlier for days in lists for later, earlier in pairwise(days))


def test_each_line_leads_to_a_source_or_the_row_of_a_system(page, data):
    shown = sections(page)
    assert all('href="../ecosystem/' in item for item in shown["releases"] + shown["without-a-day"])
    for kind, rows in events.by_kind(data).items():
        for item, row in zip(shown[kind], rows, strict=True):
            assert f'id="{row.id}"' in item
            assert [f'href="../sources/#{id}"' in item for id in row.source_ids] == [True] * len(row.source_ids)
            assert [f'href="../ecosystem/{id}/"' in item for id in row.systems] == [True] * len(row.systems), row.id


def test_the_title_and_the_tiles_say_what_the_data_say(page, data):
    count = {row.id: len(events.releases(data, row)) for row in data.rows("frameworks")}
    dropped = len(events.dropped(data, "tensorflow"))
    title = re.sub(r"<[^>]+>", "", re.search(r'<h1 id="since-2025">(.*?)<a|</h1>', page, re.DOTALL)[0])
    assert re.findall(r"\d+", title) == ["2025", str(count["pytorch"]), str(count["tensorflow"]), str(dropped)]
    tiles = re.search(r'<div class="numbers">(.*?)<p>These', page, re.DOTALL)[1]
    bold = [re.sub(r"\D+", " ", each).split() for each in re.findall(r"<strong>(.*?)</strong>", tiles)]
    named = sum(bool(row.in_article) for row in data.rows("systems"))
    ended = len(events.ended_or_moved(data))
    assert bold == [[str(count["pytorch"]), str(count["tensorflow"])], [str(ended), str(named)], [str(dropped)]]


def test_who_looks_for_changes_finds_the_page(site):
    for name in ("", "changes/"):
        assert 'since-2025/"' in (site.folder / name / "index.html").read_text(encoding="utf-8").split("<article")[1]
