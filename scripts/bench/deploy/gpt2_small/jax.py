import jax.numpy as jnp
from flax import nnx

from bench.deploy.gpt2_small import DEPTH, EPSILON, HEADS, LENGTH, VOCABULARY, WIDTH


class Block(nnx.Module):
    def __init__(self, *, rngs):
        self.norm1, self.norm2 = (nnx.LayerNorm(WIDTH, epsilon=EPSILON, rngs=rngs) for _ in range(2))
        self.attention = nnx.MultiHeadAttention(HEADS, WIDTH, decode=False, rngs=rngs)
        self.wide = nnx.Linear(WIDTH, 4 * WIDTH, rngs=rngs)
        self.narrow = nnx.Linear(4 * WIDTH, WIDTH, rngs=rngs)

    def __call__(self, x):
        mask = nnx.make_causal_mask(jnp.ones((x.shape[0], LENGTH)))
        x = x + self.attention(self.norm1(x), mask=mask)
        return x + self.narrow(nnx.gelu(self.wide(self.norm2(x)), approximate=True))


class Gpt2(nnx.Module):
    def __init__(self, *, rngs):
        self.token = nnx.Embed(VOCABULARY, WIDTH, rngs=rngs)
        self.position = nnx.Embed(LENGTH, WIDTH, rngs=rngs)
        self.blocks = nnx.Sequential(*(Block(rngs=rngs) for _ in range(DEPTH)))
        self.norm = nnx.LayerNorm(WIDTH, epsilon=EPSILON, rngs=rngs)

    def __call__(self, tokens):
        x = self.token(tokens) + self.position(jnp.arange(LENGTH))
        return self.token.attend(self.norm(self.blocks(x)))


def build():
    return Gpt2(rngs=nnx.Rngs(0))
