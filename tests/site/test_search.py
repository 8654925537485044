"""The index of the search, as it is sent: prose, with the verdict beside a claim, and the bets where they belong."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.claims import judge

LARGEST = 300_000  # bytes, gzipped: a reader waits for all of it before the first hit
DRAWN = re.compile(r"<text\b[^>]*>([^<]{2,})</text>")


@pytest.fixture(scope="module")
def entries(site):
    docs = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    return {entry["location"]: entry for entry in docs}


def test_the_index_is_small(site):
    assert len(gzip.compress((site.folder / "search" / "search_index.json").read_bytes(), 6)) <= LARGEST


def test_no_entry_has_the_words_of_a_drawing(site, entries):
    drawn = 0
    for path in site.folder.rglob("index.html"):
        page = path.read_text(encoding="utf-8")
        address = path.parent.relative_to(site.folder).as_posix().removeprefix(".")
        mine = " ".join(
            entry["text"] for location, entry in entries.items() if location.partition("#")[0].rstrip("/") == address
        )
        for svg in re.findall(r"<svg\b.*?</svg>", page, re.DOTALL) if mine else ():
            words = "".join(DRAWN.findall(svg))
            drawn += bool(words)
            assert not words or words not in mine, (path, words[:80])
    assert drawn > 50


def test_notes_and_texts_to_copy_are_in_no_entry(entries):
    texts = " ".join(entry["text"] for entry in entries.values())
    assert "Share and cite" not in texts and "Back to reference" not in texts and "Permanent link" not in texts


def test_a_claim_and_a_system_say_where_they_stand(site, entries):
    data = checked_dataset(site.tree / "data")
    for id, judged in judge(data).items():
        mark = f' <span class="verdict verdict-{judged.verdict}">{judged.verdict}</span>'
        assert entries[f"claims/{id}/"]["title"].endswith(mark)
    for system in data.rows("systems"):
        mark = f' <span class="status status-{system.status}">{system.status}</span>'
        assert entries[f"ecosystem/{system.id}/"]["title"].endswith(mark)


def test_every_best_bet_is_at_the_entry_that_it_names(site, entries):
    rows = checked_dataset(site.tree / "data").rows("best_bets")
    assert rows
    for row in rows:
        assert row.words in entries[row.page.removeprefix("./")]["first_for"], row


def test_what_has_a_page_to_itself_is_found_once(entries):
    assert not [at for at in entries if re.match(r"(claims|compare|ecosystem|comparison|routes|figures)/[^#]+/.*#", at)]


def test_the_list_of_sources_is_found_by_what_they_are_called_and_not_by_what_lay_open(site, entries):
    text = entries["sources/#the-list"]["text"]
    sources = checked_dataset(site.tree / "data").rows("sources")
    assert sum(source.publisher in text for source in sources) > len(sources) / 2
    named = " ".join(f"{source.title} {source.note}" for source in sources)
    opened = {row.version_read for row in sources if row.version_read.startswith("commit ")}
    opened = {version for version in opened if version not in named}
    assert opened
    assert not {version for version in opened if version in text}
