"""What each page uses is recorded while it is filled in; a page that shows what others use knows all of it."""

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.load.uses import Use, note, noting, remembered, remembering
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.pages.record import pages_of_figures
from tests.tiny import write
from tests.tiny_figure import TINY

FRONT = "---\ntitle: {}\ndescription: What it says.\n---\n"
PAGES = {
    "a.md": 'One[^one], read[^s]. {{ release("pytorch").version }} {{ figure("one") }} {{ count("papers") }}',
    "again.md": '{{ release("pytorch").version }}',
    "claims.md": "{{ claim_ledger() }}",
    "figures.md": "{{ figure_list() }}",
    "table.md": "{{ comparison_table() }}",
    "words.md": 'Nothing. `{{ "figure(1)" }}`',
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "docs").mkdir()
    for name, text in PAGES.items():
        (folder / "docs" / name).write_text(FRONT.format(name.removesuffix(".md").title()) + text, encoding="utf-8")
    edition = Edition(checked_dataset(write(folder / "data")), {"one": TINY}, datetime.date(2026, 11, 25))
    return Pages(folder / "docs", Fragments(edition)).render_all()


def test_a_page_uses_what_it_cites_places_and_asks(rendered):
    page = rendered.record["a/"]
    assert (page.title, page.figures, page.claims, page.sources, page.written) == (
        "A",
        ("one",),
        ("one",),
        ("s",),
        True,
    )
    assert {"frameworks", "releases", "papers", "sources", "claims"} <= page.tables and "guide_rules" not in page.tables
    assert {"figure.html", "row_tools.html"} <= page.templates and not page.lists_pages
    assert page.numbers == {"ratio=740/300", "ratio=340/400"}
    assert rendered.record["table/"].shown == ("comparison",)
    assert rendered.record["claims/one/"].tables >= {"claims", "claim_evidence", "claim_rules", "probes"}


def test_what_another_page_has_asked_before_is_used_too(rendered):
    assert rendered.record["again/"].tables >= {"releases", "frameworks"}


def test_a_page_of_words_uses_nothing(rendered):
    page = rendered.record["words/"]
    assert not page.tables and not page.figures and not page.templates


def test_a_page_that_lists_figures_knows_every_page(rendered):
    assert [link.address for link in pages_of_figures(rendered.record)["one"]] == ["a/"]
    (listed,) = [text for path, text in rendered.pages.items() if path.name == "figures.md"]
    assert '<h2 id="a">A</h2>' in listed and "figures/one/" in listed
    assert rendered.record["figures/"].lists_pages


@pytest.mark.parametrize(("page", "tables", "figures", "reached"), [
    ("a/", {"papers"}, (), True), ("a/", {"guide_rules"}, (), False), ("a/", (), ("one",), True),
    ("table/", {"comparison"}, (), True), ("table/", {"papers"}, ("one",), False),
    ("figures/", {"guide_rules"}, (), True), ("words/", {"papers"}, ("one",), False),
])  # fmt: skip
def test_a_change_reaches_the_pages_that_use_what_changed(rendered, page, tables, figures, reached):
    assert rendered.record[page].reached_by(tables, figures) == reached


# --- how it is noted -------------------------------------------------------------------------------------------------
def test_what_is_kept_notes_what_it_rests_on_each_time():
    class Kept:
        calls = 0

        @remembered
        def value(self):
            self.calls += 1
            note("table", "papers")
            return None

    function = remembering(lambda id: note("table", id))
    kept = Kept()
    for _ in range(2):
        with noting() as seen:
            assert kept.value is None
            function("claims")
        assert list(seen) == [Use("table", "papers"), Use("table", "claims")]
    assert kept.calls == 1


def test_a_block_in_another_tells_both_and_outside_nothing_is_kept():
    with noting() as outer:
        note("table", "a")
        with noting() as inner:
            note("table", "b")
    note("table", "c")
    assert [use.name for use in outer] == ["a", "b"] and [use.name for use in inner] == ["b"]
