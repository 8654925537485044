"""Does a model give the same numbers after a round trip through a .keras file?"""

import tempfile
from pathlib import Path

import keras
import numpy as np

from probes.answer import yes_no

x = np.random.default_rng(1).normal(size=(4, 8)).astype("float32")
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3)])
before = keras.ops.convert_to_numpy(model(x))
with tempfile.TemporaryDirectory() as folder:
    model.save(Path(folder) / "model.keras")
    after = keras.ops.convert_to_numpy(keras.models.load_model(Path(folder) / "model.keras")(x))
yes_no(
    np.allclose(before, after, rtol=0, atol=1e-6),
    f"the largest difference of the outputs is {abs(after - before).max():.0e}",
)
