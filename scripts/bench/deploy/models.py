"""A model to carry out of its framework: fixed seed, random weights, input and output. Nothing is downloaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from bench.inputs import batch_of
from bench.settings import SEED
from sitedata.schema.protocol.conversions import BATCH, MODELS, OWN


@dataclass(frozen=True)
class Given:
    """``model`` is the framework's own, ready for inference; ``before`` is its output for ``x``."""

    model: Any
    module: ModuleType
    x: np.ndarray
    before: np.ndarray


def given(framework: str, model: str, batch: int = BATCH) -> Given:
    module = module_of(framework, model)
    (x,), _ = batch_of(MODELS[model].workload, batch, channels_first=framework == "pytorch")
    return {"tensorflow": _tensorflow, "pytorch": _pytorch, "jax": _jax}[framework](module, x)


def module_of(framework: str, model: str) -> ModuleType:
    place = "bench.deploy" if model in OWN else "bench.workloads"
    with _keras_alone() if os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow" else nullcontext():
        return import_module(f"{place}.{MODELS[model].workload.folder}.{framework}")


@contextmanager
def _keras_alone() -> Iterator[None]:
    """Give a model that imports ``tensorflow.keras`` Keras alone: the LLVMs of TensorFlow and PyTorch clash."""
    import keras

    stands_in = ModuleType("tensorflow")
    stands_in.keras = keras
    sys.modules.update({"tensorflow": stands_in, "tensorflow.keras": keras})
    yield
    del sys.modules["tensorflow"], sys.modules["tensorflow.keras"]


def _tensorflow(module: ModuleType, x: np.ndarray) -> Given:
    """With Keras, on the backend that the environment names."""
    import keras

    keras.utils.set_random_seed(SEED)
    model = module.build()
    model.set_weights(_unsettled(model.get_weights()))
    return Given(model, module, x, keras.ops.convert_to_numpy(model(x, training=False)))


def _pytorch(module: ModuleType, x: np.ndarray) -> Given:
    import torch

    torch.manual_seed(SEED)
    model = module.build().eval()
    state = {name: tensor for name, tensor in model.state_dict().items() if tensor.is_floating_point()}
    with torch.no_grad():
        for tensor, array in zip(state.values(), _unsettled([t.numpy() for t in state.values()]), strict=True):
            tensor.copy_(torch.from_numpy(array))
        return Given(model, module, x, model(torch.from_numpy(x)).numpy())


def _jax(module: ModuleType, x: np.ndarray) -> Given:
    import jax
    from flax import nnx

    model = module.build()
    model.eval()
    state = nnx.state(model, nnx.Any(nnx.Param, nnx.BatchStat))
    leaves, tree = jax.tree.flatten(state)
    nnx.update(model, jax.tree.unflatten(tree, _unsettled([np.asarray(leaf) for leaf in leaves])))
    return Given(model, module, x, np.asarray(model(x)))


def pure(model: Any) -> Callable[[Any], Any]:
    """A Flax model as a function without a state that a trace could change, as Flax's recurrent layers have one."""
    from flax import nnx

    definition, state = nnx.split(model)
    return lambda x: nnx.merge(definition, state, copy=True)(x)


def _unsettled(arrays: list[np.ndarray]) -> list[np.ndarray]:
    """Move what a layer initialises with one value everywhere: it would hide a wrong order or a missing bias.

    And shuffle what equals an earlier array: an exporter merges layers that PyTorch copied from one.
    """
    random, made = np.random.default_rng(SEED), []
    for array in arrays:
        if np.ptp(array) == 0:
            made.append(array + random.uniform(0, 0.1, array.shape).astype(array.dtype))
        elif any(np.array_equal(array, other) for other in arrays[: len(made)]):
            made.append(random.permuted(array.ravel()).reshape(array.shape))
        else:
            made.append(array)
    return made
