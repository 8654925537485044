"""Train an autoencoder for one epoch with the Trainer."""

# /// script
# dependencies = ["pytorch-lightning", "torch"]
# ///
import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader

pl.seed_everything(0)


class Autoencoder(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 64))

    def training_step(self, batch, _):
        loss = nn.functional.mse_loss(self.network(batch), batch)
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.01)


data = torch.rand(256, 64)
model = Autoencoder()
before = nn.functional.mse_loss(model.network(data), data).item()
trainer = pl.Trainer(max_epochs=1, accelerator="cpu", logger=False, enable_progress_bar=False)
trainer.fit(model, DataLoader(data, batch_size=16))
after = nn.functional.mse_loss(model.network(data), data).item()
assert after < before
print(f"One epoch took the loss from {before:.3f} to {after:.3f}")
