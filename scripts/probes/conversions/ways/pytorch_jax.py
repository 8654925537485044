"""torchax: a PyTorch module as a JAX function, compiled and run by JAX."""

import jax
import torchax


def convert(given, folder):
    weights, infer = torchax.extract_jax(given.model)
    return jax.jit(infer)(weights, (jax.numpy.asarray(given.x),))
