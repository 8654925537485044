"""Convert a network of PyTorch with random weights, and compare its numbers."""

# /// script
# dependencies = ["litert-torch", "torch"]
# ///
import litert_torch
import numpy as np
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
sample = (torch.randn(1, 4),)
converted = litert_torch.convert(model, sample)
converted.export("model.tflite")
assert np.allclose(converted(*sample), model(*sample).detach(), atol=1e-5)
print("The converted model gives the same numbers")
