import jax.numpy as jnp
from flax import nnx


class EncoderLayer(nnx.Module):
    """Flax has no such layer of its own; PyTorch has nn.TransformerEncoderLayer."""

    def __init__(self, width, heads, *, rngs):
        self.attention = nnx.MultiHeadAttention(heads, width, decode=False, rngs=rngs)
        self.dense1 = nnx.Linear(width, 4 * width, rngs=rngs)
        self.dense2 = nnx.Linear(4 * width, width, rngs=rngs)
        self.norm1 = nnx.LayerNorm(width, epsilon=1e-6, rngs=rngs)
        self.norm2 = nnx.LayerNorm(width, epsilon=1e-6, rngs=rngs)

    def __call__(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.dense2(nnx.gelu(self.dense1(self.norm2(x)), approximate=False))


class VisionTransformer(nnx.Module):
    def __init__(self, patch, patches, depth, width, heads, *, rngs):
        self.patch = nnx.Conv(3, width, (patch, patch), patch, padding="VALID", rngs=rngs)
        self.position = nnx.Embed(patches, width, rngs=rngs)
        self.encoder = nnx.Sequential(*(EncoderLayer(width, heads, rngs=rngs) for _ in range(depth)))
        self.norm = nnx.LayerNorm(width, epsilon=1e-6, rngs=rngs)
        self.dense = nnx.Linear(width, 1000, rngs=rngs)

    def __call__(self, images):
        x = self.patch(images)
        x = x.reshape(x.shape[0], -1, x.shape[-1])
        x = x + self.position(jnp.arange(x.shape[1]))
        return self.dense(self.norm(self.encoder(x)).mean(axis=1))


def build():
    return VisionTransformer(patch=16, patches=196, depth=12, width=384, heads=6, rngs=nnx.Rngs(0))
