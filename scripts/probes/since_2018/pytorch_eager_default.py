"""Is eager execution the default in PyTorch?"""

import torch

from probes.answer import yes_no

lines = []
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
lines.append(("after y = x * 3", y.item(), type(y.grad_fn).__name__))
z = y + 1
lines.append(("after z = y + 1", z.item(), type(z.grad_fn).__name__))
for line in lines:
    print(*line)
nodes = [node for _, _, node in lines]
named = nodes[0].startswith("MulBackward") and nodes[1].startswith("AddBackward")  # the digit came with 1.0
yes_no(
    [value for _, value, _ in lines] == [6, 7] and named,
    f"after each line its value is there and its node of the graph exists: {nodes[0]}, then {nodes[1]}",
)
