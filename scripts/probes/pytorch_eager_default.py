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
yes_no(
    [value for _, value, _ in lines] == [6, 7] and lines[0][2] == "MulBackward0" and lines[1][2] == "AddBackward0",
    "after each line its value is there and its node of the graph exists: MulBackward0, then AddBackward0",
)
