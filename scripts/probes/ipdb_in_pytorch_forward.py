"""Does ipdb stop inside the forward method of a PyTorch module, and can it look at a tensor there?"""

import subprocess
import tempfile
from pathlib import Path

from probes.answer import answer, yes_no
from probes.beside import beside
from probes.debugger import stops
from probes.package_index import Unreachable, refuse_unreached

PROGRAM = """
import torch

class Model(torch.nn.Module):
    def forward(self, x):
        y = x * 2
        breakpoint()
        return y + 1

model = Model()
for number in range(3):
    print("result", model(torch.ones(2)).tolist())
"""

with tempfile.TemporaryDirectory() as folder:
    _, keep = beside(Path(folder), "torch")
    python = Path(folder) / "bin" / "python"
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        *keep,
        "ipdb",
    ]
    done = subprocess.run(pip, capture_output=True, text=True, timeout=180)
    try:
        refuse_unreached(done.stderr)
    except Unreachable as error:
        answer("could-not-run", str(error))
        raise SystemExit from None
    if done.returncode:
        answer(
            "could-not-run",
            f"ipdb does not install: {(done.stderr.strip().splitlines() or ['pip gave no reason'])[-1][:200]}",
        )
        raise SystemExit
    asked = [
        python,
        "-c",
        "import importlib.metadata as m; print('ipdb', m.version('ipdb'), 'with IPython', m.version('ipython'))",
    ]
    versions = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    found, said = stops(PROGRAM, "p y.tolist()\ncontinue\n" * 3, python=python, PYTHONBREAKPOINT="ipdb.set_trace")
print(said)
yes_no(
    found == ["forward"] * 3 and said.count("ipdb> [2.0, 2.0]") == 3 and said.count("result [3.0, 3.0]") == 3,
    f"in three calls {versions} stopped {len(found)} times in forward and printed the tensor",
)
