"""What the frameworks are called. Standard library only."""

from __future__ import annotations

NAMES = {"tensorflow": "TensorFlow", "pytorch": "PyTorch", "keras": "Keras", "jax": "JAX"}
"""Id of a framework → its name as its maintainers write it."""
