"""A model that has learned to read digits, for ways on which rounding changes what it answers: accuracy says how much.

The data come with scikit-learn (:mod:`bench.datasets`), and are enlarged to the input of the model. A framework trains
with its own Adam, in the environment that exports; the weights begin with a fixed seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.datasets import read
from bench.deploy.models import module_of
from bench.settings import SEED
from sitedata.schema.protocol.conversions import MODELS
from sitedata.schema.protocol.deployment import BATCH, CALIBRATED_WITH

EPOCHS, BATCH_SIZE, LEARNING_RATE = 10, 32, 1e-3
MOMENTUM = 0.9
"""Of BatchNorm's averages, as PyTorch has it: the share of the old one that is kept."""


@dataclass(frozen=True)
class Trained:
    """As :class:`bench.deploy.models.Given`, with images to calibrate with and to test, each (n, *input of the model).

    ``x`` is the first image of the test, ``before`` the framework's output for it, ``accuracy`` the share of the test
    that the framework reads right in float32.
    """

    model: Any
    x: np.ndarray
    before: np.ndarray
    calibration: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    accuracy: float


def enlarged(images: np.ndarray, shape: tuple[int, ...], *, channels_first: bool) -> np.ndarray:
    """Images of (n, 8, 8, 1) in [0, 1] as (n, *shape), about standardised: each pixel becomes a square."""
    side = round(shape[0] ** 0.5) if len(shape) == 1 else shape[0]
    large = np.kron(images[..., 0], np.ones((side // 8, side // 8), images.dtype))
    edge = (side - large.shape[1]) // 2
    large = (np.pad(large, ((0, 0), (edge, edge), (edge, edge))) - 0.3) / 0.38
    if len(shape) == 1:
        return large.reshape(len(large), -1)
    places = 1 if channels_first else -1
    return np.ascontiguousarray(np.repeat(np.expand_dims(large, places), shape[-1], axis=places))


def trained(framework: str, model: str, data: Path) -> Trained:
    x_train, y_train, x_test, y_test = read(data, "digits")
    shape, first = MODELS[model].workload.shape, framework == "pytorch"
    x_train, x_test = (enlarged(images, shape, channels_first=first) for images in (x_train, x_test))
    learn = {"tensorflow": _tensorflow, "pytorch": _pytorch}[framework]
    learned, predict = learn(module_of(framework, model), x_train, y_train)
    outputs = predict(x_test)
    right = float((outputs.argmax(axis=1) == y_test).mean())
    x = x_test[:BATCH]
    return Trained(learned, x, predict(x), x_train[:CALIBRATED_WITH], x_test, y_test, right)


def _tensorflow(module: Any, x: np.ndarray, y: np.ndarray) -> tuple[Any, Any]:
    import keras

    keras.utils.set_random_seed(SEED)
    model = module.build()
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = MOMENTUM  # with Keras' own, 0.99, so few steps leave the averages near where they began
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss=loss)
    model.fit(x, y, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0)
    return model, lambda images: keras.ops.convert_to_numpy(model(images, training=False))


def _pytorch(module: Any, x: np.ndarray, y: np.ndarray) -> tuple[Any, Any]:
    import torch

    torch.manual_seed(SEED)
    model = module.build().train()
    images, labels = torch.from_numpy(x), torch.from_numpy(y)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        for places in torch.randperm(len(images)).split(BATCH_SIZE):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images[places]), labels[places]).backward()
            optimizer.step()
    model.eval()

    def predict(images: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return model(torch.from_numpy(images)).numpy()

    return model, predict
