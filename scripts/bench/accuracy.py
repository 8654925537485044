"""How far do frameworks differ in accuracy, compared with how far seeds and defaults move it?

In: two data sets that come with scikit-learn. Out: a CSV file with the columns of the table ``accuracy``, one row per
epoch of a training. Run it in the environment of one framework:

    python -m bench.accuracy --framework pytorch --data FILE.npz --out accuracy-pytorch.csv

The matched settings are PyTorch's defaults, and the initial weights are drawn as PyTorch draws them; only SGD's
learning rate is the benchmark's. So the arms that give one setting back to the framework run in TensorFlow alone,
except the learning rate, where PyTorch's own differs too. Every arm sees the data in the order of its seed. SGD has no
momentum, the default in both.

Two differences cannot be removed through public interfaces, and stay in the matched arm:

* Keras adds Adam's epsilon before the bias correction, PyTorch after it: in step t, Keras's epsilon acts as PyTorch's
  divided by √(1 − 0.999^t), 32 times as large in the first step and 1 in the end.
* PyTorch's BatchNorm averages the unbiased variance of batches for testing, Keras's the biased one: n/(n − 1), with n
  values per channel in a batch.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from sitedata.schema.protocol.accuracy import EPOCHS

COLUMNS = ("dataset", "framework", "arm", "optimizer", "seed", "epoch", "train_loss", "test_accuracy")
FRAMEWORKS = ("tensorflow", "pytorch")
OPTIMIZERS = ("sgd", "adam")
SETTINGS = ("batchnorm-momentum", "batchnorm-epsilon", "optimizer-epsilon", "initialisers", "learning-rate")
OWN = {"matched": (), "own-defaults": SETTINGS, "other-seed": (), **{setting: (setting,) for setting in SETTINGS}}
"""Arm → the settings in which the framework keeps its own default."""
ARMS_IN_BOTH = ("matched", "own-defaults", "other-seed", "learning-rate")

BATCH_NORM = {"momentum": 0.9, "epsilon": 1e-5}  # momentum as Keras means it: the share of the old average that is kept
LEARNING_RATE = {"sgd": 0.01, "adam": 0.001}
ADAM_EPSILON = 1e-8
# examples; what is left over at the end of an epoch waits for the next one: tiny batches would upset BatchNorm
BATCH_SIZE = 32
OTHER_SEED = 100  # added to the seed in the arm other-seed
KERNELS = {
    "digits": ((3, 3, 1, 8), (3, 3, 8, 16), (4, 4, 16, 10)),
    "breast-cancer": ((30, 32), (32, 32), (32, 2)),
}
"""Shapes as Keras orders them, inputs before outputs; the last of digits sees 4 × 4 places of 16 channels.

