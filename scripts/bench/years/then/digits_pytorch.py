"""The network that learns digits, in PyTorch from release 1.0 on; its twin is ``digits_tensorflow.py``."""

import numpy as np
import torch
from torch import nn


def use_one_thread():
    torch.set_num_threads(1)


class Network(nn.Module):
    def __init__(self, batch_norm):
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(8, **batch_norm)
        self.second = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(16, **batch_norm)
        self.last = nn.Linear(256, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.first_norm(self.first(x))), 2)
        x = torch.relu(self.second_norm(self.second(x)))
        return self.last(x.reshape(x.shape[0], -1))


class Trainer:
    """Without ``weights``, PyTorch draws its own. The learning rate is the recipe's in both arms."""

    def __init__(self, arm, optimizer, seed, weights):
        torch.manual_seed(seed)
        matched = arm == "matched"
        self.model = Network({"momentum": 0.1, "eps": 1e-5} if matched else {})  # the share of the new batch
        if weights:
            layers = [self.model.first, self.model.second, self.model.last]
            with torch.no_grad():
                for layer, kernel in zip(layers, weights):
                    outputs_first = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
                    layer.weight.copy_(torch.from_numpy(outputs_first.reshape(tuple(layer.weight.shape))))
                self.model.last.bias.copy_(torch.from_numpy(weights[-1]))
                for norm in (self.model.first_norm, self.model.second_norm):  # drawn at random before 1.2
                    norm.weight.fill_(1)
                    norm.bias.fill_(0)
        made = {"sgd": lambda own: torch.optim.SGD(own, lr=0.01),
                "adam": lambda own: torch.optim.Adam(own, lr=0.001, **({"eps": 1e-8} if matched else {}))}  # fmt: skip
        self.optimizer = made[optimizer](self.model.parameters())
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        self.model.train()
        self.optimizer.zero_grad()
        self.loss(self.model(channels_first(x)), torch.from_numpy(y)).backward()
        self.optimizer.step()

    def logits(self, x):
        """As in testing: BatchNorm uses its running averages."""
        self.model.eval()
        with torch.no_grad():
            return self.model(channels_first(x)).numpy()


def channels_first(x):
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, -1, 1)))
