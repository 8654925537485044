"""Keras' ``model.export`` to ONNX on its PyTorch backend, run by ONNX Runtime."""

from bench.deploy.ways.running import onnx
from bench.deploy.ways.tensorflow_onnx import export

__all__ = ["CHANGES", "SETTINGS", "export", "load"]
SETTINGS = {"KERAS_BACKEND": "torch"}


def with_a_fixed_batch(given, folder):
    """Keras then takes PyTorch's newer exporter; with a free batch size it takes the older one."""
    import keras

    shape = keras.InputSpec(dtype=given.x.dtype.name, shape=given.x.shape)
    given.model.export(str(folder / "model.onnx"), format="onnx", verbose=False, input_signature=[shape])


CHANGES = {"with the batch size fixed by input_signature": with_a_fixed_batch}
load = onnx
