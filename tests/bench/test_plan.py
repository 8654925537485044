"""Matrices and shards."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path

import pytest

from sitedata.load.environments import load_environments
from sitedata.schema.environments import Run
from sitedata.schema.protocol.contestant import OF_GPUS, Contestant
from sitedata.schema.protocol.duration import ON_GPU, seconds_of, sweep_s
from sitedata.schema.protocol.matrix import (
    GROUPS,
    MATRICES,
    MINUTES,
    MODERN_GROUPS,
    QUICK_ROUNDS,
    ROUNDS,
    chosen,
    default_matrix,
    of_gpus,
    on_cuda,
    with_jax,
)
from sitedata.schema.protocol.modes import GENERATING, MODES
from sitedata.schema.protocol.workloads import CLASSIC, MODERN, WORKLOADS
from sitedata.schema.tables import kind_of

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("tensorflow", "pytorch")


@pytest.mark.parametrize("matrix", MATRICES)
def test_every_contestant_fits_the_schema(matrix):
    for contestant in with_jax(MATRICES[matrix]()):
        assert contestant.mode in MODES[contestant.framework]
        assert contestant.workload in WORKLOADS or contestant.task == "import"
        for column in ("task", "variant", "layout", "device", "precision"):
            assert getattr(contestant, column) in kind_of(Run, column).constraints["enum"]


def test_the_default_answers_the_claims():
    contestants = chosen(default_matrix(), BOTH)
    for workload in CLASSIC:
        modes = {
            (contestant.framework, contestant.mode)
            for contestant in contestants
            if contestant.workload == workload and contestant.task == "training"
        }
        assert {("tensorflow", "tf.function"), ("pytorch", "eager")} <= modes
    assert {contestant.framework for contestant in contestants if contestant.variant == "twin"} == set(BOTH)
    assert {contestant.threads for contestant in contestants} == {0, 1}
    assert (
        len(
            {
                contestant.workload
                for contestant in contestants
                if contestant.batch_size != getattr(WORKLOADS.get(contestant.workload), "batch_size", 0)
            }
        )
        >= 2
    )
    assert {contestant.task for contestant in contestants} == {"training", "inference", "import"}


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_shards_are_the_whole_without_overlap(count):
    parts = [chosen(default_matrix(), BOTH, (number, count)) for number in range(1, count + 1)]
    assert sorted(contestant.name for part in parts for contestant in part) == sorted(
        contestant.name for contestant in chosen(default_matrix(), BOTH)
    )


@pytest.mark.parametrize("count", range(2, len(MODERN_GROUPS) + 1))
@pytest.mark.parametrize("matrix", MATRICES)
def test_what_is_compared_stays_in_one_shard(matrix, count):
    """A model with all its settings is in one shard, and so is a large model with the small one of its kind."""
    shards = {}
    for number in range(1, count + 1):
        for contestant in chosen(MATRICES[matrix](), BOTH, (number, count)):
            shards.setdefault(
                {"vgg11": "resnet20", "bert-wide": "bert-mini"}.get(contestant.workload, contestant.workload), set()
            ).add(number)
    assert all(len(numbers) == 1 for numbers in shards.values())
    assert len(set().union(*shards.values())) > 1


def test_every_group_has_its_place():
    assert {contestant.group for contestant in MATRICES["full"]()} == set(GROUPS)
    assert {contestant.group for contestant in MATRICES["modern"]()} == set(MODERN_GROUPS) == set(MODERN)


def test_the_modern_matrix_trains_and_runs_each_model_in_both_frameworks_and_writes_text_in_two_steps():
    tasks = {}
    for contestant in MATRICES["modern"]():
        tasks.setdefault((contestant.workload, contestant.framework), set()).add(contestant.task)
    runs = {id: {"prefill", "decode"} if id == "gpt2" else {"inference"} for id in MODERN}
    assert tasks == {(id, framework): {"training"} | runs[id] for id in MODERN for framework in BOTH}


@pytest.mark.parametrize("framework", MODES)
def test_the_models_that_write_text_are_those_with_a_cache_in_their_code(framework):
    folders = {id: ROOT / "scripts" / "bench" / "workloads" / WORKLOADS[id].folder for id in WORKLOADS}
    writing = {id for id, folder in folders.items() if "\ndef decode(" in (folder / f"{framework}.py").read_text()}
    assert writing == {one.workload for one in MATRICES["modern"]() if one.task in GENERATING}


def test_a_quick_sweep_keeps_its_time_on_the_slower_machine_too_and_a_whole_one_on_the_faster():
    """Including agreement and accuracy, as in an environment's first sweep."""
    quick = sweep_s(chosen(MATRICES["quick"](), BOTH), QUICK_ROUNDS, agreement=("mlp", "resnet20", "lstm"))
    default = sweep_s(chosen(default_matrix(), BOTH), ROUNDS, agreement=CLASSIC, accuracy=True)
    assert quick[1] < MINUTES["quick"] * 60
    assert default[0] < MINUTES["default"] * 60 < default[1]  # so the limit is there for the slower one


