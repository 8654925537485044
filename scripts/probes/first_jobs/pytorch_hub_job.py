"""Load a model by its name from a folder with a hubconf.py, as a hub's repository has it."""

# /// script
# dependencies = ["torch"]
# ///
from pathlib import Path

import torch

Path("hubconf.py").write_text("import torch\ndef line(size=2):\n    return torch.nn.Linear(size, 1)\n")
assert torch.hub.list(".", source="local") == ["line"]
model = torch.hub.load(".", "line", size=3, source="local")
print(f"The folder offers 1 model; it loads as {model}")
