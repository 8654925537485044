"""A figure is drawn again when anything that it depends on changes, and only then."""

import shutil

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.draw import all
from sitedata.load.dataset import forget
from sitedata.publish import drawings
from sitedata.publish.drawings import SCRIPTS, States, drawn_figures
from sitedata.publish.places import Places
from tests import tiny, tiny_benchmark

RELEASES, TRAINING = "releases-timeline", "bench-training"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    tiny_benchmark.write(tiny.write(tmp_path / "data") / "benchmarks")
    monkeypatch.setattr(drawings, "States", lambda data: States(data, tmp_path / "scripts"))
    return tmp_path


@pytest.fixture
def drawn(monkeypatch):
    """The names of figures as they are drawn."""
    names = []
    really = drawings.draw
    monkeypatch.setattr(drawings, "draw", lambda spec, data: names.append(spec.id) or really(spec, data))
    return names


def draw(tree, drawn) -> set[str]:
    """What another process draws."""
    drawn.clear()
    forget()
    drawings._last.clear()
    drawn_figures(checked_dataset(tree / "data"), Places(tree))
    return set(drawn)


def test_what_nothing_changed_is_drawn_once(tree, drawn):
    assert draw(tree, drawn) == {spec.id for spec in all.specs(checked_dataset(tree / "data")).values()}
    assert draw(tree, drawn) == set()


@pytest.mark.parametrize(
    "path",
    [
        "scripts/sitedata/schema/protocol/matrix.py",
        "scripts/bench/workloads/__init__.py",
        "scripts/sitedata/draw/figures/speed.py",
    ],
)
def test_code_draws_every_figure_again(tree, drawn, path):
    every = draw(tree, drawn)
    (tree / path).write_bytes((tree / path).read_bytes() + b"\n")
    assert draw(tree, drawn) == every


def test_a_file_under_another_name_is_another_one(tree, drawn):
    every = draw(tree, drawn)
    (tree / "scripts" / "bench" / "sweep.py").rename(tree / "scripts" / "bench" / "sweep2.py")
    assert draw(tree, drawn) == every


def test_a_table_draws_the_figures_again_that_read_it(tree, drawn):
    every = draw(tree, drawn)
    runs = tree / "data" / "benchmarks" / "synthetic" / "runs.csv"
    runs.write_text(runs.read_text().replace(",training,", ",inference,", 1))
    again = draw(tree, drawn)
    assert "bench-training" in again and again < every
    assert "adoption-papers" not in again


@pytest.mark.parametrize(
    "path", ["data/comparison.csv", "data/guide_rules.csv", "scripts/sitedata/pages/templates/claim.md"]
)
def test_what_no_figure_reads_draws_none(tree, drawn, path):
    draw(tree, drawn)
    (tree / path).write_bytes((tree / path).read_bytes() + (b"" if path.endswith(".csv") else b"\n"))
    assert draw(tree, drawn) == set()


def test_what_another_version_kept_is_drawn_anew(tree, drawn):
    every = draw(tree, drawn)
    Places(tree).cache.joinpath("figures.json").write_text('{"x": {"figure": {}}}')
    assert draw(tree, drawn) == every
