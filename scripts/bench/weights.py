"""Carries the weights of a Keras model over to its twins.

Both are walked in the order of construction, and every layer is converted by its kind. In: built models, and weights in
Keras's layout. Out: the twin holds the same weights; gradients of all frameworks under the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

KERAS_KINDS = {
    "Dense": "dense",
    "Conv2D": "convolution",
    "Conv2DTranspose": "transposed",
    "BatchNormalization": "batch-norm",
    "LayerNormalization": "layer-norm",
    "Embedding": "embedding",
    "LSTM": "lstm",
    "GRU": "gru",
    "MultiHeadAttention": "attention",
}
PYTORCH_KINDS = {
    "Linear": "dense",
    "Conv2d": "convolution",
    "ConvTranspose2d": "transposed",
    "BatchNorm2d": "batch-norm",
    "LayerNorm": "layer-norm",
    "Embedding": "embedding",
    "EmbeddingBag": "embedding",
    "LSTM": "lstm",
    "GRU": "gru",
    "MultiheadAttention": "attention",
}
JAX_KINDS = {
    "Linear": "dense",
    "Conv": "convolution",
    "ConvTranspose": "transposed",
    "BatchNorm": "batch-norm",
    "LayerNorm": "layer-norm",
    "Embed": "embedding",
    "OptimizedLSTMCell": "lstm",
    "GRUCell": "gru",
    "MultiHeadAttention": "attention",
}
JAX_NAMES = {
    "dense": ("kernel", "bias"),
    "convolution": ("kernel", "bias"),
    "transposed": ("kernel", "bias"),
    "batch-norm": ("scale", "bias", "mean", "var"),
    "layer-norm": ("scale", "bias"),
    "embedding": ("embedding",),
    "lstm": ("dense_i.kernel", "dense_h.kernel", "dense_h.bias"),
    "gru": ("dense_i.kernel", "dense_h.kernel", "dense_i.bias", "dense_h.bias"),
    "attention": tuple(f"{part}.{name}" for part in ("query", "key", "value", "out") for name in ("kernel", "bias")),
}
"""Names in Flax of a layer's arrays, in Keras's order."""

Layers = list[tuple[str, Any]]
"""Kind and layer of all layers with weights, in the order of construction."""


class MismatchError(ValueError):
    """The twins are not built alike."""


def keras_layers(model: Any) -> Layers:
    """Kind and layer of every Keras layer with weights.

    Raises:
        MismatchError: a kind of layer is not known here.
    """

    def children(layer: Any) -> list[Any]:
        # only models list their layers publicly; other nested layers keep them in the order in which they were assigned
        inner = layer.layers if hasattr(layer, "layers") else layer._flatten_layers(include_self=False, recursive=False)
        return [child for child in inner if child.weights]

    return _walk(model, children, KERAS_KINDS)


def pytorch_layers(model: Any) -> Layers:
    """Kind and module of every PyTorch module with weights.

    Raises:
        MismatchError: a kind of module is not known here.
    """
    return _walk(
        model,
        lambda module: [child for child in module.children() if any(True for _ in child.parameters())],
        PYTORCH_KINDS,
    )


def jax_layers(model: Any) -> Layers:
    """Kind and module of every Flax module with weights.

    Raises:
        MismatchError: a kind of module is not known here.
    """
    from flax import nnx

    def children(module: Any) -> list[Any]:
        inner = module if isinstance(module, nnx.List) else vars(module).values()
        return [child for child in inner if isinstance(child, nnx.Module | nnx.List) and nnx.state(child, nnx.Param)]

    return _walk(model, children, JAX_KINDS)


def _walk(layer: Any, children: Callable[[Any], list[Any]], kinds: dict[str, str]) -> Layers:
    layers: Layers = []
    for child in children(layer):
        name = type(child).__name__
        if name in kinds:
            layers.append((kinds[name], child))
        elif children(child):
            layers += _walk(child, children, kinds)
        else:
            raise MismatchError(
                f"layer {name}: expected one of {', '.join(kinds)}; add its conversion to bench.weights"
            )
    return layers


def write_pytorch(layers: Layers, kinds: Sequence[str], arrays: Sequence[Sequence[np.ndarray]]) -> None:
    """Fills modules from the weights of Keras layers of these kinds.

    Raises:
        MismatchError: kinds, names or shapes differ.
    """
    require_same_kinds(layers, kinds)
    for position, ((kind, module), weights) in enumerate(zip(layers, arrays, strict=True)):
        new, state = to_pytorch(kind, weights), module.state_dict()
        trained = {name for name, parameter in module.named_parameters() if parameter.requires_grad}
        if not trained <= new.keys() <= state.keys():
            raise MismatchError(
                f"layer {position}, {kind}: PyTorch trains {sorted(trained)}, Keras gives {sorted(new)}"
            )
        for name, array in new.items():
            _require_shape(f"layer {position}, {kind}, {name}", tuple(state[name].shape), array)
            state[name].copy_(state[name].new_tensor(array))


def write_jax(layers: Layers, kinds: Sequence[str], arrays: Sequence[Sequence[np.ndarray]]) -> None:
    """As ``write_pytorch``, for Flax modules."""
    require_same_kinds(layers, kinds)
    for position, ((kind, module), weights) in enumerate(zip(layers, arrays, strict=True)):
        variables = jax_variables(kind, module)
        new = swap_gru(weights) if kind == "gru" else weights
        if len(new) != len(variables):
            raise MismatchError(f"layer {position}, {kind}: Flax has {len(variables)} arrays, Keras {len(new)}")
        for name, variable, array in zip(JAX_NAMES[kind], variables, new, strict=False):
            _require_shape(f"layer {position}, {kind}, {name}", variable.shape, array)
            variable.set_value(array)
        if kind in ("lstm", "gru"):
            module.param_dtype = new[0].dtype  # of the state before the first step
        elif kind == "embedding":
            module.dtype = new[0].dtype  # of what is looked up


def jax_variables(kind: str, module: Any) -> list[Any]:
    """The variables of one module in Keras's order; a bias that the layer lacks is left out."""
    variables = (attrgetter(name)(module) for name in JAX_NAMES[kind])
    return [variable for variable in variables if variable is not None]


