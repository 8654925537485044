"""What ``make bench ARGS="--deploy"`` measures: ways by which a model leaves its framework, and how each is called.

Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass

BATCH = 1
ROUNDS = 7
WARM_UP_S, WINDOW_S, LEAST_CALLS = 0.3, 1.0, 10
"""Requests one after the other in a process: unmeasured first, then timed, and at least so many."""
LARGEST_DIFFERENCE_PPM = 100
"""Of outputs, in millionths of the largest output, in float32: above it a way answers something else."""


@dataclass(frozen=True)
class Way:
    """``exported_in`` and ``served_in`` are environments; the second has nothing that the way does not need.

    ``packages`` are those whose versions are told; ``sizes`` is whether that environment is what a service installs.
    """

    framework: str
    title: str
    exported_in: str
    served_in: str
    packages: tuple[str, ...]
    sizes: bool = True


WAYS = {
    "tensorflow-savedmodel": Way("tensorflow", "SavedModel", "tensorflow", "tensorflow", ("tensorflow-cpu", "keras")),
    "tensorflow-litert": Way("tensorflow", "LiteRT", "conversions", "serve-litert", ("ai-edge-litert",)),
    "tensorflow-onnx": Way("tensorflow", "ONNX Runtime", "conversions", "serve-onnxruntime", ("onnxruntime",)),
    "pytorch-eager": Way("pytorch", "eager", "pytorch", "pytorch", ("torch",)),
    "pytorch-compile": Way("pytorch", "torch.compile", "pytorch", "pytorch", ("torch",)),
    "pytorch-aotinductor": Way("pytorch", "AOTInductor", "pytorch", "pytorch", ("torch",)),
    "pytorch-torchscript": Way("pytorch", "TorchScript", "pytorch", "pytorch", ("torch",)),
    "pytorch-onnx": Way("pytorch", "ONNX Runtime", "conversions", "serve-onnxruntime", ("onnxruntime",)),
    "pytorch-openvino": Way("pytorch", "OpenVINO", "conversions", "serve-openvino", ("openvino",)),
    "pytorch-litert": Way("pytorch", "LiteRT", "export-litert-torch", "serve-litert", ("ai-edge-litert",)),
    "pytorch-executorch": Way(
        "pytorch", "ExecuTorch", "conversions", "conversions", ("executorch", "torch"), sizes=False
    ),
    "jax-export": Way("jax", "jax.export", "conversions", "serve-jax", ("jax", "jaxlib")),
}
"""In the order of pages: of each framework its own runtime first."""
