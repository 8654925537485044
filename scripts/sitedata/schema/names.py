"""How the frameworks are called. Standard library alone."""

from __future__ import annotations

NAMES = {"tensorflow": "TensorFlow", "pytorch": "PyTorch", "keras": "Keras", "jax": "JAX"}
"""Id of a framework → its name as its keepers write it."""
