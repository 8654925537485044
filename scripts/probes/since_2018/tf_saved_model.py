"""Does a model give the same numbers after a round trip through TensorFlow's SavedModel?"""

import os
import tempfile

import numpy as np
import tensorflow as tf

from probes.answer import yes_no

x = np.random.RandomState(1).normal(size=(4, 8)).astype("float32")
given = tf.keras.Input((8,))
layers = tf.keras.layers
model = tf.keras.Model(given, layers.Dense(3)(layers.Dense(16, activation="relu")(given)))
before = model.predict(x, verbose=0)


def by_session(folder):
    """As TensorFlow 1 has it: in two sessions."""
    session = tf.keras.backend.get_session()
    tf.saved_model.simple_save(session, folder, {"x": model.inputs[0]}, {"y": model.outputs[0]})
    with tf.Graph().as_default(), tf.Session() as other:
        signature = tf.saved_model.loader.load(other, ["serve"], folder).signature_def["serving_default"]
        return other.run(signature.outputs["y"].name, {signature.inputs["x"].name: x})


def by_function(folder):
    if hasattr(model, "export"):  # of Keras since TensorFlow 2.13
        model.export(folder)
    else:
        tf.saved_model.save(model, folder)
    loaded = tf.saved_model.load(folder)
    (after,) = loaded.signatures["serving_default"](tf.constant(x)).values()
    return np.asarray(after)


with tempfile.TemporaryDirectory() as place:
    folder = os.path.join(place, "model")
    after = by_function(folder) if tf.executing_eagerly() else by_session(folder)
print("largest difference", abs(after - before).max())
yes_no(
    np.allclose(before, after, rtol=0, atol=1e-6),
    f"the largest difference of the outputs is {abs(after - before).max():.0e}",
)
