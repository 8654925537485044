from flax import nnx


def convolution(inputs, channels, size, stride=1, *, rngs):
    return nnx.Sequential(
        nnx.Conv(inputs, channels, (size, size), stride, padding=size // 2, use_bias=False, rngs=rngs),
        nnx.BatchNorm(channels, momentum=0.9, epsilon=1e-5, rngs=rngs),  # PyTorch's defaults
    )


class Bottleneck(nnx.Module):
    def __init__(self, inputs, width, stride=1, *, rngs):
        self.reduce = convolution(inputs, width, 1, rngs=rngs)
        self.spatial = convolution(width, width, 3, stride, rngs=rngs)
        self.expand = convolution(width, 4 * width, 1, rngs=rngs)
        self.shortcut = convolution(inputs, 4 * width, 1, stride, rngs=rngs) if inputs != 4 * width else None

    def __call__(self, x):
        y = nnx.relu(self.reduce(x))
        y = nnx.relu(self.spatial(y))
        return nnx.relu(self.expand(y) + (self.shortcut(x) if self.shortcut else x))


def stage(inputs, width, blocks, stride, *, rngs):
    later = (Bottleneck(4 * width, width, rngs=rngs) for _ in range(blocks - 1))
    return nnx.Sequential(Bottleneck(inputs, width, stride, rngs=rngs), *later)


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        convolution(3, 64, 7, stride=2, rngs=rngs),
        nnx.relu,
        lambda x: nnx.max_pool(x, (3, 3), strides=(2, 2), padding=((1, 1), (1, 1))),
        stage(64, 64, blocks=3, stride=1, rngs=rngs),
        stage(256, 128, blocks=4, stride=2, rngs=rngs),
        stage(512, 256, blocks=6, stride=2, rngs=rngs),
        stage(1024, 512, blocks=3, stride=2, rngs=rngs),
        lambda x: x.mean(axis=(1, 2)),
        nnx.Linear(2048, 1000, rngs=rngs),
    )
