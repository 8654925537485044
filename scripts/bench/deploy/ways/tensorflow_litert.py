"""``tf.lite.TFLiteConverter``, run by LiteRT alone."""

from bench.deploy.ways.running import litert


def export(given, folder):
    _write(given.model, folder)


def with_a_fixed_batch(given, folder):
    """The lists that Keras' recurrent layers keep then have a shape that the converter knows."""
    import keras

    x = keras.Input(batch_shape=given.x.shape, dtype=given.x.dtype.name)
    _write(keras.Model(x, given.model(x)), folder)


def _write(model, folder):
    import tensorflow as tf

    (folder / "model.tflite").write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())


CHANGES = {"with the batch size fixed in keras.Input": with_a_fixed_batch}
load = litert
