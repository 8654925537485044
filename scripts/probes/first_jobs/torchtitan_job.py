"""Build a tiny language model of the library from its configuration."""

# /// script
# dependencies = ["torchtitan", "torch"]
# ///
import torch
from torchtitan.models.llama3 import llama3_configs

torch.manual_seed(0)
with torch.device("cpu"):
    model = llama3_configs["debugmodel"](attn_backend="flex").build()
print(f"A model of {sum(p.numel() for p in model.parameters()):,} weights was built")
