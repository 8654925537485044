"""Does a PyTorch model give the same numbers after export to ExecuTorch for XNNPACK, in its runtime?"""

import tempfile
from importlib.metadata import version
from pathlib import Path

import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from executorch.runtime import Runtime

from probes.exported import pytorch_model, same_numbers

model, x, before = pytorch_model()
lowered = to_edge_transform_and_lower(torch.export.export(model, (x,)), partitioner=[XnnpackPartitioner()])
delegated = [node.name for node in lowered.exported_program().graph.nodes if "call_delegate" in str(node.target)]
computed = f"{len(delegated)} part{'s' * (len(delegated) != 1)}"
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.pte"
    path.write_bytes(lowered.to_executorch().buffer)
    (after,) = Runtime.get().load_program(path).load_method("forward").execute((x,))
print(lowered.exported_program().graph)
same_numbers(before, after, f"with ExecuTorch {version('executorch')} and {computed} of the graph on XNNPACK")
