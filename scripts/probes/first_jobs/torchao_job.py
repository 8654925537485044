"""Quantise the weights of a network to 8 bits and compare its numbers."""

# /// script
# dependencies = ["torchao", "torch"]
# ///
import torch
from torchao.quantization import Int8WeightOnlyConfig, quantize_

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 8)).eval()
x = torch.randn(16, 64)
before = model(x)
quantize_(model, Int8WeightOnlyConfig())
error = ((model(x) - before).abs().max() / before.abs().max()).item()
assert error < 0.05
print(f"With weights of 8 bits the numbers differ by at most {error:.1%} of the largest")
