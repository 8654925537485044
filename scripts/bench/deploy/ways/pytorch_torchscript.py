"""``torch.jit.trace`` and ``torch.jit.freeze``: deprecated, and what many services still run."""

from bench.deploy.ways.pytorch_eager import calling


def export(given, folder):
    import torch

    traced = torch.jit.trace(given.model, torch.from_numpy(given.x))
    torch.jit.save(torch.jit.freeze(traced), folder / "model.ts")


def without_the_fast_path(given, folder):
    """That of PyTorch's own encoder layer, which it takes for inference: a trace of it fails its own check."""
    import torch

    torch.backends.mha.set_fastpath_enabled(False)
    export(given, folder)


CHANGES = {"without the fast path of nn.TransformerEncoder": without_the_fast_path}


def load(folder):
    import torch

    return calling(torch.jit.load(folder / "model.ts"))
