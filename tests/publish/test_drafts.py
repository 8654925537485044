"""A page made alone equals that page of a full build, after any edit; a mistake on it is reported."""

import csv
from pathlib import Path

import pytest

from sitedata.draw import raster
from sitedata.judge import claims
from sitedata.load.dataset import forget
from sitedata.pages.page_files import page_of
from sitedata.publish.drafts import Drafts
from sitedata.publish.places import Places
from sitedata.publish.render import render
from sitedata.text.problem import BadInput
from tests import tiny
from tests.conftest import ROOT

HOME = "https://example.org/"
HEAD = '---\ntitle: "{0}"\ndescription: "{0}, for a test."\nown_method: yes\n---\n# {0}\n\n'
DOCS = {
    "index.md": "{{ comparison_table() }}", "claims.md": "{{ claim_ledger() }}", "sources.md": "{{ source_list() }}",
    "figures.md": "{{ figure_list() }}", "releases.md": '{{ figure("release-cadence") }}',
}  # fmt: skip


@pytest.fixture
def places(tmp_path, monkeypatch):
    def without_browser(artist):
        raise raster.NoBrowser

    monkeypatch.setattr(raster.Artist, "draw", without_browser)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    for name in ("overrides", "scripts"):
        (tmp_path / name).symlink_to(ROOT / name)
    made = Places(tmp_path)
    tiny.write(made.data, redirects=[])
    made.docs.mkdir()
    for name, text in DOCS.items():
        (made.docs / name).write_text(HEAD.format(name.removesuffix(".md").title()) + text, encoding="utf-8")
    forget()
    return made


def of_a_build(places: Places) -> dict[str, str]:
    render(places, HOME, previews=False)
    return {
        path.relative_to(places.out).as_posix(): path.read_text(encoding="utf-8") for path in places.out.rglob("*.md")
    }


def alone(drafts: Drafts, paths) -> dict[str, str]:
    """Pages by file."""
    return {path: drafts.page(page_of(Path(path), drafts.places.docs)) for path in paths}


def change(places: Places, table: str, column: str) -> None:
    """The cell of the first row."""
    path = places.data / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    cell = next(csv.DictReader(text.splitlines()))[column]
    path.write_text(text.replace(cell, f"{cell.removesuffix('.')} indeed.", 1), encoding="utf-8", newline="\n")


def test_each_page_alone_is_that_of_a_build_after_edits_too(places):
    before = of_a_build(places)
    assert {"index.md", "claims/index.md"} < before.keys() and {path.split("/")[0] for path in before} > {
        "claims",
        "comparison",
    }
    drafts = Drafts(places, HOME)
    assert alone(drafts, before) == before
    for table, column in (("comparison", "text"), ("claims", "claim"), ("sources", "title")):
        change(places, table, column)
        drafts = Drafts(places, HOME, drafts)
        made = alone(drafts, before)
        assert made != before
        before = of_a_build(places)
        assert made == before


def test_an_edit_of_another_table_judges_no_claim_anew(places, monkeypatch):
    count = []
    really = claims.judge
    monkeypatch.setattr(claims, "judge", lambda data: count.append(1) or really(data))
    first = Drafts(places, HOME)
    first.page(Path("claims.md"))
    change(places, "comparison", "text")
    drawn = len(count)
    Drafts(places, HOME, first).page(Path("claims.md"))
    assert len(count) == drawn


def test_a_mistake_on_a_page_is_told_and_the_others_are_made(places):
    (places.docs / "index.md").write_text(HEAD.format("Home") + '{{ figure("nothing") }}', encoding="utf-8")
    drafts = Drafts(places, HOME)
    with pytest.raises(BadInput, match=r"docs/index\.md:8"):
        drafts.page(Path("index.md"))
    assert drafts.page(Path("claims.md"))


def test_what_is_no_page_is_none(places):
    for path in ("nothing.md", "claims/nothing.md", "comparison/nothing.md", "figures/nothing.md"):
        with pytest.raises(KeyError):
            Drafts(places, HOME).page(Path(path))
