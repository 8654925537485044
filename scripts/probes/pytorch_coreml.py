"""Does coremltools convert a PyTorch model to Core ML without a Mac?"""

import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import torch

from probes.answer import yes_no
from probes.exported import pytorch_model

# it would import TensorFlow, after which Triton, which comes with PyTorch for GPUs, ends the process: two LLVMs in one
sys.modules["tensorflow"] = None
import coremltools  # noqa: E402

model, x, _ = pytorch_model()
converted = coremltools.convert(torch.export.export(model, (x,)).run_decompositions({}))
with tempfile.TemporaryDirectory() as folder:
    converted.save(str(Path(folder) / "model.mlpackage"))
    sizes = [path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()]
tested = coremltools._deps._TORCH_MAX_VERSION  # it warns of a newer one
print(converted.get_spec().description)
kind = converted.get_spec().WhichOneof("Type")
yes_no(
    kind == "mlProgram" and len(sizes) > 1,
    f"on {platform.system()} coremltools {version('coremltools')}, last tested with PyTorch {tested}, writes an "
    f".mlpackage of {sum(sizes) / 2**10:,.0f} KiB; its numbers are not compared, because Core ML predicts on macOS "
    "alone",
)
