from torch import nn

from bench.deploy.mobilenet import EXPANSION, LAST, STAGES


def convolution(inputs, channels, size, stride=1, groups=1):
    padding = (size - 1) // 2
    layer = nn.Conv2d(inputs, channels, size, stride, padding=padding, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(channels))


class Block(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        wide = EXPANSION * inputs
        self.layers = nn.Sequential(
            convolution(inputs, wide, 1),
            nn.ReLU6(),
            convolution(wide, wide, 3, stride, groups=wide),
            nn.ReLU6(),
            convolution(wide, channels, 1),
        )
        self.adds = inputs == channels and stride == 1

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


def build():
    return nn.Sequential(
        convolution(3, STAGES[0][0], 3),
        nn.ReLU6(),
        *(Block(*stage) for stage in STAGES),
        convolution(STAGES[-1][1], LAST, 1),
        nn.ReLU6(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(LAST, 10),
    )
