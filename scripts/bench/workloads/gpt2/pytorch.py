import torch
from torch import nn
from torch.nn import functional


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)

    def forward(self, x, cache=None, start=0):
        parts = self.qkv(x).chunk(3, dim=-1)
        query, key, value = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        if cache is not None:
            end = start + x.shape[1]
            cache[:, :, :, start:end] = torch.stack((key, value))
            key, value = cache[:, :, :, :end]
        y = functional.scaled_dot_product_attention(query, key, value, is_causal=x.shape[1] > 1)
        return self.project(y.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.dense1 = nn.Linear(width, 4 * width)
        self.gelu = nn.GELU(approximate="tanh")
        self.dense2 = nn.Linear(4 * width, width)

    def forward(self, x, cache=None, start=0):
        x = x + self.attention(self.norm1(x), cache, start)
        return x + self.dense2(self.gelu(self.dense1(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, depth, width, heads):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        for table in (self.token, self.position):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, tokens, caches=None, start=0):
        positions = torch.arange(start, start + tokens.shape[1], device=tokens.device)
        x = self.token(tokens) + self.position(positions)
        for block, cache in zip(self.blocks, caches or [None] * len(self.blocks), strict=True):
            x = block(x, cache, start)
        x = self.norm(x if caches is None else x[:, -1])
        return functional.linear(x, self.token.weight)


def build():
    return Gpt(vocabulary=50257, context=1024, depth=12, width=768, heads=12)


def prefill(model, tokens, room):
    """Keys and values have ``room`` for so many tokens; they are written in place."""
    weight = model.token.weight
    shape = 2, len(tokens), model.blocks[0].attention.heads, room, 64
    caches = [torch.empty(shape, dtype=weight.dtype, device=weight.device) for _ in model.blocks]
    return model(tokens, caches), caches


def decode(model, token, caches, start):
    return model(token, caches, start), caches
