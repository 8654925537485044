from flax import nnx


def build():
    rngs = nnx.Rngs(0)
    return nnx.Sequential(
        nnx.RNN(nnx.OptimizedLSTMCell(32, 128, rngs=rngs)),
        lambda states: states[:, -1],
        nnx.Linear(128, 10, rngs=rngs),
    )
