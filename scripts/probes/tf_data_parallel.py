"""Does data-parallel training in two TensorFlow processes (MultiWorkerMirroredStrategy) \
give the gradients of one process?"""

import difflib

from probes.answer import yes_no
from probes.workers import run_alone, run_two

SINGLE = """
import json, numpy as np, tensorflow as tf
random = np.random.default_rng(1)
kernel = random.normal(size=(4, 2)).astype("float32")
x, y = random.normal(size=(8, 4)).astype("float32"), random.integers(2, size=8)
weight = tf.Variable(kernel)
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x @ weight))
    return tape.gradient(loss, weight)
gradient = step(x, y)
print("gradient", json.dumps(np.ravel(gradient).tolist()))
"""
PARALLEL = """
import json, numpy as np, tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
rank = strategy.cluster_resolver.task_id
random = np.random.default_rng(1)
kernel = random.normal(size=(4, 2)).astype("float32")
x, y = random.normal(size=(8, 4)).astype("float32"), random.integers(2, size=8)
x, y = np.split(x, 2)[rank], np.split(y, 2)[rank]
with strategy.scope():
    weight = tf.Variable(kernel)
@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x @ weight))
    return tf.distribute.get_replica_context().all_reduce("mean", tape.gradient(loss, weight))
gradient = strategy.run(step, (x, y))
print("gradient", json.dumps(np.ravel(gradient).tolist()))
"""
(one,) = run_alone(SINGLE)
both = run_two(PARALLEL)
changes = [line for line in difflib.ndiff(SINGLE.splitlines(), PARALLEL.splitlines()) if line.startswith("+ ")]
print(f"{len(changes)} lines differ:", *changes, sep="\n")
apart = max((abs(a - b) for gradient in both for a, b in zip(one, gradient, strict=True)), default=float("inf"))
yes_no(
    len(both) == 2 and apart < 1e-6,
    f"both processes hold the gradient of one process to within {apart:.0e}; {len(changes)} lines differ from its "
    "script",
)
