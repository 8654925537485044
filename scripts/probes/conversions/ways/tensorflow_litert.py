"""``tf.lite.TFLiteConverter``, run by LiteRT."""

import tensorflow as tf

from probes.conversions.runtimes import run_litert


def written(given, folder):
    """The path of the .tflite file."""
    path = folder / "model.tflite"
    path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(given.model).convert())
    return path


def convert(given, folder):
    return run_litert(written(given, folder), given.x)


def with_tensorflow_operations(given, folder):
    """LiteRT's package lacks them; TensorFlow's own interpreter has them."""
    converter = tf.lite.TFLiteConverter.from_keras_model(given.model)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
    path = folder / "model.tflite"
    path.write_bytes(converter.convert())
    return run_litert(path, given.x, tf.lite.Interpreter)


CHANGES = {"with SELECT_TF_OPS, in TensorFlow's own interpreter": with_tensorflow_operations}
