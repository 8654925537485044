"""``torch.onnx.export``, run by ONNX Runtime."""

import torch

from probes.conversions.runtimes import run_onnx


def convert(given, folder):
    path = str(folder / "model.onnx")
    torch.onnx.export(given.model, (torch.from_numpy(given.x),), path, dynamo=True)
    return run_onnx(path, given.x)
