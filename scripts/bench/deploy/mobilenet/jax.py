from flax import nnx

from bench.deploy.mobilenet import EXPANSION, LAST, STAGES


def convolution(inputs, channels, size, stride=1, groups=1, *, rngs):
    layer = nnx.Conv(
        inputs, channels, (size, size), stride, padding=(size - 1) // 2, feature_group_count=groups, use_bias=False,
        rngs=rngs,
    )  # fmt: skip
    return nnx.Sequential(layer, nnx.BatchNorm(channels, rngs=rngs))


class Block(nnx.Module):
    def __init__(self, inputs, channels, stride, *, rngs):
        wide = EXPANSION * inputs
        self.layers = nnx.Sequential(
            convolution(inputs, wide, 1, rngs=rngs),
            nnx.relu6,
            convolution(wide, wide, 3, stride, groups=wide, rngs=rngs),
            nnx.relu6,
            convolution(wide, channels, 1, rngs=rngs),
        )
        self.adds = inputs == channels and stride == 1

    def __call__(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        convolution(3, STAGES[0][0], 3, rngs=rngs),
        nnx.relu6,
        *(Block(*stage, rngs=rngs) for stage in STAGES),
        convolution(STAGES[-1][1], LAST, 1, rngs=rngs),
        nnx.relu6,
        lambda x: x.mean(axis=(1, 2)),
        nnx.Linear(LAST, 10, rngs=rngs),
    )
