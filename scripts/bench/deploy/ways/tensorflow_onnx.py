"""Keras' ``model.export`` to ONNX, which calls tf2onnx; run by ONNX Runtime alone."""

from bench.deploy.ways.running import onnx


def export(given, folder):
    given.model.export(str(folder / "model.onnx"), format="onnx", verbose=False)


load = onnx
