"""Can a TensorFlow function change its control flow from call to call, eagerly and as a tf.function?"""

import tensorflow as tf

from probes.answer import answered, yes_no


def collatz(x):
    steps = tf.constant(0)
    while x > 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


def traced():
    """``collatz`` as a tf.function, and a list that gets longer whenever it is traced."""
    traces = []

    def counted(x):
        traces.append(x)
        return collatz(x)

    return tf.function(counted), traces


numbers = [6, 7, 27]
try:
    eager = [int(collatz(tf.constant(number))) for number in numbers]
except TypeError as error:
    print(error)
    answered("no", "a loop as long as a tensor's value asks for stops with a TypeError: there is no value yet")
compiled, traces = traced()
graph = [int(compiled(tf.constant(number))) for number in numbers]
print("eager", eager, "tf.function", graph, "traces", len(traces))
by_number, by_value = traced()
python = [int(by_number(number)) for number in numbers]
print("called with Python numbers instead of tensors", python, "traces", len(by_value))
yes_no(
    eager == graph == python == [8, 16, 111],
    f"loops of 8, 16 and 111 turns in both; tf.function traced {len(traces)} time for tensors, {len(by_value)} for "
    "Python numbers",
)
