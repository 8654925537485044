"""Does data-parallel training in two PyTorch processes (DDP, gloo) give the gradients of one process?"""

import difflib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

import torch

from probes.answer import yes_no

SINGLE = """
import json, sys, torch
torch.manual_seed(1)
model = torch.nn.Linear(4, 2)
x, y = torch.randn(8, 4), torch.randint(2, (8,))
loss = torch.nn.functional.cross_entropy(model(x), y)
loss.backward()
sys.stdout.write("gradient " + json.dumps(model.weight.grad.flatten().tolist()) + "\\n")
"""
PARALLEL = """
import json, sys, torch
torch.distributed.init_process_group("gloo")
rank = torch.distributed.get_rank()
torch.manual_seed(1)
model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(4, 2))
x, y = torch.randn(8, 4), torch.randint(2, (8,))
x, y = x.chunk(2)[rank], y.chunk(2)[rank]
loss = torch.nn.functional.cross_entropy(model(x), y)
loss.backward()
sys.stdout.write("gradient " + json.dumps(model.module.weight.grad.flatten().tolist()) + "\\n")
"""
if hasattr(torch.nn.parallel, "DistributedDataParallelCPU"):  # for CPUs a class of its own, in early releases
    PARALLEL = PARALLEL.replace("DistributedDataParallel(", "DistributedDataParallelCPU(")
ELASTIC = importlib.util.find_spec("torch.distributed.run") is not None  # since 1.9


def gradients(program, *launcher):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program)
        done = subprocess.run(
            [sys.executable, *launcher, path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=200,
            env=dict(os.environ, OMP_NUM_THREADS="1"),
        )
    print(done.stdout, done.stderr[-800:] if done.returncode else "")
    if done.returncode:
        sys.exit(done.stderr.strip().splitlines()[-1])  # the launcher broke, which says nothing of the gradients
    return [
        json.loads(line.replace("gradient ", "")) for line in done.stdout.splitlines() if line.startswith("gradient ")
    ]


OPTIONS = ("--nproc_per_node", "2", "--master_addr", "127.0.0.1", "--master_port", "29517")
(one,) = gradients(SINGLE)
both = gradients(PARALLEL, "-m", "torch.distributed.run" if ELASTIC else "torch.distributed.launch", *OPTIONS)
changes = [line for line in difflib.ndiff(SINGLE.splitlines(), PARALLEL.splitlines()) if line.startswith("+ ")]
print(f"{len(changes)} lines differ:", *changes, sep="\n")
apart = max((abs(a - b) for gradient in both for a, b in zip(one, gradient)), default=float("inf"))
yes_no(
    len(both) == 2 and apart < 1e-6,
    f"both processes hold the gradient of one process to within {apart:.0e}; {len(changes)} lines differ from its "
    "script",
)
