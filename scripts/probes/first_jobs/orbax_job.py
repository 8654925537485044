"""Save a training state as a checkpoint and restore it."""

# /// script
# dependencies = ["orbax-checkpoint", "jax"]
# ///
from pathlib import Path

import jax.numpy as jnp
import orbax.checkpoint as ocp

state = {"weights": jnp.arange(8.0), "step": 7}
path = Path("checkpoint").absolute()
with ocp.StandardCheckpointer() as checkpointer:
    checkpointer.save(path, state)
    checkpointer.wait_until_finished()
    restored = checkpointer.restore(path, state)
assert jnp.array_equal(restored["weights"], state["weights"]) and restored["step"] == 7
print("A state of 8 weights and a step came back as it was")
