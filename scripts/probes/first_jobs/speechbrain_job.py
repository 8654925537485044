"""Train a tiny network with the library's own training loop on made features."""

# /// script
# dependencies = ["speechbrain", "torch"]
# ///
import speechbrain as sb
import torch

torch.manual_seed(0)


class First(sb.Brain):
    def compute_forward(self, batch, stage):
        return self.modules.model(batch[0])

    def compute_objectives(self, predictions, batch, stage):
        return torch.nn.functional.l1_loss(predictions, batch[1])


model = torch.nn.Linear(10, 10)
brain = First({"model": model}, opt_class=lambda parameters: torch.optim.SGD(parameters, 0.1))
data = [(torch.rand(10, 10), torch.zeros(10, 10)) for _ in range(8)]
before = brain.evaluate(data)
brain.fit(range(3), data)
after = brain.evaluate(data)
assert after < before
print(f"Three epochs took the loss from {before:.3f} to {after:.3f}")
