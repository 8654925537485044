"""Defaults in which Keras and PyTorch may differ, read from the installed libraries.

They come from signatures, or from what an object does. Run it in the environment of one framework:
``python -m bench.defaults --framework pytorch`` prints a JSON object, setting → default. ``merge`` makes the rows of
the table ``defaults`` from both.
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
from collections.abc import Callable
from typing import Any
from unittest import mock

CARRIED_OVER = "the same weights in both, where results are compared"
NOT_USED = "not used"
SET_TO = {
    "batchnorm-momentum": "0.9 of the old average kept",
    "batchnorm-epsilon": "1e-05",
    "batchnorm-running-variance": "cannot be set",
    "layernorm-epsilon": "1e-12",
    "sgd-learning-rate": "0.01",
    "adam-learning-rate": "0.001 (accuracy only)",
    "adam-epsilon": "1e-08 (accuracy only)",
    "adam-epsilon-placement": "cannot be set",
    "adamw-weight-decay": NOT_USED,
    "rmsprop-rho": NOT_USED,
    "dense-kernel-initialiser": CARRIED_OVER,
    "conv-kernel-initialiser": CARRIED_OVER,
    "bias-initialiser": CARRIED_OVER,
    "lstm-recurrent-initialiser": CARRIED_OVER,
    "lstm-forget-gate-bias": CARRIED_OVER,
    "embedding-initialiser": CARRIED_OVER,
    "leaky-relu-slope": NOT_USED,
    "cross-entropy-expects": "logits",
}
"""Setting → what the benchmark's twins set in both."""


def signature_default(function: Callable, parameter: str) -> Any:
    return inspect.signature(function).parameters[parameter].default


def expects(cross_entropy: Callable[[list[float]], float]) -> str:
    """``cross_entropy`` is given one example of the first of two classes."""
    of_probability = -math.log(0.9)
    return "probabilities" if math.isclose(cross_entropy([0.9, 0.1]), of_probability, rel_tol=1e-3) else "logits"


def placement(adam_step: Callable[[float, float], float]) -> str:
    """``adam_step(gradient, epsilon)`` is how far the first step moves a weight, over the learning rate.

    With both equal, that is 1/2 if epsilon is added to the corrected root of the second moment, and far less if it is
    added to the raw one.
    """
    return (
        "after the bias correction"
        if math.isclose(adam_step(1e-7, 1e-7), 0.5, rel_tol=1e-3)
        else "before the bias correction"
    )


def variance(running_variance: float) -> str:
    """The running variance after a batch of 0 and 2: 1 if biased, 1.5 if unbiased.

    It starts at 1, and half of the batch's is taken.
    """
    return {1.0: "biased", 1.5: "unbiased"}[round(running_variance, 3)]


def span(values: Any) -> str:
    """One number where all values are equal, else the range of what was drawn."""
    low, high = float(values.min()), float(values.max())
    return f"{low:g}" if low == high else f"random, here {low:.2f} to {high:.2f} for {len(values)} units"


def read_tensorflow() -> dict[str, str]:
    import numpy as np
    from tensorflow import keras
    from tensorflow.keras import layers, optimizers

    def cross_entropy(outputs: list[float]) -> float:
        return float(keras.losses.SparseCategoricalCrossentropy()(np.array([0]), np.array([outputs], "float32")))

    def adam_step(gradient: float, epsilon: float) -> float:
        weight = keras.Variable([0.0])
        optimizers.Adam(learning_rate=1.0, epsilon=epsilon).apply([keras.ops.array([gradient])], [weight])
        return -float(weight.numpy()[0])

    norm = layers.BatchNormalization(momentum=0.5)
    norm(np.array([[0.0], [2.0]], "float32"), training=True)
    lstm = layers.LSTM(64)
    lstm.build((None, 1, 64))
    return {
        "batchnorm-momentum": f"{signature_default(layers.BatchNormalization, 'momentum')} of the old average kept",
        "batchnorm-epsilon": str(signature_default(layers.BatchNormalization, "epsilon")),
        "batchnorm-running-variance": variance(float(norm.moving_variance.numpy()[0])),
        "layernorm-epsilon": str(signature_default(layers.LayerNormalization, "epsilon")),
        "sgd-learning-rate": str(signature_default(optimizers.SGD, "learning_rate")),
        "adam-learning-rate": str(signature_default(optimizers.Adam, "learning_rate")),
        "adam-epsilon": str(signature_default(optimizers.Adam, "epsilon")),
        "adam-epsilon-placement": placement(adam_step),
        "adamw-weight-decay": str(signature_default(optimizers.AdamW, "weight_decay")),
        "rmsprop-rho": str(signature_default(optimizers.RMSprop, "rho")),
        "dense-kernel-initialiser": signature_default(layers.Dense, "kernel_initializer"),
        "conv-kernel-initialiser": signature_default(layers.Conv2D, "kernel_initializer"),
        "bias-initialiser": signature_default(layers.Dense, "bias_initializer"),
        "lstm-recurrent-initialiser": signature_default(layers.LSTM, "recurrent_initializer"),
        "lstm-forget-gate-bias": span(lstm.cell.bias.numpy()[64:128]),
        "embedding-initialiser": written(
            keras.initializers.get(signature_default(layers.Embedding, "embeddings_initializer"))
        ),
        "leaky-relu-slope": str(signature_default(layers.LeakyReLU, "negative_slope")),
        "cross-entropy-expects": expects(cross_entropy),
    }


