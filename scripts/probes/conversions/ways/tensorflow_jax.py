"""Keras: the weights of a model on TensorFlow into a file, and from it into the same code on the JAX backend."""

from probes.conversions.backends import on_backend


def convert(given, folder):
    return on_backend("jax", given, folder)
