"""The modes in which each framework is run, and the usual one."""

from __future__ import annotations

GENERATING = ("prefill", "decode")
"""Tasks of a model that writes text: reading a prompt, and writing one token after it. Each is a step of its own."""
MODES = {
    "tensorflow": ("eager", "tf.function", "xla"),
    "pytorch": ("eager", "torch.compile"),
    "jax": ("jit",),
}
MAIN_MODE = {"tensorflow": "tf.function", "pytorch": "eager", "jax": "jit"}
"""How a framework's users usually run it: what is compared unless stated otherwise."""
