"""Train a small classifier on made images for one epoch, and evaluate it."""

# /// script
# dependencies = ["torch"]
# ///
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
images = torch.rand(512, 28, 28)
labels = (images[:, :14].sum((1, 2)) > images[:, 14:].sum((1, 2))).long()
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
loss_of, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())
before = loss_of(model(images), labels).item()
for batch, target in DataLoader(TensorDataset(images, labels), batch_size=32, shuffle=True):
    loss = loss_of(model(batch), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
after = loss_of(model(images), labels).item()
assert after < before
print(f"One epoch on 512 images took the loss from {before:.2f} to {after:.2f}")
