"""What needs a second look: by review date, release, reading or dead link; decided by the day of the build alone."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.judge.staleness import StaleMarks, last_day, newest_check
from sitedata.pages.articles import Pages
from sitedata.pages.forge import Forge
from sitedata.pages.fragments import Fragments
from sitedata.pages.second_look import entries_of, pages_that_rest_on, second_look
from sitedata.publish.places import build_day
from tests.tiny import TINY, record, write
from tests.tiny_figure import TINY as TINY_FIGURE

TODAY = datetime.date(2026, 11, 24)
NEWER = [*TINY["releases"], record("releases", version="2.14.0", released_on="2026-10-01", source_id="s")]
FRAMEWORKS = [record("frameworks", source_ids="s")]


@pytest.fixture
def looks(tmp_path):
    def of(today=TODAY, **tables):
        tables.setdefault("frameworks", FRAMEWORKS)
        marks = StaleMarks(checked_dataset(write(tmp_path / "data", **tables)), today).marks
        return {key: look.why for key, look in marks.items()}

    return of


def claim(**changes):
    return {"claims": [TINY["claims"][0] | changes, *TINY["claims"][1:]]}


def test_the_tiny_data_set_is_fresh(looks):
    assert looks() == {}


def test_a_claim_past_its_review_is_stale_the_day_after(looks):
    due = datetime.date.fromisoformat(TINY["claims"][0]["review_after"])
    assert ("claims", "one") not in looks(due)
    assert looks(due + datetime.timedelta(1))["claims", "one"] == "its review was due on 24 May 2027"


CHECKED = {
    "an older series": (
        "PyTorch 2.12 documentation",
        "checked against PyTorch 2.12; 2.14.0 is known since 1 October 2026",
    ),
    "the newest of several": (
        "PyTorch 2.9 and PyTorch 2.12",
        "checked against PyTorch 2.12; 2.14.0 is known since 1 October 2026",
    ),
    "the newest series": ("PyTorch 2.14 documentation", ""),
    "a fix within the series": ("PyTorch 2.14.0", ""),
    "only the first number": ("PyTorch 2 guide", ""),
    "release notes, which do not age": ("PyTorch 2.0.0 release notes", ""),
    "another program": ("TFX 1.0", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("against", "why"), CHECKED.values(), ids=CHECKED)
def test_a_claim_checked_against(looks, against, why):
    assert looks(releases=NEWER, **claim(checked_against=against)).get(("claims", "one"), "") == why


def test_a_probed_claim_is_as_old_as_what_its_script_ran_with(looks):
    probes = [TINY["probes"][0] | {"versions": "torch 2.13.0+cpu, Python 3.11.7"}]
    reasons = looks(releases=NEWER, probes=probes)
    assert (
        reasons["claims", "three"]
        == reasons["probes", "tf-eager-default"]
        == "ran with PyTorch 2.13.0; 2.14.0 is known since 1 October 2026"
    )


def test_a_cell_is_older_than_the_first_release_of_a_series_but_not_than_its_fixes(looks):
    later = record("releases", version="2.14.0", released_on="2026-11-23", source_id="s")
    assert looks(releases=[*TINY["releases"], later])["comparison", "default-execution pytorch"].startswith(
        "PyTorch 2.14.0 came out on 23 November"
    )
    fix = record("releases", version="2.13.1", released_on="2026-11-23", source_id="s")
    assert ("comparison", "default-execution pytorch") not in looks(
        releases=[TINY["releases"][0], fix, TINY["releases"][1]]
    )


def test_a_row_without_a_review_date_is_stale_after_a_year(looks):
    checked = datetime.date.fromisoformat(TINY["systems"][0]["checked_on"])
    assert ("systems", "litert") not in looks(checked + datetime.timedelta(365))
    assert looks(checked + datetime.timedelta(366))["systems", "litert"] == "it was last checked on 22 November 2026"


def test_a_dead_link_marks_every_row_that_shows_it(looks):
    url = TINY["sources"][0]["url"]
    dead = [record("link_checks", url=url)]
    assert looks(link_checks=dead)["sources", "s"].startswith("its address was gone on 24 November 2026 (404)")


def test_the_list_of_releases_itself_gets_old(looks):
    assert any(table == "releases" for table, _ in looks(datetime.date(2027, 3, 1)))
    assert not any(table == "releases" for table, _ in looks(datetime.date(2027, 1, 1)))


def test_figures_of_old_readings_and_of_old_environments_are_stale_and_those_of_studies_are_not(tmp_path):
    stale = StaleMarks(checked_dataset(write(tmp_path / "data")), TODAY)
    figure = replace(TINY_FIGURE, kind="counted", as_of="2025-10-30")
    assert stale.why_figure(figure) == "its newest reading is of 30 October 2025"
    assert stale.why_figure(replace(figure, as_of="2025-12")) == ""
    assert stale.why_figure(replace(figure, kind="published")) == ""


def test_the_end_of_a_year_and_of_a_month():
    assert [last_day(date).isoformat() for date in ("2025", "2025-02", "2024-12", "2025-10-30")] == [
        "2025-12-31", "2025-02-28", "2024-12-31", "2025-10-30",
    ]  # fmt: skip


def test_equal_inputs_give_equal_marks_whatever_the_clock_says(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert build_day() == datetime.date(2026, 9, 21)
    data = checked_dataset(write(tmp_path / "data"))
    assert StaleMarks(data).today == newest_check(data) == datetime.date(2026, 11, 24)


# --- the page --------------------------------------------------------------------------------------------------------
FRONT = "---\ntitle: A page\ndescription: What it says.\n{}---\n"
PAGES = {
    "index.md": "One[^one] and two[^one].",
    "a.md": "One[^one]. `[^two]`\n\n{{ comparison_table() }}",
    "b.md": "{{ ecosystem_table('litert') }} {{ figure(\"one\") }}",
    "c.md": FRONT.format("environments: cpu\n") + "The source[^s].",
}


def rendered(folder, day=TODAY):
    """The fragments that pages consist of, and what each page uses."""
    for name, text in PAGES.items():
        path = folder / "docs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text if text.startswith("---") else FRONT.format("") + text, encoding="utf-8")
    edition = Edition(checked_dataset(write(folder / "data")), {"one": TINY_FIGURE}, day)
    fragments = Fragments(edition, repository="https://github.com/someone/somewhere")
    return fragments, Pages(folder / "docs", fragments).render_all().record


def test_pages_that_rest_on_a_row(tmp_path):
    fragments, record = rendered(tmp_path)
    pages = pages_that_rest_on(fragments.data, record)
    assert pages["claims", "one"] == {"", "a/", "claims/one/"}
    assert pages["claims", "two"] == {"claims/two/"}
    assert pages["systems", "litert"] == {"b/"}
    assert pages["figures", "one"] == {"b/"}
    assert pages["comparison", "default-execution pytorch"] == {"a/"}
    assert pages["probes", "tf-eager-default"] == {"claims/three/"}
    assert pages["sources", "s"] == {"", "a/", "b/", "c/", "claims/one/"}


def test_the_page_lists_what_most_pages_rest_on_first(tmp_path):
    later = datetime.date(2027, 12, 31)
    fragments, record = rendered(tmp_path, later)
    counts = [len(entry["pages"]) for entry in entries_of(fragments, record)]
    assert counts == sorted(counts, reverse=True) and counts[0] == 3
    html = second_look(fragments, record, "../")
    assert html.index("claim one") < html.index("claim two")
    assert Forge("https://github.com/someone/somewhere").edit("data/claims.csv", 2) in html
    fresh = Fragments(Edition(fragments.data, day=TODAY))
    assert "Nothing needs a second look" in second_look(fresh, record, "../")


def test_a_stale_claim_says_so_in_its_footnote_its_page_and_the_ledger(tmp_path):
    from sitedata.pages.claims import ClaimPages
    from sitedata.pages.footnotes import footnotes

    late = datetime.date(2027, 12, 31)
    pages = ClaimPages(Fragments(Edition(checked_dataset(write(tmp_path / "data")), day=late)))
    assert "**Holds**, needs a second look: " in footnotes(pages, ["one"], "")
    assert pages.stale(["one", "s"]) == ["one"]
    assert "its review was due on 24 May 2027" in pages.page("one")
    assert "its review was due on 24 May 2027" in pages.ledger("")


def test_the_real_data_loads_whatever_is_stale():
    data = checked_dataset(Path(__file__).resolve().parents[2] / "data")
    far = StaleMarks(data, datetime.date(2040, 1, 1)).marks
    assert len(far) > len(data.rows("claims"))
