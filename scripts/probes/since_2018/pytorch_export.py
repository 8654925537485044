"""Does a model give the same numbers after a round trip through torch.export?"""

import os
import tempfile

import torch

from probes.answer import answered, yes_no

if not hasattr(torch, "export"):
    answered("absent", "there is no torch.export")
torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3)).eval()
x = torch.randn(4, 8)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "model.pt2")
    torch.export.save(torch.export.export(model, (x,)), path)
    loaded = torch.export.load(path)
    after = (loaded.module() if hasattr(loaded, "module") else loaded)(x)
apart = (after - model(x)).abs().max().item()
yes_no(apart < 1e-6, f"the largest difference of the outputs is {apart:.0e}")
