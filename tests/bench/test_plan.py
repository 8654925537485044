"""Matrices and shards."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path

import pytest

from sitedata.load.environments import load_environments
from sitedata.schema.environments import Run
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.duration import seconds_of, sweep_s
from sitedata.schema.protocol.matrix import (
    GROUPS,
    MATRICES,
    MINUTES,
    QUICK_ROUNDS,
    ROUNDS,
    chosen,
    default_matrix,
    on_cuda,
    with_jax,
)
from sitedata.schema.protocol.modes import MODES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.tables import kind_of

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("tensorflow", "pytorch")


@pytest.mark.parametrize("matrix", MATRICES)
def test_every_contestant_fits_the_schema(matrix):
    for each in with_jax(MATRICES[matrix]()):
        assert each.mode in MODES[each.framework]
        assert each.workload in WORKLOADS or each.task == "import"
        for column in ("task", "variant", "layout", "device", "precision"):
            assert getattr(each, column) in kind_of(Run, column).constraints["enum"]


def test_the_default_answers_the_claims():
    found = chosen(default_matrix(), BOTH)
    for workload in WORKLOADS:
        modes = {(each.framework, each.mode) for each in found if each.workload == workload and each.task == "training"}
        assert {("tensorflow", "tf.function"), ("pytorch", "eager")} <= modes
    assert {each.framework for each in found if each.variant == "twin"} == set(BOTH)
    assert {each.threads for each in found} == {0, 1}
    assert (
        len(
            {
                each.workload
                for each in found
                if each.batch_size != getattr(WORKLOADS.get(each.workload), "batch_size", 0)
            }
        )
        >= 2
    )
    assert {each.task for each in found} == {"training", "inference", "import"}


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_shards_are_the_whole_without_overlap(count):
    parts = [chosen(default_matrix(), BOTH, (number, count)) for number in range(1, count + 1)]
    assert sorted(each.name for part in parts for each in part) == sorted(
        each.name for each in chosen(default_matrix(), BOTH)
    )


@pytest.mark.parametrize("count", range(2, len(GROUPS) + 1))
@pytest.mark.parametrize("matrix", MATRICES)
def test_what_is_compared_stays_in_one_shard(matrix, count):
    """A model with all its settings, and a large model with the small one of its kind."""
    shards = {}
    for number in range(1, count + 1):
        for each in chosen(MATRICES[matrix](), BOTH, (number, count)):
            shards.setdefault(
                {"vgg11": "resnet20", "bert-wide": "bert-mini"}.get(each.workload, each.workload), set()
            ).add(number)
    assert all(len(found) == 1 for found in shards.values())
    assert len(set().union(*shards.values())) > 1


def test_every_group_has_its_place():
    assert {each.group for each in MATRICES["full"]()} == set(GROUPS)


def test_a_quick_sweep_keeps_its_time_on_the_slower_machine_too_and_a_whole_one_on_the_faster():
    """With agreement and accuracy, as in an environment's first sweep."""
    quick = sweep_s(chosen(MATRICES["quick"](), BOTH), QUICK_ROUNDS, agreement=("mlp", "resnet20", "lstm"))
    default = sweep_s(chosen(default_matrix(), BOTH), ROUNDS, agreement=WORKLOADS, accuracy=True)
    assert quick[1] < MINUTES["quick"] * 60
    assert default[0] < MINUTES["default"] * 60 < default[1]  # so the limit is there for the slower one


COMMITTED, _ = load_environments(ROOT / "data" / "benchmarks")


@pytest.mark.parametrize("environment", COMMITTED.values(), ids=lambda each: each.title)
def test_the_estimate_is_what_the_committed_sweeps_took(environment):
    """Without waiting: of the runs that came one after the other."""
    number = 0 if "avx512f" in environment.fact("machine", "cpu-flags") else 1
    runs = sorted(environment.rows("runs"), key=lambda run: (run.started_at, run.id))
    taken, expected = 0.0, 0.0
    for run, after in itertools.pairwise(runs):
        seconds = (datetime.fromisoformat(after.started_at) - datetime.fromisoformat(run.started_at)).total_seconds()
        if seconds < 30 or run.variant == "fresh-cache":
            taken += seconds
            expected += seconds_of(Contestant(run.workload, run.framework, run.mode, run.task, run.variant))[number]
    assert 0.85 < expected / taken < 1.25


def test_a_shard_does_not_depend_on_what_else_is_measured():
    everything = {each.name for each in chosen(MATRICES["full"](), BOTH, (2, 3))}
    assert {each.name for each in chosen(default_matrix(), BOTH, (2, 3))} <= everything


def test_a_gpu_sweep_has_each_number_format_and_no_threads():
    found = on_cuda(default_matrix())
    assert {each.precision for each in found} == {"float32", "tf32", "bfloat16"}
    assert {each.threads for each in found} == {0}
    assert {each.device for each in found} == {"cuda"}


def test_jax_stands_beside_the_main_settings_but_for_threads_that_it_cannot_set():
    found = [each for each in with_jax(default_matrix()) if each.framework == "jax"]
    assert {each.workload for each in found if each.task == "training"} == set(WORKLOADS)
    assert {each.threads for each in found} == {0}
    assert {each.mode for each in found} == {"jit"}
