"""Train a small network of the NNX interface."""

# /// script
# dependencies = ["flax", "optax", "jax"]
# ///
import jax
import optax
from flax import nnx


class Network(nnx.Module):
    def __init__(self, rngs):
        self.first, self.second = nnx.Linear(2, 16, rngs=rngs), nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x):
        return self.second(nnx.relu(self.first(x)))


model = Network(nnx.Rngs(0))
optimizer = nnx.Optimizer(model, optax.adam(0.02), wrt=nnx.Param)
x = jax.random.normal(jax.random.key(0), (128, 2))
y = x[:, :1] * x[:, 1:]


@nnx.jit
def step(model, optimizer):
    loss, gradients = nnx.value_and_grad(lambda model: ((model(x) - y) ** 2).mean())(model)
    optimizer.update(model, gradients)
    return loss


losses = [float(step(model, optimizer)) for _ in range(100)]
assert losses[-1] < losses[0] / 2
print(f"100 steps took the loss from {losses[0]:.2f} to {losses[-1]:.2f}")
