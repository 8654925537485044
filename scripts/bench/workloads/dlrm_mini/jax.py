from itertools import pairwise

import jax.numpy as jnp
from flax import nnx


def perceptron(*widths, rngs):
    pairs = pairwise(widths)
    return nnx.Sequential(*(layer for pair in pairs for layer in (nnx.Linear(*pair, rngs=rngs), nnx.relu)))


class Recommender(nnx.Module):
    def __init__(self, numbers, bags, rows, width, *, rngs):
        self.bottom = perceptron(numbers, 512, 256, 64, width, rngs=rngs)
        self.tables = nnx.List(nnx.Embed(rows, width, rngs=rngs) for _ in range(bags))
        self.top = perceptron(width + bags * (bags + 1) // 2, 512, 256, rngs=rngs)
        self.dense = nnx.Linear(256, 2, rngs=rngs)

    def __call__(self, numbers, categories):
        x = self.bottom(numbers)
        vectors = [table(categories[:, bag]).sum(axis=1) for bag, table in enumerate(self.tables)]
        features = jnp.stack((x, *vectors), axis=1)
        products = features @ features.transpose(0, 2, 1)
        left, right = jnp.triu_indices(features.shape[1], k=1)
        return self.dense(self.top(jnp.concatenate((x, products[:, left, right]), axis=1)))


def build():
    return Recommender(numbers=13, bags=26, rows=50_000, width=16, rngs=nnx.Rngs(0))
