"""Load a model by its name from a folder with a hubconf.py, as a hub's repository has it."""

# /// script
# dependencies = ["torch"]
# ///
from pathlib import Path

import torch

Path("hubconf.py").write_text("import torch\ndef line(size=2):\n    return torch.nn.Linear(size, 1)\n")
model = torch.hub.load(".", "line", size=3, source="local")
assert model(torch.ones(2, 3)).shape == (2, 1)
print(f"The folder's model loads by its name as {model}")
