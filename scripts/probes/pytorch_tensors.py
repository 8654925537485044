"""Are tensors of more than one dimension the basic object in both frameworks? Asked in PyTorch."""

import numpy as np
import torch

from probes.answer import yes_no

x = torch.arange(24).reshape(2, 3, 4)
print(type(x), tuple(x.shape))
yes_no(
    x.ndim == 3 and np.array_equal(x.numpy(), np.arange(24).reshape(2, 3, 4)),
    "a torch.Tensor of shape (2, 3, 4) holds what a NumPy array holds",
)
