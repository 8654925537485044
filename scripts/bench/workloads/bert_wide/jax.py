from flax import nnx

from bench.workloads.bert_mini.jax import Bert


def build():
    return Bert(depth=2, width=768, heads=12, rngs=nnx.Rngs(0))
