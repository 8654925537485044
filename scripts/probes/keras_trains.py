"""Does Keras 3 train on {0}?"""

import keras
import numpy as np

from probes.answer import yes_no

keras.utils.set_random_seed(1)
x = np.random.default_rng(1).normal(size=(256, 8)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(2)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history = model.fit(x, y, epochs=20, batch_size=32, verbose=0)
first, last = history.history["loss"][0], history.history["loss"][-1]
print(
    "Keras",
    keras.__version__,
    "on",
    keras.backend.backend(),
    "loss",
    first,
    "→",
    last,
    "accuracy",
    history.history["accuracy"][-1],
)
yes_no(
    last < 0.75 * first,
    f"Keras {keras.__version__} on {keras.backend.backend()}: the loss fell from {first:.2f} to {last:.2f} in 20 "
    "epochs",
)
