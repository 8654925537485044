"""Our measurements in words for prose: every number and every verdict on the performance page comes from here.

What no environment has measured says so, and the page still reads.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from statistics import median

from sitedata.judge import comparisons, compiling
from sitedata.judge.comparisons import interval, known
from sitedata.judge.environments import main_environment, marked_title, provenance, versions
from sitedata.judge.ratios import Ratio, noise, tie_band
from sitedata.pages.words.accuracy import Accuracy
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.pages.words.protocol import Harness
from sitedata.pages.words.verdicts import judged
from sitedata.schema.protocol.workloads import WORKLOADS, Workload
from sitedata.text.values import seconds


@dataclass(frozen=True)
class Comparison:
    """A ratio of PyTorch to TensorFlow that knows its words. ``ratio`` is nothing where it was not measured."""

    ratio: Ratio | None
    band: float
    less: str = "takes {} times as long"

    @property
    def outcome(self) -> str:
        """``tie``, ``less``, ``more`` or ``unclear``; ``unmeasured``."""
        return self.ratio.outcome(self.band) if self.ratio else "unmeasured"

    @property
    def median(self) -> str:
        return f"{self.ratio.median:.2f}" if self.ratio else UNMEASURED

    @property
    def words(self) -> str:
        if not self.ratio:
            return UNMEASURED
        if not known(self.ratio):
            return f"unclear after one round ({self.ratio.median:.2f})"
        if self.outcome in ("less", "more"):
            return (
                f"PyTorch {self.less.format(f'{self.ratio.median:.2f}')} ({self.ratio.low:.2f}–{self.ratio.high:.2f})"
            )
        return {"tie": "a tie", "unclear": "unclear"}[self.outcome] + f", {interval(self.ratio)}"

    def __str__(self) -> str:
        return self.words


class Measurements(Accuracy, Harness):
    """The part of the page's vocabulary that asks our own measurements. ``data`` may hold no environment."""

    def measured(self) -> bool:
        """Is there any environment of our own?"""
        return self._environment is not None

    def workloads(self) -> list[Workload]:
        """The models that are measured, in their order."""
        return list(WORKLOADS.values())

    def bench_is_main(self) -> bool:
        """Is the shown environment the one that pages show unless they are about another?"""
        return self._environment is main_environment(self.data)

    def bench_machine(self) -> str:
        return self._environment.title if self._environment else "no machine yet"

    def bench_versions(self) -> str:
        return versions(self._environment) if self._environment else UNMEASURED

    def bench_provenance(self) -> str:
        return provenance(self._environment) if self._environment else f"{UNMEASURED.capitalize()}."

    def bench_count(self, status: str = "ok") -> int:
        """Runs of the shown environment with a status."""
        return sum(run.status == status for run in self._environment.rows("runs")) if self._environment else 0

    def bench_rounds(self) -> int:
        return len({(run.sweep, run.round) for run in self._environment.rows("runs")}) if self._environment else 0

    def bench_samples(self) -> int:
        """Timed steps in the file of samples."""
        return (
            sum(len(row.step_time_us.split()) for row in self._environment.rows("samples")) if self._environment else 0
        )

    # --- ratios ---
    def bench_ratio(self, workload: str, task: str = "training", **changes: object) -> Comparison:
        """PyTorch over TensorFlow, step time, main modes: ``{{ bench_ratio("resnet20") }}`` says it in words."""
        found = self._ratios(kind="", task=task, **changes).get(workload) if self._environment else None
        return Comparison(found, tie_band(self._environment) if self._environment else 1.0)

    def bench_memory(self, workload: str, metric: str = "peak_rss_mib") -> Comparison:
        """The same for memory: ``peak_rss_mib`` or ``anonymous_mib``."""
        found = comparisons.against(self._environment, workload, metric) if self._environment else None
        return Comparison(
            found,
            comparisons.band_of(self._environment, metric) if self._environment else 1.0,
            "needs {} times as much",
        )

    def bench_tally(
        self, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """How often which side leads: ``PyTorch in 4 of 7, TensorFlow in none, a tie in 2, unclear in 1``."""
        if not self._environment:
            return UNMEASURED
        count = Counter(self._outcomes(kind, task, metric, **changes))
        if not count:
            return UNMEASURED
        total = sum(count.values())
        parts = [f"PyTorch in {count['less'] or 'none'} of {total}", f"TensorFlow in {count['more'] or 'none'}"]
        parts += [
            f"{name} in {count[outcome]}"
            for outcome, name in (("tie", "a tie"), ("unclear", "unclear"))
            if count[outcome]
        ]
        return ", ".join(parts)

    def bench_elsewhere(self) -> str:
        """The same tally on each other machine, a sentence each: ``On AMD EPYC, 2 cores, AVX2: PyTorch in 5 of 7,
        …``.
        """
        others = [each for each in self.data.environments.values() if each is not self._environment]
        return " ".join(
            f"On {marked_title(each)}: {type(self)(replace(self.data, shown=each.id)).bench_tally()}."
            for each in others
        )

    def bench_disagreement(self) -> str:
        """Do machines answer alike who trains faster? ``Our 3 machines answer differently for 5 of 7 models.``;
        empty for a single one.

        *Unclear* is no answer.
        """
        machines = list(self.data.environments.values())
        answers = {}
        for workload in WORKLOADS:
            ratios = [(ratio, tie_band(each)) for each in machines if (ratio := comparisons.against(each, workload))]
            if len(ratios) > 1:
                answers[workload] = {ratio.outcome(band) for ratio, band in ratios} - {"unclear"}
        if not answers:
            return ""
        split = sum(len(each) > 1 for each in answers.values())
        models = f"{len(answers)} model{'s' * (len(answers) > 1)}"
        return f"Our {len(machines)} machines answer " + (
            f"differently for {split} of {models}." if split else f"alike for {models}."
        )

    def bench_range(
        self, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """Smallest and largest ratio: ``0.56 to 1.03``, or the only one."""
        found = sorted(ratio.median for ratio in self._ratios(kind, task, metric, **changes).values())
        if len(found) == 1:
            return f"{found[0]:.2f}, in the one model measured"
        return f"{found[0]:.2f} to {found[-1]:.2f}" if found else UNMEASURED

    def bench_verdict(
        self, claim: str, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """Does a claim hold on our machine? ``claim``: ``less`` or ``more`` if PyTorch should take less or more,
        ``tie`` if as much.

        ``kind`` restricts it to one kind of network: dense, convolution, recurrent, attention.
        """
        return judged(claim, self._outcomes(kind, task, metric, **changes))

    def _ratios(
        self, kind: str, task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> dict[str, Ratio]:
        if not self._environment:
            return {}
        wanted = [each.id for each in WORKLOADS.values() if not kind or each.kind == kind]
        found = {id: comparisons.against(self._environment, id, metric, task=task, **changes) for id in wanted}
        return {id: ratio for id, ratio in found.items() if ratio}

    def _outcomes(self, kind: str, task: str, metric: str, **changes: object) -> list[str]:
        found = self._ratios(kind, task, metric, **changes)
        return (
            [ratio.outcome(comparisons.band_of(self._environment, metric)) for ratio in found.values()] if found else []
        )

    # --- compiling, pitfalls, noise ---
    def bench_compile(self, workload: str, mode: str) -> str:
        """``20.4 s at the first call, paid after 342 steps``."""
        found = compiling.compilings(self._environment) if self._environment else ()
        one = next((each for each in found if (each.workload, each.mode) == (workload, mode)), None)
        return f"{seconds(median(one.first_ms))} at the first call, {one.payment}" if one else UNMEASURED

    def bench_compile_tally(self, framework: str, mode: str) -> str:
        """In how many models that it compiled the longer first call pays at all."""
        found = (
            [
                each
                for each in compiling.compilings(self._environment)
                if (each.framework, each.mode) == (framework, mode) and not each.compiled_nothing
            ]
            if self._environment
            else []
        )
        paid = [each for each in found if each.steps is not None]
        if not found:
            return UNMEASURED
        return f"in {len(paid) or 'none'} of {len(found)} models" + (
            f", after {min(e.steps for e in paid):,} steps at the earliest" if paid else ""
        )

    def bench_band(self) -> str:
        """``10 %``."""
        return f"{(tie_band(self._environment) - 1) * 100:.0f} %" if self._environment else UNMEASURED

    def bench_memory_band(self, metric: str = "anonymous_mib") -> str:
        """``2 %``: the tie band of memory."""
        return (
            f"{(comparisons.band_of(self._environment, metric) - 1) * 100:.0f} %" if self._environment else UNMEASURED
        )

    def bench_noise(self) -> str:
        """The controls in a sentence part: ``4 controls, whose 95 % intervals lie between 0.97 and 1.04``."""
        found = [ratio for ratio in noise(self._environment) if known(ratio)] if self._environment else []
        if not found:
            return UNMEASURED
        edges = f"{min(ratio.low for ratio in found):.2f} and {max(ratio.high for ratio in found):.2f}"
        return f"{len(found)} controls, whose 95 % intervals lie between {edges}"

    def bench_devices(self) -> list[str]:
        """Devices with good runs in any environment: ``cpu``, ``cuda``."""
        return sorted({run.device for each in self.data.environments.values() for run in each.runs()})

    def bench_gpu(self) -> str:
        """A sentence: which GPU was measured, or that none was."""
        found = [each.title for each in self.data.environments.values() if each.runs(device="cuda")]
        return f"We measured on a GPU too: {'; '.join(found)}." if found else "We have not measured on a GPU."

    def bench_agreement(self) -> str:
        """Largest difference of the gradients in float64 between the frameworks, over all models."""
        rows = [
            float(row.difference) for row in (self._environment.rows("agreement") if self._environment else ())
            if (row.framework, row.precision, row.quantity) == ("tensorflow", "float64", "gradient")
        ]  # fmt: skip
        return f"{max(rows):.0e}" if rows else UNMEASURED

    # --- import ---
    def bench_import(self, framework: str) -> str:
        found = (
            comparisons.values(
                self._environment, "import_ms", {"task": "import", "framework": framework, "variant": "plain"}
            )
            if self._environment
            else []
        )
        return seconds(median(found)) if found else UNMEASURED

    def bench_size(self, framework: str) -> str:
        """Installed size of all packages of its environment."""
        found = (
            [row.size_mib for row in self._environment.rows("sizes") if row.framework == framework]
            if self._environment
            else []
        )
        return f"{sum(found):,.0f} MiB" if found else UNMEASURED
