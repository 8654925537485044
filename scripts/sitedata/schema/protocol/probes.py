"""The scripts that decide claims, and those that ask every package of the ecosystem table; and where each one runs.

They are in ``scripts/probes``; ``make probes`` runs them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """``script`` is a module of ``scripts/probes``, run with these arguments in a framework's environment."""

    environment: str
    script: str
    arguments: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    also: str = ""  # another environment that it asks, whose versions count too
    packages: tuple[str, ...] = ()  # what it is about, the framework first; empty: what its environment is about


INSTALLED_IN = {"pytorch": "pytorch-newest"}
"""A probe's environment → its folder, where the benchmark's own, whose release is that of the samples, is not asked."""


def defaults(what: str, setting: str) -> Probe:
    return Probe("tensorflow", "defaults", (what, setting), also="pytorch")


TENSORFLOW = ("tensorflow-cpu", "tensorflow")
"""TensorFlow's packages: one system has the one, another the other."""
BACKENDS = {"TensorFlow": ("tensorflow", TENSORFLOW), "PyTorch": ("torch", ("torch",)), "JAX": ("jax", ("jax",))}
"""A backend of Keras → what Keras calls it, and its packages."""


def keras_export(what: str, backend: str, *packages: str, environment: str = "export") -> Probe:
    """Keras exports with this backend; ``packages`` are those with which it does and with which the model runs."""
    name, framework = BACKENDS[backend]
    settings = (("KERAS_BACKEND", name),)
    counted = tuple(dict.fromkeys(("keras", *framework, *packages)))
    return Probe(environment, f"keras_export_{what}", (backend,), settings, packages=counted)


MEETING = ("interchange", "export", "export-litert-torch", "conversions")
"""Environments where frameworks meet each other, and the runtimes that take what they export."""
DISTRIBUTIONS = {"tensorflow": "tensorflow", "pytorch": "torch", "jax": "jax"}
"""A framework beside which packages are installed → its own package. The environment has the framework's name."""
PYTHON_PACKAGE = "pkg:pypi/"


@dataclass(frozen=True)
class PackageQuestions:
    """The two questions that every package of a system is asked about a framework: a row of ``package_probes``.

    ``first`` is the first framework, in the order of :data:`DISTRIBUTIONS`, that the package is asked about. Ids about
    another one name it.
    """

    package: str
    framework: str
    module: str
    first: bool = True

    @property
    def name(self) -> str:
        return self.package.removeprefix(PYTHON_PACKAGE)

    @property
    def alive_id(self) -> str:
        return f"{self.name}-alive" + ("" if self.first else f"-{DISTRIBUTIONS[self.framework]}")

    @property
    def needs_id(self) -> str:
        return f"{self.name}-needs-{DISTRIBUTIONS[self.framework]}"

    @property
    def probes(self) -> dict[str, Probe]:
        distribution = DISTRIBUTIONS[self.framework]
        return {
            self.alive_id: Probe(self.framework, "alive", (self.name, self.module, distribution)),
            self.needs_id: Probe(self.framework, "needs", (self.name, distribution)),
        }


def package_questions(rows: Iterable[tuple[str, str, str]]) -> list[PackageQuestions]:
    """``rows``: package, framework and module of each pair that is asked, in any order."""
    order, seen, questions = list(DISTRIBUTIONS), set(), []
    for package, framework, module in sorted(rows, key=lambda row: (row[0], order.index(row[1]))):
        questions.append(PackageQuestions(package, framework, module, first=package not in seen))
        seen.add(package)
    return questions


SINCE_2018 = tuple(
    f"since_2018/{script}" for script in (
        "tf_eager_default",
        "tf_session_gone",
        "tf_control_flow",
        "python_in_tf_function",
        "pdb_in_tf_eager",
        "pdb_in_tf_function",
        "pdb_in_tf_function_run_eagerly",
        "tf_data_parallel",
        "keras_fit_mirrored",
        "tf_saved_model",
        "tf_lite",
        "pytorch_eager_default",
        "pytorch_control_flow",
        "pdb_in_pytorch_forward",
        "pytorch_compile_graph",
        "fullgraph_refuses_breakpoint",
        "pdb_under_torch_compile",
        "pytorch_data_parallel",
        "pytorch_export",
        "pytorch_hub",
    )
)  # fmt: skip
"""Those that releases since 2018 are asked too."""

OF_TODAY = (
    "tf_tensors", "pytorch_tensors", "keras_part_of_tensorflow", "ipdb_in_pytorch_forward", "pytorch_async_reduce",
    "keras_file", "pdb_with_force_eager",
)  # fmt: skip


