"""What is measured: models that each framework's users would write.

Twins compute the same thing; ``bench.agreement`` proves it. Models take ``shape`` (without the batch) and return one
logit per class, for an example or for each of its ``places``; tokens are integers below ``vocabulary``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """A model that is measured.

    ``batch_size`` is the main setting, ``batch_sizes`` are the others of its sweep. ``parameters`` counts the trained
    ones. ``bags`` are a second input, of tokens. ``modern`` ones have a matrix of their own, and where no machine has
    measured them they are in no figure.
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
    places: tuple[int, ...] = ()
    bags: tuple[int, ...] = ()
    modern: bool = False

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
        Workload(
            "resnet50", "ResNet-50 on 224 × 224 images", "convolution", (224, 224, 3), 1000, 8, 25_557_032, modern=True
        ),
        Workload(
            "vit-s16", "ViT-S/16 on 224 × 224 images", "attention", (224, 224, 3), 1000, 8, 22_049_896, modern=True
        ),
        Workload(
            "gpt2", "GPT-2 small over 128 tokens", "attention", (128,), 50_257, 1, 124_439_808,
            vocabulary=50_257, places=(128,), modern=True,
        ),
        Workload(
            "dlrm-mini", "DLRM with 26 tables of 50,000 rows", "recommender", (13,), 2, 128, 21_276_242,
            vocabulary=50_000, bags=(26, 4), modern=True,
        ),
        Workload(
            "unet", "U-Net on 128 × 128 images", "convolution", (128, 128, 3), 2, 2, 31_037_698,
            places=(128, 128), modern=True,
        ),
    )
}  # fmt: skip
CLASSIC = tuple(id for id, workload in WORKLOADS.items() if not workload.modern)
MODERN = tuple(id for id, workload in WORKLOADS.items() if workload.modern)
SMALL_AND_LARGE = (("resnet20", "vgg11"), ("bert-mini", "bert-wide"))
"""Models of one kind whose ratios are compared: does the size of a model change the answer?"""
