"""Export a network with random weights for a device, and run it in the runtime."""

# /// script
# dependencies = ["executorch", "torch"]
# ///
import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower
from executorch.runtime import Runtime

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
sample = (torch.randn(1, 4),)
edge = to_edge_transform_and_lower(torch.export.export(model, sample), partitioner=[XnnpackPartitioner()])
with open("model.pte", "wb") as file:
    file.write(edge.to_executorch().buffer)
method = Runtime.get().load_program("model.pte").load_method("forward")
assert torch.allclose(method.execute(sample)[0], model(*sample), atol=1e-5)
print("The exported program gives the same numbers in the runtime")
