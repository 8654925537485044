from itertools import pairwise

import torch
from torch import nn


def perceptron(*widths):
    layers = [layer for pair in pairwise(widths) for layer in (nn.Linear(*pair), nn.ReLU())]
    return nn.Sequential(*layers)


class Recommender(nn.Module):
    def __init__(self, numbers, bags, rows, width):
        super().__init__()
        self.bottom = perceptron(numbers, 512, 256, 64, width)
        self.tables = nn.ModuleList(nn.EmbeddingBag(rows, width, mode="sum", sparse=True) for _ in range(bags))
        pairs = torch.triu_indices(bags + 1, bags + 1, offset=1)
        self.register_buffer("left", pairs[0])
        self.register_buffer("right", pairs[1])
        self.top = perceptron(width + pairs.shape[1], 512, 256)
        self.dense = nn.Linear(256, 2)

    def forward(self, numbers, categories):
        x = self.bottom(numbers)
        vectors = [table(indices) for table, indices in zip(self.tables, categories.unbind(dim=1), strict=True)]
        features = torch.stack((x, *vectors), dim=1)
        products = features @ features.transpose(1, 2)
        return self.dense(self.top(torch.cat((x, products[:, self.left, self.right]), dim=1)))


def build():
    return Recommender(numbers=13, bags=26, rows=50_000, width=16)
