"""The age of evidence: of the copy, commit or release that was read, not of the day on which somebody opened it."""

import datetime

import pytest

from sitedata.judge.evidence_age import EvidenceAge
from sitedata.judge.staleness import StaleMarks
from sitedata.load.dataset import load_dataset
from tests.tiny import TINY, changed, record, write

DOCS = {"kind": "docs", "url": "https://docs.pytorch.org/docs/stable/notes/cuda.html", "published": ""}
FRAMEWORKS = [record("frameworks", source_ids="s")]


def source(**cells):
    return changed("sources", 0, **(DOCS | cells)) | {"frameworks": FRAMEWORKS}


def age(folder, **tables):
    return EvidenceAge(load_dataset(write(folder / "data", **tables)))


OLD = {
    "an undated copy": ({"version_read": "undated copy of the page"}, "undated: "),
    "a commit of long ago": ({"version_read": "commit abc of 2025-01-01"}, "what it rests on is of 1 January 2025"),
    "a page last updated long ago": ({"version_read": "page last updated 2025-07-07"}, "what it rests on is of 7 July"),
    "published long ago": (
        {"version_read": "the page", "published": "2024"},
        "what it rests on is of 31 December 2024",
    ),
    "in the framework's own repository": (
        {"kind": "repository", "url": "https://github.com/pytorch/docs/blob/abc/x.md", "version_read": "commit abc"},
        "undated: ",
    ),
}


@pytest.mark.parametrize(("cells", "why"), OLD.values(), ids=OLD)
def test_old(tmp_path, cells, why):
    assert age(tmp_path, **source(**cells)).why_old("s").startswith(why)


SOUND = {
    "within a year of the release": {"version_read": "commit abc of 2025-07-09"},
    "newer than the release": {"version_read": "commit abc of 2026-08-01"},
    "an announcement": {"kind": "blog", "version_read": "undated copy of the page"},
    "release notes": {"kind": "release-notes", "version_read": "undated copy of the page"},
    "of nobody whose releases we know": {"url": "https://example.org/x", "version_read": "undated copy of the page"},
    "the package itself, of its release": {
        "kind": "package-index",
        "url": "pkg:pypi/torch@2.13.0",
        "version_read": "package metadata of torch 2.13.0",
    },
}


@pytest.mark.parametrize("cells", SOUND.values(), ids=SOUND)
def test_sound(tmp_path, cells):
    assert age(tmp_path, **source(**cells)).why_old("s") == ""


def test_one_sound_source_is_enough(tmp_path):
    tables = source(version_read="undated copy of the page")
    tables["sources"] = [*tables["sources"], record("sources", id="t", published="2026-08-01", kind="blog")]
    ages = age(tmp_path, **tables)
    assert ages.only_old(["s"]) and not ages.only_old(["s", "t"]) and not ages.only_old([])


def test_history_need_not_be_newer_than_the_present(tmp_path):
    ages = age(tmp_path, **source(version_read="commit abc of 2024-08-01"))
    assert ages.only_old(["s"]) and not ages.only_old(["s"], 1095)


def test_cell_system_and_claim_are_marked_and_told_at_their_places(tmp_path):
    data = load_dataset(write(tmp_path / "data", **source(version_read="undated copy of the page")))
    marks = StaleMarks(data, datetime.date(2026, 11, 24))
    assert "old evidence: undated" in marks.why("comparison", data.cells["default-execution", "pytorch"])
    assert "old evidence: undated" in marks.why("systems", data.systems["litert"])
    assert "old evidence: undated" in marks.why("claims", data.by_id("claims")["one"])
    told = [str(problem) for problem in marks.old_evidence()]
    assert [line.split(": old")[0] for line in told] == [
        "data/comparison.csv:2: source_ids",
        "data/comparison.csv:3: source_ids",
        "data/systems.csv:2: source_ids",
        "data/systems.csv:3: source_ids",
        "data/claims.csv:2: verdict",
    ]


def test_the_tiny_data_set_has_none(tmp_path):
    assert not [*StaleMarks(load_dataset(write(tmp_path / "data"))).old_evidence()]
    assert TINY["sources"][0]["kind"] == "repository"
