from tensorflow import keras
from tensorflow.keras import layers


def convolution(channels, size, stride=1):
    """With stride 2, "same" would pad only below and to the right; PyTorch pads all sides."""
    return keras.Sequential(
        [
            layers.ZeroPadding2D(size // 2),
            layers.Conv2D(channels, size, strides=stride, use_bias=False),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5),  # PyTorch's defaults
        ]
    )


class Bottleneck(layers.Layer):
    def __init__(self, inputs, width, stride=1):
        super().__init__()
        self.reduce = convolution(width, 1)
        self.spatial = convolution(width, 3, stride)
        self.expand = convolution(4 * width, 1)
        self.relu = layers.ReLU()
        self.shortcut = convolution(4 * width, 1, stride) if inputs != 4 * width else None

    def call(self, x):
        y = self.relu(self.reduce(x))
        y = self.relu(self.spatial(y))
        return self.relu(self.expand(y) + (self.shortcut(x) if self.shortcut else x))


def stage(inputs, width, blocks, stride):
    later = [Bottleneck(4 * width, width) for _ in range(blocks - 1)]
    return keras.Sequential([Bottleneck(inputs, width, stride), *later])


def build():
    return keras.Sequential(
        [
            keras.Input((224, 224, 3)),
            convolution(64, 7, stride=2),
            layers.ReLU(),
            layers.ZeroPadding2D(1),
            layers.MaxPooling2D(3, strides=2),
            stage(64, 64, blocks=3, stride=1),
            stage(256, 128, blocks=4, stride=2),
            stage(512, 256, blocks=6, stride=2),
            stage(1024, 512, blocks=3, stride=2),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1000),
        ]
    )
