"""ExecuTorch's ``to_edge_transform_and_lower`` for XNNPACK, run by its runtime."""

import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from executorch.runtime import Runtime


def convert(given, folder):
    x = torch.from_numpy(given.x)
    exported = torch.export.export(given.model, (x,))
    program = to_edge_transform_and_lower(exported, partitioner=[XnnpackPartitioner()]).to_executorch()
    path = folder / "model.pte"
    path.write_bytes(program.buffer)
    (after,) = Runtime.get().load_program(path).load_method("forward").execute((x,))
    return after.numpy()
