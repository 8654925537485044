"""Batches from a pipeline instead of one batch again and again: the variant ``input-fed``.

A file for each framework defines ``batches(images, labels, batch_size)``: an endless supply, written as the framework's
users would write it. All shuffle the same images of 8 bits, and cut, mirror and scale each anew. Nothing is decoded.
JAX has no pipeline of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from bench.settings import SEED
from sitedata.schema.protocol.workloads import Workload

IMAGES, MARGIN = 256, 32  # how many there are, and by how many pixels each is larger than what is cut from it
MEAN, DEVIATION = 127.5, 73.6  # of pixels that are drawn evenly from 0 to 255


def batches_of(workload: Workload, framework: str, batch_size: int) -> Iterator[tuple[Any, Any]]:
    """Images and labels as the framework's tensors, without an end."""
    return import_module(f"bench.feeding.{framework}").batches(*images_of(workload), batch_size)


def images_of(workload: Workload) -> tuple[np.ndarray, np.ndarray]:
    """Images of 8 bits, channels last, and int32 labels."""
    generator = np.random.default_rng(SEED)
    height, width, channels = workload.shape
    images = generator.integers(0, 256, (IMAGES, height + MARGIN, width + MARGIN, channels), dtype=np.uint8)
    return images, generator.integers(0, workload.classes, IMAGES, dtype=np.int32)
