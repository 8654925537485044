"""``torch.onnx.export``, run by ONNX Runtime."""

import torch

from probes.conversions.runtimes import run_onnx


def written(given, folder):
    """The path of the ONNX file."""
    path = str(folder / "model.onnx")
    torch.onnx.export(given.model, (torch.from_numpy(given.x),), path, dynamo=True)
    return path


def convert(given, folder):
    return run_onnx(written(given, folder), given.x)
