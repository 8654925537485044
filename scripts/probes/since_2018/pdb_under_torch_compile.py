"""Under torch.compile, does a breakpoint in the forward method still stop at every call, with values to look at?"""

import torch

from probes.answer import answered, yes_no
from probes.debugger import stops

PROGRAM = """
import torch

class Model(torch.nn.Module):
    def forward(self, x):
        y = x * 2
        breakpoint()
        return y + 1

model = torch.compile(Model())
for number in range(3):
    print("result", model(torch.ones(2)).tolist())
"""
if not hasattr(torch, "compile"):
    answered("absent", "there is no torch.compile")
found, said = stops(PROGRAM, "p y.tolist()\ncontinue\n" * 3)
print(said)
seen = "and y was there" if "[2.0, 2.0]" in said else "and y was not there"
yes_no(
    found == ["forward"] * 3 and said.count("[2.0, 2.0]") == 3,
    f"in three calls pdb stopped {len(found)} time{'s' * (len(found) != 1)}, in "
    f"{', '.join(dict.fromkeys(found)) or 'nothing'}, {seen}",
)
