from tensorflow import keras
from tensorflow.keras import layers


def double(channels):
    return keras.Sequential(
        [
            layers.Conv2D(channels, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5),  # PyTorch's defaults
            layers.ReLU(),
            layers.Conv2D(channels, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
            layers.ReLU(),
        ]
    )


class UNet(layers.Layer):
    def __init__(self, classes, widths=(64, 128, 256, 512, 1024)):
        super().__init__()
        self.down = [double(width) for width in widths[:-1]]
        self.pool = layers.MaxPooling2D(2)
        self.bottom = double(widths[-1])
        self.enlarge = [layers.Conv2DTranspose(width, 2, strides=2) for width in widths[-2::-1]]
        self.up = [double(width) for width in widths[-2::-1]]
        self.classes = layers.Conv2D(classes, 1)

    def call(self, x):
        skipped = []
        for down in self.down:
            x = down(x)
            skipped.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for enlarge, up in zip(self.enlarge, self.up, strict=True):
            x = up(keras.ops.concatenate((skipped.pop(), enlarge(x)), axis=-1))
        return self.classes(x)


def build():
    return keras.Sequential([keras.Input((128, 128, 3)), UNet(classes=2)])
