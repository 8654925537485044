"""What is measured again of a study of 2018, DLBench: programs whose logs give the seconds of an epoch.

In: nothing. Out: its models, how often an epoch does each part, and the parts. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROUNDS = 10
WARM_UP_S, WINDOW_S, LEAST_CALLS = 0.2, 1.0, 5
RELEASES = {"tensorflow": "1.11.0", "pytorch": "1.0.0"}
"""The study's TensorFlow; of PyTorch the first on the package index, which has no 0.4.1 for Python 3."""
BESIDE = {"tensorflow": (), "pytorch": ("torchvision==0.2.1", "pillow<7")}
VARIANTS = {"tensorflow": ("plain",), "pytorch": ("plain", "mkl-avx2")}
"""``mkl-avx2``: MKL takes the path for AVX2, which it keeps for processors of Intel; the study's was one."""
PARTS = ("load", "step", "update", "test")
"""To make a batch; a training step; in it, where it can be timed apart, the optimizer; a batch of test data."""


@dataclass(frozen=True)
class Model:
    """``steps`` and ``tests`` are batches in an epoch, of the test pass by framework; ``printed`` are results of
    ``published_results.csv`` with the seconds that the study's log gives for ``epochs``."""

    name: str
    steps: int
    tests: Mapping[str, int]
    epochs: int
    printed: Mapping[str, str]


def _printed(model: str, what: str) -> Mapping[str, str]:
    return {framework: f"dlbench-{model}-cpu-{framework}-{what}" for framework in RELEASES}


MODELS = {
    "mnist-cnn": Model("MNIST CNN", 469, {"tensorflow": 79, "pytorch": 10_000}, 15, _printed("mnist-cnn", "wall")),
    "cifar-10-cnn": Model(
        "CIFAR-10 CNN", 391, {"tensorflow": 79, "pytorch": 10_000}, 100, _printed("cifar-10-cnn", "wall")
    ),
    "ptb-lstm": Model("PTB LSTM", 9_295, dict.fromkeys(RELEASES, 824), 50, _printed("ptb-lstm", "50-epochs")),
}
"""60,000 and 50,000 images in batches of 128, 10,000 of them for the test; 929,589 and 82,430 words of the Penn
Treebank, a sequence at every fifth word, in batches of 20."""
