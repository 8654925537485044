"""Which published numbers stand beside each other, and what their ratio says."""

import pytest

from sitedata.judge.published import all_pairs, pairs_of
from sitedata.load.csv_table import Table
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import PublishedResult
from tests.tiny import record

NO_PARTNER = "no number of the other framework on the same device, batch and precision"
NOT_ASKED = "neither native PyTorch nor TensorFlow under today's Keras"


def data_of(*changes):
    rows = [
        PublishedResult.model_validate(record("published_results", id=f"r{n}", doubt="") | change)
        for n, change in enumerate(changes)
    ]
    return Dataset({"published_results": Table("data/published_results.csv", rows, [])})


def paired(*changes, **more):
    """Ids of the pairs, TensorFlow's first, and what is left out."""
    pairs, left_out = pairs_of(data_of(*changes), tasks=("train",), metrics=("step_time", "throughput"), **more)
    return [(pair.tensorflow.id, pair.pytorch.id) for pair in pairs], left_out


TENSORFLOW, PYTORCH = {"framework": "tensorflow"}, {"framework": "pytorch"}


@pytest.mark.parametrize(
    ("metric", "unit", "ratio"),
    [("step_time", "ms", 0.5), ("wall_time", "s", 0.5), ("throughput", "images/s", 2.0)],
    ids=["half the time of a step", "half the time of a run", "half the throughput is twice the time"],
)
def test_ratio_is_of_times(metric, unit, ratio):
    same = {"metric": metric, "unit": unit}
    (pair,) = all_pairs(data_of(TENSORFLOW | same | {"value": "200"}, PYTORCH | same | {"value": "100"}))
    assert pair.time_ratio == ratio
    assert pair.row()["time_ratio"] == ratio


def test_ratio_is_rounded_only_for_show():
    (pair,) = all_pairs(data_of(TENSORFLOW | {"value": "3"}, PYTORCH | {"value": "1"}))
    assert (pair.time_ratio, pair.row()["time_ratio"]) == (1 / 3, 0.333)


@pytest.mark.parametrize(
    "difference",
    [
        {"study": "other"},
        {"workload": "GPT"},
        {"device": "1 × V100"},
        {"batch": "64"},
        {"precision": "FP16"},
        {"metric": "throughput", "unit": "images/s"},
    ],
    ids=lambda cells: "differs in " + next(iter(cells)),
)
def test_numbers_that_differ_in_a_condition_are_left_out_with_the_reason(difference):
    assert paired(TENSORFLOW, PYTORCH | difference) == ([], [("r0", NO_PARTNER), ("r1", NO_PARTNER)])


def test_a_doubted_number_is_left_out_with_the_doubt():
    doubted = {"doubt": "Marked as abnormally slow."}
    assert paired(TENSORFLOW | doubted, PYTORCH) == ([], [("r0", "Marked as abnormally slow."), ("r1", NO_PARTNER)])
    assert paired(TENSORFLOW, PYTORCH | doubted) == ([], [("r0", NO_PARTNER), ("r1", "Marked as abnormally slow.")])


def test_mode_and_version_are_no_conditions():
    assert paired(TENSORFLOW | {"mode": "graph", "framework_version": "2.15"}, PYTORCH) == ([("r0", "r1")], [])


def test_native_tensorflow_goes_before_keras_on_it():
    keras = {"framework": "keras-tensorflow"}
    assert paired(keras, TENSORFLOW, PYTORCH) == ([("r1", "r2")], [("r0", NO_PARTNER)])
    assert paired(keras, PYTORCH) == ([("r0", "r1")], [])


def test_eager_and_compiled_stand_beside_the_same_number():
    assert paired(TENSORFLOW, PYTORCH | {"mode": "eager"}, PYTORCH)[0] == [("r0", "r1"), ("r0", "r2")]


@pytest.mark.parametrize("framework", ["keras-pytorch", "keras-jax", "keras2-tensorflow"])
def test_other_contestants_are_left_out_with_the_reason(framework):
    assert paired(TENSORFLOW, PYTORCH, {"framework": framework}) == ([("r0", "r1")], [("r2", NOT_ASKED)])


def test_only_what_was_asked_for_is_paired_or_left_out():
    other_task = [TENSORFLOW | {"task": "predict"}, PYTORCH | {"task": "predict"}]
    study = [
        TENSORFLOW | {"study": "a"},
        PYTORCH | {"study": "a"},
        TENSORFLOW | {"study": "b"},
        PYTORCH | {"study": "b"},
    ]
    assert paired(*other_task) == ([], [])
    assert paired(*study, only_study="a") == ([("r0", "r1")], [])
    assert paired(*study, not_study="a") == ([("r2", "r3")], [])
