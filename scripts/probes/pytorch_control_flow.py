"""Can a PyTorch function change its control flow from call to call, eagerly and under torch.compile?"""

import torch
from torch._dynamo.utils import counters

from probes.answer import yes_no


def collatz(x):
    steps = 0
    while x > 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


compiled = torch.compile(collatz, backend="eager")  # the graphs matter here, not the machine code
numbers = [6, 7, 27]
eager = [collatz(torch.tensor(each)) for each in numbers]
graph = [compiled(torch.tensor(each)) for each in numbers]
breaks = sum(counters["graph_break"].values())
print("eager", eager, "torch.compile", graph, "graph breaks", breaks)
for reason in counters["graph_break"]:
    print("break:", reason[:300])
try:
    torch.compile(collatz, backend="eager", fullgraph=True)(torch.tensor(6))
    print("fullgraph=True ran")
except torch._dynamo.exc.Unsupported as error:
    print("fullgraph=True:", str(error)[:300])
yes_no(eager == graph == [8, 16, 111], f"loops of 8, 16 and 111 turns in both; torch.compile broke the graph {breaks} time{'s' * (breaks != 1)}")