Only the last layer has a bias: BatchNorm would remove any other.
"""


@dataclass(frozen=True)
class Training:
    dataset: str
    framework: str
    arm: str
    optimizer: str
    seed: int
    epochs: int

    @property
    def key(self) -> tuple[str, ...]:
        """The first cells of its rows."""
        return (self.dataset, self.framework, self.arm, self.optimizer, str(self.seed))

    @property
    def drawn_seed(self) -> int:
        """The seed from which the initial weights and the order are really drawn."""
        return self.seed + OTHER_SEED if self.arm == "other-seed" else self.seed

    @property
    def batch_norm(self) -> dict[str, float]:
        """What the training sets, as Keras's keywords; anything left out keeps the framework's own default."""
        return {name: value for name, value in BATCH_NORM.items() if f"batchnorm-{name}" not in OWN[self.arm]}

    @property
    def optimizer_settings(self) -> dict[str, float]:
        """Like ``batch_norm``."""
        settings = {"learning_rate": LEARNING_RATE[self.optimizer]} if "learning-rate" not in OWN[self.arm] else {}
        if self.optimizer == "adam" and "optimizer-epsilon" not in OWN[self.arm]:
            settings["epsilon"] = ADAM_EPSILON
        return settings


def plan(framework: str, seeds: int, epochs: int | None = None) -> list[Training]:
    """All trainings of one framework. ``epochs`` overrides those of the data sets."""
    return [
        Training(dataset, framework, arm, optimizer, seed, epochs or EPOCHS[dataset])
        for dataset in EPOCHS
        for arm in OWN
        for optimizer in OPTIMIZERS
        for seed in range(1, seeds + 1)
        if (framework == "tensorflow" or arm in ARMS_IN_BOTH) and (optimizer == "adam" or arm != "optimizer-epsilon")
    ]


def start_weights(dataset: str, seed: int) -> list:
    """Kernels, then the last layer's bias, uniform within ±1/√inputs.

    Source: ``torch.nn.Linear`` and ``torch.nn.Conv2d``, "Variables", in PyTorch's documentation.
    """
    import numpy as np

    draw = np.random.default_rng([seed, 0])
    shapes = [*KERNELS[dataset], KERNELS[dataset][-1][-1:]]
    inputs = [math.prod(shape[:-1]) for shape in KERNELS[dataset]]
    bounds = [1 / math.sqrt(count) for count in [*inputs, inputs[-1]]]
    return [draw.uniform(-bound, bound, shape).astype("float32") for bound, shape in zip(bounds, shapes, strict=True)]


def train(training: Training, data: Path) -> Iterator[tuple[int, float, float]]:
    """Train on ``data``, the file of ``bench.datasets``; yields epoch, mean loss and test accuracy in percent.

    Raises:
        FloatingPointError: the loss is no longer a number.
    """
    import numpy as np

    from bench import datasets

    x, y, x_test, y_test = datasets.read(data, training.dataset)
    weights = None if "initialisers" in OWN[training.arm] else start_weights(training.dataset, training.drawn_seed)
    trainer = import_module(f"bench.accuracy_{training.framework}").Trainer(training, weights)
    shuffle = np.random.default_rng([training.drawn_seed, 1])
    for epoch in range(1, training.epochs + 1):
        order = shuffle.permutation(len(y))
        batches = np.split(order, range(BATCH_SIZE, len(y), BATCH_SIZE))
        loss = float(np.mean([trainer.step(x[batch], y[batch]) for batch in batches if len(batch) == BATCH_SIZE]))
        if not math.isfinite(loss):
            raise FloatingPointError(f"{' '.join(training.key)}: the loss of epoch {epoch} is {loss}")
        yield epoch, loss, 100 * float(np.mean(trainer.logits(x_test).argmax(axis=1) == y_test))


def read_finished(part: Path, trainings: list[Training]) -> dict[Training, list[list[str]]]:
    """The rows of those trainings that the file holds from the first epoch to the last; none of the others."""
    text = part.read_text(encoding="utf-8") if part.exists() else ""
    complete, _, _ = text.rpartition("\n")  # a line without its end may lack digits
    rows = list(csv.reader(complete.splitlines()))
    if not rows or tuple(rows[0]) != COLUMNS:
        return {}
    rows_of = defaultdict(list)
    for row in rows[1:]:
        if len(row) == len(COLUMNS):
            rows_of[tuple(row[:5])].append(row)
    finished = {}
    for training in trainings:
        if [row[5] for row in rows_of[training.key]] == [str(epoch) for epoch in range(1, training.epochs + 1)]:
            finished[training] = rows_of[training.key]
    return finished


def write(
    trainings: list[Training], out: Path, train: Callable[[Training], Iterator[tuple[int, float, float]]]
) -> None:
    """Write ``out`` by way of ``out.part``, from which an interrupted call resumes."""
    part, new = out.with_name(out.name + ".part"), out.with_name(out.name + ".part.new")
    finished = read_finished(part, trainings)
    with new.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *(row for rows in finished.values() for row in rows)])
    new.replace(part)
    if finished:
        print(f"{part.name} holds {len(finished)} of {len(trainings)} trainings", file=sys.stderr)
    with part.open("a", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        for training in trainings:
            if training in finished:
                continue
            started = time.monotonic()
            for epoch, loss, accuracy in train(training):
                rows.writerow([*training.key, epoch, f"{loss:.6f}", f"{accuracy:.4f}"])
                file.flush()
            position = f"{trainings.index(training) + 1}/{len(trainings)}"
            print(
                f"{position} {' '.join(training.key)}: {accuracy:.1f} %, {time.monotonic() - started:.1f} s",
                file=sys.stderr,
                flush=True,
            )
        os.fsync(file.fileno())
    part.replace(out)


def main(arguments: list[str] | None = None) -> None:
    def count(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
        return int(text)

    parser = argparse.ArgumentParser(
        prog="python -m bench.accuracy", description="Trains small networks and notes their accuracy per epoch."
    )
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FILE.npz", help="what `python -m bench.datasets` wrote"
    )
    parser.add_argument("--seeds", type=count, default=5, help="number of seeds, from 1 on (default: 5)")
    parser.add_argument(
        "--epochs", type=count, help="epochs of each training (default: 15 for digits, 20 for breast-cancer)"
    )
    given = parser.parse_args(arguments)
    if not given.data.is_file():
        parser.error(f"--data {given.data}: there is no such file")
    if not given.out.parent.is_dir():
        parser.error(f"--out {given.out}: there is no folder {given.out.parent}")
    try:
        import_module(f"bench.accuracy_{given.framework}").use_one_thread()
    except ModuleNotFoundError as error:
        parser.error(f"{error}: run this with the Python of the environment of {given.framework}")
    write(plan(given.framework, given.seeds, given.epochs), given.out, partial(train, data=given.data))


if __name__ == "__main__":
    main()
