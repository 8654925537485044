"""What a build promises: the same bytes again, the last good site kept, and one clear line for what is missing.

The real site is made anew once; all else is asked of the smallest one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tiny, tiny_site
from tests.conftest import BUILT_AT, ROOT, copy_tree, keep_drawings


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- built in full ---------------------------------------------------------------------------------------------------
def started(tree: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"SOURCE_DATE_EPOCH": BUILT_AT, "SITE_URL": "http://127.0.0.1:9/wiki/"}
    for name in ("EDIT_URI", "REPO_URL"):
        environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, str(tree / "scripts" / "build.py"), "site"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A tree, built by two processes at once after a killed build: how each ended, and what it said."""
    tree = tiny_site.write(tmp_path_factory.mktemp("twice") / "tree")
    (tree / "build" / "site.12345").mkdir(parents=True)
    (tree / "build" / "site.12345" / "half.html").write_text("x")
    both = [started(tree), started(tree)]
    ended = [(build.communicate(), build.returncode) for build in both]
    keep_drawings(tree)
    return tree, ended


def test_of_two_builds_at_once_one_waits_and_both_end_well(twice):
    _, ended = twice
    assert [code for _, code in ended] == [0, 0], ended
    assert sum("another build is at work in this folder: waiting for it" in said[1] for said, _ in ended) == 1


def test_the_same_inputs_give_the_same_bytes(twice, tmp_path):
    tree = tiny_site.write(tmp_path / "elsewhere")
    said = started(tree).communicate()
    made = fingerprint(tree / "site")
    assert len(made) > 200, said
    assert made == fingerprint(twice[0] / "site")


def test_what_builds_and_a_killed_build_left_is_cleared_away(twice):
    assert [path.name for path in (twice[0] / "build").glob("site*")] == []


# --- what is rendered ------------------------------------------------------------------------------------------------
def test_the_real_tree_gives_the_same_bytes_again_and_then_only_what_a_changed_cell_reaches_differs(
    tmp_path, site, command_line
):
    tree = copy_tree(tmp_path / "again")
    shutil.copytree(site.tree / "build" / "cache", tree / "build" / "cache", dirs_exist_ok=True)
    addresses = {"SITE_URL": site.url, "REPO_URL": "https://github.com/someone/somewhere"}
    assert command_line(tree, "render", **addresses).returncode == 0
    before = fingerprint(tree / "build" / "docs")
    assert len(before) > 1000 and before == fingerprint(site.tree / "build" / "docs")
    path = tree / "data" / "comparison.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "Eager by default in TensorFlow 2;", "Eager by default since TensorFlow 2;", 1
        ),
        encoding="utf-8",
    )
    assert command_line(tree, "render", **addresses).returncode == 0
    after = fingerprint(tree / "build" / "docs")
    assert {name for name in after if after[name] != before.get(name)} == {
        "4a-implementation/index.md", "compare/tensorflow-vs-jax/index.md", "compare/tensorflow-vs-keras/index.md",
        "compare/tensorflow-vs-pytorch/index.md",
        "comparison/default-execution/index.md", "data/comparison.csv", "data/frozen.csv",
        "data/datapackage.json",
        "api/v1/comparison.json", "api/v1/comparison.csv", "api/v1/comparison/default-execution.json",
    }  # fmt: skip


@pytest.fixture
def tree(tmp_path) -> Path:
    return tiny_site.write(tmp_path / "tree")


def test_what_was_rendered_is_not_rendered_again(tree, command_line):
    """The first time without the small bundle of Plotly, in place of which the full one is served."""
    shutil.rmtree(tree / "node_modules", ignore_errors=True)
    assert command_line(tree, "render").returncode == 0
    assert (tree / "build" / "docs" / "assets" / "plotly.min.js").stat().st_size > 3_000_000
    assert "(0 images drawn, 0 files written)" in command_line(tree, "render").stdout


def test_a_broken_page_is_reported_with_its_line(tree, command_line):
    page = tree / "docs" / "about.md"
    page.write_text(
        page.read_text(encoding="utf-8") + '\nWrong[^no-such-source] and {{ figure("no-such") }}.\n', encoding="utf-8"
    )
    lines = len(page.read_text(encoding="utf-8").splitlines())
    built = command_line(tree, "render")
    assert built.returncode == 1
    assert f"docs/about.md:{lines}: unknown claim or source, got '[^no-such-source]'" in built.stderr
    assert f"docs/about.md:{lines}: unknown figure 'no-such'" in built.stderr


