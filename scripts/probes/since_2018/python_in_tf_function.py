"""Does the Python code in a tf.function run at every call?"""

import tensorflow as tf

from probes.answer import answered, yes_no

if not hasattr(tf, "function"):
    answered("absent", "there is no tf.function")
runs = []


@tf.function
def step(x):
    runs.append(1)
    return x + 1


for _ in range(5):
    step(tf.ones(2))
same = len(runs)
step(tf.ones(3))
print("five calls with one shape:", same, "runs of the Python code; after a call with another shape:", len(runs))
switch = getattr(tf.config, "run_functions_eagerly", None)  # since 2.3
if switch:
    switch(True)
    for _ in range(5):
        step(tf.ones(2))
    print("five more calls with run_functions_eagerly:", len(runs))
yes_no(
    same == 5,
    f"in five calls with one shape the Python code ran {same} time{'s' * (same != 1)}; a new shape ran it again",
)
