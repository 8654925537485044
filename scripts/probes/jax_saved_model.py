"""Does a JAX function give the same numbers after jax.experimental.jax2tf and a SavedModel, in TensorFlow?"""

import tempfile

import jax
import numpy as np
import tensorflow as tf
from jax.experimental import jax2tf

from probes.exported import IMAGES, jax_function, same_numbers, stablehlo

infer, before = jax_function()


def through_file(function, first_dimension: int | None, polymorphic: str | None = None) -> np.ndarray:
    module = tf.Module()
    signature = [tf.TensorSpec((first_dimension, *IMAGES.shape[1:]), tf.float32)]
    converted = jax2tf.convert(function, polymorphic_shapes=[polymorphic])
    module.serve = tf.function(converted, autograph=False, input_signature=signature)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder)
        loaded = tf.saved_model.load(folder)
        return np.asarray(loaded.serve(IMAGES))


after = through_file(infer, len(IMAGES))
try:
    through_file(jax.nn.relu, None, "b, ...")
    left_open = "a batch size may be left open"
except tf.errors.InvalidArgumentError as error:
    left_open = f"with a batch size left open TensorFlow cannot run it: {stablehlo(error)}"
same_numbers(before, after, f"with JAX {jax.__version__} and TensorFlow {tf.__version__}; {left_open}")
