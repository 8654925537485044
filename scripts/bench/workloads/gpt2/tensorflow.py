from tensorflow import keras
from tensorflow.keras import layers, ops


class Attention(layers.Layer):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = layers.Dense(3 * width)
        self.project = layers.Dense(width)

    def call(self, x, cache=None, start=0):
        _, length, width = x.shape
        parts = ops.split(self.qkv(x), 3, axis=-1)
        query, key, value = (ops.reshape(part, (-1, length, self.heads, width // self.heads)) for part in parts)
        if cache is None:
            y = ops.dot_product_attention(query, key, value, is_causal=True)
        else:
            cache = ops.slice_update(cache, (0, 0, start, 0, 0), ops.stack((key, value)))
            seen = ops.arange(cache.shape[2]) <= start + ops.arange(length)[:, None]
            y = ops.dot_product_attention(query, cache[0], cache[1], mask=seen[None, None])
        y = self.project(ops.reshape(y, (-1, length, width)))
        return y if cache is None else (y, cache)


class Block(layers.Layer):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = layers.LayerNormalization(epsilon=1e-5)
        self.attention = Attention(width, heads)
        self.norm2 = layers.LayerNormalization(epsilon=1e-5)
        self.dense1 = layers.Dense(4 * width, activation=lambda x: ops.gelu(x, approximate=True))
        self.dense2 = layers.Dense(width)

    def call(self, x, cache=None, start=0):
        y = self.attention(self.norm1(x), cache=cache, start=start)
        if cache is not None:
            y, cache = y
        x = x + y
        x = x + self.dense2(self.dense1(self.norm2(x)))
        return x if cache is None else (x, cache)


class Gpt(layers.Layer):
    def __init__(self, vocabulary, context, depth, width, heads):
        super().__init__()
        normal = keras.initializers.RandomNormal(stddev=0.02)
        self.token = layers.Embedding(vocabulary, width, embeddings_initializer=normal)
        self.position = layers.Embedding(context, width, embeddings_initializer=normal)
        self.blocks = [Block(width, heads) for _ in range(depth)]
        self.norm = layers.LayerNormalization(epsilon=1e-5)

    def embed(self, tokens, start=0):
        return self.token(tokens) + self.position(start + ops.arange(tokens.shape[1]))

    def logits(self, x):
        return ops.matmul(self.norm(x), ops.transpose(self.token.embeddings))

    def call(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.logits(x)

    def read(self, tokens, caches, start=0):
        x, kept = self.embed(tokens, start), []
        for block, cache in zip(self.blocks, caches, strict=True):
            x, cache = block(x, cache=cache, start=start)
            kept.append(cache)
        return self.logits(x[:, -1]), kept


def build():
    model = Gpt(vocabulary=50257, context=1024, depth=12, width=768, heads=12)
    return keras.Sequential([keras.Input((128,), dtype="int32"), model])


def prefill(model, tokens, room):
    """Keys and values have ``room`` for so many tokens; what is not there yet is masked."""
    gpt = model.layers[0]
    shape = 2, tokens.shape[0], room, gpt.blocks[0].attention.heads, 64
    return gpt.read(tokens, [ops.zeros(shape, gpt.compute_dtype) for _ in gpt.blocks])


def decode(model, token, caches, start):
    return model.layers[0].read(token, caches, start)
