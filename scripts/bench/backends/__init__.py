"""How each framework runs a workload.

Every backend has ``prepare(contestant) -> Prepared``; ``facts()`` about the framework; ``require(device)``, which
raises RuntimeError where there is no such device; ``gpu()``, the model of the GPU that it would use; ``state()``,
the columns of ``runs.csv`` that say how the library is set in this process; and ``small_works(mode)``, a convolution
and a matrix product to be watched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NO_GPU = "no CUDA device: {} sees none here (is this its CPU build, or is a driver missing?)"


@dataclass(frozen=True)
class Prepared:
    """A model that is ready to be timed.

    ``step`` runs one training step or one inference and returns when its work is done. ``loss`` is the loss of the last
    training step (``None`` after inference). ``device_memory`` gives the peak of GPU memory so far in MiB, reserved and
    allocated.
    """

    step: Callable[[], object]
    loss: Callable[[], float | None]
    device_memory: Callable[[], dict[str, float]] = dict
