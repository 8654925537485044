"""The questions that the performance page asks of our measurements, as comparisons. In: an environment. Out: ratios, medians, gaps.

Figures draw them, :mod:`sitedata.verdicts` words them. A ratio is always PyTorch over TensorFlow unless its function says otherwise.
"""

from __future__ import annotations

import datetime
import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from bench.workloads import WORKLOADS
from sitedata.benchmark_schema import MAIN_MODE
from sitedata.benchmarks import Environment, Ratio, compare, noise, tie_band
from sitedata.dataset import Dataset
from sitedata.palette import NAMES
from sitedata.statistics import FEWEST_VALUES

NO_RUNS = "no round of this environment has a good run of both sides"
SHORT_NAMES = {
    "mlp": "MLP", "resnet20": "ResNet-20", "vgg11": "VGG-11", "lstm": "LSTM", "gru": "GRU", "bert-mini": "BERT mini", "bert-wide": "BERT wide",
}  # fmt: skip
LEAST_MEMORY_BAND = 1.02  # a smaller share of a process's memory changes nothing for its user
SMALL_AND_LARGE = (("resnet20", "vgg11"), ("bert-mini", "bert-wide"))


def main_environment(data: Dataset) -> Environment | None:
    """The environment that pages show unless they are about another: the one with the most good runs."""
    return max(data.environments.values(), key=lambda each: (len(each.runs()), each.id), default=None)


def other_environments(data: Dataset) -> list[str]:
    """Ids of those that have pages of their own beside the main one's."""
    main = main_environment(data)
    return [id for id in data.environments if id != main.id] if main else []


def shown_environment(data: Dataset) -> Environment | None:
    """The environment that ``data`` shows."""
    return data.environments.get(data.shown) or main_environment(data)


def names_of(environments: Iterable[Environment]) -> dict[str, str]:
    """Id → a name that no other of them has: the device, where that is not enough the versions too, and the id at last."""
    found = {each.id: [each.title, f"{each.title}; {versions(each)}", f"{each.title} ({each.id})"] for each in environments}
    taken = [Counter(names) for names in zip(*found.values(), strict=True)]
    return {id: next(name for level, name in enumerate(names) if taken[level][name] == 1) for id, names in found.items()}


def name_of(workload: str) -> str:
    return SHORT_NAMES.get(workload, workload)


@functools.lru_cache(maxsize=8)
def device_of(environment: Environment) -> str:
    return "cpu" if environment.runs(device="cpu") else "cuda"


def setting(environment: Environment, workload: str, framework: str, **changes) -> dict[str, object]:
    """The main setting of a workload in one framework, with changes: columns of ``runs.csv``."""
    return {
        "workload": workload, "framework": framework, "mode": MAIN_MODE[framework], "task": "training", "variant": "plain",
        "device": device_of(environment), "precision": "float32", "layout": "default", "threads": 0,
        "batch_size": WORKLOADS[workload].batch_size if workload in WORKLOADS else 0,
    } | changes  # fmt: skip


def against(environment: Environment, workload: str, metric: str = "step_time_ms", **changes) -> Ratio | None:
    """PyTorch over TensorFlow in the main setting, both with the same changes."""
    sides = (setting(environment, workload, framework, **changes) for framework in ("pytorch", "tensorflow"))
    return compare(environment, metric, *sides)


def values(environment: Environment, metric: str, wanted: dict[str, object]) -> list[float]:
    found = (environment.value(run, metric) for run in environment.runs(**wanted))
    return [each for each in found if each is not None]


def samples_path(environment: Environment, *contestants: dict[str, object]) -> str:
    """Address of the page that shows every run of these contestants: each column with one value for all, or one for each."""
    columns = {name: [str(each[name]) for each in contestants] for name in contestants[0]}
    wanted = {name: values[0] if len(set(values)) == 1 else ",".join(values) for name, values in columns.items()}
    return f"samples/?{urlencode({'environment': environment.id} | wanted, safe=',')}"


def typical(environment: Environment, metric: str, wanted: dict[str, object]) -> float | None:
    """Median over the good runs of a setting."""
    return median(found) if (found := values(environment, metric, wanted)) else None


def known(ratio: Ratio) -> bool:
    """Does it have an interval? A single round has none."""
    return ratio.low > 0 and math.isfinite(ratio.high)


def interval(ratio: Ratio) -> str:
    return f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})" if known(ratio) else f"{ratio.median:.2f} (one round)"


def band_of(environment: Environment, metric: str) -> float:
    """The factor up to which a difference is a tie: memory varies less than time, and the controls' own memory says how much."""
    if not metric.endswith("_mib"):
        return tie_band(environment)
    found = [compare(environment, metric, ratio.a, ratio.b) for ratio in noise(environment)]
    edges = [edge for ratio in found if ratio and known(ratio) for edge in (ratio.high, 1 / ratio.low)]
    return max(LEAST_MEMORY_BAND, *edges) if edges else tie_band(environment)


