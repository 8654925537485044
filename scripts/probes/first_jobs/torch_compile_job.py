"""Compile a function and compare its result."""

# /// script
# dependencies = ["torch"]
# ///
import shutil
import sys

import torch

if not shutil.which("g++"):
    sys.exit("not here: on a CPU it needs a C++ compiler, and this machine has none")


def scaled(x):
    return torch.sin(x) + torch.cos(x)


x = torch.arange(100.0)
assert torch.allclose(torch.compile(scaled)(x), scaled(x))
print("The compiled function gives the same 100 numbers")
