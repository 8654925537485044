"""How a process with a framework in it is started, whoever starts it. Standard library alone."""

from __future__ import annotations

import os
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """One line that says what is missing and how to mend it."""


def variables(device: str = "cpu") -> dict[str, str]:
    """The environment variables of such a process. On a CPU it sees no GPU."""
    found = os.environ | {
        "PYTHONPATH": str(SCRIPTS), "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow", "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }  # fmt: skip
    return found | ({"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"} if device == "cpu" else {})
