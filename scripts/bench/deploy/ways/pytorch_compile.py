"""The same, compiled by ``torch.compile`` in the process that answers, at its first request."""

from bench.deploy.ways.pytorch_eager import calling, export, restored

__all__ = ["export", "load"]


def load(folder):
    import torch

    return calling(torch.compile(restored(folder)))
