"""The networks of the accuracy experiment in PyTorch; their twin is ``accuracy_tensorflow.py``."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

KEYWORDS = {"learning_rate": "lr", "epsilon": "eps"}


def use_one_thread() -> None:
    """The networks are too small to share; call before anything is computed."""
    torch.set_num_threads(1)


def build(dataset: str, batch_norm: dict[str, float]) -> nn.Module:
    if dataset == "digits":
        return nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1, bias=False),
            nn.BatchNorm2d(8, **batch_norm),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16, **batch_norm),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(256, 10),
        )
    return nn.Sequential(
        nn.Linear(30, 32, bias=False),
        nn.BatchNorm1d(32, **batch_norm),
        nn.ReLU(),
        nn.Linear(32, 32, bias=False),
        nn.BatchNorm1d(32, **batch_norm),
        nn.ReLU(),
        nn.Linear(32, 2),
    )


class Trainer:
    def __init__(self, training, weights: list[np.ndarray] | None):
        """Without ``weights``, PyTorch draws its own from the seed of ``training``, a ``bench.accuracy.Training``."""
        torch.manual_seed(training.drawn_seed)
        batch_norm = {KEYWORDS.get(name, name): value for name, value in training.batch_norm.items()}
        if "momentum" in batch_norm:
            batch_norm["momentum"] = round(1 - batch_norm["momentum"], 6)  # PyTorch counts the share of the new batch
        self.model = build(training.dataset, batch_norm)
        if weights:
            layers = [layer for layer in self.model if isinstance(layer, nn.Conv2d | nn.Linear)]
            with torch.no_grad():
                for layer, kernel in zip(layers, weights[:-1], strict=True):
                    outputs_first = kernel.transpose(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T
                    layer.weight.copy_(torch.from_numpy(outputs_first.reshape(layer.weight.shape)))
                layers[-1].bias.copy_(torch.from_numpy(weights[-1]))
        optimizer = torch.optim.SGD if training.optimizer == "sgd" else torch.optim.Adam
        self.optimizer = optimizer(
            self.model.parameters(), **{KEYWORDS[name]: value for name, value in training.optimizer_settings.items()}
        )
        self.loss = nn.CrossEntropyLoss()

    def step(self, x: np.ndarray, y: np.ndarray) -> float:
        """One step on a batch; its loss."""
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.loss(self.model(as_tensor(x)), torch.from_numpy(y))
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def logits(self, x: np.ndarray) -> np.ndarray:
        """As in testing: BatchNorm uses its running averages."""
        self.model.eval()
        with torch.no_grad():
            return self.model(as_tensor(x)).numpy()


def as_tensor(x: np.ndarray) -> torch.Tensor:
    """Images with their channels first."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(x, -1, 1)) if x.ndim == 4 else x)
