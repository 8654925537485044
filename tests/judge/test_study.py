"""DLBench's epochs, put together again from their parts: counts of the protocol, medians, and who is slower."""

from __future__ import annotations

from itertools import chain

import pytest

from sitedata.judge.study import again
from sitedata.load.dataset import load_dataset
from sitedata.schema.protocol.study import MODELS, RELEASES
from sitedata.schema.tables import TABLES
from tests.conftest import ROOT
from tests.tiny import record, write

MS = {"load": 10.0, "step": 100.0, "update": 20.0, "test": 5.0}


def times(framework: str, variant: str = "plain", model: str = "cifar-10-cnn", rounds: int = 6, **ms: float) -> list:
    return [
        record("study_times", framework=framework, version=RELEASES[framework], variant=variant, model=model, part=part,
               round=str(number), ms=f"{of * (1 + number / 1000):.5f}")
        for part, of in (MS | ms).items() for number in range(1, rounds + 1)
    ]  # fmt: skip


def printed(**seconds: float) -> list:
    return [
        record("published_results", id=MODELS["cifar-10-cnn"].printed[framework], framework=framework, value=f"{value}")
        for framework, value in seconds.items()
    ]


@pytest.fixture
def of(tmp_path):
    """Of rows, and seconds that the study's logs give for 100 epochs."""

    def read(*rows: list, tensorflow: float = 5000, pytorch: float = 10_000):
        ordered = sorted(chain(*rows), key=lambda row: [row[name] for name in TABLES["study_times"].ordered_by])
        results = printed(tensorflow=tensorflow, pytorch=pytorch)
        return again(load_dataset(write(tmp_path / "data", study_times=ordered, published_results=results)))

    return read


def test_an_epoch_is_its_steps_and_its_pass_over_test_data(of):
    (one,) = of(times("tensorflow"), times("pytorch"), times("pytorch", "mkl-avx2", step=50.0))
    middle = 1.0035
    assert one.tensorflow.whole[0] == pytest.approx(middle * (391 * 0.110 + 79 * 0.005))
    assert one.pytorch.whole[0] == pytest.approx(middle * (391 * 0.060 + 10_000 * 0.005))
    assert one.pytorch.share("test") == pytest.approx(50 / (391 * 0.060 + 50))
    assert one.pytorch.share("update") == pytest.approx(391 * 0.020 / (391 * 0.060 + 50))
    assert one.steps_ratio == pytest.approx(0.5)
    assert (one.printed_ratio, one.printed["pytorch"]) == (2, 100)
    assert one.as_found.steps[0] == pytest.approx(middle * 391 * 0.1)


@pytest.mark.parametrize(
    ("step", "test", "expected"), [(100.0, 5.0, True), (1.0, 5.0, True), (1.0, 1.0, False)],
    ids=["slower", "slower by its test", "quicker"],
)  # fmt: skip
def test_the_logs_order_comes_back_where_both_intervals_are_apart(of, step, test, expected):
    (one,) = of(times("tensorflow"), times("pytorch"), times("pytorch", "mkl-avx2", step=step, test=test))
    assert one.comes_back is expected


def test_the_order_does_not_come_back_where_it_is_not_clear_or_the_other_way_round(of):
    same = times("tensorflow", test=0.0, load=0.0, step=100.0), times("pytorch")
    (tie,) = of(*same, times("pytorch", "mkl-avx2", test=0.0, load=0.0, step=100.0))
    (other,) = of(times("tensorflow"), times("pytorch"), times("pytorch", "mkl-avx2"), tensorflow=9000, pytorch=8000)
    assert not tie.comes_back and not other.comes_back


def test_a_program_without_times_of_both_is_left_out(of):
    assert of(times("tensorflow"), times("pytorch")) == []


def test_the_results_that_the_protocol_names_are_published_in_seconds():
    rows = load_dataset(ROOT / "data").by_id("published_results")
    for model in MODELS.values():
        for framework, id in model.printed.items():
            assert (rows[id].framework, rows[id].unit, rows[id].study) == (framework, "s", "dlbench")
