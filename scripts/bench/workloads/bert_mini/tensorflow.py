from tensorflow import keras
from tensorflow.keras import layers


class EncoderLayer(layers.Layer):
    """Keras has no such layer of its own; PyTorch has nn.TransformerEncoderLayer."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, width // heads)
        self.dense1 = layers.Dense(4 * width, activation="gelu")
        self.dense2 = layers.Dense(width)
        self.norm1 = layers.LayerNormalization(epsilon=1e-12)
        self.norm2 = layers.LayerNormalization(epsilon=1e-12)

    def call(self, x):
        x = self.norm1(x + self.attention(x, x))
        return self.norm2(x + self.dense2(self.dense1(x)))


class Bert(layers.Layer):
    def __init__(self, depth, width, heads):
        super().__init__()
        self.token = layers.Embedding(1000, width)
        self.position = layers.Embedding(64, width)
        self.norm = layers.LayerNormalization(epsilon=1e-12)
        self.encoder = keras.Sequential([EncoderLayer(width, heads) for _ in range(depth)])
        self.dense = layers.Dense(2)

    def call(self, tokens):
        x = self.token(tokens) + self.position(keras.ops.arange(64))
        x = self.encoder(self.norm(x))
        return self.dense(keras.ops.mean(x, axis=1))


def build():
    return keras.Sequential([keras.Input((64,), dtype="int32"), Bert(depth=4, width=256, heads=4)])
