"""The questions that the performance page asks of our measurements, as comparisons. In: an environment. Out: ratios, medians, gaps.

Figures draw them, :mod:`sitedata.pages.words.measurements` words them. A ratio is always PyTorch over TensorFlow unless its function says otherwise.
"""

from __future__ import annotations

import datetime
import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from statistics import median
from urllib.parse import urlencode

from bench import plan
from bench.contestant import Contestant
from bench.workloads import WORKLOADS
from sitedata.draw.palette import NAMES
from sitedata.judge.intervals import FEWEST_VALUES, bootstrap_median_interval
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment, Ratio, compare, noise, tie_band
from sitedata.schema.environments import MAIN_MODE

MAIN_PAIR = ("tensorflow", "pytorch")
NO_RUNS = "no round of this environment has a good run of both sides"
SHORT_NAMES = {
    "mlp": "MLP", "resnet20": "ResNet-20", "vgg11": "VGG-11", "lstm": "LSTM", "gru": "GRU", "bert-mini": "BERT mini", "bert-wide": "BERT wide",
}  # fmt: skip
TOO_SHORT = 20  # times as long takes the longest first call of torch.compile: a shorter one had nothing to compile
LEAST_MEMORY_BAND = 1.02  # a smaller share of a process's memory changes nothing for its user


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
    """Id → a name that no other of them has: the machine's, where that is not enough with versions, its title, and its id at last."""
    found = {each.id: [each.machine, f"{each.machine}; {versions(each)}", each.title, each.id] for each in environments}
    taken = [Counter(names) for names in zip(*found.values(), strict=True)]
    return {id: next(name for level, name in enumerate(names) if taken[level][name] == 1) for id, names in found.items()}


@functools.lru_cache(maxsize=32)  # by identity: asked for every answer
def shortfall(environment: Environment) -> str:
    """By how much it stays below our own protocol, if its fullest sweep has too few rounds: ``7 rounds in 1 sweep, where …``."""
    rounds: defaultdict[str, set[int]] = defaultdict(set)
    for run in environment.rows("runs"):
        rounds[run.sweep].add(run.round)
    most = max(map(len, rounds.values()), default=0)
    if not most or most >= plan.ROUNDS:
        return ""
    matrix = plan.default_matrix() if device_of(environment) == "cpu" else plan.on_cuda(plan.default_matrix())
    wanted = {tuple(asdict(each).values()) for each in plan.chosen(matrix, MAIN_PAIR)}
    measured = wanted & {tuple(getattr(run, each.name) for each in fields(Contestant)) for run in environment.runs()}
    return (
        f"{most} round{'s' * (most > 1)} in {len(rounds)} sweep{'s' * (len(rounds) > 1)}, where the default sweep has {plan.ROUNDS}; "
        f"{len(measured)} of its {len(wanted)} contestants"
    )


def marked_title(environment: Environment) -> str:
    """Its name, with a mark where it stays below our protocol."""
    short = shortfall(environment)
    return f"{environment.title} ({short.split(' in ')[0]}, below our protocol)" if short else environment.title


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


def spread_of(found: list[float]) -> tuple[float, float] | None:
    """The 95 % interval of the median over runs, one a round; nothing for fewer than such an interval can rest on."""
    return bootstrap_median_interval(found) if len(found) >= FEWEST_VALUES else None


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


@functools.lru_cache(maxsize=64)  # by identity: asked for every claim
def measured_on(environment: Environment) -> datetime.date | None:
    """The day (UTC) of its newest good run."""
    return max((datetime.date.fromisoformat(run.started_at[:10]) for run in environment.runs()), default=None)


@functools.lru_cache(maxsize=64)  # by identity: asked for every figure
def provenance(environment: Environment) -> str:
    runs = environment.rows("runs")
    rounds = len({(run.sweep, run.round) for run in runs})
    sweeps = len({run.sweep for run in runs})
    flagged = sum(run.status == "flagged" for run in runs)
    return (
        f"{environment.title}; {versions(environment)}; rounds: {rounds}" + (f" in {sweeps} sweeps" if sweeps > 1 else "")
        + f", {len(environment.runs()):,} good runs, {flagged:,} flagged because something else used the machine."
        + (f" Below our protocol: {short}." if (short := shortfall(environment)) else "")
    )  # fmt: skip


# --- compiling --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Compiling:
    """What a compiling mode costs at its first call, and what it gives back in each step. Milliseconds.

    ``gain`` is its step time over the framework's eager one. ``steps`` is after how many steps the extra first call has paid;
    nothing if the steps do not become faster beyond doubt. ``compiled_nothing``: it accepted the model and ran it as it is.
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
    compiled_nothing: bool = False

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
        if self.compiled_nothing:
            return "compiled nothing"
        unclear = "unclear: a small gain" if self.gain.median < 1 else "unclear: slower, if at all"
        return {"more": "never: steps are slower", "tie": "never: steps tie", "unclear": unclear, "less": "unclear"}[self.gain.outcome(self.band)]


def ran_eagerly(environment: Environment, cold: dict[str, object]) -> bool:
    """Did ``torch.compile`` make no graph? Its own count says so; where a run has none, a first call that is far too short for a compiler.

    ``cold`` is the setting of its runs from an empty cache.
    """
    counts = values(environment, "graphs", cold)
    if counts:
        return max(counts) == 0
    others = values(environment, "first_call_ms", {name: cold[name] for name in ("framework", "mode", "variant", "device")})
    return max(values(environment, "first_call_ms", cold)) < max(others) / TOO_SHORT


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
            nothing = mode == "torch.compile" and ran_eagerly(environment, cold)
            found.append(Compiling(workload, framework, mode, cold, first, gain, band, extra, saved, nothing))
        if any(each.mode in ("xla", "torch.compile") for each in found):
            yield from found


# --- noise ------------------------------------------------------------------------------------------------------------
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


def accuracy_dataset(environment: Environment, wanted: str = "") -> str | None:
    """The data set whose curves are shown: the wanted one if it is there; if none is, digits or else the first."""
    found = list(dict.fromkeys(row.dataset for row in environment.rows("accuracy")))
    if wanted:
        return wanted if wanted in found else None
    return "digits" if "digits" in found else found[0] if found else None


@functools.lru_cache(maxsize=64)  # by identity: asked for every curve
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
