"""Does a PyTorch model give the same numbers after export to ONNX, in ONNX Runtime?"""

import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from probes.answer import yes_no

torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3)).eval()
x = torch.randn(4, 8)
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder) / "model.onnx")
    torch.onnx.export(model, (x,), path, dynamo=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (after,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})
apart = float(np.abs(after - model(x).detach().numpy()).max())
yes_no(
    apart < 1e-5, f"the largest difference of the outputs is {apart:.0e}, with ONNX Runtime {onnxruntime.__version__}"
)
