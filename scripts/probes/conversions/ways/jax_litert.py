"""``jax2tf.convert`` into a SavedModel, then ``tf.lite.TFLiteConverter``; run by LiteRT."""

import tensorflow as tf

from bench.deploy.models import pure
from probes.conversions.runtimes import run_litert
from probes.conversions.ways.jax_tensorflow import saved


def convert(given, folder, model=None):
    path = folder / "model.tflite"
    converter = tf.lite.TFLiteConverter.from_saved_model(saved(model or given.model, given, folder))
    path.write_bytes(converter.convert())
    return run_litert(path, given.x)


def as_a_pure_function(given, folder):
    return convert(given, folder, pure(given.model))


CHANGES = {"as a pure function, by nnx.split and nnx.merge": as_a_pure_function}
