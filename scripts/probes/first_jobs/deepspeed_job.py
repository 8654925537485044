"""Train a small network with the engine on one processor."""

# /// script
# dependencies = ["deepspeed", "torch"]
# ///
import os

os.environ.update(
    DS_ACCELERATOR="cpu", MASTER_ADDR="127.0.0.1", MASTER_PORT="18124", RANK="0", LOCAL_RANK="0", WORLD_SIZE="1"
)
import deepspeed
import torch

torch.manual_seed(0)
deepspeed.init_distributed("gloo", auto_mpi_discovery=False)
model = torch.nn.Linear(4, 1)
config = {"train_batch_size": 16, "zero_optimization": {"stage": 0}}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer, config=config)
x = torch.randn(16, 4)
losses = []
for _ in range(50):
    loss = (engine(x) - x.sum(1, keepdim=True)).pow(2).mean()
    engine.backward(loss)
    engine.step()
    losses.append(loss.item())
assert losses[-1] < losses[0] / 2
print(f"50 steps took the loss from {losses[0]:.2f} to {losses[-1]:.4f}")
