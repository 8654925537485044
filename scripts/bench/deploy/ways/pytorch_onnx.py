"""``torch.onnx.export``, run by ONNX Runtime alone."""

from bench.deploy.ways.running import onnx


def export(given, folder):
    import torch

    torch.onnx.export(given.model, (torch.from_numpy(given.x),), str(folder / "model.onnx"), dynamo=True)


load = onnx
