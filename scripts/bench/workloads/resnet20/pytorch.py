from torch import nn


def convolution(inputs, channels, stride=1):
    return nn.Conv2d(inputs, channels, 3, stride, padding=1, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, channels, stride=1):
        super().__init__()
        self.conv1 = convolution(inputs, channels, stride)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = convolution(channels, channels)
        self.norm2 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU()
        self.shortcut = None
        if inputs != channels:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = self.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return self.relu(y + (self.shortcut(x) if self.shortcut else x))


def build():
    return nn.Sequential(
        convolution(3, 16),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        Block(16, 16),
        Block(16, 16),
        Block(16, 16),
        Block(16, 32, stride=2),
        Block(32, 32),
        Block(32, 32),
        Block(32, 64, stride=2),
        Block(64, 64),
        Block(64, 64),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )
