"""What ``make conversions`` tries: six models, the formats between which they are carried, and when numbers agree."""

from __future__ import annotations

from dataclasses import dataclass

from sitedata.schema.protocol.workloads import WORKLOADS, Workload

FORMATS = {
    "tensorflow": "TensorFlow or Keras",
    "pytorch": "PyTorch",
    "jax": "JAX",
    "onnx": "ONNX",
    "litert": "LiteRT",
    "executorch": "ExecuTorch",
}
"""Where a model comes from and where it goes to."""


@dataclass(frozen=True)
class Model:
    """``short`` is what a narrow column calls it."""

    workload: Workload
    short: str


MODELS = {
    "mlp": Model(WORKLOADS["mlp"], "MLP"),
    "resnet20": Model(WORKLOADS["resnet20"], "ResNet-20"),
    "mobilenet": Model(
        Workload("mobilenet", "Small MobileNetV2 on 32 × 32 images", "convolution", (32, 32, 3), 10, 2, 0), "MobileNet"
    ),
    "lstm": Model(WORKLOADS["lstm"], "LSTM"),
    "bert-mini": Model(WORKLOADS["bert-mini"], "BERT"),
    "gpt2-small": Model(
        Workload("gpt2-small", "GPT-2 small, a decoder of 12 layers", "attention", (64,), 1000, 2, 0, vocabulary=1000),
        "GPT-2",
    ),
}
OWN = ("mobilenet", "gpt2-small")
"""Models that no benchmark measures; their files are in ``scripts/bench/deploy``."""

BATCH = 2
LARGEST_DIFFERENCE_PPM = 100
"""Of outputs, in millionths of the largest output, in float32: above it the result is another one."""

OUTCOMES = {
    "converts": "the documented call works, and the numbers agree",
    "with-changes": "it works after a change of the call or of the model, which the row names",
    "fails": "the tool fails, or the numbers differ",
}
