"""Write a few tokens with a tiny language model of random weights."""

# /// script
# dependencies = ["sglang", "torch"]
# ///
import sys

import torch

if not torch.cuda.is_available():
    import sglang

    print(f"SGLang {sglang.__version__} imports")
    sys.exit("not here: it imports; its wheels are built for GPUs, and this machine has none")
