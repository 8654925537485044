"""``jax2tf.convert`` into a SavedModel, then ``tf.lite.TFLiteConverter``; run by LiteRT."""

import tensorflow as tf

from probes.conversions.runtimes import run_litert
from probes.conversions.ways.jax_tensorflow import saved


def convert(given, folder):
    path = folder / "model.tflite"
    path.write_bytes(tf.lite.TFLiteConverter.from_saved_model(saved(given, folder)).convert())
    return run_litert(path, given.x)
