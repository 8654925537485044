"""The accuracy experiment: which trainings there are, how an interrupted run resumes, and what “matched” promises."""

import csv
import json
import math
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench import accuracy, defaults
from bench.accuracy import COLUMNS, Training, plan, write
from sitedata.schema.environments import ARMS, AccuracyPoint, Default
from tests.bench import PYTHONS, needs_frameworks

ROOT = Path(__file__).resolve().parents[2]
TRAININGS = [
    Training("digits", "pytorch", "matched", optimizer, seed, epochs=3)
    for optimizer in ("sgd", "adam")
    for seed in (1, 2)
]


class FakeTrain:
    """Notes what it trained; interrupts the ``stop_at``-th epoch overall."""

    def __init__(self, stop_at=math.inf):
        self.trained, self.epochs, self.stop_at = [], 0, stop_at

    def __call__(self, training):
        self.trained.append(training)
        for epoch in range(1, training.epochs + 1):
            self.epochs += 1
            if self.epochs == self.stop_at:
                raise KeyboardInterrupt
            yield epoch, training.seed / epoch / 7, 100 - training.seed / epoch


@pytest.fixture
def out(tmp_path):
    return tmp_path / "accuracy.csv"


@pytest.fixture
def whole(tmp_path):
    """What an uninterrupted run writes."""
    file = tmp_path / "whole.csv"
    write(TRAININGS, file, FakeTrain())
    return file.read_text()


def test_columns_and_arms_are_those_of_the_schema():
    assert tuple(AccuracyPoint.model_fields) == COLUMNS
    assert set(accuracy.OWN) == set(ARMS)


def test_rows_are_valid_and_nothing_else_remains(out, tmp_path):
    write(TRAININGS, out, FakeTrain())
    with out.open(newline="") as file:
        points = [AccuracyPoint(**row) for row in csv.DictReader(file)]
    assert len(points) == 12
    assert (points[1].seed, points[1].epoch, points[1].train_loss, points[1].test_accuracy) == (1, 2, 0.071429, 99.5)
    assert [path.name for path in tmp_path.iterdir()] == ["accuracy.csv"]


@pytest.mark.parametrize(
    ("stop_at", "done_again"),
    [(1, 4), (5, 3), (7, 2), (12, 1)],
    ids=["at once", "within the second", "as the third begins", "at the last epoch"],
)
def test_interrupted_run_goes_on_and_gives_the_same_file(out, whole, stop_at, done_again):
    with pytest.raises(KeyboardInterrupt):
        write(TRAININGS, out, FakeTrain(stop_at))
    assert not out.exists()
    second = FakeTrain()
    write(TRAININGS, out, second)
    assert second.trained == TRAININGS[-done_again:]
    assert out.read_text() == whole


@pytest.mark.parametrize(
    ("damage", "kept"),
    [
        (lambda text: text[:-3], 3),
        (lambda text: text.replace("pytorch,matched,sgd,1,2,", "pytorch,matched,sgd,1,9,"), 3),
        (lambda text: text.replace(",sgd,1,", ",sgd,8,"), 3),
        (lambda text: text.replace("test_accuracy", "accuracy"), 0),
        (lambda text: text.replace("pytorch,matched,sgd,1,2,0.071429,99.5000", "pytorch,matched,sgd,1"), 3),
        (lambda text: "", 0),
    ],
    ids=[
        "last digits cut off",
        "epoch missing",
        "seed that is not planned",
        "other columns",
        "line without its last cells",
        "empty file",
    ],
)
def test_only_whole_trainings_are_taken_from_a_damaged_file(out, whole, damage, kept):
    out.with_name("accuracy.csv.part").write_text(damage(whole))
    train = FakeTrain()
    write(TRAININGS, out, train)
    assert len(train.trained) == len(TRAININGS) - kept
    assert sorted(out.read_text().splitlines()) == sorted(whole.splitlines())


def test_trainings_of_another_length_are_done_again(out, whole):
    out.with_name("accuracy.csv.part").write_text(whole)
    train = FakeTrain()
    write([replace(training, epochs=2) for training in TRAININGS], out, train)
    assert len(train.trained) == 4


