"""``tf.lite.TFLiteConverter``, run by LiteRT."""

import keras
import tensorflow as tf

from probes.conversions.runtimes import run_litert


def written(model, folder):
    """The path of the .tflite file."""
    path = folder / "model.tflite"
    path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    return path


def convert(given, folder):
    return run_litert(written(given.model, folder), given.x)


def with_a_fixed_batch(given, folder):
    """The lists that Keras' recurrent layers keep then have a shape that the converter knows."""
    x = keras.Input(batch_shape=given.x.shape, dtype=given.x.dtype.name)
    return run_litert(written(keras.Model(x, given.model(x)), folder), given.x)


CHANGES = {"with the batch size fixed in keras.Input": with_a_fixed_batch}
