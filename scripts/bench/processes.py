"""How a process with a framework in it is started and ended, whoever starts it. Standard library only."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from stopping import held

SCRIPTS = Path(__file__).resolve().parent.parent
TUNING = (
    "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "BLIS_", "ONEDNN_", "DNNL_", "XLA_", "TF_", "TORCH", "PYTORCH_",
    "ATEN_", "JAX_", "KERAS_", "CUDA_", "CUBLAS_", "CUDNN_", "NVIDIA_", "NCCL_", "MALLOC_", "GLIBC_TUNABLES", "PYTHON",
)  # fmt: skip
"""The prefixes of variables that change what a framework, its libraries, the allocator or Python does."""
CHOICE_OF_GPU = ("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES")
"""These say which GPU, not how it computes: they stay where a GPU is measured."""


class CannotStart(Exception):
    """One line that says what is missing and how to fix it."""


def cleared(device: str = "cpu") -> list[str]:
    """The names of the user's own variables that no measurement sees, sorted.

    Anybody who runs the same command measures the same thing.
    """
    kept = CHOICE_OF_GPU if device == "cuda" else ()
    return sorted(name for name in os.environ if name.startswith(TUNING) and name not in kept)


def variables(device: str = "cpu") -> dict[str, str]:
    """The environment variables of such a process. On a CPU it sees no GPU.

    GPUs are counted by their places in the machine, as NVIDIA's management library counts them: see ``bench.gpu``.
    """
    gone = set(cleared(device))
    environment = {name: value for name, value in os.environ.items() if name not in gone} | {
        "PYTHONPATH": str(SCRIPTS), "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow", "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }  # fmt: skip
    on_cpu = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}
    return environment | (on_cpu if device == "cpu" else {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"})


@contextlib.contextmanager
def child(command: Sequence[str | Path], **options: object) -> Iterator[subprocess.Popen]:
    """A process that is gone when this ends, however it ends. ``options`` are those of ``subprocess.Popen``."""
    process = None
    try:
        with held():
            process = subprocess.Popen(command, **options)
        yield process
    finally:
        if process:
            with held(), process:  # whose end waits for it and closes its pipes
                process.kill()


def run(
    command: Sequence[str | Path], timeout_s: float | None = None, **options: object
) -> subprocess.CompletedProcess:
    """Like ``subprocess.run``, except that no signal leaves the process running; output is captured as text.

    ``subprocess.run`` leaves it running if a signal arrives while it is being started.

    Raises:
        subprocess.TimeoutExpired: it did not end within ``timeout_s`` seconds; it was killed.
    """
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with child(command, **(pipes | {"encoding": "utf-8", "errors": "replace"} | options)) as process:
        output, errors = process.communicate(timeout=timeout_s)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)
