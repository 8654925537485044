from itertools import pairwise

import jax.numpy as jnp
from flax import nnx


def double(inputs, channels, *, rngs):
    return nnx.Sequential(
        nnx.Conv(inputs, channels, (3, 3), padding=1, use_bias=False, rngs=rngs),
        nnx.BatchNorm(channels, momentum=0.9, epsilon=1e-5, rngs=rngs),  # PyTorch's defaults
        nnx.relu,
        nnx.Conv(channels, channels, (3, 3), padding=1, use_bias=False, rngs=rngs),
        nnx.BatchNorm(channels, momentum=0.9, epsilon=1e-5, rngs=rngs),
        nnx.relu,
    )


class UNet(nnx.Module):
    def __init__(self, classes, widths=(64, 128, 256, 512, 1024), *, rngs):
        self.down = nnx.List(double(inputs, width, rngs=rngs) for inputs, width in pairwise((3, *widths[:-1])))
        self.bottom = double(widths[-2], widths[-1], rngs=rngs)
        pairs = list(pairwise(widths[::-1]))
        self.enlarge = nnx.List(
            nnx.ConvTranspose(inputs, width, (2, 2), 2, padding="VALID", transpose_kernel=True, rngs=rngs)
            for inputs, width in pairs
        )
        self.up = nnx.List(double(inputs, width, rngs=rngs) for inputs, width in pairs)
        self.classes = nnx.Conv(widths[0], classes, (1, 1), rngs=rngs)

    def __call__(self, x):
        skipped = []
        for down in self.down:
            x = down(x)
            skipped.append(x)
            x = nnx.max_pool(x, (2, 2), strides=(2, 2))
        x = self.bottom(x)
        for enlarge, up in zip(self.enlarge, self.up, strict=True):
            x = up(jnp.concatenate((skipped.pop(), enlarge(x)), axis=-1))
        return self.classes(x)


def build():
    return UNet(classes=2, rngs=nnx.Rngs(0))
