"""First weights and inputs: the same numbers for each release, since NumPy's ``RandomState`` never changes."""

import numpy as np

from .layers import BATCH, CLASSES, SHAPE, TOKENS, layers_of

SEED = 20251122
LEARNING_RATE = 0.01  # of plain SGD


def weights_of(model, precision):
    """The arrays of each layer; none of them is zero or one, which would hide a wrong order or a missing bias."""
    generator = np.random.RandomState(SEED)
    return [[_array(generator, kind, place, shape).astype(precision) for place, shape in enumerate(shapes)]
            for kind, shapes in layers_of(model)]  # fmt: skip


def _array(generator, kind, place, shape):
    if kind in ("batch-norm", "layer-norm") and place in (0, 3):  # scale and variance
        return generator.uniform(0.5, 1.5, shape)
    if place == 0 or (kind in ("lstm", "gru") and place == 1):
        inputs = int(np.prod(shape[:-1]))
        return generator.standard_normal(shape) * (0.02 if kind == "embedding" else (2.0 / inputs) ** 0.5)
    return 0.1 * generator.standard_normal(shape)


def batch_of(model, precision, channels_first=False):
    """Inputs of shape (batch, …) and labels of shape (batch,)."""
    generator = np.random.RandomState(SEED + 1)
    shape = (BATCH[model],) + SHAPE[model]
    if model == "bert-mini":
        inputs = generator.randint(0, TOKENS, shape).astype("int64")
    else:
        inputs = generator.standard_normal(shape).astype(precision)
    if channels_first and len(shape) == 4:
        inputs = np.ascontiguousarray(inputs.transpose(0, 3, 1, 2))
    return inputs, generator.randint(0, CLASSES[model], BATCH[model]).astype("int64")
