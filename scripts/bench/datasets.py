"""The data sets of the accuracy experiment, which come with scikit-learn, as one file of arrays.

The harness's environment writes it (``python -m bench.datasets FILE.npz``), so that a framework's environment holds
nothing but the framework: Keras imports scikit-learn where it is installed, which changes its import time and memory.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

SPLIT_SEED = 0
TEST_SHARE = 0.25
PARTS = ("x_train", "y_train", "x_test", "y_test")


def write(path: Path) -> None:
    """Images are (n, height, width, channels) in [0, 1]; tables are standardised.

    Their mean and deviation are those of the training part.
    """
    from sklearn import datasets

    arrays = {}
    for name, data in (("digits", datasets.load_digits()), ("breast-cancer", datasets.load_breast_cancer())):
        order = np.random.default_rng(SPLIT_SEED).permutation(len(data.target))
        test, train = np.split(order, [round(TEST_SHARE * len(order))])
        standardised = (data.data - data.data[train].mean(axis=0)) / np.maximum(data.data[train].std(axis=0), 1e-9)
        x = data.images[..., np.newaxis] / 16 if name == "digits" else standardised
        x, y = x.astype("float32"), data.target.astype("int64")
        arrays |= {
            f"{name} {part}": value for part, value in zip(PARTS, (x[train], y[train], x[test], y[test]), strict=True)
        }
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read(path: Path, dataset: str) -> tuple[np.ndarray, ...]:
    """``(x_train, y_train, x_test, y_test)``."""
    with np.load(path) as arrays:
        return tuple(arrays[f"{dataset} {part}"] for part in PARTS)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
