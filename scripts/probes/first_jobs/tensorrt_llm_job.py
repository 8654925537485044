"""Write a few tokens with a tiny language model of random weights."""

# /// script
# dependencies = ["tensorrt-llm", "torch"]
# ///
import sys

import torch

if not torch.cuda.is_available():
    sys.exit("not here: it installs, and needs an NVIDIA GPU, which this machine has not")
