"""Does pdb stop at every call of a Keras model's call method, with a tensor to look at, when nothing is switched on?"""

from probes.answer import yes_no
from probes.debugger import stops

# without eager execution a session runs what the method built
PROGRAM = """
import pdb
import tensorflow as tf

class Model(tf.keras.Model):
    def call(self, x):
        y = x * 2
        pdb.set_trace()
        return y + 1

model = Model()
if tf.executing_eagerly():
    for number in range(3):
        print("result", model(tf.ones(2)).numpy().tolist())
else:
    result = model(tf.ones((1, 2)))
    with tf.Session() as session:
        for number in range(3):
            print("result", session.run(result)[0].tolist())
"""
found, said = stops(PROGRAM, "p y\np y.numpy().tolist()\ncontinue\n" * 3)
print(said)
has_values = "(Pdb) [2.0, 2.0]" in said
yes_no(
    found == ["call"] * 3 and said.count("(Pdb) [2.0, 2.0]") == 3 and said.count("result [3.0, 3.0]") == 3,
    f"in three calls pdb stopped {len(found)} time{'s' * (len(found) != 1)} in call, and "
    + ("printed the tensor" if has_values else "the tensor had no value"),
)
