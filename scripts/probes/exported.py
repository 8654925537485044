"""Small models to export, and how a probe compares what comes back."""

from __future__ import annotations

import re

import numpy as np

from probes.answer import yes_no

IMAGES = np.random.default_rng(1).normal(size=(4, 8, 8, 1)).astype("float32")
"""Four images of 8 × 8 pixels; Keras and JAX have the channel last."""
IMAGES_CHANNEL_FIRST = IMAGES.transpose(0, 3, 1, 2).copy()
LARGEST_DIFFERENCE = 1e-5  # between outputs of about 1, in float32


def keras_model():
    """A convolutional model for :data:`IMAGES`, its batch size free; and its output."""
    import keras

    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(3),
        ]
    )
    return model, keras.ops.convert_to_numpy(model(IMAGES, training=False))


def pytorch_model():
    """The like for :data:`IMAGES_CHANNEL_FIRST`, ready for inference; its input and its output."""
    import torch
    from torch import nn

    torch.manual_seed(1)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 3)).eval()
    x = torch.from_numpy(IMAGES_CHANNEL_FIRST)
    return model, x, model(x).detach().numpy()


def jax_function():
    """The like for :data:`IMAGES`, its weights within; and its output."""
    import jax

    random = np.random.default_rng(1)
    filters, weights = (random.normal(size=shape).astype("float32") / 4 for shape in ((3, 3, 1, 4), (144, 3)))

    def infer(x):
        layout = ("NHWC", "HWIO", "NHWC")
        x = jax.nn.relu(jax.lax.conv_general_dilated(x, filters, (1, 1), "VALID", dimension_numbers=layout))
        return x.reshape(len(IMAGES), -1) @ weights

    return infer, np.asarray(infer(IMAGES))


def run_litert(model: bytes, x: np.ndarray) -> np.ndarray:
    """The output of a .tflite model in LiteRT's interpreter."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def stablehlo(error: Exception) -> str:
    """Why TensorFlow cannot run what JAX wrote, where the form of the program is too new for it.

    Raises:
        Exception: what was given, if it says something else.
    """
    wrote, reads = (re.search(rf"{what} StableHLO_v([\d.]+)", str(error)) for what in ("produced by:", "using"))
    if not (wrote and reads):
        raise error
    print(error)
    return f"it is written in StableHLO {wrote[1]}, of which TensorFlow's {reads[1]} lacks an operation"


def difference(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(after - before).max()) if after.shape == before.shape else np.inf


def same_numbers(before: np.ndarray, after: np.ndarray, by_what: str) -> None:
    """Answer with the largest difference of the outputs. ``by_what`` names the packages that the way needs."""
    after = np.asarray(after)
    print("before:", before.tolist(), "after:", after.tolist(), sep="\n")
    apart = difference(before, after)
    yes_no(apart < LARGEST_DIFFERENCE, f"the largest difference of the outputs is {apart:.0e}, {by_what}")
