"""What is measured: models that each framework's users would write.

Twins compute the same thing; ``bench.agreement`` proves it. Models take ``shape`` (without the batch) and return one
logit per class; tokens are integers below ``vocabulary``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """A model that is measured.

    ``batch_size`` is the main setting, ``batch_sizes`` are the others of its sweep. ``parameters`` counts the trained
    ones.
    """

    id: str
    title: str
    kind: str
    shape: tuple[int, ...]
    classes: int
    batch_size: int
    parameters: int
    batch_sizes: tuple[int, ...] = ()
    vocabulary: int = 0

    @property
    def is_image(self) -> bool:
        return len(self.shape) == 3

    @property
    def folder(self) -> str:
        """Its folder below ``scripts/bench/workloads/``, with one file per framework."""
        return self.id.replace("-", "_")


WORKLOADS = {
    workload.id: workload
    for workload in (
        Workload("mlp", "Multilayer perceptron", "dense", (784,), 10, 128, 669_706, (16, 1024)),
        Workload("resnet20", "ResNet-20 on 32 × 32 images", "convolution", (32, 32, 3), 10, 32, 272_474, (4, 128)),
        Workload("vgg11", "VGG-11 on 32 × 32 images", "convolution", (32, 32, 3), 10, 16, 9_225_610),
        Workload("lstm", "LSTM over 50 steps", "recurrent", (50, 32), 10, 64, 83_722),
        Workload("gru", "GRU over 50 steps", "recurrent", (50, 32), 10, 64, 63_498),
        Workload(
            "bert-mini", "BERT encoder, 4 layers, width 256", "attention", (64,), 2, 8, 3_432_450, vocabulary=1000
        ),
        Workload(
            "bert-wide", "BERT encoder, 2 layers, width 768", "attention", (64,), 2, 4, 14_995_970, vocabulary=1000
        ),
    )
}
SMALL_AND_LARGE = (("resnet20", "vgg11"), ("bert-mini", "bert-wide"))
"""Models of one kind whose ratios are compared: does the size of a model change the answer?"""