def test_single_defaults_run_where_they_differ_from_the_matched_setting():
    tensorflow, pytorch = plan("tensorflow", seeds=5), plan("pytorch", seeds=5)
    assert {training.arm for training in tensorflow} == set(ARMS)
    assert {training.arm for training in pytorch} == {"matched", "own-defaults", "other-seed", "learning-rate"}
    assert {training.optimizer for training in tensorflow if training.arm == "optimizer-epsilon"} == {"adam"}
    assert len({training.key for training in tensorflow}) == len(tensorflow) == 2 * 5 * (8 + 7)
    assert {training.epochs for training in plan("pytorch", seeds=1, epochs=2)} == {2}


@pytest.mark.parametrize(
    ("arm", "batch_norm", "optimizer_settings"),
    [
        ("matched", {"momentum": 0.9, "epsilon": 1e-5}, {"learning_rate": 0.001, "epsilon": 1e-8}),
        ("own-defaults", {}, {}),
        ("batchnorm-momentum", {"epsilon": 1e-5}, {"learning_rate": 0.001, "epsilon": 1e-8}),
        ("optimizer-epsilon", {"momentum": 0.9, "epsilon": 1e-5}, {"learning_rate": 0.001}),
        ("learning-rate", {"momentum": 0.9, "epsilon": 1e-5}, {"epsilon": 1e-8}),
    ],
)
def test_an_arm_leaves_out_what_stays_the_frameworks_own(arm, batch_norm, optimizer_settings):
    training = Training("digits", "tensorflow", arm, "adam", seed=1, epochs=1)
    assert (training.batch_norm, training.optimizer_settings) == (batch_norm, optimizer_settings)


