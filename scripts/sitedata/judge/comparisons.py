"""The questions that the performance page asks of our measurements, as comparisons.

In: an environment. Out: ratios, medians, gaps. Figures draw them, :mod:`sitedata.pages.words.measurements` puts them
into words. A ratio is always PyTorch over TensorFlow unless its function says otherwise.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from urllib.parse import parse_qsl, urlencode

from sitedata.judge.environments import device_of
from sitedata.judge.intervals import LEVEL, Interval, clustered_interval
from sitedata.judge.ratios import Ratio, compare, noise, tie_band, together
from sitedata.load.environments import Environment
from sitedata.schema.environments import Run
from sitedata.schema.protocol.modes import MAIN_MODE
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.tables import kind_of
from sitedata.text.values import percent

NO_RUNS = "no round of this environment has a good run of both sides"
SHORT_NAMES = {
    "mlp": "MLP", "resnet20": "ResNet-20", "vgg11": "VGG-11", "lstm": "LSTM", "gru": "GRU",
    "bert-mini": "BERT mini", "bert-wide": "BERT wide", "resnet50": "ResNet-50", "vit-s16": "ViT-S/16",
    "gpt2": "GPT-2 small", "dlrm-mini": "DLRM mini", "unet": "U-Net",
}  # fmt: skip
LEAST_MEMORY_BAND = 1.02  # a smaller share of a process's memory changes nothing for its user


def name_of(workload: str) -> str:
    return SHORT_NAMES.get(workload, workload)


def asked(environment: Environment) -> list[str]:
    """The models that a figure of an environment speaks of: the modern ones only where it has runs of them."""
    measured = {run.workload for run in environment.rows("runs")}
    return [id for id, workload in WORKLOADS.items() if not workload.modern or id in measured]


def setting(environment: Environment, workload: str, framework: str, **changes) -> dict[str, object]:
    """The main setting of a workload in one framework, with changes: columns of ``runs.csv``."""
    return {
        "workload": workload, "framework": framework, "mode": MAIN_MODE[framework],
        "task": "training", "variant": "plain", "device": device_of(environment),
        "precision": "float32", "layout": "default", "threads": 0,
        "batch_size": WORKLOADS[workload].batch_size if workload in WORKLOADS else 0,
    } | changes  # fmt: skip


def against(environment: Environment, workload: str, metric: str = "step_time_ms", **changes) -> Ratio | None:
    """PyTorch over TensorFlow in the main setting, both with the same changes."""
    sides = (setting(environment, workload, framework, **changes) for framework in ("pytorch", "tensorflow"))
    return compare(environment, metric, *sides)


def against_all(
    environment: Environment, workloads: Iterable[str], metric: str = "step_time_ms", **changes
) -> dict[str, Ratio]:
    """PyTorch over TensorFlow for each of these workloads that was measured, with outcomes that hold together."""
    ratios = {workload: against(environment, workload, metric, **changes) for workload in workloads}
    return together(ratios, band_of(environment, metric))


def values(environment: Environment, metric: str, wanted: dict[str, object]) -> list[float]:
    measured = (environment.value(run, metric) for run in environment.runs(**wanted))
    return [value for value in measured if value is not None]


def samples_path(environment: Environment, *contestants: dict[str, object]) -> str:
    """Address of the page that shows every run of these contestants.

    Each column has one value for all of them, or one for each.
    """
    columns = {name: [str(contestant[name]) for contestant in contestants] for name in contestants[0]}
    wanted = {name: values[0] if len(set(values)) == 1 else ",".join(values) for name, values in columns.items()}
    return f"samples/?{urlencode({'environment': environment.id} | wanted, safe=',')}"


def runs_behind(environments: Mapping[str, Environment], path: str) -> list[tuple[Environment, Run]]:
    """The good runs that the page at a :func:`samples_path` shows."""
    columns = {name: values.split(",") for name, values in parse_qsl(path.partition("?")[2])}
    runs: dict[tuple[str, str], tuple[Environment, Run]] = {}
    for number in range(max(map(len, columns.values()), default=0)):
        wanted = {name: values[number] if len(values) > 1 else values[0] for name, values in columns.items()}
        environment = environments[wanted.pop("environment")]
        equal = {
            name: int(text) if kind_of(Run, name).frictionless == "integer" else text for name, text in wanted.items()
        }
        runs |= {(environment.id, run.id): (environment, run) for run in environment.runs(**equal)}
    return list(runs.values())


def typical(environment: Environment, metric: str, wanted: dict[str, object]) -> float | None:
    """Median over the good runs of a setting."""
    return median(measured) if (measured := values(environment, metric, wanted)) else None


def spread_of(environment: Environment, metric: str, wanted: dict[str, object]) -> Interval | None:
    """The interval of the median over runs, one per round; None where they are too few for one."""
    sweeps: defaultdict[str, list[float]] = defaultdict(list)
    for run in environment.runs(**wanted):
        if (value := environment.value(run, metric)) is not None:
            sweeps[run.sweep].append(value)
    interval = clustered_interval(list(sweeps.values())) if sweeps else None
    return interval if interval and interval.coverage >= LEVEL else None


def known(ratio: Ratio) -> bool:
    """Does it have an interval? A single round has none."""
    return ratio.low > 0 and math.isfinite(ratio.high)


def interval(ratio: Ratio) -> str:
    """``1.08 (0.98–1.18, 97.8 %)``: the interval with its coverage."""
    return f"{ratio.median:.2f} ({ends(ratio)})" if known(ratio) else f"{ratio.median:.2f} (one round)"


def briefly(ratio: Ratio) -> str:
    """``1.08 (0.98–1.18)``, for a drawing that has no room for the coverage; its table has it."""
    return f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})" if known(ratio) else f"{ratio.median:.2f}"


def ends(ratio: Ratio) -> str:
    """``0.98–1.18, 97.8 %``."""
    return f"{ratio.low:.2f}–{ratio.high:.2f}, {percent(ratio.coverage)}"


def band_of(environment: Environment, metric: str) -> float:
    """The factor up to which a difference is a tie.

    Memory varies less than time, and the medians of the controls' own memory say how much.
    """
    if not metric.endswith("_mib"):
        return tie_band(environment)
    twins = [compare(environment, metric, ratio.a, ratio.b) for ratio in noise(environment)]
    medians = [ratio.median for ratio in twins if ratio and known(ratio)]
    factors = [max(median, 1 / median) for median in medians]
    return max(LEAST_MEMORY_BAND, *factors) if factors else tie_band(environment)


def winner(ratio: Ratio, band: float) -> str:
    return {"less": "PyTorch", "more": "TensorFlow", "tie": "tie", "unclear": "unclear"}[ratio.outcome(band)]


def tally_in_words(count: Counter[str]) -> str:
    """How often each outcome came: ``PyTorch in 4 of 7, TensorFlow in none, a tie in 2, unclear in 1``."""
    parts = [f"PyTorch in {count['less'] or 'none'} of {count.total()}", f"TensorFlow in {count['more'] or 'none'}"]
    names = {"tie": "a tie", "unclear": "unclear"}
    return ", ".join([*parts, *(f"{name} in {count[key]}" for key, name in names.items() if count[key])])


def controls(environment: Environment) -> list[tuple[str, Ratio]]:
    """The A/A controls with their names: a contestant's second run of a round over its first."""
    return [(describe(ratio.b), ratio) for ratio in noise(environment)]


def describe(wanted: dict[str, object]) -> str:
    """A contestant in words, without what belongs to its workload's main setting."""
    parts = [name_of(str(wanted["workload"])), str(wanted["mode"])]
    parts += [str(wanted["task"])] if wanted["task"] != "training" else []
    parts += [f"{wanted['threads']} thread"] if wanted["threads"] else []
    return ", ".join(parts)