def written(initialiser: Any) -> str:
    """A Keras initialiser with its numbers, which its short name hides."""
    numbers = {name: value for name, value in initialiser.get_config().items() if isinstance(value, float)}
    return f"{type(initialiser).__name__}({', '.join(f'{name}={value:g}' for name, value in numbers.items())})"


def read_pytorch() -> dict[str, str]:
    import torch
    from torch import nn, optim

    torch.manual_seed(0)

    def cross_entropy(outputs: list[float]) -> float:
        return nn.CrossEntropyLoss()(torch.tensor([outputs]), torch.tensor([0])).item()

    def adam_step(gradient: float, epsilon: float) -> float:
        weight = nn.Parameter(torch.zeros(1))
        weight.grad = torch.full((1,), gradient)
        optim.Adam([weight], lr=1.0, eps=epsilon).step()
        return -weight.item()

    norm = nn.BatchNorm1d(1, momentum=0.5)
    norm(torch.tensor([[0.0], [2.0]]))
    lstm = nn.LSTM(64, 64)
    return {
        "batchnorm-momentum": f"{1 - signature_default(nn.BatchNorm2d, 'momentum'):g} of the old average kept",
        "batchnorm-epsilon": str(signature_default(nn.BatchNorm2d, "eps")),
        "batchnorm-running-variance": variance(norm.running_var.item()),
        "layernorm-epsilon": str(signature_default(nn.LayerNorm, "eps")),
        "sgd-learning-rate": str(signature_default(optim.SGD, "lr")),
        "adam-learning-rate": str(signature_default(optim.Adam, "lr")),
        "adam-epsilon": str(signature_default(optim.Adam, "eps")),
        "adam-epsilon-placement": placement(adam_step),
        "adamw-weight-decay": str(signature_default(optim.AdamW, "weight_decay")),
        "rmsprop-rho": str(signature_default(optim.RMSprop, "alpha")),
        "dense-kernel-initialiser": initialiser(lambda: nn.Linear(256, 8), "weight"),
        "conv-kernel-initialiser": initialiser(lambda: nn.Conv2d(64, 8, 2), "weight"),
        "bias-initialiser": initialiser(lambda: nn.Linear(256, 8), "bias") + " for 256 inputs",
        "lstm-recurrent-initialiser": initialiser(lambda: nn.LSTM(8, 256), "weight_hh_l0") + " for 256 units",
        "lstm-forget-gate-bias": span((lstm.bias_ih_l0 + lstm.bias_hh_l0).detach()[64:128]),
        "embedding-initialiser": initialiser(lambda: nn.Embedding(8, 8), "weight"),
        "leaky-relu-slope": str(signature_default(nn.LeakyReLU, "negative_slope")),
        "cross-entropy-expects": expects(cross_entropy),
    }


def initialiser(make: Callable, parameter: str) -> str:
    """Which function of ``torch.nn.init`` PyTorch calls last on a parameter, with its numbers: no signature says so."""
    from torch.nn import init

    calls = []

    def noted(function: Callable) -> Callable:
        def call(tensor: Any, *arguments: Any, **keywords: Any) -> Any:
            calls.append((tensor, function, arguments, keywords))
            return function(tensor, *arguments, **keywords)

        return call

    functions = {
        name: noted(value)
        for name, value in vars(init).items()
        if name.endswith("_") and not name.startswith("_") and callable(value)
    }
    with mock.patch.multiple(init, **functions):
        layer = make()
    wanted = layer.get_parameter(parameter)
    function, arguments, keywords = next(call[1:] for call in reversed(calls) if call[0] is wanted)
    values = inspect.signature(function).bind(wanted, *arguments, **keywords)
    values.apply_defaults()
    numbers = [f"{name}={value:.4g}" for name, value in values.arguments.items() if isinstance(value, int | float)]
    return f"{function.__name__.rstrip('_')}({', '.join(numbers)})"


READERS = {"tensorflow": read_tensorflow, "pytorch": read_pytorch}


def merge(tensorflow: dict[str, str], pytorch: dict[str, str]) -> list[dict[str, str]]:
    """Rows of the table ``defaults``: the settings whose defaults differ.

    Raises:
        ValueError: one side lacks a setting, or has one that is not known.
    """
    if problems := sorted(set(SET_TO) ^ set(tensorflow) | set(SET_TO) ^ set(pytorch)):
        raise ValueError(
            f"defaults of {', '.join(problems)}: expected the same settings from both frameworks; read both again"
        )
    return [
        {"setting": setting, "tensorflow": tensorflow[setting], "pytorch": pytorch[setting], "set_to": set_to}
        for setting, set_to in SET_TO.items()
        if tensorflow[setting] != pytorch[setting]
    ]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.defaults", description="Prints the defaults of one framework as JSON."
    )
    parser.add_argument("--framework", choices=READERS, required=True)
    framework = parser.parse_args(arguments).framework
    try:
        print(json.dumps(READERS[framework]()))
    except ModuleNotFoundError as error:
        parser.error(f"{error}: run this with the Python of the environment of {framework}")


if __name__ == "__main__":
    main()
