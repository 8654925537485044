"""``jax2onnx.to_onnx``, run by ONNX Runtime."""

import jax
import onnx
from flax import nnx
from jax2onnx import to_onnx

from probes.conversions.runtimes import run_onnx


def written(model, given, folder):
    """The path of the ONNX file."""
    path = str(folder / "model.onnx")
    shape = jax.ShapeDtypeStruct(given.x.shape, given.x.dtype)
    to_onnx(model, [shape], return_mode="file", output_path=path)
    return path


def convert(given, folder):
    return run_onnx(written(given.model, given, folder), given.x)


def with_a_first_state(given, folder):
    """Flax takes a random key for it, which has no counterpart in ONNX, and then fills it with zeros."""

    def infer(x):
        recurrent, *others = nnx.clone(given.model).layers
        zeros = jax.numpy.zeros((len(x), recurrent.cell.hidden_features))
        x = recurrent(x, initial_carry=(zeros, zeros))
        for layer in others:
            x = layer(x)
        return x

    return run_onnx(written(infer, given, folder), given.x)


def without_the_shapes_between(given, folder):
    """Where it moves transpositions, it leaves the shapes as they were; ONNX Runtime infers them itself."""
    path = written(given.model, given, folder)
    model = onnx.load(path)
    del model.graph.value_info[:]
    onnx.save(model, path)
    return run_onnx(path, given.x)


CHANGES = {
    "with the first state of the recurrent layer given as initial_carry": with_a_first_state,
    "without graph.value_info, the shapes that it notes between operations": without_the_shapes_between,
}
