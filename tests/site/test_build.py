"""What a build promises: the same bytes again, the last good site kept, and one clear line where something is missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
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


# --- builds that meet, and sites that are not whole -------------------------------------------------------------------
def started(tree: Path, command: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "REPO_URL", "EDIT_URI")}
    environment |= {"SOURCE_DATE_EPOCH": "1790000000"}
    return subprocess.Popen(
        [sys.executable, str(tree / "scripts" / "build.py"), command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def test_of_two_builds_at_once_one_waits_and_the_site_is_whole(site, tree):
    both = [started(tree, "site"), started(tree, "site")]
    ended = [(each.communicate(), each.returncode) for each in both]
    assert [code for _, code in ended] == [0, 0], ended
    assert sum("another build is at work in this folder: waiting for it" in said[1] for said, _ in ended) == 1
    assert set(fingerprint(tree / "site")) == {name for name in fingerprint(site.folder) if not name.endswith("oembed.json")}
    assert [path.name for path in (tree / "build").glob("site*")] == []


def test_what_a_killed_build_left_is_cleared_away(tree):
    (tree / "build" / "site.12345").mkdir()
    (tree / "build" / "site.12345" / "half.html").write_text("x")
    assert run_build(tree, "site").returncode == 0
    assert [path.name for path in (tree / "build").glob("site*")] == []


def test_a_site_that_lacks_a_page_is_not_published(site, tree):
    """The theme's build ends well, and a page is gone: what happened when two builds met."""
    shutil.copytree(site.folder, tree / "site")
    hooks = tree / "scripts" / "hooks.py"
    hooks.write_text(hooks.read_text(encoding="utf-8").replace("def on_post_build(config):", AS_IF_LOST, 1), encoding="utf-8")
    built = run_build(tree, "site")
    assert built.returncode == 1 and "1 files are missing from the new site, about/index.html among them; site/ is as it was" in built.stderr
    assert fingerprint(tree / "site") == fingerprint(site.folder)


AS_IF_LOST = """def on_post_build(config):
    Path(config.site_dir, "about", "index.html").unlink()
    after_it(config)


def after_it(config):"""


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("[x](nowhere.md)", "'nowhere.md', but the target is not found"),
        ("[x](#nowhere)", "contains a link '#nowhere'"),
        ("[x](java&#115;cript:alert(1))", "docs/about.md:1: something in it acts, got href=javascript: — expected Markdown and links"),
    ],
)
def test_a_dead_link_stops_the_build(site, tree, added, told):
    shutil.copytree(site.folder, tree / "site")
    page = tree / "docs" / "about.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{added}\n", encoding="utf-8")
    built = run_build(tree, "site")
    assert built.returncode == 1 and told in built.stderr and "INFO" not in built.stderr and "Traceback" not in built.stderr
    assert fingerprint(tree / "site") == fingerprint(site.folder)


def test_a_site_folder_that_is_a_link_is_refused_before_anything_is_built(tree):
    (tree / "elsewhere").mkdir()
    (tree / "site").symlink_to("elsewhere")
    built = run_build(tree, "site")
    assert (built.returncode, built.stdout) == (1, "") and built.stderr.startswith("site/ is a link, to elsewhere — expected a folder")
    assert list((tree / "elsewhere").iterdir()) == []
