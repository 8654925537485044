import jax
import jax.numpy as jnp
from flax import nnx


class Attention(nnx.Module):
    def __init__(self, width, heads, *, rngs):
        self.heads = heads
        self.qkv = nnx.Linear(width, 3 * width, rngs=rngs)
        self.project = nnx.Linear(width, width, rngs=rngs)

    def __call__(self, x, cache=None, start=0):
        batch, length, width = x.shape
        parts = jnp.split(self.qkv(x), 3, axis=-1)
        query, key, value = (part.reshape(batch, length, self.heads, -1) for part in parts)
        if cache is None:
            y = jax.nn.dot_product_attention(query, key, value, is_causal=True)
        else:
            cache = jax.lax.dynamic_update_slice(cache, jnp.stack((key, value)), (0, 0, start, 0, 0))
            seen = jnp.arange(cache.shape[2]) <= start + jnp.arange(length)[:, None]
            y = jax.nn.dot_product_attention(query, cache[0], cache[1], mask=seen[None, None])
        return self.project(y.reshape(batch, length, width)), cache


class Block(nnx.Module):
    def __init__(self, width, heads, *, rngs):
        self.norm1 = nnx.LayerNorm(width, epsilon=1e-5, rngs=rngs)
        self.attention = Attention(width, heads, rngs=rngs)
        self.norm2 = nnx.LayerNorm(width, epsilon=1e-5, rngs=rngs)
        self.dense1 = nnx.Linear(width, 4 * width, rngs=rngs)
        self.dense2 = nnx.Linear(4 * width, width, rngs=rngs)

    def __call__(self, x, cache=None, start=0):
        y, cache = self.attention(self.norm1(x), cache, start)
        x = x + y
        return x + self.dense2(nnx.gelu(self.dense1(self.norm2(x)), approximate=True)), cache


class Gpt(nnx.Module):
    def __init__(self, vocabulary, context, depth, width, heads, *, rngs):
        normal = nnx.initializers.normal(0.02)
        self.token = nnx.Embed(vocabulary, width, embedding_init=normal, rngs=rngs)
        self.position = nnx.Embed(context, width, embedding_init=normal, rngs=rngs)
        self.blocks = nnx.List(Block(width, heads, rngs=rngs) for _ in range(depth))
        self.norm = nnx.LayerNorm(width, epsilon=1e-5, rngs=rngs)

    def __call__(self, tokens):
        return self.read(tokens, [None] * len(self.blocks))[0]

    def read(self, tokens, caches, start=0):
        x = self.token(tokens) + self.position(start + jnp.arange(tokens.shape[1]))
        kept = []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, cache, start)
            kept.append(cache)
        x = self.norm(x if caches[0] is None else x[:, -1])
        return self.token.attend(x), kept


def build():
    return Gpt(vocabulary=50257, context=1024, depth=12, width=768, heads=12, rngs=nnx.Rngs(0))


def prefill(model, tokens, room):
    """Keys and values have ``room`` for so many tokens; what is not there yet is masked."""
    table = model.token.embedding.get_value()
    shape = 2, len(tokens), room, model.blocks[0].attention.heads, 64
    return model.read(tokens, [jnp.zeros(shape, table.dtype) for _ in model.blocks])


def decode(model, token, caches, start):
    return model.read(token, caches, start)
