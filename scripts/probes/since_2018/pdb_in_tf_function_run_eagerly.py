"""With tf.config.run_functions_eagerly(True), does pdb stop at every call of a tf.function, with values to look at?"""

import tensorflow as tf

from probes.answer import answered, yes_no
from probes.debugger import stops

PROGRAM = """
import tensorflow as tf

SWITCH(True)

@tf.function
def step(x):
    y = x * 2
    breakpoint()
    return y + 1

for number in range(3):
    print("result", step(tf.ones(2)).numpy().tolist())
"""
names = ("tf.config.run_functions_eagerly", "tf.config.experimental_run_functions_eagerly")  # the first since 2.3
switch = next((name for name in names if hasattr(getattr(tf, "config", None), name.split(".")[-1])), "")
if not switch or not hasattr(tf, "function"):
    answered("absent", "no switch runs a tf.function eagerly")
found, said = stops(PROGRAM.replace("SWITCH", switch), "p y.numpy().tolist()\ncontinue\n" * 3)
print(said)
yes_no(
    found == ["step"] * 3 and said.count("(Pdb) [2.0, 2.0]") == 3,
    f"in three calls pdb stopped {len(found)} times in step"
    + (" and printed the tensor" if "(Pdb) [2.0, 2.0]" in said else ", where the tensor had no value"),
)