def jax_gradients(kind: str, module: Any) -> list[np.ndarray]:
    """In Keras's layout, from a module that holds gradients in place of its trained parameters."""
    from flax import nnx

    arrays = [
        np.asarray(variable.get_value()) for variable in jax_variables(kind, module) if isinstance(variable, nnx.Param)
    ]
    if kind != "gru":
        return arrays
    kernel, recurrent, *biases = map(swap_update_and_reset, arrays)
    return [kernel, recurrent, np.stack(biases)]


def require_same_kinds(layers: Layers, kinds: Sequence[str]) -> None:
    own = [kind for kind, _ in layers]
    if own != list(kinds):
        raise MismatchError(f"the twin's layers are {own}, those of Keras {list(kinds)}: build both in the same order")


def _require_shape(place: str, expected: tuple[int, ...], array: np.ndarray) -> None:
    if expected != array.shape:
        raise MismatchError(f"{place}: the twin's shape is {expected}, that from Keras {array.shape}")


def to_pytorch(kind: str, arrays: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Weights or gradients of one layer, from Keras's layout to PyTorch's names and layout.

    ``arrays`` may end before an optional part: a bias, BatchNorm's moving statistics.
    """
    if kind == "dense":
        return _named(("weight", "bias"), (arrays[0].T, *arrays[1:]))
    if kind in ("convolution", "transposed"):  # Keras puts a transposed one's outputs before its inputs, PyTorch after
        return _named(("weight", "bias"), (arrays[0].transpose(3, 2, 0, 1), *arrays[1:]))
    if kind == "lstm":  # gates in the same order; the second bias stays zero
        return _named(("weight_ih_l0", "weight_hh_l0", "bias_ih_l0"), (arrays[0].T, arrays[1].T, arrays[2]))
    if kind == "gru":
        kernel, recurrent, bias, recurrent_bias = swap_gru(arrays)
        return _named(
            ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"), (kernel.T, recurrent.T, bias, recurrent_bias)
        )
    if kind == "attention":
        width = arrays[0].shape[0]
        # (width, heads, size), the output's (heads, size, width)
        kernels = [array.reshape(width, width).T for array in arrays[::2]]
        biases = [array.reshape(width) for array in arrays[1::2]]
        names = ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")
        return _named(names, (np.concatenate(kernels[:3]), np.concatenate(biases[:3]), kernels[3], biases[3]))
    return _named(("weight", "bias", "running_mean", "running_var"), arrays)


def swap_gru(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Put the gates in the order of PyTorch and Flax: reset, update, new. Keras has update, reset, new.

    Keras also keeps both biases in one array.
    """
    kernel, recurrent, biases = map(swap_update_and_reset, arrays)
    return [kernel, recurrent, *biases]


def swap_update_and_reset(array: np.ndarray) -> np.ndarray:
    first, second, new = np.split(array, 3, axis=-1)
    return np.concatenate((second, first, new), axis=-1)


def _named(names: Sequence[str], arrays: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    return dict(zip(names, arrays, strict=False))
