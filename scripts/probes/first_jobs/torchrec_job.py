"""Look up pooled embeddings of two made products."""

# /// script
# dependencies = ["torchrec", "torch"]
# ///
import torch
import torchrec

tables = [torchrec.EmbeddingBagConfig(name="t", embedding_dim=4, num_embeddings=10, feature_names=["product"])]
bags = torchrec.EmbeddingBagCollection(device="cpu", tables=tables)
features = torchrec.KeyedJaggedTensor(keys=["product"], values=torch.tensor([1, 2, 3]), lengths=torch.tensor([2, 1]))
pooled = bags(features)["product"]
assert pooled.shape == (2, 4)
print("Two users with three products got embeddings of 4 numbers each")
