"""Can a PyTorch function change its control flow from call to call, eagerly and under torch.compile?"""

import torch

from probes.answer import answered, yes_no

graphs = []


def collatz(x):
    steps = 0
    while x > 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


numbers = [6, 7, 27]
eager = [collatz(torch.tensor(number)) for number in numbers]
if not hasattr(torch, "compile"):
    print("eager", eager)
    found = "yes" if eager == [8, 16, 111] else "no"
    answered(found, "loops of {}, {} and {} turns in eager mode; there is no torch.compile".format(*eager))

from torch._dynamo.utils import counters  # noqa: E402


def backend(module, inputs):
    """Records what it is asked to compile, and compiles nothing: the graphs matter here, not the machine code."""
    graphs.append([node.target.__name__ for node in module.graph.nodes if node.op == "call_function"])
    return module.forward


def fresh(**settings):
    """``collatz`` compiled as if for the first time: the cache of another call would hide what this one is refused."""
    torch._dynamo.reset()
    counters.clear()
    return torch.compile(collatz, backend=backend, **settings)


compiled = fresh()
graph = [compiled(torch.tensor(number)) for number in numbers]
# PyTorch 2.13 and 2.15 count a branch on a value under "unimplemented" and leave "graph_break" empty for it
breaks = [reason for kind in ("graph_break", "unimplemented") for reason in counters[kind]]
names = sorted({reason.splitlines()[0] for reason in breaks})
print("eager", eager, "torch.compile", graph)
print(len(graphs), "graphs:", graphs)
print(len(breaks), "breaks:", *(reason.split("\n  Hint")[0] for reason in breaks), sep="\n")
try:
    fresh(fullgraph=True)(torch.tensor(6))
    refused = "ran"
except torch._dynamo.exc.TorchDynamoException as error:
    print("fullgraph=True:", str(error).split("\n  Hint")[0])
    refused = f"refuses it ({type(error).__name__}: {str(error).splitlines()[0]})"
captured = (
    f"{len(graphs)} graph{'s' * (len(graphs) != 1)} with {sum(map(len, graphs))} "
    f"operation{'s' * (sum(map(len, graphs)) != 1)}"
)
broke = (
    f"breaks its graph ({', '.join(names)}), captures {captured} and leaves the loop to Python"
    if breaks
    else f"captures {captured}"
)
yes_no(
    eager == graph == [8, 16, 111],
    f"loops of 8, 16 and 111 turns in both; torch.compile {broke}, and with fullgraph=True {refused}",
)
