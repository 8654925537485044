"""Export a network to a file, load it and run it."""

# /// script
# dependencies = ["torch"]
# ///
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2)).eval()
sample = (torch.randn(1, 4),)
torch.export.save(torch.export.export(model, sample), "model.pt2")
loaded = torch.export.load("model.pt2").module()
assert torch.allclose(loaded(*sample), model(*sample))
print("The exported program came back from the file and gives the same numbers")
