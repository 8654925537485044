"""``jax2tf.convert`` into a SavedModel, then ``tf.lite.TFLiteConverter``; run by LiteRT."""

import tensorflow as tf

from bench.deploy.models import pure
from bench.deploy.ways.running import litert
from probes.conversions.ways.jax_tensorflow import saved


def export(given, folder, model=None):
    converter = tf.lite.TFLiteConverter.from_saved_model(saved(model or given.model, given, folder))
    (folder / "model.tflite").write_bytes(converter.convert())


def as_a_pure_function(given, folder):
    export(given, folder, pure(given.model))


CHANGES = {"as a pure function, by nnx.split and nnx.merge": as_a_pure_function}
load = litert