def _by_name(script: str) -> tuple[str, Probe]:
    """Its id follows from its name, and so does the framework that it is about."""
    name = script.rsplit("/", 1)[-1]
    about_tensorflow = "tf" in name.split("_") or name.startswith("keras")
    return name.replace("_", "-"), Probe("tensorflow" if about_tensorflow else "pytorch", script)


PROBES = {
    **dict(map(_by_name, SINCE_2018)),
    **dict(map(_by_name, OF_TODAY)),
    "pytorch-onnx": Probe("interchange", "pytorch_onnx"),
    "keras-on-tensorflow": Probe("tensorflow", "keras_trains", ("TensorFlow",)),
    "keras-on-pytorch": Probe("interchange", "keras_trains", ("PyTorch",), (("KERAS_BACKEND", "torch"),)),
    "keras-on-jax": Probe("interchange", "keras_trains", ("JAX",), (("KERAS_BACKEND", "jax"),)),
    "keras-fit-data-parallel": Probe("tensorflow", "keras_fit_data_parallel", ("Keras 3", "keras")),
    "tf-keras-fit-data-parallel": Probe("tensorflow", "keras_fit_data_parallel", ("Keras 2", "tf_keras")),
    "lightning-alive": Probe("pytorch", "alive", ("lightning", "lightning", "torch")),
    "lightning-needs-torch": Probe("pytorch", "needs", ("lightning", "torch")),
    "defaults-adam-epsilon": defaults("Adam's epsilon", "adam-epsilon"),
    "defaults-batchnorm-momentum": defaults("BatchNorm's momentum", "batchnorm-momentum"),
    "defaults-batchnorm-epsilon": defaults("BatchNorm's epsilon", "batchnorm-epsilon"),
    "defaults-dense-initialiser": defaults("a dense layer's initial weights", "dense-kernel-initialiser"),
    "defaults-convolution-initialiser": defaults("a convolution's initial weights", "conv-kernel-initialiser"),
    "defaults-lstm-initialiser": defaults("an LSTM's initial recurrent weights", "lstm-recurrent-initialiser"),
    "defaults-lstm-bias": defaults("the initial bias of an LSTM's forget gate", "lstm-forget-gate-bias"),
    "torchelastic-in-core": Probe("pytorch", "torchelastic_in_core"),
    "keras-onnx-tensorflow": keras_export("onnx", "TensorFlow", "tf2onnx", "onnxruntime"),
    "keras-onnx-pytorch": keras_export("onnx", "PyTorch", "onnx", "onnxruntime"),
    "keras-onnx-jax": keras_export("onnx", "JAX", "jax2onnx", "onnxruntime"),
    "keras-saved-model-tensorflow": keras_export("saved_model", "TensorFlow"),
    "keras-saved-model-jax": keras_export("saved_model", "JAX", *TENSORFLOW),
    "keras-litert-tensorflow": keras_export("litert", "TensorFlow", "ai-edge-litert"),
    "keras-litert-pytorch": keras_export(
        "litert", "PyTorch", "litert-torch", "ai-edge-litert", environment="export-litert-torch"
    ),
    "keras-openvino": keras_export("openvino", "TensorFlow", "openvino"),
    "pytorch-executorch": Probe("export", "executorch_xnnpack", packages=("torch", "executorch")),
    "pytorch-litert": Probe(
        "export-litert-torch", "litert_torch_convert", packages=("torch", "litert-torch", "ai-edge-litert")
    ),
    "pytorch-aotinductor": Probe("export", "aotinductor", packages=("torch",)),
    "pytorch-coreml": Probe("export", "pytorch_coreml", packages=("torch", "coremltools")),
    "jax-export": Probe("export", "jax_export", packages=("jax",)),
    "jax-saved-model": Probe("export", "jax_saved_model", packages=("jax", *TENSORFLOW)),
    "jax-litert": Probe("export", "jax_litert", packages=("jax", *TENSORFLOW, "ai-edge-litert")),
    "jax-onnx": Probe("export", "jax_onnx", packages=("jax", "jax2onnx", "onnxruntime")),
}
"""Those that people listed; :func:`package_questions` has the others, which the data lists."""
THROUGH_TIME = tuple(id for id, probe in PROBES.items() if probe.script in SINCE_2018)
ANSWERS = ("yes", "no", "absent")
"""Outcomes that say something of what was asked; with the others there is no answer."""
