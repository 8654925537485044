"""``jax2onnx.to_onnx``, run by ONNX Runtime."""

import jax
from jax2onnx import to_onnx

from probes.conversions.runtimes import run_onnx


def convert(given, folder):
    path = str(folder / "model.onnx")
    shape = jax.ShapeDtypeStruct(given.x.shape, given.x.dtype)
    to_onnx(given.model, [shape], return_mode="file", output_path=path)
    return run_onnx(path, given.x)
