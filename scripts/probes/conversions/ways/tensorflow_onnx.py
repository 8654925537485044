"""Keras' ``model.export`` to ONNX with TensorFlow, which calls tf2onnx; run by ONNX Runtime."""

from probes.conversions.runtimes import run_onnx


def convert(given, folder):
    path = str(folder / "model.onnx")
    given.model.export(path, format="onnx", verbose=False)
    return run_onnx(path, given.x)
