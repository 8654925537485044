"""Convert a network of PyTorch with random weights, compile it for the CPU and compare its numbers."""

# /// script
# dependencies = ["openvino", "torch"]
# ///
import numpy as np
import openvino
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
sample = torch.randn(1, 4)
compiled = openvino.compile_model(openvino.convert_model(model, example_input=sample), "CPU")
assert np.allclose(compiled(sample.numpy())[0], model(sample).detach(), atol=1e-2)
print("The compiled model gives the same numbers")
