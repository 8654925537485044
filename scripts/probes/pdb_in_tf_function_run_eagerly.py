"""With tf.config.run_functions_eagerly(True), does pdb stop at every call of a tf.function, with values to look at?"""

from probes.answer import yes_no
from probes.debugger import stops

PROGRAM = """
import tensorflow as tf

tf.config.run_functions_eagerly(True)

@tf.function
def step(x):
    y = x * 2
    breakpoint()
    return y + 1

for number in range(3):
    print("result", step(tf.ones(2)).numpy().tolist())
"""
found, said = stops(PROGRAM, "p y.numpy().tolist()\ncontinue\n" * 3)
print(said)
yes_no(
    found == ["step"] * 3 and said.count("[2.0, 2.0]") == 3,
    f"in three calls pdb stopped {len(found)} times in step and printed the tensor",
)
