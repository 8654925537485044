"""Does pdb stop inside the forward method of a PyTorch module, and can it look at a tensor there?"""

from probes.answer import yes_no
from probes.debugger import stops

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
found, said = stops(PROGRAM, "p y.tolist()\ncontinue\n" * 3)
print(said)
yes_no(
    found == ["forward"] * 3 and said.count("[2.0, 2.0]") == 3 and said.count("result [3.0, 3.0]") == 3,
    f"in three calls pdb stopped {len(found)} times in forward and printed the tensor",
)
