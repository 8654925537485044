"""The scripts that decide claims, and where each one runs.

They are in ``scripts/probes``; ``make probes`` runs them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """``script`` is a module of ``scripts/probes``, run with these arguments in a framework's environment."""

    environment: str
    script: str
    arguments: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    also: str = ""  # another environment that it asks, whose versions count too


INSTALLED_IN = {"pytorch": "pytorch-newest"}
"""A probe's environment → its folder, where the benchmark's own, whose release is that of the samples, is not asked."""


def defaults(what: str, setting: str) -> Probe:
    return Probe("tensorflow", "defaults", (what, setting), also="pytorch")


def alive(package: str, module: str, framework: str) -> Probe:
    return Probe("pytorch" if framework == "torch" else "tensorflow", "alive", (package, module, framework))


PROBES = {
    **{
        script.replace("_", "-"): Probe(
            "tensorflow" if "tf" in script.split("_") or script.startswith("keras") else "pytorch", script
        )
        for script in (
            "tf_eager_default",
            "pytorch_eager_default",
            "tf_tensors",
            "pytorch_tensors",
            "tf_session_gone",
            "keras_part_of_tensorflow",
            "pdb_in_pytorch_forward",
            "ipdb_in_pytorch_forward",
            "pdb_in_tf_eager",
            "pdb_in_tf_function",
            "pdb_in_tf_function_run_eagerly",
            "python_in_tf_function",
            "tf_control_flow",
            "pytorch_control_flow",
            "tf_data_parallel",
            "keras_fit_mirrored",
            "pytorch_data_parallel",
            "pytorch_async_reduce",
            "tf_saved_model",
            "keras_file",
            "tf_lite",
            "pytorch_export",
            "pdb_under_torch_compile",
            "pdb_with_force_eager",
            "fullgraph_refuses_breakpoint",
            "pytorch_compile_graph",
            "pytorch_hub",
        )
    },
    "pytorch-onnx": Probe("interchange", "pytorch_onnx"),
    "keras-on-tensorflow": Probe("tensorflow", "keras_trains", ("TensorFlow",)),
    "keras-on-pytorch": Probe("interchange", "keras_trains", ("PyTorch",), (("KERAS_BACKEND", "torch"),)),
    "keras-on-jax": Probe("interchange", "keras_trains", ("JAX",), (("KERAS_BACKEND", "jax"),)),
    "keras-fit-data-parallel": Probe("tensorflow", "keras_fit_data_parallel", ("Keras 3", "keras")),
    "tf-keras-fit-data-parallel": Probe("tensorflow", "keras_fit_data_parallel", ("Keras 2", "tf_keras")),
    "torchtext-alive": alive("torchtext", "torchtext", "torch"),
    "torchx-alive": alive("torchx", "torchx", "torch"),
    "lightning-alive": alive("lightning", "lightning", "torch"),
    "speechbrain-alive": alive("speechbrain", "speechbrain", "torch"),
    "fastai-alive": alive("fastai", "fastai", "torch"),
    "tfx-alive": alive("tfx", "tfx", "tensorflow"),
    "tensorflow-cloud-alive": alive("tensorflow-cloud", "tensorflow_cloud", "tensorflow"),
    "stellargraph-alive": alive("stellargraph", "stellargraph", "tensorflow"),
    "magenta-alive": alive("magenta", "magenta", "tensorflow"),
    "deepspeech-alive": alive("deepspeech", "deepspeech", "tensorflow"),
    "mediapipe-alive": alive("mediapipe", "mediapipe", "tensorflow"),
    "netron-needs-torch": Probe("pytorch", "needs", ("netron", "torch")),
    "fastai-needs-torch": Probe("pytorch", "needs", ("fastai", "torch")),
    "speechbrain-needs-torch": Probe("pytorch", "needs", ("speechbrain", "torch")),
    "lightning-needs-torch": Probe("pytorch", "needs", ("lightning", "torch")),
    "mediapipe-needs-tensorflow": Probe("tensorflow", "needs", ("mediapipe", "tensorflow")),
    "deepspeech-needs-tensorflow": Probe("tensorflow", "needs", ("deepspeech", "tensorflow")),
    "magenta-needs-tensorflow": Probe("tensorflow", "needs", ("magenta", "tensorflow")),
    "stellargraph-needs-tensorflow": Probe("tensorflow", "needs", ("stellargraph", "tensorflow")),
    "keras-needs-tensorflow": Probe("tensorflow", "needs", ("keras", "tensorflow")),
    "defaults-adam-epsilon": defaults("Adam's epsilon", "adam-epsilon"),
    "defaults-batchnorm-momentum": defaults("BatchNorm's momentum", "batchnorm-momentum"),
    "defaults-batchnorm-epsilon": defaults("BatchNorm's epsilon", "batchnorm-epsilon"),
    "defaults-dense-initialiser": defaults("a dense layer's initial weights", "dense-kernel-initialiser"),
    "defaults-convolution-initialiser": defaults("a convolution's initial weights", "conv-kernel-initialiser"),
    "defaults-lstm-initialiser": defaults("an LSTM's initial recurrent weights", "lstm-recurrent-initialiser"),
    "defaults-lstm-bias": defaults("the initial bias of an LSTM's forget gate", "lstm-forget-gate-bias"),
    "torchelastic-in-core": Probe("pytorch", "torchelastic_in_core"),
}
