"""Does pdb stop at every call of a tf.function, with values to look at?"""

import tensorflow as tf

from probes.answer import answered, yes_no
from probes.debugger import stops

PROGRAM = """
import tensorflow as tf

@tf.function
def step(x):
    y = x * 2
    breakpoint()
    return y + 1

for number in range(3):
    print("result", step(tf.ones(2)))
"""
if not hasattr(tf, "function"):
    answered("absent", "there is no tf.function")
found, said = stops(PROGRAM, "p y\ncontinue\n" * 3)
print(said)
has_values = "numpy=" in said
what = "a tensor with values" if has_values else "a symbolic tensor without values"
yes_no(
    len(found) == 3 and has_values,
    f"in three calls pdb stopped {len(found)} time{'s' * (len(found) != 1)}, and y was {what}",
)
