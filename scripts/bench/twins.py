"""What a twin computes from given weights: its output, gradients and the losses of a short training.

There is one function per framework. In: a file of weights in Keras's layout, which the run in TensorFlow writes. Out:
the arrays that ``bench.agreement`` compares: ``parameters`` (number of trained ones), ``output`` (inference, first
batch), ``losses`` (of each step), and the first step's gradients in PyTorch's layout; of a model that writes text also
``cached``, the last logits once more, with keys and values kept.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from bench import weights
from bench.inputs import batch_of
from bench.settings import LEARNING_RATE, SEED
from bench.workloads import module_of
from sitedata.schema.protocol.divisions import columns
from sitedata.schema.protocol.workloads import Workload

STEPS = 20
MOST_EXAMPLES = 16  # in a batch, or the workload's own fewer: enough for BatchNorm's statistics, and quick
MODERN_EXAMPLES = 8  # likewise, of models with a hundred times the arithmetic
WRITTEN = 8  # tokens that a model writes one by one after the rest of its input, with keys and values kept

Values = dict[str, np.ndarray]


def tensorflow_values(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Writes the weights from which all twins start to ``start``."""
    import tensorflow as tf

    from bench.backends.tensorflow import given

    _tensorflow_on(tf, device)
    tf.keras.backend.set_floatx(precision)
    tf.keras.utils.set_random_seed(SEED)
    model = module_of(workload, "tensorflow").build()
    layers = weights.keras_layers(model)
    for _, layer in layers:
        _unsettle(layer.weights)
    _save_start(start, [kind for kind, _ in layers], [layer.get_weights() for _, layer in layers])

    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.SGD(LEARNING_RATE)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(inputs, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(inputs, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss, [tf.convert_to_tensor(gradient) for gradient in gradients]

    batches = list(_batches(workload, precision))
    output = model(given(batches[0][0]), training=False).numpy()
    cached = _cached(workload, "tensorflow", model, batches[0][0], lambda array: tf.constant(array))
    steps = [step(given(inputs), tf.constant(labels)) for inputs, labels in batches]
    by_variable = {
        id(variable): gradient.numpy()
        for variable, gradient in zip(model.trainable_variables, steps[0][1], strict=True)
    }
    gradients = [
        weights.to_pytorch(kind, [by_variable[id(weight)] for weight in layer.trainable_weights])
        for kind, layer in layers
    ]
    return _values(output, [float(loss) for loss, _ in steps], gradients) | cached


def pytorch_values(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Starts from the weights in ``start``.

    Raises:
        bench.weights.MismatchError: the model is built differently in TensorFlow.
    """
    import torch

    from bench.backends.pytorch import cross_entropy, on_device

    _pytorch_on(torch, device)
    torch.set_default_dtype(getattr(torch, precision))
    model = module_of(workload, "pytorch").build().to(device)
    layers = weights.pytorch_layers(model)
    weights.write_pytorch(layers, *_load_start(start))
    optimizer = torch.optim.SGD(
        (parameter for parameter in model.parameters() if parameter.requires_grad), lr=LEARNING_RATE
    )

    batches = [on_device(*batch, device) for batch in _batches(workload, precision, channels_first=True)]
    model.eval()
    with torch.inference_mode():
        output = model(*batches[0][0]).cpu()
        output = (output.movedim(1, -1) if output.dim() == 4 else output).numpy()
        cached = _cached(workload, "pytorch", model, batches[0][0], lambda tensor: tensor)
    model.train()
    losses, gradients = [], []
    for inputs, labels in batches:
        optimizer.zero_grad()
        loss = cross_entropy(model(*inputs), labels)
        loss.backward()
        if not losses:
            gradients = [
                {
                    name: parameter.grad.to_dense().cpu().numpy().copy()
                    for name, parameter in module.named_parameters()
                    if parameter.requires_grad
                }
                for _, module in layers
            ]
        optimizer.step()
        losses.append(loss.item())
    return _values(output, losses, gradients) | cached


def jax_values(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Starts from the weights in ``start``.

    Raises:
        bench.weights.MismatchError: the model is built differently in TensorFlow.
    """
    import jax
    import optax
    from flax import nnx

    require("jax", device)
    jax.config.update("jax_enable_x64", precision == "float64")
    jax.config.update("jax_default_matmul_precision", "float32")
    model = module_of(workload, "jax").build()
    layers = weights.jax_layers(model)
    weights.write_jax(layers, *_load_start(start))
    optimizer = nnx.Optimizer(model, optax.sgd(LEARNING_RATE), wrt=nnx.Param)

    @nnx.jit
    def step(model, optimizer, inputs, labels):
        def loss_of(model):
            return optax.softmax_cross_entropy_with_integer_labels(model(*inputs), labels).mean()

        loss, gradients = nnx.value_and_grad(loss_of)(model)
        optimizer.update(model, gradients)
        return loss, gradients

    batches = list(_batches(workload, precision))
    model.eval()
    output = np.asarray(model(*batches[0][0]))
    cached = _cached(workload, "jax", model, batches[0][0], jax.numpy.asarray)
    model.train()
    steps = [step(model, optimizer, *batch) for batch in batches]
    nnx.update(model, steps[0][1])  # the gradients take the places of the parameters, where their layer is known
    gradients = [weights.to_pytorch(kind, weights.jax_gradients(kind, module)) for kind, module in layers]
    return _values(output, [float(loss) for loss, _ in steps], gradients) | cached


def require(framework: str, device: str) -> None:
    """Raises:
    RuntimeError: the framework does not see the device, and would compute on the CPU.
    """
    importlib.import_module(f"bench.backends.{framework}").require(device)


def _tensorflow_on(tf: ModuleType, device: str) -> None:
    """float32 is float32: a GPU would take fewer bits for products (TF32)."""
    require("tensorflow", device)
    tf.config.experimental.enable_tensor_float_32_execution(False)


def _pytorch_on(torch: ModuleType, device: str) -> None:
    require("pytorch", device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False


VALUES = {"tensorflow": tensorflow_values, "pytorch": pytorch_values, "jax": jax_values}


def tensorflow_tuned(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Only the losses, from the weights in ``start``, of the step that the tuned division compiles."""
    import tensorflow as tf

    from bench.backends.tensorflow import given

    _tensorflow_on(tf, device)
    tf.keras.backend.set_floatx(precision)
    model = module_of(workload, "tensorflow").build()
    for (_, layer), arrays in zip(weights.keras_layers(model), _load_start(start)[1], strict=True):
        layer.set_weights(arrays)
    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.SGD(LEARNING_RATE)
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=columns(workload.id, "tensorflow", "tuned")["mode"] == "xla")
    def step(inputs, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(inputs, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    steps = [step(given(inputs), tf.constant(labels)) for inputs, labels in _batches(workload, precision)]
    return {"losses": np.array([float(loss) for loss in steps])}


def pytorch_tuned(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Only the losses, from the weights in ``start``, of the step that the tuned division compiles and times."""
    import torch

    from bench.backends.pytorch import channels_last, cross_entropy, on_device, training_step

    _pytorch_on(torch, device)
    torch.set_default_dtype(getattr(torch, precision))
    model = module_of(workload, "pytorch").build().to(device)
    weights.write_pytorch(weights.pytorch_layers(model), *_load_start(start))
    batches = [on_device(*batch, device) for batch in _batches(workload, precision, channels_first=True)]
    inputs, labels = [tensor.clone() for tensor in batches[0][0]], batches[0][1].clone()
    if columns(workload.id, "pytorch", "tuned").get("layout") == "channels-last":
        model, inputs = model.to(memory_format=torch.channels_last), channels_last(inputs)
    model.train()
    optimizer = torch.optim.SGD(
        (parameter for parameter in model.parameters() if parameter.requires_grad), lr=LEARNING_RATE
    )
    step = training_step(lambda: cross_entropy(model(*inputs), labels), optimizer, compiled=True)
    losses = []
    for new_inputs, new_labels in batches:
        for place, values in zip((*inputs, labels), (*new_inputs, new_labels), strict=True):
            place.copy_(values)
        losses.append(step().item())
    return {"losses": np.array(losses)}


TUNED_VALUES = {"tensorflow": tensorflow_tuned, "pytorch": pytorch_tuned}


def _batches(
    workload: Workload, precision: str, *, channels_first: bool = False
) -> Iterator[tuple[tuple[np.ndarray, ...], np.ndarray]]:
    """A new batch for each step, the same for all frameworks."""
    examples = min(MODERN_EXAMPLES if workload.modern else MOST_EXAMPLES, workload.batch_size)
    for step in range(STEPS):
        inputs, labels = batch_of(workload, examples, channels_first=channels_first, seed=SEED + step)
        yield tuple(array.astype(precision) if array.dtype == np.float32 else array for array in inputs), labels


def _cached(workload: Workload, framework: str, model: Any, inputs: Sequence[Any], made: Callable) -> Values:
    """Logits of the last places, where the model read the text before them at once and the rest token by token.

    Nothing for a model that does not write text. ``made`` makes the framework's array of one of numpy's.
    """
    module = module_of(workload, framework)
    if not hasattr(module, "decode"):
        return {}
    tokens, length = made(inputs[0]), inputs[0].shape[1]
    logits, caches = module.prefill(model, tokens[:, : length - WRITTEN], length)
    found = [logits]
    for place in range(length - WRITTEN, length):
        logits, caches = module.decode(model, tokens[:, place : place + 1], caches, place)
        found.append(logits)
    return {"cached": np.stack([np.asarray(logits) for logits in found], axis=1)}


def _unsettle(variables: Iterable) -> None:
    """Move all that a layer initialises with zeros and ones.

    Such values would hide a wrong order, a missing bias or a wrong epsilon.
    """
    generator = np.random.default_rng(SEED)
    for variable in variables:
        if variable.name in ("bias", "beta", "moving_mean"):
            variable.assign(variable.numpy() + 0.1 * generator.standard_normal(variable.shape))
        elif variable.name in ("gamma", "moving_variance"):
            variable.assign(generator.uniform(0.5, 1.5, variable.shape))


def _values(output: np.ndarray, losses: Sequence[float], gradients: Sequence[dict[str, np.ndarray]]) -> Values:
    named = {
        f"gradient {position} {name}": array
        for position, by_name in enumerate(gradients)
        for name, array in by_name.items()
    }
    parameters = np.array(sum(array.size for array in named.values()))
    return {"parameters": parameters, "output": output, "losses": np.array(losses), **named}


def _save_start(path: Path, kinds: Sequence[str], arrays: Sequence[Sequence[np.ndarray]]) -> None:
    named = {
        f"{position} {number}": array for position, layer in enumerate(arrays) for number, array in enumerate(layer)
    }
    np.savez(path, kinds=np.array(kinds), counts=np.array([len(layer) for layer in arrays]), **named)


def _load_start(path: Path) -> tuple[list[str], list[list[np.ndarray]]]:
    with np.load(path) as file:
        arrays = [
            [file[f"{position} {number}"] for number in range(count)] for position, count in enumerate(file["counts"])
        ]
        return file["kinds"].tolist(), arrays
