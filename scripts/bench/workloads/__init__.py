"""One folder per workload, with one file per framework.

A file defines ``build()``: a model as the framework's users would write it. What the models must compute is in
:mod:`sitedata.schema.protocol.workloads`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from sitedata.schema.protocol.workloads import Workload


def module_of(workload: Workload, framework: str) -> ModuleType:
    """The file of one framework.

    Images are (height, width, channels) for TensorFlow and JAX, (channels, height, width) for PyTorch.
    """
    return import_module(f"bench.workloads.{workload.folder}.{framework}")
