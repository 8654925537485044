"""Fit a line with a gradient and a compiled step."""

# /// script
# dependencies = ["jax"]
# ///
import jax
import jax.numpy as jnp

x = jax.random.normal(jax.random.PRNGKey(0), (100,))
y = 2 * x - 1


def loss(weights):
    return jnp.mean((weights[0] * x + weights[1] - y) ** 2)


step = jax.jit(lambda weights: weights - 0.1 * jax.grad(loss)(weights))
weights = jnp.zeros(2)
for _ in range(200):
    weights = step(weights)
assert jnp.allclose(weights, jnp.array([2.0, -1.0]), atol=0.01)
print(f"200 compiled steps found the line {weights[0]:.2f} x {weights[1]:+.2f}")
