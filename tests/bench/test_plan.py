"""Matrices and shards."""

from __future__ import annotations

import pytest

from bench.contestant import Contestant
from bench.plan import MATRICES, chosen, default_matrix, on_cuda, with_jax
from bench.workloads import WORKLOADS
from sitedata.benchmark_schema import MODES, Run
from sitedata.schema import kind_of

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
    assert len({each.workload for each in found if each.batch_size != getattr(WORKLOADS.get(each.workload), "batch_size", 0)}) >= 2
    assert {each.task for each in found} == {"training", "inference", "import"}


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_shards_are_the_whole_without_overlap(count):
    parts = [chosen(default_matrix(), BOTH, (number, count)) for number in range(1, count + 1)]
    assert sorted(each.name for part in parts for each in part) == sorted(each.name for each in chosen(default_matrix(), BOTH))


def test_what_is_compared_stays_in_one_shard():
    shard_of = {each.name: number for number in (1, 2, 3, 4) for each in chosen(default_matrix(), BOTH, (number, 4))}
    tensorflow = Contestant("resnet20", "tensorflow", "tf.function", batch_size=32)
    pytorch = Contestant("resnet20", "pytorch", "eager", batch_size=32)
    twin = Contestant("resnet20", "pytorch", "eager", variant="twin", batch_size=32)
    assert shard_of[tensorflow.name] == shard_of[pytorch.name] == shard_of[twin.name]
    assert len(set(shard_of.values())) > 1


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
