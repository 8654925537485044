"""Is TorchElastic part of PyTorch itself?"""

import importlib.util

from probes.answer import yes_no

inside, separate = (
    importlib.util.find_spec("torch.distributed.elastic") is not None,
    importlib.util.find_spec("torchelastic") is not None,
)
print("torch.distributed.elastic:", inside, "; torchelastic:", separate)
comes = "comes with PyTorch; no package torchelastic is needed" if inside else "does not come with PyTorch"
yes_no(inside, f"torch.distributed.elastic {comes}")
