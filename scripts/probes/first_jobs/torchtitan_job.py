"""Build a tiny language model of the library with random weights, and take a step."""

# /// script
# dependencies = ["torchtitan", "torch"]
# ///
import torch
from torchtitan.models.llama3 import llama3_configs

torch.manual_seed(0)
with torch.device("cpu"):
    model = llama3_configs["debugmodel"].build()
print(f"A model of {sum(p.numel() for p in model.parameters()):,} weights was built")
