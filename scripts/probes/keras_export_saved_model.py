"""Does a Keras model on {0} give the same numbers after export to a SavedModel, in TensorFlow?"""

import tempfile

import keras
import numpy as np
import tensorflow as tf

from probes.answer import answered
from probes.exported import IMAGES, difference, keras_model, same_numbers, stablehlo

model, before = keras_model()
by_what = f"with Keras {keras.__version__} and TensorFlow {tf.__version__}"


def through_file(**settings: object) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, format="tf_saved_model", verbose=False, **settings)
        loaded = tf.saved_model.load(folder)
        return np.asarray(loaded.serve(IMAGES))


try:
    after = through_file()
except tf.errors.InvalidArgumentError as error:
    why = stablehlo(error)
    fixed = difference(before, through_file(input_signature=[keras.InputSpec(shape=IMAGES.shape, dtype="float32")]))
    answered(
        "no",
        f"TensorFlow cannot run it: {why}; with a fixed batch size the largest difference is {fixed:.0e}, {by_what}",
    )
same_numbers(before, after, by_what)
