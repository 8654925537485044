"""``jax2onnx.to_onnx``, run by ONNX Runtime."""

import jax
import onnx
from flax import nnx
from jax2onnx import to_onnx

from bench.deploy.ways import running


def export(given, folder, model=None):
    shape = jax.ShapeDtypeStruct(given.x.shape, given.x.dtype)
    to_onnx(model or given.model, [shape], return_mode="file", output_path=str(folder / "model.onnx"))


def with_a_first_state(given, folder):
    """Flax takes a random key for it, which has no counterpart in ONNX, and then fills it with zeros."""

    def infer(x):
        recurrent, *others = nnx.clone(given.model).layers
        zeros = jax.numpy.zeros((len(x), recurrent.cell.hidden_features))
        x = recurrent(x, initial_carry=(zeros, zeros))
        for layer in others:
            x = layer(x)
        return x

    export(given, folder, infer)


def without_the_shapes_between(given, folder):
    """Where it moves transpositions, it leaves the shapes as they were; ONNX Runtime infers them itself."""
    export(given, folder)
    model = onnx.load(folder / "model.onnx")
    del model.graph.value_info[:]
    onnx.save(model, folder / "model.onnx")


CHANGES = {
    "with the first state of the recurrent layer given as initial_carry": with_a_first_state,
    "without graph.value_info, the shapes that it notes between operations": without_the_shapes_between,
}
load = running.onnx
