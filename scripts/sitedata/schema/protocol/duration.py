"""How long a sweep will take, from what its runs took on two machines.

In: contestants and rounds. Out: seconds, the faster machine's first.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitedata.schema.protocol.contestant import OF_LIBRARIES, Contestant
from sitedata.schema.protocol.divisions import WHOLE_STEP as WHOLE_STEP_VARIANTS
from sitedata.schema.protocol.workloads import WORKLOADS, Workload

Seconds = tuple[float, float]
MACHINES = ("two cores with AVX-512", "two cores with AVX2")
"""The faster and the slower machine; the numbers below are read from their committed sweeps."""
IMPORT: Seconds = (2, 4)
FRESH: Seconds = (25, 100)
"""``torch.compile`` with an empty cache."""
RUN: dict[tuple[str, str], Seconds] = {
    ("pytorch", "eager"): (6, 8),
    ("pytorch", "torch.compile"): (8, 13),
    ("tensorflow", "tf.function"): (7, 12),
    ("tensorflow", "xla"): (8, 15),
    ("tensorflow", "eager"): (7, 12),
    ("jax", "jit"): (7, 12),
}
"""From the start of a run to that of the next: medians over a sweep's runs of the slowest model in a mode.

The faster machine's are between those of three: one with a slow disk took a quarter longer, another a seventh less.

Eager TensorFlow and JAX were not run on the slower machine; they are counted like tf.function.
"""
ASKED: Seconds = (3, 6)
"""To ask a framework in one setting which math libraries it uses: an import, and half as long again."""
WHOLE_STEP: Seconds = (11, 14)
"""A warm run of PyTorch whose whole step is compiled."""
SMALL = {("tensorflow", "tf.function"): (6, 9), ("tensorflow", "xla"): (6, 10), ("tensorflow", "eager"): (6, 9)}
"""The same for models that compile quickly: dense and recurrent ones."""
LARGE = 4
"""How many times as long a run of a modern model takes: guessed from the arithmetic of its steps, nobody has run them.

A step of theirs takes about a second on two cores, and a run has at least six.
"""
LARGE_AGREEMENT = 8
"""The same for their agreement: twenty steps in both precisions."""
ON_GPU = {"pytorch": 12, "tensorflow": 16, "jax": 16}
"""Seconds of a run on ``GPU``, whatever its mode: most of it is spent on starting the framework and the device.

Medians over its sweep of the slower of two models, eager PyTorch and tf.function; JAX and compiled steps were not run
there, and JAX is counted like TensorFlow.
"""
GPU = "an NVIDIA H200 with 16 cores"
AGREEMENT_ON_GPU = 30
"""For one model in both precisions: two took a minute together."""
DISTURBED = 1.1  # times as long, because flagged runs are repeated after a wait: 1 in 90 runs and 1 in 10 were
AGREEMENT: Seconds = (12, 20)
AGREEMENT_OF_IMAGES: Seconds = (45, 90)
"""For one model in both precisions.

The first sweep on the faster machine took 150 s for five models and two of images; the slower machine takes twice as
long to start a framework and to compile.
"""
AGREEMENT_OF_TUNED: dict[str, Seconds] = {
    "dense": (15, 40), "recurrent": (15, 40), "convolution": (30, 90), "attention": (30, 90), "recommender": (30, 90),
}  # fmt: skip
"""For the compiled steps of one model of a kind in both precisions, compilers empty: guessed from ``FRESH``."""
ACCURACY: Seconds = (300, 600)
"""For the whole accuracy experiment: 325 s passed between two sweeps on the faster machine."""


def seconds_of(contestant: Contestant) -> Seconds:
    """For one run, including the start and end of its process."""
    if contestant.task == "import":
        return IMPORT
    if contestant.variant == "fresh-cache":
        return FRESH
    if contestant.framework == "pytorch" and contestant.variant in WHOLE_STEP_VARIANTS:
        return WHOLE_STEP
    way = contestant.framework, contestant.mode
    if WORKLOADS[contestant.workload].modern:
        faster, slower = RUN[way]
        return LARGE * faster, LARGE * slower
    return SMALL.get(way, RUN[way]) if WORKLOADS[contestant.workload].kind in ("dense", "recurrent") else RUN[way]


def sweep_s(
    contestants: Iterable[Contestant],
    rounds: int,
    *,
    agreement: Iterable[str] = (),
    tuned: Iterable[str] = (),
    accuracy: bool = False,
) -> Seconds:
    """For a whole sweep.

    ``agreement`` names the models that are still to be compared, ``tuned`` those of them whose compiled steps are;
    ``accuracy`` says whether that experiment is still to be run.
    """
    agreement, contestants = set(agreement), list(contestants)
    measuring = [
        DISTURBED
        * sum(seconds_of(contestant)[machine] * min(contestant.rounds or rounds, rounds) for contestant in contestants)
        + ASKED[machine] * len({_library(contestant) for contestant in contestants if contestant.task != "import"})
        for machine in (0, 1)
    ]
    compared = [_agreement_of(WORKLOADS[workload]) for workload in agreement]
    compared += [AGREEMENT_OF_TUNED[WORKLOADS[workload].kind] for workload in agreement & set(tuned)]
    faster, slower = (
        measuring[machine] + sum(model[machine] for model in compared) + accuracy * ACCURACY[machine]
        for machine in (0, 1)
    )
    return faster, slower


def gpu_sweep_s(contestants: Iterable[Contestant], rounds: int, agreement: Iterable[str] = ()) -> float:
    """The same on ``GPU``, compiled steps of ``agreement`` left out: nobody has timed those."""
    runs = sum(ON_GPU[contestant.framework] * min(contestant.rounds or rounds, rounds) for contestant in contestants)
    return runs + AGREEMENT_ON_GPU * len({*agreement})


def _agreement_of(workload: Workload) -> Seconds:
    faster, slower = AGREEMENT_OF_IMAGES if workload.is_image else AGREEMENT
    factor = LARGE_AGREEMENT if workload.modern else 1
    return factor * faster, factor * slower


def _library(contestant: Contestant) -> tuple:
    """Contestants with an equal one are asked once which libraries they use."""
    variant = contestant.variant if contestant.variant in OF_LIBRARIES else ""
    return contestant.framework, contestant.mode == "xla", variant


def in_words(seconds: float) -> str:
    """``45 s``, ``12 min``, ``2 h 05 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
