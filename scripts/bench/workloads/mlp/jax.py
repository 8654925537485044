from flax import nnx


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        nnx.Linear(784, 512, rngs=rngs),
        nnx.relu,
        nnx.Linear(512, 512, rngs=rngs),
        nnx.relu,
        nnx.Linear(512, 10, rngs=rngs),
    )
