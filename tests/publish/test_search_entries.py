"""Entries of the search index are those that the theme makes of the page as it is now."""

from dataclasses import dataclass, field, replace

import pytest
from material.plugins.search.plugin import SearchIndex

from sitedata.publish import search_entries
from sitedata.publish.search_entries import SearchEntries
from sitedata.text import kept
from sitedata.text.files import Folder


@dataclass
class Item:
    id: str
    url: str
    children: list = field(default_factory=list)


@dataclass
class Page:
    url: str = "a/"
    title: str = "A"
    meta: dict = field(default_factory=dict)
    toc: list = field(default_factory=lambda: [Item("a", "#a", [Item("b", "#b")])])
    content: str = '<h1 id="a">A</h1><p>One.</p><h2 id="b">B</h2><p>Two.</p>'


@pytest.fixture
def run(tmp_path):
    """``run(page, …)`` → the entries, and how many pages the theme was asked about, in a new process."""

    def entries(*pages, depends_on=("1",)):
        index, asked = SearchIndex(lang=["en"]), []
        really = index.add_entry_from_context
        index.add_entry_from_context = lambda page: asked.append(page) or really(page)
        made = SearchEntries(index, Folder(tmp_path, tmp_path), depends_on)
        for page in pages:
            index.add_entry_from_context(page)
        made.write()
        return index.entries, len(asked)

    return entries


def of_the_theme(*pages):
    index = SearchIndex(lang=["en"])
    for page in pages:
        index.add_entry_from_context(page)
    return index.entries


def test_a_page_that_did_not_change_is_read_once(run):
    other = Page("b/", "B")
    assert run(Page(), other) == (of_the_theme(Page(), other), 2)
    assert run(Page(), other) == (of_the_theme(Page(), other), 0)


@pytest.mark.parametrize(
    "change",
    [
        {"url": "c/"},
        {"title": "C", "content": "<p>No heading.</p>"},
        {"meta": {"tags": ["x"]}},
        {"meta": {"search": {"exclude": True}}},
        {"toc": [Item("a", "#a", [Item("b", "#other")])]},
        {"content": '<h1 id="a">A</h1><p>Other.</p>'},
    ],
    ids=str,
)
def test_a_changed_page_never_gets_old_entries(run, change):
    run(Page())
    run(Page(content="<p>No heading.</p>"))
    page = replace(Page(), **change)
    assert run(Page())[1] == 1  # what the last run did not use is not kept
    assert run(page) == (of_the_theme(page), 1)


def test_another_version_makes_all_again(run):
    run(Page())
    assert run(Page(), depends_on=("2",))[1] == 1


@pytest.mark.parametrize("content", [b"no cache", b""])
def test_a_broken_file_is_as_good_as_none(run, tmp_path, content):
    run(Page())
    (tmp_path / search_entries.CACHE).write_bytes(content)
    assert run(Page()) == (of_the_theme(Page()), 1)


def test_a_file_of_another_form_is_too(run, tmp_path):
    kept.write(Folder(tmp_path, tmp_path), search_entries.CACHE, b"[1]")
    assert run(Page()) == (of_the_theme(Page()), 1)


def test_what_is_done_to_an_entry_stays_in_its_build(run, tmp_path):
    index = SearchIndex(lang=["en"])
    made = SearchEntries(index, Folder(tmp_path, tmp_path), ["1"])
    index.add_entry_from_context(Page())
    index.entries[0]["title"] = "changed"
    made.write()
    assert run(Page()) == (of_the_theme(Page()), 0)


# --- what front matter asks for ---
TWO = Page(content='<h1 id="a">A</h1><p>One.</p><h2 id="b">B</h2><p>Two.</p>')


def made(run, **search):
    return run(replace(TWO, meta={"search": search}))[0]


def test_a_page_about_one_thing_is_one_entry_made_of_its_lead(run):
    (entry,) = made(run, alone="lead")
    assert (entry["location"], entry["text"]) == ("a/", "<p>One.</p>")


def test_or_of_the_whole_with_its_headings(run):
    (entry,) = made(run, alone="whole")
    assert entry["location"] == "a/"
    assert entry["text"].split() == ["<p>One.</p>", "<p>B</p>", "<p>Two.</p>"]


def test_a_mark_stands_beside_the_title_of_the_page_alone(run):
    page, section = made(run, mark='<span class="verdict verdict-holds">holds</span>')
    assert page["title"] == 'A <span class="verdict verdict-holds">holds</span>' and section["title"] == "B"


def test_words_are_at_the_section_that_answers_them(run):
    page, section = made(run, first_for={"": ["one"], "b": ["two", "second"]})
    assert (page["first_for"], section["first_for"]) == (["one"], ["two", "second"])


def test_what_the_search_does_not_read_is_in_no_entry(run):
    drawing = "<div data-search-exclude><div>1.07</div><div><svg><text>2.14</text></svg></div></div>"
    page = replace(TWO, content=TWO.content + drawing + "<p>Three.</p>")
    assert run(page)[0][1]["text"].split() == ["<p>Two.</p>", "<p>Three.</p>"]
