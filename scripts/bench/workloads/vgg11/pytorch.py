from torch import nn


def convolution(inputs, channels):
    return nn.Sequential(nn.Conv2d(inputs, channels, 3, padding=1), nn.ReLU())


def build():
    return nn.Sequential(
        convolution(3, 64),
        nn.MaxPool2d(2),
        convolution(64, 128),
        nn.MaxPool2d(2),
        convolution(128, 256),
        convolution(256, 256),
        nn.MaxPool2d(2),
        convolution(256, 512),
        convolution(512, 512),
        nn.MaxPool2d(2),
        convolution(512, 512),
        convolution(512, 512),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(512, 10),
    )
