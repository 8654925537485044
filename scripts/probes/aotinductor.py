"""Does a PyTorch model give the same numbers after AOTInductor compiled it to a .pt2 package?"""

import shutil
import tempfile
from pathlib import Path

import torch

from probes.answer import answer
from probes.exported import pytorch_model, same_numbers

if not (shutil.which("g++") or shutil.which("clang++")):
    answer("could-not-run", "this machine has no C++ compiler, which AOTInductor calls")
    raise SystemExit
model, x, before = pytorch_model()
with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    program = torch.export.export(model, (x,))
    path = torch._inductor.aoti_compile_and_package(program, package_path=str(Path(folder) / "model.pt2"))
    size = Path(path).stat().st_size
    after = torch._inductor.aoti_load_package(path)(x)
same_numbers(before, after, f"from a package of {size / 2**10:,.0f} KiB, loaded in the process that made it")
