"""Start a training function in two processes that find each other."""

# /// script
# dependencies = ["torchelastic", "torch"]
# ///
import shutil
import subprocess
import sys

import torchelastic

if not shutil.which("etcd"):
    sys.exit(
        f"not here: {torchelastic.__name__} imports; its processes meet at an etcd server, which no package brings"
    )

with open("train.py", "w") as file:
    file.write(
        "import torch, torch.distributed as dist\ndist.init_process_group('gloo')\n"
        "one = torch.ones(1)\ndist.all_reduce(one)\nprint('sum', int(one))\n"
    )
command = [sys.executable, "-m", "torchelastic.distributed.launch", "--standalone", "--nnodes=1", "--nproc_per_node=2"]
ran = subprocess.run([*command, "train.py"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
print(ran.stdout)
assert ran.stdout.count("sum 2") == 2, ran.stdout.strip().splitlines()[-1]
print("Two processes found each other and added their numbers")
