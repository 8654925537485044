"""Two divisions, as MLPerf has a closed and an open one: each framework as it is taught, and each tuned.

*As written* is what the documentation of each teaches: ``tf.function``, eager PyTorch. *Tuned* is one recipe for each
kind of model: the whole step compiled, with loss and optimizer, and layout, math library and allocator as they helped
most of them. A model of the kind may lose by it. Whoever knows a faster one changes :data:`TUNED`, for either side:
nothing else says what is tuned.

In: a workload. Out: columns of ``runs.csv`` for each framework.
Source: https://docs.mlcommons.org/inference/submission/#closed-division-vs-open-division
"""

from __future__ import annotations

from sitedata.schema.protocol.modes import MAIN_MODE
from sitedata.schema.protocol.workloads import WORKLOADS

DIVISIONS = {
    "written": "as the documentation of each framework teaches it",
    "tuned": "one recipe for each kind of model, on both sides alike: the whole step compiled, images with channels "
    "last, oneDNN on, and thresholds of the allocator that keep memory",
}
FRAMEWORKS = ("tensorflow", "pytorch")
TUNED: dict[str, dict[str, dict[str, str]]] = {
    "dense": {"tensorflow": {"mode": "tf.function"}, "pytorch": {"mode": "torch.compile"}},
    "convolution": {
        "tensorflow": {"mode": "tf.function"},  # images have their channels last by default
        "pytorch": {"mode": "torch.compile", "layout": "channels-last"},
    },
    "recurrent": {"tensorflow": {"mode": "tf.function"}, "pytorch": {"mode": "torch.compile"}},
    # for BERT mini XLA took less time than tf.function on both machines that measured it, both with AVX-512
    "attention": {"tensorflow": {"mode": "xla"}, "pytorch": {"mode": "torch.compile"}},
    "recommender": {"tensorflow": {"mode": "tf.function"}, "pytorch": {"mode": "torch.compile"}},
}
"""Kind of workload → framework → the mode and the layout of its tuned division.

oneDNN in TensorFlow and the allocator's thresholds, set for both, belong to the variant ``tuned``.
"""
WHOLE_STEP = ("whole-step", "tuned")
"""Variants in which ``torch.compile`` gets the loss and the optimizer too, as ``tf.function`` always does."""


def columns(workload: str, framework: str, division: str) -> dict[str, str]:
    """How a framework runs a workload in a division: columns in which it differs from the main setting."""
    if division == "written":
        return {"mode": MAIN_MODE[framework]}
    return {"variant": "tuned", **TUNED[WORKLOADS[workload].kind][framework]}


def best_layout(workload: str, framework: str) -> dict[str, str]:
    """The layout with which a framework is tuned for a workload: a change of the main setting, or none."""
    tuned = TUNED[WORKLOADS[workload].kind][framework]
    return {"layout": tuned["layout"]} if "layout" in tuned else {}


def compile_scope(mode: str, variant: str) -> str:
    """What a compiler sees of a training step: ``nothing``, ``model``, or ``step`` with the loss and the optimizer."""
    if mode == "eager":
        return "nothing"
    return "model" if mode == "torch.compile" and variant not in WHOLE_STEP else "step"
