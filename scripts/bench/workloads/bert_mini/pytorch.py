import torch
from torch import nn


class Bert(nn.Module):
    def __init__(self, depth, width, heads):
        super().__init__()
        self.token = nn.Embedding(1000, width)
        self.position = nn.Embedding(64, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", layer_norm_eps=1e-12, batch_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, depth)
        self.dense = nn.Linear(width, 2)

    def forward(self, tokens):
        x = self.token(tokens) + self.position(torch.arange(64, device=tokens.device))
        x = self.encoder(self.norm(x))
        return self.dense(x.mean(dim=1))


def build():
    return Bert(depth=4, width=256, heads=4)
