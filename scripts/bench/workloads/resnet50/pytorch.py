from torch import nn


def convolution(inputs, channels, size, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, channels, size, stride, padding=size // 2, bias=False), nn.BatchNorm2d(channels)
    )


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride=1):
        super().__init__()
        self.reduce = convolution(inputs, width, 1)
        self.spatial = convolution(width, width, 3, stride)
        self.expand = convolution(width, 4 * width, 1)
        self.relu = nn.ReLU()
        self.shortcut = convolution(inputs, 4 * width, 1, stride) if inputs != 4 * width else None

    def forward(self, x):
        y = self.relu(self.reduce(x))
        y = self.relu(self.spatial(y))
        return self.relu(self.expand(y) + (self.shortcut(x) if self.shortcut else x))


def stage(inputs, width, blocks, stride):
    later = (Bottleneck(4 * width, width) for _ in range(blocks - 1))
    return nn.Sequential(Bottleneck(inputs, width, stride), *later)


def build():
    return nn.Sequential(
        convolution(3, 64, 7, stride=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),
        stage(64, 64, blocks=3, stride=1),
        stage(256, 128, blocks=4, stride=2),
        stage(512, 256, blocks=6, stride=2),
        stage(1024, 512, blocks=3, stride=2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2048, 1000),
    )
