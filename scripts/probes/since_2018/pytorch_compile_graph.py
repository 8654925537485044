"""Does torch.compile capture a whole function as one graph before it runs it?"""

import torch

from probes.answer import answered, yes_no

if not hasattr(torch, "compile"):
    answered("absent", "there is no torch.compile")
graphs, ran = [], []


def backend(module, inputs):
    """Records the graph that it receives, and when that graph runs."""
    graphs.append([node.target for node in module.graph.nodes if node.op in ("call_function", "call_method")])
    before = list(ran)

    def run(*arguments):
        ran.append(before)
        return module.forward(*arguments)

    return run


@torch.compile(backend=backend, fullgraph=True)  # in one piece, or an error
def step(x):
    y = x * 2
    z = y + 1
    return z.sum()


result = step(torch.ones(3))
print("graphs:", graphs, "result:", float(result))
yes_no(
    len(graphs) == 1 and len(graphs[0]) == 3 and ran == [[]] and float(result) == 9,
    f"{len(graphs)} graph with all {len(graphs[0])} operations was handed to the compiler",
)
