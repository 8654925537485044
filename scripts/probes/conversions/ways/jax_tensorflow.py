"""``jax2tf.convert`` into a SavedModel, loaded and run by TensorFlow."""

import tensorflow as tf
from jax.experimental import jax2tf

from bench.deploy.models import pure


def saved(model, given, folder):
    """The folder of the SavedModel."""
    module = tf.Module()
    shape = tf.TensorSpec(given.x.shape, given.x.dtype, name="x")
    module.infer = tf.function(jax2tf.convert(model), autograph=False, input_signature=[shape])
    tf.saved_model.save(module, str(folder))
    return str(folder)


def export(given, folder, model=None):
    saved(model or given.model, given, folder)


def as_a_pure_function(given, folder):
    export(given, folder, pure(given.model))


def load(folder, shape=None):
    module = tf.saved_model.load(str(folder))
    return lambda x, module=module: module.infer(x).numpy()  # its function does not keep the module alive


CHANGES = {"as a pure function, by nnx.split and nnx.merge": as_a_pure_function}
