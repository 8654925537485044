"""Write a few tokens with a tiny language model of random weights."""

# /// script
# dependencies = ["vllm", "torch"]
# ///
import sys

import torch

if not torch.cuda.is_available():
    import vllm

    print(f"vLLM {vllm.__version__} imports")
    sys.exit("not here: it imports; its wheels are built for GPUs, and this machine has none")
