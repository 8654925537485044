from tensorflow import keras
from tensorflow.keras import layers

from bench.deploy.mobilenet import EXPANSION, LAST, STAGES


def pointwise(x, channels):
    return layers.BatchNormalization()(layers.Conv2D(channels, 1, use_bias=False)(x))


def block(x, inputs, channels, stride):
    y = layers.ReLU(max_value=6)(pointwise(x, EXPANSION * inputs))
    y = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)
    y = pointwise(layers.ReLU(max_value=6)(layers.BatchNormalization()(y)), channels)
    return layers.Add()([x, y]) if inputs == channels and stride == 1 else y


def build():
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(STAGES[0][0], 3, padding="same", use_bias=False)(inputs)
    x = layers.ReLU(max_value=6)(layers.BatchNormalization()(x))
    for stage in STAGES:
        x = block(x, *stage)
    x = layers.ReLU(max_value=6)(pointwise(x, LAST))
    return keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
