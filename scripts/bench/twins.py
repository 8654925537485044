"""What a twin computes from given weights: its output, gradients and the losses of a short training.

There is one function per framework. In: a file of weights in Keras's layout, which the run in TensorFlow writes. Out:
the arrays that ``bench.agreement`` compares: ``parameters`` (number of trained ones), ``output`` (inference, first
batch), ``losses`` (of each step), and the first step's gradients in PyTorch's layout.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

from bench import weights
from bench.inputs import batch_of
from bench.settings import LEARNING_RATE, SEED
from bench.workloads import module_of
from sitedata.schema.protocol.divisions import columns
from sitedata.schema.protocol.workloads import Workload

STEPS = 20
MOST_EXAMPLES = 16  # in a batch, or the workload's own fewer: enough for BatchNorm's statistics, and quick

Values = dict[str, np.ndarray]


def tensorflow_values(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Writes the weights from which all twins start to ``start``."""
    import tensorflow as tf

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
    output = model(batches[0][0], training=False).numpy()
    steps = [step(tf.constant(inputs), tf.constant(labels)) for inputs, labels in batches]
    by_variable = {
        id(variable): gradient.numpy()
        for variable, gradient in zip(model.trainable_variables, steps[0][1], strict=True)
    }
    gradients = [
        weights.to_pytorch(kind, [by_variable[id(weight)] for weight in layer.trainable_weights])
        for kind, layer in layers
    ]
    return _values(output, [float(loss) for loss, _ in steps], gradients)


def pytorch_values(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Starts from the weights in ``start``.

    Raises:
        bench.weights.MismatchError: the model is built differently in TensorFlow.
    """
    import torch

    _pytorch_on(torch, device)
    torch.set_default_dtype(getattr(torch, precision))
    model = module_of(workload, "pytorch").build().to(device)
    layers = weights.pytorch_layers(model)
    weights.write_pytorch(layers, *_load_start(start))
    loss_of = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(
        (parameter for parameter in model.parameters() if parameter.requires_grad), lr=LEARNING_RATE
    )

    batches = [
        tuple(torch.from_numpy(array).to(device) for array in batch)
        for batch in _batches(workload, precision, channels_first=True)
    ]
    model.eval()
    with torch.inference_mode():
        output = model(batches[0][0]).cpu().numpy()
    model.train()
    losses, gradients = [], []
    for inputs, labels in batches:
        optimizer.zero_grad()
        loss = loss_of(model(inputs), labels.long())
        loss.backward()
        if not losses:
            gradients = [
                {name: p.grad.cpu().numpy().copy() for name, p in module.named_parameters() if p.requires_grad}
                for _, module in layers
            ]
        optimizer.step()
        losses.append(loss.item())
    return _values(output, losses, gradients)


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
            return optax.softmax_cross_entropy_with_integer_labels(model(inputs), labels).mean()

        loss, gradients = nnx.value_and_grad(loss_of)(model)
        optimizer.update(model, gradients)
        return loss, gradients

    batches = list(_batches(workload, precision))
    model.eval()
    output = np.asarray(model(batches[0][0]))
    model.train()
    steps = [step(model, optimizer, *batch) for batch in batches]
    nnx.update(model, steps[0][1])  # the gradients take the places of the parameters, where their layer is known
    gradients = [weights.to_pytorch(kind, weights.jax_gradients(kind, module)) for kind, module in layers]
    return _values(output, [float(loss) for loss, _ in steps], gradients)


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

    steps = [step(tf.constant(inputs), tf.constant(labels)) for inputs, labels in _batches(workload, precision)]
    return {"losses": np.array([float(loss) for loss in steps])}


def pytorch_tuned(workload: Workload, precision: str, start: Path, device: str) -> Values:
    """Only the losses, from the weights in ``start``, of the step that the tuned division compiles and times."""
    import torch

    from bench.backends.pytorch import training_step

    _pytorch_on(torch, device)
    torch.set_default_dtype(getattr(torch, precision))
    model = module_of(workload, "pytorch").build().to(device)
    weights.write_pytorch(weights.pytorch_layers(model), *_load_start(start))
    batches = [
        tuple(torch.from_numpy(array).to(device) for array in batch)
        for batch in _batches(workload, precision, channels_first=True)
    ]
    inputs, labels = batches[0][0].clone(), batches[0][1].long()
    if columns(workload.id, "pytorch", "tuned").get("layout") == "channels-last":
        model, inputs = model.to(memory_format=torch.channels_last), inputs.to(memory_format=torch.channels_last)
    model.train()
    loss_of = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(
        (parameter for parameter in model.parameters() if parameter.requires_grad), lr=LEARNING_RATE
    )
    step = training_step(lambda: loss_of(model(inputs), labels), optimizer, compiled=True)
    losses = []
    for batch in batches:
        for place, values in zip((inputs, labels), batch, strict=True):
            place.copy_(values)
        losses.append(step().item())
    return {"losses": np.array(losses)}


TUNED_VALUES = {"tensorflow": tensorflow_tuned, "pytorch": pytorch_tuned}


def _batches(
    workload: Workload, precision: str, *, channels_first: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A new batch for each step, the same for all frameworks."""
    for step in range(STEPS):
        inputs, labels = batch_of(
            workload, min(MOST_EXAMPLES, workload.batch_size), channels_first=channels_first, seed=SEED + step
        )
        yield inputs if workload.vocabulary else inputs.astype(precision), labels


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
