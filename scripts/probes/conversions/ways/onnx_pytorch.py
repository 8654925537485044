"""``onnx2torch.convert`` on the ONNX file of a PyTorch model, run by PyTorch."""

import torch
from onnx2torch import convert as to_torch

from probes.conversions.ways.pytorch_onnx import written


def convert(given, folder):
    with torch.inference_mode():
        return to_torch(written(given, folder))(torch.from_numpy(given.x)).numpy()
