"""Multiply two matrices on an XLA device."""

# /// script
# dependencies = ["torch-xla", "torch"]
# ///
import os

os.environ["PJRT_DEVICE"] = "CPU"
import torch
import torch_xla

device = torch_xla.device()
a = torch.ones(3, 4, device=device)
result = (a @ a.T).cpu()
assert result.tolist() == [[4.0] * 3] * 3
print(f"The product was computed on {device}")
