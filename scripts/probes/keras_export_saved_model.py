"""Does a Keras model on {0} give the same numbers after export to a SavedModel, in TensorFlow?"""

import tempfile

import keras
import tensorflow as tf

from probes.exported import IMAGES, keras_model, same_numbers

model, before = keras_model()
with tempfile.TemporaryDirectory() as folder:
    model.export(folder, format="tf_saved_model", verbose=False)
    loaded = tf.saved_model.load(folder)
    after = loaded.serve(IMAGES)
same_numbers(before, after, f"with Keras {keras.__version__} and TensorFlow {tf.__version__}")
