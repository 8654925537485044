"""What indexes newly say, as proposals: none without news, one for each family, and in words what it changes."""

import csv
import io

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.load.dataset import load_dataset
from sitedata.review import difference
from sitedata.review.releases import ASKED, family_of, proposals, text
from sitedata.schema.tables import columns_of
from tests.tiny import TINY, record, write

FAMILIES = {"pkg:pypi/torch": "pytorch", "pkg:pypi/timm": "pytorch", "pkg:pypi/tensorflow": "tensorflow"}


def release(package="pkg:pypi/torch", version="2.14.0", **cells):
    return record("releases", package=package, version=version, checked_on="2026-11-20") | cells


def rows(*releases):
    return {table: [*releases] if table == "releases" else [] for table in ASKED}


def read(content: bytes):
    return [
        (row["package"], row["version"], row["checked_on"]) for row in csv.DictReader(io.StringIO(content.decode()))
    ]


def test_another_day_of_asking_is_nothing_new():
    assert proposals(rows(release()), rows(release(checked_on="2026-11-26")), FAMILIES) == {}


def test_each_family_gets_its_own_news_and_nothing_else():
    before = [release(package) for package in FAMILIES]
    asked = [row | {"checked_on": "2026-11-26"} for row in before]
    new = [release(package, "3.0.0", checked_on="2026-11-26") for package in ("pkg:pypi/timm", "pkg:pypi/tensorflow")]
    made = proposals(rows(*before), rows(*asked, *new, release("pkg:npm/x")), FAMILIES)
    assert {family: list(tables) for family, tables in made.items()} == {
        "tensorflow": ["releases"], "pytorch": ["releases"], "independent": ["releases"],
    }  # fmt: skip
    assert read(made["pytorch"]["releases"]) == [
        ("pkg:pypi/tensorflow", "2.14.0", "2026-11-20"), ("pkg:pypi/timm", "2.14.0", "2026-11-26"),
        ("pkg:pypi/timm", "3.0.0", "2026-11-26"), ("pkg:pypi/torch", "2.14.0", "2026-11-20"),
    ]  # fmt: skip


@pytest.mark.parametrize("news", [{"yanked": "2.14.0 broke"}, {"requires_python": ">=3.12"}], ids=str)
def test_a_release_of_which_the_index_says_something_else_is_news(news):
    assert list(proposals(rows(release()), rows(release(**news)), FAMILIES)) == ["pytorch"]


def test_the_text_says_releases_cells_marks_and_probes_and_is_inert(tmp_path):
    systems = [TINY["systems"][0] | {"what": "Newest: {pytorch.version}."}, *TINY["systems"][1:]]
    new = TINY["releases"][0] | {"package": "pkg:pypi/torch", "version": "9.0.0", "released_on": "2026-11-24"}
    before = checked_dataset(write(tmp_path / "before", systems=systems))
    asked = record("package_probes", package="pkg:pypi/torch", not_asked_because="")
    tables = {"systems": systems, "releases": [*TINY["releases"], new], "package_probes": [asked]}
    after = load_dataset(write(tmp_path / "after", **tables))
    assert family_of(after)["pkg:pypi/torch"] == "pytorch"
    marks = {"probes pt-eager": "ran with PyTorch 2.14.0", "claims one": "`@everyone` <b>"}
    summary = difference.compare(difference.State({}), difference.State({"releases": {"x": dict.fromkeys("ab", "1")}}))
    said = text(before, after, marks, summary)
    assert "- `pkg:pypi/torch` `9.0.0`, 2026-11-24" in said
    assert "  - after: `Newest: 9.0.0.`" in said
    assert "Needs a second look once this is merged: 2" in said and "`` `@everyone` <b> ``: `claims one`" in said
    assert "- `pt-eager`" in said and "- `torch-alive`" in said and "- `torch-needs-" in said
    assert "### Rows added" in said


def test_a_text_without_marks_has_no_empty_section(tmp_path):
    data = checked_dataset(write(tmp_path / "data"))
    said = text(data, data, {}, difference.compare(difference.State({}), difference.State({})))
    assert said.count("## ") == 1 and "All that differs" in said


def test_the_tables_asked_are_those_about_single_packages():
    from sitedata.schema.tables import TABLES

    assert all("package" in columns_of(TABLES[name]) and "checked_on" in columns_of(TABLES[name]) for name in ASKED)
