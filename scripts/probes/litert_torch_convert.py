"""Does a PyTorch model give the same numbers after conversion by LiteRT Torch, in LiteRT's interpreter?"""

import re
import tempfile
from importlib.metadata import requires, version
from pathlib import Path

import litert_torch

from probes.exported import pytorch_model, run_litert, same_numbers

model, x, before = pytorch_model()
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.tflite"
    litert_torch.convert(model, (x,)).export(str(path))
    after = run_litert(path.read_bytes(), x.numpy())
(asks,) = [wanted for wanted in requires("litert-torch") if re.match("torch[<>=]", wanted)]
same_numbers(
    before,
    after,
    f"with LiteRT Torch {version('litert-torch')}, which asks for {asks}, and LiteRT {version('ai-edge-litert')}",
)