def test_the_second_half_keeps_its_time_on_both_machines():
    """Including agreement. The slower machine has no wider vector units to cap, and a core for each processor."""
    contestants = chosen(MATRICES["causes"](), BOTH)
    on_slower = [one for one in contestants if one.variant not in ("isa-capped", "physical-cores")]
    faster, _ = sweep_s(contestants, ROUNDS, agreement=CLASSIC, tuned=CLASSIC)
    _, slower = sweep_s(on_slower, ROUNDS, agreement=CLASSIC, tuned=CLASSIC)
    assert faster < slower < MINUTES["causes"] * 60


COMMITTED, _ = load_environments(ROOT / "data" / "benchmarks")


@pytest.mark.parametrize("environment", COMMITTED.values(), ids=lambda environment: environment.title)
def test_the_estimate_is_what_the_committed_sweeps_took(environment):
    """The time of consecutive runs, without waiting."""
    number = 0 if "avx512f" in environment.fact("machine", "cpu-flags") else 1
    runs = sorted(environment.rows("runs"), key=lambda run: (run.started_at, run.id))
    taken, expected = 0.0, 0.0
    for run, after in itertools.pairwise(runs):
        seconds = (datetime.fromisoformat(after.started_at) - datetime.fromisoformat(run.started_at)).total_seconds()
        if seconds < 30 or run.variant == "fresh-cache":
            taken += seconds
            contestant = Contestant(run.workload, run.framework, run.mode, run.task, run.variant)
            expected += ON_GPU[run.framework] if run.device == "cuda" else seconds_of(contestant)[number]
    assert 0.8 < expected / taken < 1.25  # a build of PyTorch for CUDA is imported more slowly


def test_a_shard_does_not_depend_on_what_else_is_measured():
    everything = {contestant.name for contestant in chosen(MATRICES["full"](), BOTH, (2, 3))}
    assert {contestant.name for contestant in chosen(default_matrix(), BOTH, (2, 3))} <= everything


def test_a_gpu_sweep_has_each_number_format_and_no_threads():
    contestants = on_cuda(default_matrix())
    contestants += of_gpus(contestants)
    assert {contestant.precision for contestant in contestants} == {"float32", "tf32", "bfloat16", "float16"}
    assert {contestant.threads for contestant in contestants} == {0}
    assert {contestant.device for contestant in contestants} == {"cuda"}


def test_what_only_a_gpu_has_stands_beside_each_model_and_fits_the_schema():
    beside = of_gpus(on_cuda(with_jax(default_matrix())))
    for contestant in beside:
        for column in ("variant", "device", "precision"):
            assert getattr(contestant, column) in kind_of(Run, column).constraints["enum"]
    of = {variant: [one for one in beside if one.variant == variant] for variant in OF_GPUS}
    assert {one.workload for one in of["memory-growth"]} == {one.workload for one in of["cuda-graphs"]} == set(CLASSIC)
    assert {one.mode for one in of["cuda-graphs"]} == {"torch.compile"}
    images = {id for id in CLASSIC if WORKLOADS[id].is_image}
    for variant, framework in (("autotune-on", "pytorch"), ("autotune-off", "tensorflow")):
        assert {(one.framework, one.workload) for one in of[variant]} == {(framework, id) for id in images}
    assert not [one for one in beside if one.framework == "jax" and one.precision == "float16"]
    assert len({one.name for one in beside}) == len(beside)


def test_a_short_sweep_trains_one_model_of_each_kind_in_their_main_setting_with_a_control():
    contestants = MATRICES["short"]()
    plain = [contestant for contestant in contestants if contestant.variant == "plain"]
    assert {WORKLOADS[contestant.workload].kind for contestant in plain} == {WORKLOADS[id].kind for id in CLASSIC}
    assert {contestant.mode for contestant in plain} == {"tf.function", "eager"}
    assert {contestant.framework for contestant in contestants if contestant.variant == "twin"} == set(BOTH)


def test_jax_stands_beside_the_main_settings_but_for_threads_that_it_cannot_set():
    contestants = [contestant for contestant in with_jax(default_matrix()) if contestant.framework == "jax"]
    assert {contestant.workload for contestant in contestants if contestant.task == "training"} == set(CLASSIC)
    assert {contestant.threads for contestant in contestants} == {0}
    assert {contestant.mode for contestant in contestants} == {"jit"}
