"""Does a model give the same numbers after a round trip through torch.export?"""

import tempfile
from pathlib import Path

import torch

from probes.answer import yes_no

torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3)).eval()
x = torch.randn(4, 8)
with tempfile.TemporaryDirectory() as folder:
    torch.export.save(torch.export.export(model, (x,)), Path(folder) / "model.pt2")
    after = torch.export.load(Path(folder) / "model.pt2").module()(x)
apart = (after - model(x)).abs().max().item()
yes_no(apart < 1e-6, f"the largest difference of the outputs is {apart:.0e}")
