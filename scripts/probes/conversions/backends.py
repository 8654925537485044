"""A Keras model on another backend, which takes another process: Keras has the backend that it was imported with."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np

from probes.conversions.models import Given


def on_backend(backend: str, given: Given, folder: Path) -> np.ndarray:
    """The output of the same code on a backend, with the weights of ``given``.

    Raises:
        RuntimeError: the other process failed; with its last line.
    """
    given.model.save_weights(folder / "model.weights.h5")
    np.save(folder / "x.npy", given.x)
    command = [sys.executable, "-m", "probes.conversions.backends", given.module.__name__, str(folder)]
    done = subprocess.run(command, env=os.environ | {"KERAS_BACKEND": backend}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return np.load(folder / "after.npy")


def main(module: str, folder: str) -> None:
    import keras

    model = import_module(module).build()
    model.load_weights(Path(folder) / "model.weights.h5")
    after = model(np.load(Path(folder) / "x.npy"), training=False)
    np.save(Path(folder) / "after.npy", keras.ops.convert_to_numpy(after))


if __name__ == "__main__":
    main(*sys.argv[1:])
