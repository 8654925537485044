"""What a build promises: the same bytes again, the last good site kept, and one clear line where something is missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import copy_tree, run_build


def fingerprint(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def break_cell(tree: Path) -> None:
    path = tree / "data" / "systems.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",archived,", ",arhived,", 1), encoding="utf-8")


@pytest.fixture
def tree(tmp_path, site) -> Path:
    """A copy of its own, with everything drawn."""
    made = copy_tree(tmp_path)
    shutil.rmtree(made / "build", ignore_errors=True)
    shutil.copytree(site.tree / "build" / "cache", made / "build" / "cache")
    return made


def test_the_same_inputs_give_the_same_bytes(site, tree):
    built = run_build(tree, "site", SITE_URL=site.url, REPO_URL="https://github.com/someone/somewhere")
    assert built.returncode == 0, built.stderr
    assert fingerprint(tree / "site") == fingerprint(site.folder)


def test_a_broken_cell_stops_the_build_and_leaves_the_last_good_site(site, tree):
    shutil.copytree(site.folder, tree / "site")
    break_cell(tree)
    built = run_build(tree, "site")
    assert built.returncode == 1 and "Traceback" not in built.stderr
    assert "got 'arhived' — expected one of active" in built.stderr and "(did you mean 'archived'?)" in built.stderr
    assert fingerprint(tree / "site") == fingerprint(site.folder)


def test_a_broken_page_is_reported_with_its_line(tree):
    page = tree / "docs" / "about.md"
    page.write_text(page.read_text(encoding="utf-8") + '\nWrong[^no-such-source] and {{ figure("no-such") }}.\n', encoding="utf-8")
    lines = len(page.read_text(encoding="utf-8").splitlines())
    built = run_build(tree, "render")
    assert built.returncode == 1 and "Traceback" not in built.stderr
    assert f"docs/about.md:{lines}: unknown claim or source, got '[^no-such-source]'" in built.stderr
    assert f"docs/about.md:{lines}: unknown figure 'no-such'" in built.stderr


def test_without_a_browser_pages_are_made_with_tables_and_the_site_says_how_to_get_one(tree):
    shutil.rmtree(tree / "build" / "cache" / "images")
    nothing = {"PATH": os.path.dirname(sys.executable), "BROWSER_PATH": "/no/such/browser"}
    rendered = run_build(tree, "render", **nothing)
    assert rendered.returncode == 2
    assert "no browser found" in rendered.stderr and "install Chromium or Chrome" in rendered.stderr and len(rendered.stderr.splitlines()) == 1
    page = (tree / "build" / "docs" / "5-adoption.md").read_text(encoding="utf-8")
    assert "fig-undrawn" in page and '<details class="fig-data" data-search-exclude open>' in page
    built = run_build(tree, "site", **nothing)
    assert built.returncode == 1 and "install Chromium or Chrome" in built.stderr and not (tree / "site").exists()


def test_without_the_small_bundle_the_full_one_is_served(tree):
    shutil.rmtree(tree / "node_modules", ignore_errors=True)
    assert run_build(tree, "render").returncode == 0
    assert (tree / "build" / "docs" / "assets" / "plotly.min.js").stat().st_size > 3_000_000


def test_an_unchanged_tree_is_rendered_without_writing_or_drawing_anything(tree):
    assert run_build(tree, "render").returncode == 0
    again = run_build(tree, "render")
    assert "(0 images drawn, 0 files written)" in again.stdout


def test_a_changed_cell_rewrites_only_what_shows_it(tree):
    assert run_build(tree, "render").returncode == 0
    before = fingerprint(tree / "build" / "docs")
    path = tree / "data" / "comparison.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Eager by default in TensorFlow 2;", "Eager by default since TensorFlow 2;", 1), encoding="utf-8"
    )
    assert run_build(tree, "render").returncode == 0
    after = fingerprint(tree / "build" / "docs")
    assert {name for name in after if after[name] != before.get(name)} == {
        "4a-implementation.md", "comparison/default-execution.md", "data/comparison.csv", "data/datapackage.json",
        "api/v1/comparison.json", "api/v1/comparison.csv", "api/v1/comparison/default-execution.json",
    }  # fmt: skip


def test_without_a_known_repository_there_are_no_edit_links(tree):
    assert run_build(tree, "site").returncode == 0
    page = (tree / "site" / "index.html").read_text(encoding="utf-8")
    assert "edit/main" not in page and 'class="md-source"' not in page and 'rel="edit"' not in page and "issues/new" not in page
