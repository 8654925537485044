"""Sequences of hostile changes to a small tree: each ends in located problems, or in pages where every text is text.

Nothing else may happen: no exception, nothing written outside ``build/``, nothing that takes long. The seed is the
day, so that each day tries others; pytest prints it at the top. ``FUZZ_SEED=20261125`` repeats a day, ``FUZZ_S=600``
tries for ten minutes of processor time.
"""

from __future__ import annotations

import datetime
import os
import random
import re
import shutil
import time
from pathlib import Path

import pytest

from sitedata.check.archive import check_archive
from sitedata.check.dataset import checked_dataset
from sitedata.check.probes import unreadable_outputs
from sitedata.load import archive as frozen
from sitedata.load import dataset, inputs
from sitedata.publish import states
from sitedata.publish.places import Places
from sitedata.publish.render import render
from sitedata.text.problem import BadInput
from tests import tiny, tiny_benchmark
from tests.conftest import ROOT, fuzz_seed
from tests.fuzz.mutations import MARK, MUTATIONS

BUDGET_S = float(os.environ.get("FUZZ_S", "12"))  # of the processor
LONGEST_S = 10  # of processor time for one input: a busy machine makes no input slow
PLACE = re.compile(r"[^:]+:\d+: ", re.DOTALL)
ACTS = re.compile(
    rf"<(?:script|img|svg)[^>]*{MARK}|on\w+\s*=\s*['\"]?alert\('{MARK}|href=['\"]?javascript:{MARK}", re.IGNORECASE
)
PAGE = "---\ntitle: About\ndescription: A page.\n---\n# About\n\nNothing here is compared.\n"
DOWNLOADS = (".csv", ".json", ".gz", ".txt", ".png")  # a browser shows them as they are, or not at all
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"
KEPT = {"png": b"\x89PNG\r\n\x1a\n", "svg": DRAWING, "csv": b"a\n1\n", "meta.json": b"{}\n"}


def planted(root: Path) -> Path:
    """A good tree: every table, an environment, a probe's output, an archive, a page.

    Beside it lies what nobody may touch.
    """
    tree = root / "tree"
    tiny.write(tree / "data")
    tiny_benchmark.write(tree / "data" / "benchmarks")
    (tree / "data" / "probes").mkdir()
    (tree / "data" / "probes" / "tf-eager-default.txt").write_text("True\n")
    tiny.archive(
        tree / "archive", [(f"figures/a.0123456789.{suffix}", content) for suffix, content in KEPT.items()], ["about/"]
    )
    (tree / "docs").mkdir()
    (tree / "docs" / "about.md").write_text(PAGE)
    shutil.copytree(ROOT / "overrides", tree / "overrides")
    (root / "beside.txt").write_text("untouched")
    return tree


def problems(tree: Path) -> list[str]:
    """The problems that the check reports; none for a tree that it accepts."""
    strange = inputs.strange_pages(tree / "docs")
    try:
        data = checked_dataset(tree / "data")
        archive = frozen.read(tree / "archive")
    except BadInput as bad:
        return [*map(str, bad.problems), *map(str, strange)]
    return list(
        map(
            str,
            [*check_archive(archive, tree / "archive"), *unreadable_outputs(data, tree / "data" / "probes"), *strange],
        )
    )


def listing(root: Path, but: Path) -> dict[str, tuple[int, int]]:
    """Every file below ``root`` and outside ``but``, with its size and time; links are not followed."""
    states = {}
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if Path(parent, name) != but]
        for path in (Path(parent, name) for name in names):
            status = path.lstat()
            states[path.relative_to(root).as_posix()] = (status.st_size, status.st_mtime_ns)
    return states


def told(line: str) -> bool:
    return bool(PLACE.match(line)) and "Traceback" not in line and line.count("\n") == 0


def pages_act(tree: Path) -> list[str]:
    """Files of the build in which a text became something that acts."""
    problems = []
    for path in (tree / "build").rglob("*"):
        if (
            path.is_file()
            and path.suffix not in DOWNLOADS
            and ACTS.search(path.read_text(encoding="utf-8", errors="replace"))
        ):
            problems.append(path.name)
    return problems


def tried(tree: Path, chance: random.Random) -> tuple[list[str], str]:
    """One to four changes, the check, and a build of what it takes.

    Returns:
        the names of the changes, and what came of them: ``refused``, ``built``, ``refused by the build``.
    """
    names = []
    for mutate in chance.choices(MUTATIONS, k=chance.choice([1, 1, 2, 4])):
        names.append(mutate.__name__)
        mutate(tree, chance)
    dataset.forget()
    frozen.forget()
    before = listing(tree.parent, tree / "build")
    started = time.process_time()
    said, came = problems(tree), "refused"
    if not said:
        try:
            render(Places(tree), previews=False)
            states.lay(tree / "build" / "site", [], frozen.read(tree / "archive"), tree / "archive")
            came = "built"
        except BadInput as bad:
            said, came = list(map(str, bad.problems)), "refused by the build"
    seconds = time.process_time() - started
    assert all(map(told, said)), (names, [line for line in said if not told(line)][:3])
    assert seconds < LONGEST_S, (names, seconds)
    assert listing(tree.parent, tree / "build") == before, names
    assert pages_act(tree) == [], names
    return names, came


@pytest.fixture(autouse=True)
def no_browser(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nowhere")  # nothing is drawn: what a figure says stands in its table too
    yield
    dataset.forget()


def test_the_tree_is_good_before_anything_happens_to_it(tmp_path):
    tree = planted(tmp_path)
    assert problems(tree) == []
    render(Places(tree), previews=False)
    assert pages_act(tree) == []


@pytest.mark.slow
def test_whatever_a_pull_request_holds_it_changes_data_or_is_told(tmp_path):
    good = planted(tmp_path / "good")
    counts: dict[str, int] = {}
    ends, number = time.process_time() + BUDGET_S, 0
    while time.process_time() < ends:
        number += 1
        place = tmp_path / "now"
        place.mkdir()
        (place / "beside.txt").write_text("untouched")
        shutil.copytree(good, place / "tree", symlinks=True)
        try:
            _, came = tried(place / "tree", random.Random(f"{fuzz_seed()}-{number}"))
        except BaseException as fault:
            raise AssertionError(f"input {number} of seed {fuzz_seed()}") from fault
        counts[came] = counts.get(came, 0) + 1
        shutil.rmtree(place)
    print(f"{number} inputs of seed {fuzz_seed()}: {counts}")
    assert counts.get("refused", 0) > 10 and (BUDGET_S < 10 or counts.get("built", 0))


@pytest.mark.parametrize("mutate", dict.fromkeys(MUTATIONS), ids=lambda mutation: mutation.__name__.replace("_", " "))
def test_each_change_changes_something(tmp_path, mutate):
    tree = planted(tmp_path)
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    for number in range(5):
        mutate(tree, random.Random(number))
    assert before != {path: path.read_bytes() for path in tree.rglob("*") if path.is_file() and not path.is_symlink()}


def test_the_seed_is_that_of_the_day(monkeypatch):
    monkeypatch.delenv("FUZZ_SEED", raising=False)
    assert fuzz_seed() == f"{datetime.datetime.now(datetime.UTC):%Y%m%d}"
    monkeypatch.setenv("FUZZ_SEED", "7")
    assert fuzz_seed() == "7"
