import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def perceptron(*widths):
    return keras.Sequential([layers.Dense(width, activation="relu") for width in widths])


class Recommender(layers.Layer):
    def __init__(self, bags, rows, width):
        super().__init__()
        self.bottom = perceptron(512, 256, 64, width)
        self.tables = [layers.Embedding(rows, width) for _ in range(bags)]
        left, right = np.triu_indices(bags + 1, k=1)
        self.places = left * (bags + 1) + right
        self.top = perceptron(512, 256)
        self.dense = layers.Dense(2)

    def call(self, inputs):
        numbers, categories = inputs
        x = self.bottom(numbers)
        bags = zip(self.tables, tf.unstack(categories, axis=1), strict=True)
        vectors = [tf.reduce_sum(table(indices), axis=1) for table, indices in bags]
        features = tf.stack((x, *vectors), axis=1)
        products = tf.matmul(features, features, transpose_b=True)
        products = tf.reshape(products, (-1, products.shape[1] * products.shape[2]))
        return self.dense(self.top(tf.concat((x, tf.gather(products, self.places, axis=1)), axis=1)))


def build():
    inputs = keras.Input((13,)), keras.Input((26, 4), dtype="int32")
    return keras.Model(inputs, Recommender(bags=26, rows=50_000, width=16)(inputs))
