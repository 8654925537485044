"""``jax2tf.convert`` into a SavedModel, loaded and run by TensorFlow."""

import tensorflow as tf
from jax.experimental import jax2tf


def saved(given, folder):
    """The folder of the SavedModel."""
    module = tf.Module()
    shape = tf.TensorSpec(given.x.shape, given.x.dtype, name="x")
    module.infer = tf.function(jax2tf.convert(given.model), autograph=False, input_signature=[shape])
    module.weights = []
    tf.saved_model.save(module, str(folder))
    return str(folder)


def convert(given, folder):
    return tf.saved_model.load(saved(given, folder)).infer(given.x).numpy()
