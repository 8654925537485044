"""Synthetic data: the same numbers for every framework."""

from __future__ import annotations

import numpy as np

from bench.settings import SEED
from sitedata.schema.protocol.workloads import Workload


def batch_of(
    workload: Workload, batch_size: int, *, channels_first: bool, seed: int = SEED
) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """Inputs of shape (batch, *shape), with a second one of (batch, *bags), and int32 labels of (batch, *places).

    Inputs are float32 from a standard normal distribution, or int32 tokens.
    """
    generator = np.random.default_rng(seed)

    def tokens(shape: tuple[int, ...]) -> np.ndarray:
        return generator.integers(0, workload.vocabulary, (batch_size, *shape), dtype=np.int32)

    if workload.vocabulary and not workload.bags:
        inputs = tokens(workload.shape)
    else:
        inputs = generator.standard_normal((batch_size, *workload.shape), dtype=np.float32)
    bags = (tokens(workload.bags),) if workload.bags else ()
    labels = generator.integers(0, workload.classes, (batch_size, *workload.places), dtype=np.int32)
    if channels_first and workload.is_image:
        inputs = np.ascontiguousarray(inputs.transpose(0, 3, 1, 2))
    return (inputs, *bags), labels
