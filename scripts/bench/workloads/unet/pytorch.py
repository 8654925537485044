from itertools import pairwise

import torch
from torch import nn


def double(inputs, channels):
    return nn.Sequential(
        nn.Conv2d(inputs, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
    )


class UNet(nn.Module):
    def __init__(self, classes, widths=(64, 128, 256, 512, 1024)):
        super().__init__()
        self.down = nn.ModuleList(double(inputs, width) for inputs, width in pairwise((3, *widths[:-1])))
        self.pool = nn.MaxPool2d(2)
        self.bottom = double(widths[-2], widths[-1])
        pairs = list(pairwise(widths[::-1]))
        self.enlarge = nn.ModuleList(nn.ConvTranspose2d(inputs, width, 2, stride=2) for inputs, width in pairs)
        self.up = nn.ModuleList(double(inputs, width) for inputs, width in pairs)
        self.classes = nn.Conv2d(widths[0], classes, 1)

    def forward(self, x):
        skipped = []
        for down in self.down:
            x = down(x)
            skipped.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for enlarge, up in zip(self.enlarge, self.up, strict=True):
            x = up(torch.cat((skipped.pop(), enlarge(x)), dim=1))
        return self.classes(x)


def build():
    return UNet(classes=2)
