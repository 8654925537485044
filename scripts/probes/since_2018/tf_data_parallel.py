"""Does data-parallel training in two TensorFlow processes (MultiWorkerMirroredStrategy), \
with no exchange written by hand, give the weights of one process?"""

import difflib
import sys

import tensorflow as tf

from probes.answer import answered, yes_no
from probes.workers import run_alone, run_two

SINGLE = """
import json, numpy as np, tensorflow as tf
random = np.random.RandomState(1)
kernel = random.normal(size=(4, 2)).astype("float32")
x, y = random.normal(size=(8, 4)).astype("float32"), random.randint(2, size=8)
weight = tf.Variable(kernel)
@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x @ weight))
    weight.assign_sub(tape.gradient(loss, weight))
for _ in range(3):
    step(x, y)
print("gradient", json.dumps(np.ravel(weight.numpy()).tolist()))
"""
# the variable says how its copies are brought together; the library does the exchange
PARALLEL = """
import json, numpy as np, os, tensorflow as tf
strategy = tf.distribute.MultiWorkerMirroredStrategy()
rank = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
random = np.random.RandomState(1)
kernel = random.normal(size=(4, 2)).astype("float32")
x, y = random.normal(size=(8, 4)).astype("float32"), random.randint(2, size=8)
x, y = np.split(x, 2)[rank], np.split(y, 2)[rank]
with strategy.scope():
    weight = tf.Variable(kernel, aggregation=tf.VariableAggregation.MEAN)
@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, x @ weight))
    weight.assign_sub(tape.gradient(loss, weight))
for _ in range(3):
    strategy.run(step, (x, y))
print("gradient", json.dumps(np.ravel(strategy.experimental_local_results(weight)[0].numpy()).tolist()))
"""
if not tf.executing_eagerly():
    answered("absent", "there is no such strategy for a step of one's own without a session")
if not hasattr(tf.distribute, "MultiWorkerMirroredStrategy"):  # experimental up to 2.3
    PARALLEL = PARALLEL.replace("MultiWorker", "experimental.MultiWorker")
if not hasattr(tf.distribute.Strategy, "run"):  # since 2.2
    PARALLEL = PARALLEL.replace("strategy.run", "strategy.experimental_run_v2")
(one,) = run_alone(SINGLE)
errors = []
both = run_two(PARALLEL, errors)
if errors:  # as in 2.0, which takes no step that is a tf.function: this says nothing of the weights
    sys.exit("both processes end with {}".format(errors[0]))
changes = [line for line in difflib.ndiff(SINGLE.splitlines(), PARALLEL.splitlines()) if line.startswith("+ ")]
print(f"{len(changes)} lines differ:", *changes, sep="\n")
apart = max((abs(a - b) for weights in both for a, b in zip(one, weights)), default=float("inf"))
yes_no(
    len(both) == 2 and apart < 1e-6,
    f"after three steps both processes hold the weights of one process to within {apart:.0e}; {len(changes)} lines "
    "differ from its script",
)
