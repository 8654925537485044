"""What was measured on a GPU, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sitedata.judge import comparisons
from sitedata.judge.comparisons import ends
from sitedata.judge.environments import device_of, main_environment, shortfall, shown_environment
from sitedata.judge.ratios import Ratio, tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import counted

EXAMPLE = "resnet20"
"""The model of which a sentence gives the memory, if it was measured."""


def gpu_memory(environment: Environment, workload: str, framework: str, metric: str) -> float | None:
    """Median over runs of training in the main setting, in MiB: ``device_used_mib`` or ``device_allocated_mib``."""
    return comparisons.typical(environment, metric, comparisons.setting(environment, workload, framework))


class Gpu:
    """The part of a page's vocabulary that is about GPUs."""

    data: Dataset

    @property
    def gpu(self) -> Environment | None:
        """The environment of a GPU that is shown, on a page about another device the one that is shown first."""
        shown = shown_environment(self.data)
        return shown if shown and device_of(shown) == "cuda" else main_environment(self.data, "cuda")

    def on_gpu(self) -> bool:
        """Was anything measured on a GPU?"""
        return self.gpu is not None

    def gpu_is_main(self) -> bool:
        """Is it the one that is shown first?"""
        return self.gpu is main_environment(self.data, "cuda")

    def bench_gpu_headline(self) -> str:
        """``On an NVIDIA H200, the median step is shorter in PyTorch for 2 of 2 models``."""
        ratios = self._trained()
        shorter = sum(ratio.median < 1 for ratio in ratios.values())
        models = counted(len(ratios), "model")
        return f"On {self._gpu()}, the median step is shorter in PyTorch for {shorter} of {models}"

    def bench_gpu_finding(self) -> str:
        """``Measured by us on an NVIDIA H200: a step in PyTorch takes 0.68 times as long for ResNet-20 and …``."""
        said = [
            f"{ratio.median:.2f} times as long for {comparisons.name_of(id)}" for id, ratio in self._trained().items()
        ]
        rounds = {len(ratio.pairs) for ratio in self._trained().values()}
        if not said:
            return f"On {self._gpu()}: {UNMEASURED}."
        return (
            f"Measured by us on {self._gpu()} with TF32 off: a step of training in eager PyTorch takes "
            f"{' and '.join(said)} as in TensorFlow with tf.function (medians of {max(rounds)} rounds)."
        )

    def bench_gpu_ratio(self, workload: str) -> str:
        """``0.68 (0.54–0.88), 5 rounds``: PyTorch ÷ TensorFlow for a step of training, and whether that is clear."""
        ratio = self._trained().get(workload)
        if ratio is None:
            return f"{UNMEASURED.capitalize()}."
        outcome = ratio.outcome(tie_band(self.gpu))
        clear = {"less": "PyTorch ahead", "more": "TensorFlow ahead", "tie": "a tie"}.get(outcome, "not clear yet")
        return (
            f"{comparisons.name_of(workload)}: {ratio.median:.2f} ({ends(ratio)}), {len(ratio.pairs)} rounds: {clear}."
        )

    def bench_gpu_memory(self, framework: str, metric: str) -> str:
        """Median over runs of training one model in the main setting: ``141,459 MiB``."""
        value = gpu_memory(self.gpu, EXAMPLE, framework, metric) if self.gpu else None
        return f"{value:,.0f} MiB" if value is not None else UNMEASURED

    def bench_gpu_shortfall(self) -> str:
        """``below our protocol``; empty where it is met."""
        return "below our protocol" if self.gpu and shortfall(self.gpu) else ""

    def _gpu(self) -> str:
        model = self.gpu.fact("machine", "gpu-model") if self.gpu else ""
        return f"an {model}" if model else "no GPU"

    def _trained(self) -> Mapping[str, Ratio]:
        return comparisons.against_all(self.gpu, WORKLOADS) if self.gpu else {}
