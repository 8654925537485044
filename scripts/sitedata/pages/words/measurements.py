"""Our measurements in words for prose: every number and every verdict on the performance page comes from here.

Where no environment has measured something, the words say so, and the page still reads well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from statistics import median

from sitedata.judge import comparisons, compiling
from sitedata.judge.comparisons import ends, interval, known
from sitedata.judge.environments import (
    device_of,
    has_cuda_build,
    main_environment,
    marked_title,
    provenance,
    shortfall,
    versions,
)
from sitedata.judge.ratios import Ratio, band_in_words, compare, noise, tie_band
from sitedata.judge.witnesses import asked_pair, not_counted
from sitedata.load.environments import Environment
from sitedata.pages.words.accuracy import Accuracy
from sitedata.pages.words.causes import Causes
from sitedata.pages.words.conditions import UNMEASURED
from sitedata.pages.words.gpu import Gpu
from sitedata.pages.words.protocol import Harness
from sitedata.pages.words.verdicts import judged
from sitedata.schema.environments import FOR_GPUS
from sitedata.schema.protocol.workloads import MODERN, WORKLOADS, Workload
from sitedata.text.values import counted, listed, seconds

CLOSE = 1e-11
"""Losses in double precision that differ by less, over the first one, differ by rounding alone."""


@dataclass(frozen=True)
class Comparison:
    """A ratio of PyTorch to TensorFlow that knows its words. ``ratio`` is None if it was not measured."""

    ratio: Ratio | None
    band: float
    less: str = "takes {} times as long"

    @property
    def outcome(self) -> str:
        """``tie``, ``less``, ``more``, ``unclear`` or ``unmeasured``."""
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
            return f"PyTorch {self.less.format(f'{self.ratio.median:.2f}')} ({ends(self.ratio)})"
        return {"tie": "a tie", "unclear": "unclear"}[self.outcome] + f", {interval(self.ratio)}"

    def __str__(self) -> str:
        return self.words


class Measurements(Accuracy, Causes, Gpu, Harness):
    """The part of a page's vocabulary that is about our own measurements. ``data`` may have no environment."""

    def measured(self) -> bool:
        """Is there any environment of our own?"""
        return self._environment is not None

    def workloads(self, modern: bool | None = None) -> list[Workload]:
        """The models that are measured, in their order: all, or only the larger ones, or only the others."""
        return [workload for workload in WORKLOADS.values() if modern in (None, workload.modern)]

    def modern_machines(self) -> int:
        """On how many machines a larger model was measured."""
        environments = self.data.environments.values()
        return sum(any(run.workload in MODERN for run in one.rows("runs")) for one in environments)

    def bench_is_main(self) -> bool:
        """Is the shown environment the one that pages show unless they are about another? It is one of a CPU."""
        return self._environment is main_environment(self.data)

    def bench_device(self) -> str:
        """``cpu`` or ``cuda``: what the shown environment was measured on; ``cpu`` where there is none."""
        return device_of(self._environment) if self._environment else "cpu"

    def bench_machine(self) -> str:
        return self._environment.title if self._environment else "no machine yet"

    def bench_letter(self) -> str:
        """The letter by which sentences call the machine; its title where it has none."""
        return self._environment.called if self._environment else "no machine yet"

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
        ratio = self._ratios(kind="", task=task, **changes).get(workload) if self._environment else None
        return Comparison(ratio, tie_band(self._environment) if self._environment else 1.0)

    def bench_memory(self, workload: str, metric: str = "peak_rss_mib") -> Comparison:
        """The same for memory: ``peak_rss_mib`` or ``anonymous_mib``."""
        ratio = self._ratios(kind="", metric=metric).get(workload) if self._environment else None
        return Comparison(
            ratio,
            comparisons.band_of(self._environment, metric) if self._environment else 1.0,
            "needs {} times as much",
        )

    def bench_tally(
        self, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """How often each side leads: ``PyTorch in 4 of 7, TensorFlow in none, a tie in 2, unclear in 1``."""
        if not self._environment:
            return UNMEASURED
        count = Counter(self._outcomes(kind, task, metric, **changes))
        return comparisons.tally_in_words(count) if count else UNMEASURED

    def bench_elsewhere(self) -> str:
        """The same tally, one sentence per other machine with the same kind of device.

        ``On AMD EPYC, 2 cores, AVX2: PyTorch in 5 of 7, …``
        """
        others = [environment for environment in self._same_device() if environment is not self._environment]
        return " ".join(
            f"On {marked_title(environment)}: {type(self)(replace(self.data, shown=environment.id)).bench_tally()}."
            for environment in others
        )

    def _same_device(self) -> list[Environment]:
        """The environments measured on the kind of device that the shown one has."""
        device = device_of(self._environment) if self._environment else "cpu"
        return [environment for environment in self.data.environments.values() if device_of(environment) == device]

    def _machines_that_count(self) -> list[Environment]:
        """Those that meet our protocol and measured the pair of releases that a verdict asks of."""
        asked = asked_pair(self._same_device())
        return [environment for environment in self._same_device() if not not_counted(environment, asked)]

    def bench_disagreement(self) -> str:
        """Do machines that meet our protocol agree on who trains faster?

        ``Our 3 machines answer differently for 5 of 7 models.`` Machines that others measured are
        not called ours. Empty for a single machine. *Unclear* is not an answer.
        """
        machines = self._machines_that_count()
        asked, clear = self._asked_and_clear()
        if not asked:
            return ""
        that_count = " that count" * (len(machines) < len(self._same_device()))
        whose = "Our" if all(machine.tier == "ours" for machine in machines) else "The"
        ours, models = f"{whose} {len(machines)} machines{that_count}", counted(asked, "model")
        if split := sum(len(outcomes) > 1 for outcomes in clear):
            return f"{ours} answer differently for {split} of {models}."
        if len(clear) == asked:
            return f"{ours} answer alike for {models}."
        if clear:
            return f"{ours} answer alike for {len(clear)} of {models} and leave the rest open."
        return f"{ours} leave it open for all of {models}: none is clear on two of them."

    def bench_range(
        self, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """Smallest and largest ratio: ``0.56 to 1.03``, or the only one."""
        medians = sorted(ratio.median for ratio in self._ratios(kind, task, metric, **changes).values())
        if len(medians) == 1:
            return f"{medians[0]:.2f}, in the one model measured"
        return f"{medians[0]:.2f} to {medians[-1]:.2f}" if medians else UNMEASURED

    def bench_split(self) -> bool:
        """Do two machines that meet our protocol contradict each other about who trains faster?"""
        return any(len(outcomes) > 1 for outcomes in self._asked_and_clear()[1])

    def _asked_and_clear(self) -> tuple[int, list[set[str]]]:
        """How many models two machines that meet our protocol measured; what they say of those clear on two of them."""
        outcomes = [
            {id: ratio.outcome(tie_band(machine)) for id, ratio in comparisons.against_all(machine, WORKLOADS).items()}
            for machine in self._machines_that_count()
        ]
        asked = [said for id in WORKLOADS if len(said := [one[id] for one in outcomes if id in one]) > 1]
        answers = [[outcome for outcome in said if outcome != "unclear"] for said in asked]
        return len(asked), [set(said) for said in answers if len(said) > 1]

    def bench_verdict(
        self, claim: str, kind: str = "", task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> str:
        """Does a claim hold on our machine?

        ``claim``: ``less`` or ``more`` if PyTorch should take less or more, ``tie`` if as much. ``kind`` restricts it
        to one kind of network: dense, convolution, recurrent, attention.
        """
        return judged(claim, self._outcomes(kind, task, metric, **changes))

    def _ratios(
        self, kind: str, task: str = "training", metric: str = "step_time_ms", **changes: object
    ) -> dict[str, Ratio]:
        if not self._environment:
            return {}
        wanted = [workload.id for workload in WORKLOADS.values() if not kind or workload.kind == kind]
        return comparisons.against_all(self._environment, wanted, metric, task=task, **changes)

    def _outcomes(self, kind: str, task: str, metric: str, **changes: object) -> list[str]:
        ratios = self._ratios(kind, task, metric, **changes)
        return (
            [ratio.outcome(comparisons.band_of(self._environment, metric)) for ratio in ratios.values()]
            if ratios
            else []
        )

    # --- compiling, pitfalls, noise ---
    def bench_compile(self, workload: str, mode: str) -> str:
        """``20.4 s at the first call, pays back after 342 steps``."""
        cases = compiling.compilings(self._environment) if self._environment else ()
        one = next((case for case in cases if (case.workload, case.mode) == (workload, mode)), None)
        if not one:
            return UNMEASURED
        runs = "" if len(one.first_ms) > 1 else " (a single run)"
        return f"{seconds(median(one.first_ms))} at the first call{runs}, {one.payment}"

    def bench_compile_tally(self, framework: str, mode: str) -> str:
        """For how many of the models that it compiled the longer first call pays off at all."""
        cases = (
            [
                case
                for case in compiling.compilings(self._environment)
                if (case.framework, case.mode) == (framework, mode) and not case.compiled_nothing
            ]
            if self._environment
            else []
        )
        paid = [case for case in cases if case.steps is not None]
        if not cases:
            return UNMEASURED
        unclear = sum(case.unclear for case in cases)
        return (
            f"in {len(paid) or 'none'} of {len(cases)} models"
            + (f", after {min(case.steps for case in paid):,} steps at the earliest" if paid else "")
            + (f" ({unclear} unclear)" if unclear else "")
        )

    def bench_band(self) -> str:
        """``10 %``."""
        return band_in_words(self._environment) if self._environment else UNMEASURED

    def bench_memory_band(self, metric: str = "anonymous_mib") -> str:
        """``2 %``: the tie band of memory."""
        return (
            f"{(comparisons.band_of(self._environment, metric) - 1) * 100:.0f} %" if self._environment else UNMEASURED
        )

    def bench_modes_range(self, framework: str, mode: str, over: str) -> str:
        """Smallest and largest ratio of a training step in one mode over that in another: ``2.7 to 8.2×``."""
        environment = self._environment
        if environment is None:
            return UNMEASURED
        settings = (
            [comparisons.setting(environment, workload, framework, mode=each) for each in (mode, over)]
            for workload in WORKLOADS
        )
        ratios = [compare(environment, "step_time_ms", *sides) for sides in settings]
        medians = [ratio.median for ratio in ratios if ratio]
        return f"{min(medians):.1f} to {max(medians):.1f}×" if medians else UNMEASURED

    def bench_noise(self) -> str:
        """The controls as part of a sentence: ``4 controls, whose medians lie between 0.97 and 1.04``."""
        controls = [ratio for ratio in noise(self._environment) if known(ratio)] if self._environment else []
        if not controls:
            return UNMEASURED
        medians = [ratio.median for ratio in controls]
        return f"{len(controls)} controls, whose medians lie between {min(medians):.2f} and {max(medians):.2f}"

    def bench_gpu(self) -> str:
        """A sentence: which GPUs were measured, or that none was."""
        machines = [
            environment.title for environment in self.data.environments.values() if environment.runs(device="cuda")
        ]
        return f"Measured on a GPU too: {'; '.join(machines)}." if machines else "We have not measured on a GPU."

    def bench_agreement(self) -> str:
        """Largest difference of the gradients in float64 between the frameworks, over all models."""
        rows = [
            float(row.difference) for row in (self._environment.rows("agreement") if self._environment else ())
            if (row.framework, row.precision, row.quantity) == ("tensorflow", "float64", "gradient")
        ]  # fmt: skip
        return f"{max(rows):.0e}" if rows else UNMEASURED

    def bench_loss_agreement(self) -> str:
        """Largest difference of losses in float64 between the frameworks, over the first loss, by model.

        ``5e-15, with BERT mini to 2e-07``: models that differ by far more than the others are named.
        """
        found: dict[str, float] = {}
        for row in self._environment.rows("agreement") if self._environment else ():
            if (row.framework, row.precision, row.quantity) == ("tensorflow", "float64", "loss-curve"):
                found[row.workload] = float(row.difference)
        close = {id: value for id, value in found.items() if value < CLOSE}
        apart = {id: value for id, value in found.items() if id not in close}
        if not close:
            return f"{max(found.values()):.0e}" if found else UNMEASURED
        named = listed([comparisons.name_of(id) for id in apart])
        return f"{max(close.values()):.0e}" + (f", with {named} to {max(apart.values()):.0e}," if apart else "")

    def bench_bands(self) -> str:
        """``10 % (A) to 18 % (D)``: the tie bands of the machines of this kind of device that meet the protocol."""
        bands = {
            environment.letter: (tie_band(environment) - 1) * 100
            for environment in self._same_device() if not shortfall(environment)
        }  # fmt: skip
        if len(bands) < 2:
            return self.bench_band()
        low, high = min(bands, key=bands.__getitem__), max(bands, key=bands.__getitem__)
        return f"{bands[low]:.0f} % ({low}) to {bands[high]:.0f} % ({high})"

    # --- import ---
    def bench_import_memory(self, framework: str) -> str:
        """Resident memory at its peak when nothing was done but importing: ``489 MiB``."""
        held = self._import_memory().get(framework)
        return f"{held:,.0f} MiB" if held else UNMEASURED

    def bench_builds(self) -> str:
        """``D has PyTorch's build for CUDA, …; A, B and C that for CPUs``; empty where all are alike."""
        if len(builds := self._builds()) < 2:
            return ""
        cuda, plain = (listed([one.letter for one in builds[with_cuda]]) for with_cuda in (True, False))
        have = "has" if len(builds[True]) == 1 else "have"
        return f"{cuda} {have} PyTorch's build for CUDA, whose libraries count as resident; {plain} that for CPUs."

    def bench_memory_by_build(self, *, with_cuda: bool = False) -> str:
        """Smallest and largest ratio of resident memory over models and machines with one of PyTorch's builds.

        ``0.59 to 0.67``; empty where no machine that meets the protocol has it, or all have it.
        """
        machines = [one for one in self._builds().get(with_cuda, ()) if not shortfall(one)]
        if len(self._builds()) < 2 or not machines:
            return ""
        found = [comparisons.against_all(one, WORKLOADS, metric="peak_rss_mib") for one in machines]
        medians = sorted(ratio.median for ratios in found for ratio in ratios.values())
        return f"{medians[0]:.2f} to {medians[-1]:.2f}" if medians else ""

    def bench_memory_build_releases(self, *, with_cuda: bool = False) -> str:
        """The releases of PyTorch behind :meth:`bench_memory_by_build`: ``2.13``."""
        machines = [one for one in self._builds().get(with_cuda, ()) if not shortfall(one)]
        named = {".".join((one.version("pytorch") or "").split(".")[:2]) for one in machines}
        return listed(sorted(named))

    def _builds(self) -> dict[bool, list[Environment]]:
        """Is PyTorch's build that for CUDA? → the machines with it, of this kind of device, by letter."""
        builds: dict[bool, list[Environment]] = {}
        for environment in sorted(self._same_device(), key=lambda one: one.letter):
            builds.setdefault(has_cuda_build(environment), []).append(environment)
        return builds

    def bench_beyond_import(self) -> str:
        """Smallest and largest ratio of what a training adds to that: ``0.94 to 2.76``, of medians."""
        imported = self._import_memory()
        ratios = []
        for workload in WORKLOADS:
            peaks = {
                framework: comparisons.typical(
                    self._environment, "peak_rss_mib", comparisons.setting(self._environment, workload, framework)
                )
                for framework in imported
            }
            if len(peaks) == 2 and all(peaks.values()):
                added = {framework: peak - imported[framework] for framework, peak in peaks.items()}
                if added["tensorflow"] > 0:
                    ratios.append(added["pytorch"] / added["tensorflow"])
        return f"{min(ratios):.2f} to {max(ratios):.2f}" if ratios else UNMEASURED

    def _import_memory(self) -> dict[str, float]:
        if not self._environment:
            return {}
        imports = {"task": "import", "variant": "plain"}
        held = {
            framework: comparisons.typical(self._environment, "peak_rss_mib", imports | {"framework": framework})
            for framework in ("tensorflow", "pytorch")
        }
        return {framework: mib for framework, mib in held.items() if mib}

    def bench_import(self, framework: str) -> str:
        times = (
            comparisons.values(
                self._environment, "import_ms", {"task": "import", "framework": framework, "variant": "plain"}
            )
            if self._environment
            else []
        )
        return seconds(median(times)) if times else UNMEASURED

    def bench_size(self, framework: str) -> str:
        """Installed size of all packages of its environment."""
        sizes = (
            [row.size_mib for row in self._environment.rows("sizes") if row.framework == framework]
            if self._environment
            else []
        )
        return f"{sum(sizes):,.0f} MiB" if sizes else UNMEASURED

    def bench_size_for_gpus(self, framework: str) -> str:
        """Of that, the packages that only a GPU needs; empty where there are none."""
        environment = self._environment
        rows = [row for row in environment.rows("sizes") if row.framework == framework] if environment else []
        mib = sum(row.size_mib for row in rows if row.package.lower().startswith(FOR_GPUS))
        return f"{mib:,.0f} MiB" if mib else ""
