"""Does a model give the same numbers after a round trip through TensorFlow's SavedModel?"""

import tempfile

import keras
import numpy as np
import tensorflow as tf

from probes.answer import yes_no

x = np.random.default_rng(1).normal(size=(4, 8)).astype("float32")
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3)])
before = np.asarray(model(x))
with tempfile.TemporaryDirectory() as folder:
    model.export(folder, verbose=False)
    loaded = tf.saved_model.load(folder)
    after = np.asarray(loaded.serve(x))
print("largest difference", abs(after - before).max())
yes_no(
    np.allclose(before, after, rtol=0, atol=1e-6),
    f"the largest difference of the outputs is {abs(after - before).max():.0e}",
)
