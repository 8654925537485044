"""Compile a function with XLA and compare its result with the one that was not compiled."""

# /// script
# dependencies = ["jax"]
# ///
import jax
import jax.numpy as jnp


def scaled(x):
    return jnp.tanh(x @ x.T) / jnp.sqrt(x.shape[0])


x = jax.random.normal(jax.random.key(0), (64, 64))
compiled = jax.jit(scaled).lower(x).compile()
assert jnp.allclose(compiled(x), scaled(x), atol=1e-5)
print(f"XLA compiled it into a program of {len(compiled.as_text().splitlines())} lines; the results agree")
