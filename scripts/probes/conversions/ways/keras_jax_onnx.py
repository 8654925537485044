"""Keras' ``model.export`` to ONNX on its JAX backend, which calls jax2onnx; run by ONNX Runtime."""

from probes.conversions.ways.tensorflow_onnx import convert

__all__ = ["SETTINGS", "convert"]
SETTINGS = {"KERAS_BACKEND": "jax"}