def winner(ratio: Ratio, band: float) -> str:
    return {"less": "PyTorch", "more": "TensorFlow", "tie": "tie", "unclear": "unclear"}[ratio.outcome(band)]


def versions(environment: Environment) -> str:
    found = {name: environment.version(name) for name in ("tensorflow", "pytorch", "jax")}
    return ", ".join(f"{NAMES[name]} {version}" for name, version in found.items() if version)


def measured_on(environment: Environment) -> datetime.date | None:
    """The day (UTC) of its newest good run."""
    return max((datetime.date.fromisoformat(run.started_at[:10]) for run in environment.runs()), default=None)


def provenance(environment: Environment) -> str:
    runs = environment.rows("runs")
    rounds = len({(run.sweep, run.round) for run in runs})
    sweeps = len({run.sweep for run in runs})
    flagged = sum(run.status == "flagged" for run in runs)
    return (
        f"{environment.title}; {versions(environment)}; rounds: {rounds}" + (f" in {sweeps} sweeps" if sweeps > 1 else "")
        + f", {len(environment.runs()):,} good runs, {flagged:,} flagged because something else used the machine."
    )  # fmt: skip


# --- compiling --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Compiling:
    """What a compiling mode costs at its first call, and what it gives back in each step. Milliseconds.

    ``gain`` is its step time over the framework's eager one. ``steps`` is after how many steps the extra first call has paid;
    nothing if the steps do not become faster beyond doubt.
    """

    workload: str
    framework: str
    mode: str
    first_setting: dict[str, object]
    first_ms: list[float]
    gain: Ratio | None
    band: float
    extra_ms: float | None
    saved_ms: float | None

    @property
    def steps(self) -> int | None:
        if self.gain is None or self.gain.outcome(self.band) != "less" or not self.saved_ms or self.extra_ms is None or self.saved_ms <= 0:
            return None
        return max(0, math.ceil(self.extra_ms / self.saved_ms))

    @property
    def payment(self) -> str:
        """In words: when compiling has paid."""
        if self.mode == "eager":
            return ""
        if self.gain is None:
            return "no eager run"
        if self.steps is not None:
            return f"paid after {self.steps:,} steps" if self.steps else "paid at once"
        return {"more": "never: steps are slower", "tie": "never: steps tie", "unclear": "unclear: small gain", "less": "unclear"}[
            self.gain.outcome(self.band)
        ]


def compilings(environment: Environment) -> Iterator[Compiling]:
    """Each mode of each workload that was run in more than its main mode. ``torch.compile`` starts from an empty cache."""
    band = tie_band(environment)
    for workload in WORKLOADS:
        ways = (("tensorflow", "eager"), ("tensorflow", "tf.function"), ("tensorflow", "xla"), ("pytorch", "eager"), ("pytorch", "torch.compile"))
        found = []
        for framework, mode in ways:
            warm = setting(environment, workload, framework, mode=mode)
            eager = setting(environment, workload, framework, mode="eager")
            cold = warm | {"variant": "fresh-cache"} if mode == "torch.compile" else warm
            first = values(environment, "first_call_ms", cold)
            if not first:
                continue
            before, after = typical(environment, "step_time_ms", eager), typical(environment, "step_time_ms", warm)
            eager_first = typical(environment, "first_call_ms", eager)
            gain = compare(environment, "step_time_ms", warm, eager) if mode != "eager" else None
            extra = median(first) - eager_first if eager_first is not None else None
            saved = before - after if before is not None and after is not None else None
            found.append(Compiling(workload, framework, mode, cold, first, gain, band, extra, saved))
        if any(each.mode in ("xla", "torch.compile") for each in found):
            yield from found


# --- what fools -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shift:
    """The same comparison twice: before something changed, and under what changed."""

    kind: str
    name: str
    before: Ratio
    under: Ratio

    def flips(self, band: float) -> bool:
        """Does the side that leads change, or appear, or vanish?"""
        return self.before.outcome(band) != self.under.outcome(band) and "unclear" not in (self.before.outcome(band), self.under.outcome(band))


