"""Script a function with a loop, save it, load it and run it."""

# /// script
# dependencies = ["torch"]
# ///
import torch


@torch.jit.script
def doubled(x: torch.Tensor, times: int) -> torch.Tensor:
    for _ in range(times):
        x = x * 2
    return x


doubled.save("doubled.pt")
loaded = torch.jit.load("doubled.pt")
assert loaded(torch.ones(2), 3).tolist() == [8, 8]
print("A function with a loop came back from the file and doubled three times")
