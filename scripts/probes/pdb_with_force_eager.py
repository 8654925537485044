"""With torch.compiler.set_stance("force_eager"), does pdb stop at every call of a compiled module, \
with values to look at?"""

from probes.answer import yes_no
from probes.debugger import stops

PROGRAM = """
import torch

class Model(torch.nn.Module):
    def forward(self, x):
        y = x * 2
        breakpoint()
        return y + 1

model = torch.compile(Model())
torch.compiler.set_stance("force_eager")
for number in range(3):
    print("result", model(torch.ones(2)).tolist())
"""
found, said = stops(PROGRAM, "p y.tolist()\ncontinue\n" * 3)
print(said)
yes_no(
    found == ["forward"] * 3 and said.count("[2.0, 2.0]") == 3,
    f"in three calls pdb stopped {len(found)} times in forward and printed the tensor",
)
