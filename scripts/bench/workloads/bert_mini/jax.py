import jax.numpy as jnp
from flax import nnx


class EncoderLayer(nnx.Module):
    """Flax has no such layer of its own; PyTorch has nn.TransformerEncoderLayer."""

    def __init__(self, width, heads, *, rngs):
        self.attention = nnx.MultiHeadAttention(heads, width, decode=False, rngs=rngs)
        self.dense1 = nnx.Linear(width, 4 * width, rngs=rngs)
        self.dense2 = nnx.Linear(4 * width, width, rngs=rngs)
        self.norm1 = nnx.LayerNorm(width, epsilon=1e-12, rngs=rngs)
        self.norm2 = nnx.LayerNorm(width, epsilon=1e-12, rngs=rngs)

    def __call__(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.dense2(nnx.gelu(self.dense1(x), approximate=False)))


class Bert(nnx.Module):
    def __init__(self, depth, width, heads, *, rngs):
        self.token = nnx.Embed(1000, width, rngs=rngs)
        self.position = nnx.Embed(64, width, rngs=rngs)
        self.norm = nnx.LayerNorm(width, epsilon=1e-12, rngs=rngs)
        self.encoder = nnx.Sequential(*(EncoderLayer(width, heads, rngs=rngs) for _ in range(depth)))
        self.dense = nnx.Linear(width, 2, rngs=rngs)

    def __call__(self, tokens):
        x = self.token(tokens) + self.position(jnp.arange(64))
        x = self.encoder(self.norm(x))
        return self.dense(x.mean(axis=1))


def build():
    return Bert(depth=4, width=256, heads=4, rngs=nnx.Rngs(0))
