from flax import nnx


def build():
    rngs = nnx.Rngs(0)
    cell = nnx.GRUCell(32, 128, rngs=rngs)
    cell.dense_h = nnx.Linear(128, 3 * 128, rngs=rngs)  # Flax has no bias here, Keras and PyTorch have one
    return nnx.Sequential(
        nnx.RNN(cell),
        lambda states: states[:, -1],
        nnx.Linear(128, 10, rngs=rngs),
    )
