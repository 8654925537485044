"""Can a TensorFlow function change its control flow from call to call, eagerly and as a tf.function?"""

import tensorflow as tf

from probes.answer import yes_no


def collatz(x):
    steps = tf.constant(0)
    while x > 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


compiled = tf.function(collatz)
numbers = [6, 7, 27]
eager = [int(collatz(tf.constant(number))) for number in numbers]
graph = [int(compiled(tf.constant(number))) for number in numbers]
traces = compiled.experimental_get_tracing_count()
print("eager", eager, "tf.function", graph, "traces", traces)
by_number = tf.function(collatz)
python = [int(by_number(number)) for number in numbers]
print("called with Python numbers instead of tensors", python, "traces", by_number.experimental_get_tracing_count())
by_value = by_number.experimental_get_tracing_count()
yes_no(
    eager == graph == python == [8, 16, 111],
    f"loops of 8, 16 and 111 turns in both; tf.function traced {traces} time for tensors, {by_value} for Python "
    "numbers",
)
