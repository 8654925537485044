"""What looks like a part of the site and is none is named; every real part is none of these."""

import shutil

import pytest

from sitedata.publish.places import Places
from sitedata.publish.render import render
from sitedata.publish.unused import unused
from sitedata.text.problem import BadInput
from tests.conftest import ROOT

NOBODY_S = (
    "main (1).html", "assets/site.css.bak", "assets/site.css~", "assets/site (1).css", "assets/Site.css",
    "assets/stie.css", "assets/notes.orig.js", "partials/navigation.html", "assets/fonts/public-sans-2.woff2",
)  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    root = tmp_path_factory.mktemp("tree")
    for name in ("overrides", "docs", "scripts/sitedata"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", root)
    return root


def test_each_file_that_nobody_asks_for_is_named_and_what_systems_leave_is_not(tree):
    assert unused(tree) == []
    for name in (*NOBODY_S, ".DS_Store", "assets/.~lock.site.css#"):
        (tree / "overrides" / name).write_text("x")
    template = tree / "scripts" / "sitedata" / "pages" / "templates" / "claim (1).md"
    template.write_text("x")
    assert {problem.file for problem in unused(tree)} == {
        template.relative_to(tree).as_posix(), *(f"overrides/{name}" for name in NOBODY_S)
    }  # fmt: skip
    template.unlink()
    for name in NOBODY_S:
        (tree / "overrides" / name).unlink()


def test_a_build_stops_at_a_merge_in_what_makes_its_pages(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("<<<<<<< HEAD\n")
    with pytest.raises(BadInput, match=r"^mkdocs\.yml:1: merge conflict"):
        render(Places(tmp_path))


def test_a_page_without_navigation_and_navigation_without_a_page_are_named(tree):
    (tree / "docs" / "about.md").rename(tree / "docs" / "abuot.md")
    line = (ROOT / "mkdocs.yml").read_text().split("\n").index("          - About: about/index.md") + 1
    assert [str(problem) for problem in unused(tree)] == [
        "docs/abuot.md:1: a page that no navigation lists, got 'docs/abuot.md' — expected a line with abuot/index.md "
        "in mkdocs.yml",
        f"mkdocs.yml:{line}: nav: no such page, got 'about/index.md' — expected the file of a page of docs/, like "
        "4b-performance/index.md (did you mean 'abuot/index.md'?)",
    ]
    (tree / "docs" / "abuot.md").rename(tree / "docs" / "about.md")
