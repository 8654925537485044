from flax import nnx


def convolution(inputs, channels, *, rngs):
    return nnx.Sequential(nnx.Conv(inputs, channels, (3, 3), padding=1, rngs=rngs), nnx.relu)


def max_pool(x):
    return nnx.max_pool(x, (2, 2), strides=(2, 2))


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        convolution(3, 64, rngs=rngs),
        max_pool,
        convolution(64, 128, rngs=rngs),
        max_pool,
        convolution(128, 256, rngs=rngs),
        convolution(256, 256, rngs=rngs),
        max_pool,
        convolution(256, 512, rngs=rngs),
        convolution(512, 512, rngs=rngs),
        max_pool,
        convolution(512, 512, rngs=rngs),
        convolution(512, 512, rngs=rngs),
        max_pool,
        lambda x: x.reshape(x.shape[0], -1),
        nnx.Linear(512, 10, rngs=rngs),
    )
