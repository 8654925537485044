"""Does pdb stop inside the call method of a Keras model that runs eagerly, and can it look at a tensor there?"""

from probes.answer import yes_no
from probes.debugger import stops

PROGRAM = """
import keras, tensorflow as tf

class Model(keras.Model):
    def call(self, x):
        y = x * 2
        breakpoint()
        return y + 1

model = Model()
for number in range(3):
    print("result", model(tf.ones(2)).numpy().tolist())
"""
found, said = stops(PROGRAM, "p y.numpy().tolist()\ncontinue\n" * 3)
print(said)
yes_no(
    found == ["call"] * 3 and said.count("[2.0, 2.0]") == 3 and said.count("result [3.0, 3.0]") == 3,
    f"in three calls pdb stopped {len(found)} times in call and printed the tensor",
)