def pitfalls(environment: Environment) -> tuple[list[Shift], list[tuple[str, str]]]:
    """What fools a comparison, and which experiments this environment lacks."""
    changes = {
        "A busy neighbour": ({"variant": "busy-neighbour"},) * 2,
        "One thread": ({"threads": 1},) * 2,
        "Allocator thresholds": ({"variant": "allocator"},) * 2,
        "Channels last in PyTorch": ({"layout": "channels-last"}, {}),
        "TensorFlow without oneDNN": ({}, {"variant": "onednn-off"}),
    }
    found, left_out = [], []
    for kind, (pytorch, tensorflow) in changes.items():
        measured = False
        for workload in WORKLOADS:
            for task in ("training", "inference"):
                before = against(environment, workload, task=task)
                sides = [
                    setting(environment, workload, framework, task=task, **change)
                    for framework, change in (("pytorch", pytorch), ("tensorflow", tensorflow))
                ]
                under = compare(environment, "step_time_ms", *sides)
                if before and under:
                    found.append(Shift(kind, name_of(workload) + (", inference" if task == "inference" else ""), before, under))
                    measured = True
        if not measured:
            left_out.append((kind, NO_RUNS))
    for small, large in SMALL_AND_LARGE:
        before, under = against(environment, small), against(environment, large)
        if before and under:
            found.append(Shift("A larger model", f"{name_of(small)} → {name_of(large)}", before, under))
        else:
            left_out.append((f"{name_of(small)} → {name_of(large)}", NO_RUNS))
    return found, left_out


def repeated(environment: Environment) -> tuple[list[str], list[Shift]]:
    """Would another day say the same? The two newest sweeps with enough rounds, and each comparison of both in the one and the other."""
    rounds: defaultdict[str, set[int]] = defaultdict(set)
    for run in environment.runs():
        rounds[run.sweep].add(run.round)
    sweeps = sorted(sweep for sweep, found in rounds.items() if len(found) >= FEWEST_VALUES)[-2:]
    if len(sweeps) < 2:
        return [], []
    columns = ("workload", "task", "variant", "threads", "batch_size")
    settings = dict.fromkeys(tuple(getattr(run, name) for name in columns) for run in environment.runs(sweep=sweeps[0], framework="pytorch"))
    kinds = {"training": [], "one thread": [], "inference": [], "other batch sizes": [], "what fools": []}
    for workload, task, variant, threads, batch_size in settings:
        if workload not in WORKLOADS or variant == "twin":
            continue
        changes = {"task": task, "variant": variant, "threads": threads, "batch_size": batch_size}
        before, under = (against(environment, workload, sweep=sweep, **changes) for sweep in sweeps)
        if not before or not under:
            continue
        usual = batch_size == WORKLOADS[workload].batch_size
        kind = "what fools" if variant != "plain" else "one thread" if threads else task if usual else "other batch sizes"
        what = [f"batch {batch_size}"] * (not usual) + [variant.replace("-", " "), *["inference"] * (task == "inference")] * (variant != "plain")
        name = ", ".join([name_of(workload), *what])
        kinds[kind].append((list(WORKLOADS).index(workload), batch_size, Shift(kind.capitalize(), name, before, under)))
    return sweeps, [shift for found in kinds.values() for *_, shift in sorted(found, key=lambda each: each[:2])]


def controls(environment: Environment) -> list[tuple[str, Ratio]]:
    """The A/A controls with their names: a contestant's second run of a round over its first."""
    return [(describe(ratio.b), ratio) for ratio in noise(environment)]


def describe(wanted: dict[str, object]) -> str:
    """A contestant in words, without what is its workload's main setting."""
    parts = [name_of(str(wanted["workload"])), str(wanted["mode"])]
    parts += [str(wanted["task"])] if wanted["task"] != "training" else []
    parts += [f"{wanted['threads']} thread"] if wanted["threads"] else []
    return ", ".join(parts)


# --- accuracy ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Gap:
    """Test accuracy minus that of PyTorch with all settings matched and the same seed, percentage points, one value a seed."""

    framework: str
    arm: str
    optimizer: str
    epoch: int
    points: list[float]

    @property
    def median(self) -> float:
        return median(self.points)


def accuracy_dataset(environment: Environment) -> str | None:
    """The data set whose curves are shown: digits, else the first one."""
    found = list(dict.fromkeys(row.dataset for row in environment.rows("accuracy")))
    return "digits" if "digits" in found else found[0] if found else None


def epochs(environment: Environment, dataset: str) -> tuple[int, int]:
    """An early epoch, a fifth of the way, and the last one."""
    last = max(row.epoch for row in environment.rows("accuracy") if row.dataset == dataset)
    return max(1, last // 5), last


def gaps(environment: Environment, dataset: str) -> list[Gap]:
    """Every arm but PyTorch matched, at the early and the last epoch, in file order."""
    rows = [row for row in environment.rows("accuracy") if row.dataset == dataset]
    if not rows:
        return []
    moments = epochs(environment, dataset)
    base = {
        (row.optimizer, row.epoch, row.seed): row.test_accuracy for row in rows if (row.framework, row.arm) == ("pytorch", "matched")
    }  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        key = (row.optimizer, row.epoch, row.seed)
        if row.epoch in moments and key in base and (row.framework, row.arm) != ("pytorch", "matched"):
            found[row.framework, row.arm, row.optimizer, row.epoch].append(row.test_accuracy - base[key])
    return [Gap(*key, points) for key, points in found.items()]