def test_other_seed_draws_from_a_seed_that_no_other_training_has():
    trainings = plan("pytorch", seeds=5)
    others = {training.drawn_seed for training in trainings if training.arm == "other-seed"}
    assert others == {101, 102, 103, 104, 105}
    assert not others & {training.drawn_seed for training in trainings if training.arm != "other-seed"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--framework", "jax", "--out", "a.csv"], "invalid choice: 'jax'"),
        (["--framework", "pytorch", "--data", "none.npz", "--out", "a.csv"], "--data none.npz: there is no such file"),
        (["--framework", "pytorch", "--data", "d.npz", "--out", "nowhere/a.csv"], "there is no folder nowhere"),
        (
            ["--framework", "pytorch", "--data", "d.npz", "--out", "a.csv", "--seeds", "0"],
            "0 is not a whole number from 1",
        ),
        (
            ["--framework", "pytorch", "--data", "d.npz", "--out", "a.csv"],
            "run this with the Python of the environment of pytorch",
        ),
    ],
    ids=[
        "framework that takes no part",
        "no data",
        "folder that does not exist",
        "no seeds",
        "environment without the framework",
    ],
)
def test_bad_arguments_are_named_before_work_starts(arguments, message, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.npz").touch()
    monkeypatch.setitem(accuracy.sys.modules, "torch", None)  # as if it were missing
    with pytest.raises(SystemExit):
        accuracy.main(arguments)
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["d.npz"]


def test_merged_defaults_are_those_that_differ():
    same = dict.fromkeys(defaults.SET_TO, "0.5")
    assert defaults.merge(same, same) == []
    rows = defaults.merge(same | {"batchnorm-epsilon": "0.001"}, same | {"batchnorm-epsilon": "1e-05"})
    assert rows == [{"setting": "batchnorm-epsilon", "tensorflow": "0.001", "pytorch": "1e-05", "set_to": "1e-05"}]
    with pytest.raises(ValueError, match="defaults of rmsprop-rho, sgd-nesterov: expected the same settings"):
        defaults.merge(
            same | {"sgd-nesterov": "no"}, {name: value for name, value in same.items() if name != "rmsprop-rho"}
        )


def test_measured_defaults_tell_both_cases():
    assert defaults.expects(lambda outputs: -math.log(outputs[0])) == "probabilities"
    assert defaults.expects(lambda outputs: math.log(1 + math.exp(outputs[1] - outputs[0]))) == "logits"
    assert defaults.placement(lambda gradient, epsilon: gradient / (gradient + epsilon)) == "after the bias correction"
    assert (
        defaults.placement(lambda gradient, epsilon: gradient / (gradient + epsilon / math.sqrt(0.001)))
        == "before the bias correction"
    )


def ask(framework, *arguments):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    answer = subprocess.run(
        [PYTHONS[framework], *arguments], env=environment, capture_output=True, text=True, timeout=600
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@needs_frameworks
@pytest.mark.slow
def test_matched_trainings_stay_together_and_defaults_part_them(tmp_path):
    data = tmp_path / "datasets.npz"
    harness = PYTHONS["harness"]
    subprocess.run(
        [harness, "-m", "bench.datasets", data], env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")}, check=True
    )
    program = (
        "import json, sys; from bench.accuracy import *\n"
        "print(json.dumps([list(train(Training(dataset, sys.argv[1], arm, optimizer, 1, 2), Path(sys.argv[2])))"
        " for dataset in EPOCHS for optimizer in OPTIMIZERS for arm in ('matched', 'own-defaults')]))"
    )
    curves = {framework: ask(framework, "-c", program, framework, data) for framework in accuracy.FRAMEWORKS}
    for i, (tensorflow, pytorch) in enumerate(zip(curves["tensorflow"], curves["pytorch"], strict=True)):
        losses = [[loss for _, loss, _ in curve] for curve in (tensorflow, pytorch)]
        assert (losses[0] == pytest.approx(losses[1], rel=1e-3)) == (i % 2 == 0)


@needs_frameworks
@pytest.mark.slow
def test_the_networks_agree_in_double_precision(tmp_path):
    """Same weights and batches: the losses of 20 steps, and the trained network's outputs in training mode.

    Adam is left out: the frameworks add its epsilon in different places. So is testing mode after training, where
    PyTorch's BatchNorm has averaged the unbiased variance; before training both agree in testing mode too.
    """
    program = """
import json, sys
import numpy as np
from bench import accuracy
from bench.accuracy import Training
framework = sys.argv[1]
if framework == "tensorflow":
    from tensorflow import keras
    keras.backend.set_floatx("float64")
else:
    import torch
    torch.set_default_dtype(torch.float64)
from importlib import import_module
module = import_module(f"bench.accuracy_{framework}")
module.use_one_thread()
results = {}
for dataset, shape, classes in (("digits", (8, 8, 1), 10), ("breast-cancer", (30,), 2)):
    draw = np.random.default_rng(7)
    weights = [array.astype("float64") for array in accuracy.start_weights(dataset, 1)]
    trainer = module.Trainer(Training(dataset, framework, "matched", "sgd", 1, 1), weights)
    x, y = draw.standard_normal((20, 32, *shape)), draw.integers(0, classes, (20, 32))
    before = trainer.logits(x[0])
    assert before.dtype == np.float64
    results[dataset] = {"logits": before.ravel().tolist(), "losses": [trainer.step(*batch) for batch in zip(x, y)]}
print(json.dumps(results))
"""
    tensorflow, pytorch = (ask(framework, "-c", program, framework) for framework in accuracy.FRAMEWORKS)
    for dataset in tensorflow:
        assert tensorflow[dataset]["logits"] == pytest.approx(pytorch[dataset]["logits"], rel=1e-11, abs=1e-12)
        assert tensorflow[dataset]["losses"] == pytest.approx(pytorch[dataset]["losses"], rel=1e-11)
        assert len(set(tensorflow[dataset]["losses"])) == 20


@needs_frameworks
@pytest.mark.slow
def test_defaults_of_the_installed_frameworks_make_valid_rows():
    rows = defaults.merge(
        *(ask(framework, "-m", "bench.defaults", "--framework", framework) for framework in accuracy.FRAMEWORKS)
    )
    points = {row["setting"]: Default(**row) for row in rows}
    assert (points["adam-epsilon"].tensorflow, points["adam-epsilon"].pytorch) == ("1e-07", "1e-08")
    assert (points["cross-entropy-expects"].tensorflow, points["cross-entropy-expects"].pytorch) == (
        "probabilities",
        "logits",
    )
