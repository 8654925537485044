"""Convert a network of PyTorch with random weights to the Core ML format, and save it."""

# /// script
# dependencies = ["coremltools", "torch"]
# ///
import coremltools
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
traced = torch.jit.trace(model, torch.randn(1, 4))
converted = coremltools.convert(traced, inputs=[coremltools.TensorType(name="x", shape=(1, 4))])
converted.save("model.mlpackage")
outputs = [one.name for one in converted.get_spec().description.output]
assert len(outputs) == 1
print("The network was converted and saved; only macOS can run it")
