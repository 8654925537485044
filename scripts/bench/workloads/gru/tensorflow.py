from tensorflow import keras
from tensorflow.keras import layers


def build():
    return keras.Sequential(
        [
            keras.Input((50, 32)),
            layers.GRU(128),
            layers.Dense(10),
        ]
    )
