"""Keras: the weights of a model on TensorFlow into a file, and from it into the same code on the PyTorch backend."""

from probes.conversions.backends import on_backend


def convert(given, folder):
    return on_backend("torch", given, folder)
