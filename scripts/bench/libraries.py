"""Which math library a framework uses here, and the path that it takes: a short call in a process of its own.

No timed process is asked, because libraries report by printing a line for each call. ``python -m bench.libraries
tensorflow xla`` computes one small convolution and one matrix product and prints columns of ``runs.csv`` as JSON; the
environment variables are those of the runs that it speaks for.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping

from bench.worker import RESULT

VERBOSE = {"ONEDNN_VERBOSE": "1", "MKL_VERBOSE": "1"}
"""What makes oneDNN and MKL report, read when the libraries are loaded.

Sources: https://uxlfoundation.github.io/oneDNN/dev_guide_verbose.html, Intel's developer guide for oneMKL.
"""
BEARING = ("TF_ENABLE_ONEDNN_OPTS", "ONEDNN_", "MKL_", "ATEN_", "XLA_FLAGS")
"""Prefixes of the variables that decide which library and which path is taken."""


def question(framework: str, mode: str, variables: Mapping[str, str]) -> tuple:
    """Runs with an equal one get an equal answer, so that it is asked once a sweep."""
    bearing = sorted(item for item in variables.items() if item[0].startswith(BEARING))
    return framework, mode if mode == "xla" else "", tuple(bearing)


def read(convolution: str, product: str) -> dict[str, str]:
    """Columns of ``runs.csv`` from what the libraries printed during a convolution and during a matrix product."""
    everything = convolution + product
    columns = {}
    if found := re.search(r"onednn_verbose,(?:v1,)?info,cpu,isa:([^\n]*)", everything):
        columns["onednn_isa"] = found[1].strip()
    if path := _implementation(convolution, ("convolution", "gemm_api")):
        columns["convolution_path"] = path
    if found := re.search(r"MKL_VERBOSE (oneMKL .*?|Intel\(R\) MKL .*?) Product build \S+ for (.*?), Lnx", everything):
        path = found[2].removeprefix("Intel(R) 64 architecture ")
        if called := re.search(r"MKL_VERBOSE \w*GEMM\w*\(.*?(CNR:\w+)", product):
            return columns | {"blas": found[1], "blas_path": f"{path}, {called[1]}"}
    if path := _implementation(product, ("matmul", "inner_product", "gemm_api")):
        version = re.search(r"info,(oneDNN v[\d.]+)", everything)
        columns |= {"blas": version[1] if version else "oneDNN", "blas_path": path}
    return columns


def _implementation(printed: str, primitives: tuple[str, ...]) -> str:
    """What oneDNN calls the implementation of the first of these primitives that it ran."""
    for primitive in primitives:
        if found := re.search(rf"exec,cpu,{primitive},([^,]*),", printed):
            return found[1] or primitive
    return ""


def printed_by(work: Callable[[], object]) -> str:
    """What libraries write to the standard output while this works, past Python's own buffers."""
    sys.stdout.flush()
    before = os.dup(1)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        try:
            work()
        finally:
            importlib.import_module("ctypes").CDLL(None).fflush(None)
            os.dup2(before, 1)
            os.close(before)
        file.seek(0)
        return file.read().decode(errors="replace")


def main(arguments: list[str]) -> None:
    framework, mode = arguments
    backend = importlib.import_module(f"bench.backends.{framework}")
    columns = read(*map(printed_by, backend.small_works(mode)))
    print(RESULT + json.dumps(columns), flush=True)
    os._exit(0)  # some builds abort while they end


if __name__ == "__main__":
    main(sys.argv[1:])
