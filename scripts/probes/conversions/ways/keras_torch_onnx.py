"""Keras' ``model.export`` to ONNX on its PyTorch backend, run by ONNX Runtime."""

from probes.conversions.runtimes import run_onnx
from probes.conversions.ways.tensorflow_onnx import convert

__all__ = ["CHANGES", "SETTINGS", "convert"]
SETTINGS = {"KERAS_BACKEND": "torch"}


def with_a_fixed_batch(given, folder):
    """Keras then takes PyTorch's newer exporter; with a free batch size it takes the older one."""
    import keras

    path = str(folder / "model.onnx")
    shape = keras.InputSpec(dtype=given.x.dtype.name, shape=given.x.shape)
    given.model.export(path, format="onnx", verbose=False, input_signature=[shape])
    return run_onnx(path, given.x)


CHANGES = {"with the batch size fixed by input_signature": with_a_fixed_batch}
