import torch
from torch import nn


class VisionTransformer(nn.Module):
    def __init__(self, patch, patches, depth, width, heads):
        super().__init__()
        self.patch = nn.Conv2d(3, width, patch, stride=patch)
        self.position = nn.Embedding(patches, width)
        layer = nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", layer_norm_eps=1e-6, batch_first=True,
            norm_first=True,
        )  # fmt: skip
        norm = nn.LayerNorm(width, eps=1e-6)
        self.encoder = nn.TransformerEncoder(layer, depth, norm, enable_nested_tensor=False)
        self.dense = nn.Linear(width, 1000)

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = x + self.position(torch.arange(x.shape[1], device=x.device))
        return self.dense(self.encoder(x).mean(dim=1))


def build():
    return VisionTransformer(patch=16, patches=196, depth=12, width=384, heads=6)
