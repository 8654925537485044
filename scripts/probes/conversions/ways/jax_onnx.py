"""``jax2onnx.to_onnx``, run by ONNX Runtime."""

import jax
import onnx
from jax2onnx import to_onnx

from probes.conversions.models import pure
from probes.conversions.runtimes import run_onnx


def written(model, given, folder):
    """The path of the ONNX file."""
    path = str(folder / "model.onnx")
    shape = jax.ShapeDtypeStruct(given.x.shape, given.x.dtype)
    to_onnx(model, [shape], return_mode="file", output_path=path)
    return path


def convert(given, folder):
    return run_onnx(written(given.model, given, folder), given.x)


def as_a_pure_function(given, folder):
    return run_onnx(written(pure(given.model), given, folder), given.x)


def without_the_shapes_between(given, folder):
    """Where it moves transpositions, it leaves the shapes as they were; ONNX Runtime infers them itself."""
    path = written(given.model, given, folder)
    model = onnx.load(path)
    del model.graph.value_info[:]
    onnx.save(model, path)
    return run_onnx(path, given.x)


CHANGES = {
    "as a pure function, by nnx.split and nnx.merge": as_a_pure_function,
    "without graph.value_info, the shapes that it notes between operations": without_the_shapes_between,
}
