"""Minimise a function with Adam."""

# /// script
# dependencies = ["optax", "jax"]
# ///
import jax
import jax.numpy as jnp
import optax

solver = optax.adam(learning_rate=0.1)
weights = jnp.array([1.0, 2.0, 3.0])
state = solver.init(weights)
for _ in range(200):
    updates, state = solver.update(jax.grad(lambda w: jnp.sum(w**2))(weights), state, weights)
    weights = optax.apply_updates(weights, updates)
assert jnp.abs(weights).max() < 0.1
print(f"200 steps took the sum of squares from 14 to {float(jnp.sum(weights**2)):.5f}")
