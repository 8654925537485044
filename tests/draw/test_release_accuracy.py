"""Accuracy in releases since 2018: medians over seeds, and what a release's own defaults cost."""

from __future__ import annotations

import pytest

from sitedata.check.dataset import inconsistent
from sitedata.draw.all import BY_ID
from sitedata.draw.figure import draw
from sitedata.judge.release_accuracy import EARLY, cost, learned
from sitedata.load.dataset import load_dataset
from sitedata.schema.figure import Undrawn
from tests.tiny import TINY, record, write

DAYS = {
    ("tensorflow", "1.15.0"): "2019-10-16",
    ("tensorflow", "2.21.0"): "2026-03-06",
    ("torch", "1.0.0"): "2018-12-07",
}
BUILDS = [
    record("builds", package=f"pkg:pypi/{package}", version=version, released_on=day, source_id="s")
    for (package, version), day in DAYS.items()
]


def trained(framework, version, arm, *early, optimizer="sgd"):
    return [
        record("release_accuracy", framework=framework, version=version, arm=arm, optimizer=optimizer, seed=str(seed),
               early_accuracy=str(value), last_accuracy="96.5")
        for seed, value in enumerate(early, start=1)
    ]  # fmt: skip


ROWS = [
    *trained("pytorch", "1.0.0", "matched", 91, 92, 90),
    *trained("tensorflow", "1.15.0", "matched", 91, 92, 90),
    *trained("tensorflow", "1.15.0", "own-defaults", 60, 50, 57),
    *trained("tensorflow", "2.21.0", "matched", 91, 92, 90),
    *trained("tensorflow", "2.21.0", "own-defaults", 58, 50, 61),
]


@pytest.fixture
def read(tmp_path):
    def of(rows=ROWS, builds=BUILDS):
        ordered = sorted(
            rows, key=lambda row: [row[name] for name in ("framework", "version", "arm", "optimizer", "seed")]
        )
        return load_dataset(write(tmp_path / "data", release_accuracy=ordered, builds=builds))

    return of


def test_defaults_cost_the_difference_of_the_medians(read):
    data = read()
    found = learned(data, "own-defaults", "sgd", EARLY)
    assert [(one.version, one.median) for one in found["tensorflow"]] == [("1.15.0", 57), ("2.21.0", 58)]
    assert cost(data, "tensorflow", "sgd", EARLY) == {"1.15.0": 34, "2.21.0": 33}
    assert cost(data, "pytorch", "sgd", EARLY) == {}


def test_the_figure_says_what_they_cost_and_has_a_row_a_release(read):
    figure = draw(BY_ID["years-accuracy"], read())
    assert figure.title == "TensorFlow's defaults cost 33 to 34 points of early accuracy with SGD in each of 2 releases"
    assert len(figure.rows) == 5
    assert figure.rows[0]["early_accuracy"] == 91 and (
        figure.rows[0]["lowest_seed"],
        figure.rows[0]["highest_seed"],
    ) == (90, 92)
    assert "SGD, TensorFlow, own defaults: 57.0 to 58.0 %" in figure.alt


def test_without_trainings_nothing_is_drawn(read):
    assert isinstance(draw(BY_ID["years-accuracy"], read([])), Undrawn)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (trained("pytorch", "9.9.9", "matched", 91)[0], "version: no such release, got '9.9.9'"),
        (trained("pytorch", "2.13.0", "matched", 191)[0], "early_accuracy: no share, got 191"),
    ],
)  # fmt: skip
def test_a_training_that_cannot_be_is_told_at_its_line(read, row, said):
    problems = [str(problem) for problem in inconsistent(read([row], TINY["builds"]))]
    assert any(f"release_accuracy.csv:2: {said}" in problem for problem in problems), problems
