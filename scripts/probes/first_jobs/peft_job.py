"""Add LoRA to a network with random weights, and train only what it added."""

# /// script
# dependencies = ["peft", "torch"]
# ///
import torch
from peft import LoraConfig, get_peft_model

torch.manual_seed(0)
base = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))
model = get_peft_model(base, LoraConfig(r=2, target_modules=["0", "2"]))
trained, all_weights = model.get_nb_trainable_parameters()
x = torch.randn(64, 16)
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.05)
losses = []
for _ in range(30):
    loss = (model(x) - x[:, :1]).pow(2).mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
assert losses[-1] < losses[0]
print(f"{trained} of {all_weights} weights were trained; the loss went from {losses[0]:.2f} to {losses[-1]:.2f}")
