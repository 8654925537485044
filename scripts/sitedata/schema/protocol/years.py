"""What a sweep through the years measures: models that each release since 2018 can express, and the ways to run them.

In: a framework and a release. Out: the ways in which it is run. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass

MODELS = ("mlp", "resnet20", "vgg11", "lstm", "gru", "bert-mini")
TASKS = ("training", "inference")
ROUNDS, ONE_THREAD_ROUNDS, CONTROL_ROUNDS = 10, 5, 3
"""Processes of a way that is compared: with all cores, with one thread; and of a way that explains."""
WARM_UP_S, WINDOW_S, LEAST_STEPS = 0.1, 0.3, 5
"""Shorter than in the benchmark: one process measures all models, and what differs between processes counts more."""
ACCURACY_DATASET = "digits"
ACCURACY_ARMS = ("matched", "own-defaults")
ACCURACY_OPTIMIZERS = ("sgd", "adam")
ACCURACY_SEEDS = 5
"""How the small network of the accuracy experiment is trained in each release; the learning rate is always given."""
PACKAGES = {"tensorflow": "tensorflow", "pytorch": "torch"}
VARIABLES = {
    "plain": {},
    "onednn-on": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "onednn-off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "mkl-avx2": {"MKL_DEBUG_CPU_TYPE": "5"},
}
"""Variant → environment variables. MKL takes a slow path on processors of other makers; releases up to 2020 obeyed
``MKL_DEBUG_CPU_TYPE``, which no document of Intel's names: https://github.com/pytorch/builder/issues/504"""


@dataclass(frozen=True)
class Way:
    """How a release is run. ``main`` ones are compared over the years, the others explain them."""

    mode: str
    variant: str = "plain"
    main: bool = False

    def rounds(self, threads: int, cores: int) -> int:
        """How many processes: fewer with less than all ``cores``, which explains only."""
        if not self.main:
            return CONTROL_ROUNDS
        return ROUNDS if threads == cores else ONE_THREAD_ROUNDS


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])


def ways(framework: str, version: str) -> list[Way]:
    """As its documentation taught at that time, first; then what it offers besides, and what explains a jump."""
    known = numbers(version)
    if framework == "pytorch":
        compiled = [Way("compiled")] if known >= (2, 0) else []
        return [Way("eager", main=True), *compiled, *([Way("eager", "mkl-avx2")] if known < (2, 0) else [])]
    if known < (2, 0):
        return [Way("session", main=True), Way("eager")]
    onednn = [Way("function", "onednn-off" if known >= (2, 9) else "onednn-on")] if known >= (2, 5) else []
    return [Way("function", main=True), Way("eager"), *onednn]