def test_without_a_browser_pages_are_made_with_tables_and_the_site_says_how_to_get_one(tree, command_line):
    shutil.rmtree(tree / "build", ignore_errors=True)
    built = command_line(tree, "site", PATH=os.path.dirname(sys.executable), BROWSER_PATH="/no/such/browser")
    page = (tree / "build" / "docs" / "claims" / "index.md").read_text(encoding="utf-8")
    assert "fig-undrawn" in page and '<details class="fig-data" data-search-exclude open>' in page
    assert built.returncode == 1 and not (tree / "site").exists()
    *before, missing, stopped = built.stderr.splitlines()
    assert missing.startswith(
        "BROWSER_PATH: no program that can be run, got '/no/such/browser' — expected the path of "
    ) and stopped.startswith("the site needs its drawings: stopped")
    assert not any("browser" in line for line in before)


# --- the last good site ----------------------------------------------------------------------------------------------
GOOD = "<!doctype html><title>The last good site</title>"


@pytest.fixture
def rendered(tmp_path, monkeypatch) -> Path:
    """A tree with a good site of one page, and two pages ready for MkDocs, to test what comes after rendering."""
    from sitedata.commands import site as command

    for name in ("overrides", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").mkdir()
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        settings[: settings.index("\nnav:")] + "\nnav: [index.md, about.md]\n", encoding="utf-8"
    )
    for folder in (tmp_path / "docs", tmp_path / "build" / "docs"):
        folder.mkdir(parents=True)
        for name in ("index", "about"):
            (folder / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n# {name}\n", encoding="utf-8")
    (tmp_path / "build" / "things.json").write_text("[]", encoding="utf-8")  # nothing has a state
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(command, "render", lambda places: 0)
    return tmp_path


def is_kept(tree: Path) -> bool:
    return fingerprint(tree / "site") == {"index.html": hashlib.sha256(GOOD.encode()).hexdigest()}


def test_a_broken_cell_stops_the_build_and_leaves_the_last_good_site(tmp_path, command_line):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(GOOD, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    tiny.write(tmp_path / "data", **tiny.changed("systems", 1, status="arhived"))
    built = command_line(tmp_path, "site")
    assert built.returncode == 1 and is_kept(tmp_path)
    assert "got 'arhived' — expected one of active" in built.stderr and "(did you mean 'archived'?)" in built.stderr


def test_what_mkdocs_makes_of_good_pages_takes_the_place_of_the_site(rendered, command_line):
    """What the next tests change is what stops them."""
    built = command_line(rendered, "site")
    assert built.returncode == 0, built.stderr
    assert not is_kept(rendered) and (rendered / "site" / "about" / "index.html").is_file()


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            "[x](nowhere.md) [x](#nowhere) [x](java&#115;cript:alert(1))",
            [
                "'nowhere.md', but the target is not found",
                "contains a link '#nowhere'",
                "unrecognized relative link 'java&#115;cript:alert(1)'",
            ],
        ),
        (
            '<a href="java&#115;cript:alert(1)">x</a>',
            ["docs/about.md:1: something in it acts, got href=javascript: — expected Markdown and links"],
        ),
    ],
    ids=["links that lead nowhere", "a link that acts"],
)
def test_a_dead_link_stops_the_build(rendered, command_line, added, told):
    for folder in (rendered / "docs", rendered / "build" / "docs"):
        page = folder / "about.md"
        page.write_text(page.read_text(encoding="utf-8") + f"\n{added}\n", encoding="utf-8")
    built = command_line(rendered, "site")
    assert built.returncode == 1 and all(words in built.stderr for words in told), built.stderr
    assert "INFO" not in built.stderr and "Traceback" not in built.stderr and is_kept(rendered)


def test_a_site_that_lacks_a_page_is_not_published(rendered, command_line, monkeypatch):
    """The theme's build ends well, but a page is missing: what happened when two builds met."""
    from sitedata.commands import site as command

    half = (
        "import pathlib, sys; folder = pathlib.Path(sys.argv[-1]); folder.mkdir(); (folder / "
        "'index.html').write_text('new')"
    )
    monkeypatch.setattr(command, "mkdocs", lambda places: [sys.executable, "-c", half])
    built = command_line(rendered, "site")
    assert built.returncode == 1 and is_kept(rendered)
    assert "1 files are missing from the new site, about/index.html among them; site/ is as it was" in built.stderr


def test_a_site_folder_that_is_a_link_is_refused_before_anything_is_built(tmp_path, command_line):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to("elsewhere")
    built = command_line(tmp_path, "site")
    assert (built.returncode, built.stdout) == (1, "")
    assert "\nsite/ is a link, to elsewhere — expected a folder" in built.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
