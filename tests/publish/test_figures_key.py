"""Figures are drawn again when anything changes that they follow from, and only then."""

import shutil

import pytest

from sitedata.publish.drawings import SCRIPTS, figures_key
from tests import tiny, tiny_benchmark


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    tiny_benchmark.write(tiny.write(tmp_path / "data") / "benchmarks")
    return tmp_path


CHANGED = [
    "scripts/sitedata/schema/protocol/matrix.py", "scripts/bench/workloads/__init__.py",
    "scripts/sitedata/draw/figure.py", "scripts/sitedata/draw/figures/speed.py",
    "data/papers.csv", "data/benchmarks/synthetic/runs.csv", "data/benchmarks/synthetic/samples.csv.gz",
]  # fmt: skip


@pytest.mark.parametrize("path", CHANGED)
def test_what_figures_follow_from_changes_their_key(tree, path):
    before = figures_key(tree / "data", tree / "scripts")
    (tree / path).write_bytes((tree / path).read_bytes() + b"\n")
    assert figures_key(tree / "data", tree / "scripts") != before


def test_a_file_under_another_name_is_another_one(tree):
    before = figures_key(tree / "data", tree / "scripts")
    (tree / "scripts" / "bench" / "sweep.py").rename(tree / "scripts" / "bench" / "sweep2.py")
    assert figures_key(tree / "data", tree / "scripts") != before


@pytest.mark.parametrize("path", ["data/sources.csv", "data/guide_rules.csv", "scripts/sitedata/pages/templates/claim.md"])
def test_what_no_figure_reads_does_not(tree, path):
    before = figures_key(tree / "data", tree / "scripts")
    (tree / path).write_bytes((tree / path).read_bytes() + b"\n")
    assert figures_key(tree / "data", tree / "scripts") == before
