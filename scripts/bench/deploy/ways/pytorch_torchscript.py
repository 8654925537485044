"""``torch.jit.trace`` and ``torch.jit.freeze``: deprecated, and what many services still run."""

from bench.deploy.ways.pytorch_eager import calling


def export(given, folder):
    import torch

    traced = torch.jit.trace(given.model, torch.from_numpy(given.x))
    torch.jit.save(torch.jit.freeze(traced), folder / "model.ts")


def load(folder):
    import torch

    return calling(torch.jit.load(folder / "model.ts"))
