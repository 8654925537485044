"""Does Keras 3's fit train in two processes under TensorFlow's MultiWorkerMirroredStrategy?"""

from probes.answer import yes_no
from probes.workers import run_two

PROGRAM = """
import json, numpy as np, tensorflow as tf, keras
strategy = tf.distribute.MultiWorkerMirroredStrategy()
random = np.random.default_rng(1)
x = random.normal(size=(64, 4)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")
keras.utils.set_random_seed(1)
with strategy.scope():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(16), epochs=3, verbose=0)
print("gradient", json.dumps(np.ravel(model.get_weights()[0]).tolist() + history.history["loss"]))
"""
errors: list[str] = []
both = run_two(PROGRAM, errors)
stopped = f"; fit stops with {errors[0]}" if errors else ""
same = len(both) == 2 and max(abs(a - b) for a, b in zip(*both, strict=True)) < 1e-6
yes_no(
    same,
    "both processes trained and end with the same weights"
    if same
    else f"{len(both)} of 2 processes trained to the end{stopped}",
)
