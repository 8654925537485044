from tensorflow import keras
from tensorflow.keras import layers

from bench.deploy.gpt2_small import DEPTH, EPSILON, HEADS, LENGTH, VOCABULARY, WIDTH


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = (layers.LayerNormalization(epsilon=EPSILON) for _ in range(2))
        self.attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS)
        self.wide = layers.Dense(4 * WIDTH, activation=lambda x: keras.ops.gelu(x, approximate=True))
        self.narrow = layers.Dense(WIDTH)

    def call(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, use_causal_mask=True)
        return x + self.narrow(self.wide(self.norm2(x)))


class Gpt2(layers.Layer):
    def __init__(self):
        super().__init__()
        self.token = layers.Embedding(VOCABULARY, WIDTH)
        self.position = layers.Embedding(LENGTH, WIDTH)
        self.blocks = keras.Sequential([Block() for _ in range(DEPTH)])
        self.norm = layers.LayerNormalization(epsilon=EPSILON)

    def call(self, tokens):
        x = self.token(tokens) + self.position(keras.ops.arange(LENGTH))
        return keras.ops.matmul(self.norm(self.blocks(x)), keras.ops.transpose(self.token.embeddings))


def build():
    return keras.Sequential([keras.Input((LENGTH,), dtype="int32"), Gpt2()])
