"""``jax2onnx.to_onnx``, run by ONNX Runtime."""

import jax
from jax2onnx import to_onnx

from probes.conversions.models import pure
from probes.conversions.runtimes import run_onnx


def convert(given, folder, model=None):
    path = str(folder / "model.onnx")
    shape = jax.ShapeDtypeStruct(given.x.shape, given.x.dtype)
    to_onnx(model or given.model, [shape], return_mode="file", output_path=path)
    return run_onnx(path, given.x)


def as_a_pure_function(given, folder):
    return convert(given, folder, pure(given.model))


CHANGES = {"as a pure function, by nnx.split and nnx.merge": as_a_pure_function}
