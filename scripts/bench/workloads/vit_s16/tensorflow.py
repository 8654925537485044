from tensorflow import keras
from tensorflow.keras import layers


class EncoderLayer(layers.Layer):
    """Keras has no such layer of its own; PyTorch has nn.TransformerEncoderLayer."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, width // heads)
        self.dense1 = layers.Dense(4 * width, activation="gelu")
        self.dense2 = layers.Dense(width)
        self.norm1 = layers.LayerNormalization(epsilon=1e-6)
        self.norm2 = layers.LayerNormalization(epsilon=1e-6)

    def call(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y)
        return x + self.dense2(self.dense1(self.norm2(x)))


class VisionTransformer(layers.Layer):
    def __init__(self, patch, patches, depth, width, heads):
        super().__init__()
        self.patch = layers.Conv2D(width, patch, strides=patch)
        self.flatten = layers.Reshape((patches, width))
        self.position = layers.Embedding(patches, width)
        self.encoder = keras.Sequential([EncoderLayer(width, heads) for _ in range(depth)])
        self.norm = layers.LayerNormalization(epsilon=1e-6)
        self.dense = layers.Dense(1000)

    def call(self, images):
        x = self.flatten(self.patch(images))
        x = x + self.position(keras.ops.arange(x.shape[1]))
        return self.dense(keras.ops.mean(self.norm(self.encoder(x)), axis=1))


def build():
    model = VisionTransformer(patch=16, patches=196, depth=12, width=384, heads=6)
    return keras.Sequential([keras.Input((224, 224, 3)), model])
