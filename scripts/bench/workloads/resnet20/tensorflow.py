from tensorflow import keras
from tensorflow.keras import layers


def convolution(channels, stride=1):
    """Three by three. With stride 2, "same" would pad only below and to the right; PyTorch pads all sides."""
    if stride == 1:
        return layers.Conv2D(channels, 3, padding="same", use_bias=False)
    return keras.Sequential([layers.ZeroPadding2D(1), layers.Conv2D(channels, 3, strides=stride, use_bias=False)])


def batch_norm():
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)  # PyTorch's defaults


class Block(layers.Layer):
    def __init__(self, inputs, channels, stride=1):
        super().__init__()
        self.conv1 = convolution(channels, stride)
        self.norm1 = batch_norm()
        self.conv2 = convolution(channels)
        self.norm2 = batch_norm()
        self.relu = layers.ReLU()
        self.shortcut = None
        if inputs != channels:
            self.shortcut = keras.Sequential([layers.Conv2D(channels, 1, strides=stride, use_bias=False), batch_norm()])

    def call(self, x):
        y = self.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return self.relu(y + (self.shortcut(x) if self.shortcut else x))


def build():
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            convolution(16),
            batch_norm(),
            layers.ReLU(),
            Block(16, 16),
            Block(16, 16),
            Block(16, 16),
            Block(16, 32, stride=2),
            Block(32, 32),
            Block(32, 32),
            Block(32, 64, stride=2),
            Block(64, 64),
            Block(64, 64),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )
