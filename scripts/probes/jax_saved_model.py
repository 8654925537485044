"""Does a JAX function give the same numbers after jax.experimental.jax2tf and a SavedModel, in TensorFlow?"""

import tempfile

import jax
import tensorflow as tf
from jax.experimental import jax2tf

from probes.exported import IMAGES, jax_function, same_numbers

infer, before = jax_function()
module = tf.Module()
signature = [tf.TensorSpec(IMAGES.shape, tf.float32)]
module.serve = tf.function(jax2tf.convert(infer), autograph=False, input_signature=signature)
with tempfile.TemporaryDirectory() as folder:
    tf.saved_model.save(module, folder)
    loaded = tf.saved_model.load(folder)
    after = loaded.serve(IMAGES)
same_numbers(before, after, f"with JAX {jax.__version__} and TensorFlow {tf.__version__}")
