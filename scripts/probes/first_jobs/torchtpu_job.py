"""Multiply two matrices on a TPU."""

# /// script
# dependencies = ["torch-tpu", "torch"]
# ///
import sys

import torch
import torch_tpu  # noqa: F401

try:
    print(torch.ones(2, 2, device="tpu") @ torch.ones(2, 2, device="tpu"))
except Exception as error:
    print(type(error).__name__, error)
    sys.exit("not here: it imports, and finds no TPU on this machine")
print("Two matrices were multiplied on a TPU")
