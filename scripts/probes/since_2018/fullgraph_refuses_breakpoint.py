"""Does torch.compile with fullgraph=True refuse a function with a breakpoint in it?"""

import torch

from probes.answer import answered, yes_no

if not hasattr(torch, "compile"):
    answered("absent", "there is no torch.compile")


@torch.compile(fullgraph=True)
def step(x):
    y = x * 2
    breakpoint()
    return y + 1


try:
    step(torch.ones(2))
except torch._dynamo.exc.Unsupported as error:
    print(error)
    yes_no(True, "it stops with torch._dynamo.exc.Unsupported: the graph cannot be captured in one piece")
else:
    yes_no(False, "it ran")
