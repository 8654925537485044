from tensorflow import keras
from tensorflow.keras import layers


def convolution(channels):
    return layers.Conv2D(channels, 3, padding="same", activation="relu")


def build():
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            convolution(64),
            layers.MaxPooling2D(2),
            convolution(128),
            layers.MaxPooling2D(2),
            convolution(256),
            convolution(256),
            layers.MaxPooling2D(2),
            convolution(512),
            convolution(512),
            layers.MaxPooling2D(2),
            convolution(512),
            convolution(512),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
