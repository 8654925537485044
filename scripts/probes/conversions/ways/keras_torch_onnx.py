"""Keras' ``model.export`` to ONNX on its PyTorch backend, run by ONNX Runtime."""

import dataclasses

from probes.conversions.ways.tensorflow_onnx import convert

__all__ = ["CHANGES", "SETTINGS", "convert"]
SETTINGS = {"KERAS_BACKEND": "torch"}


def with_a_fixed_batch(given, folder):
    """Keras then takes PyTorch's newer exporter; with a free batch size it takes the older one."""
    import keras

    x = keras.Input(batch_shape=given.x.shape, dtype=given.x.dtype.name)
    return convert(dataclasses.replace(given, model=keras.Model(x, given.model(x))), folder)


CHANGES = {"with the batch size fixed in keras.Input": with_a_fixed_batch}
