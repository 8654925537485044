"""Figures of the 2018–19 study that the article's claims resemble, and of accuracies beside the article's pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from sitedata.draw.figure import TIE_BAND, Drawing, figure
from sitedata.draw.labels import folded, label, name_rows, room_for, upright
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable
from sitedata.judge.published import Pair, pairs_of, short_device
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.text.values import counted, signed


def dumbbells(
    entries: Iterable[tuple[str, str, float, float]],
    narrow: bool,
    *,
    log: bool,
    ticks: Sequence[tuple[float, str]],
    left: int,
) -> tuple[Plot, int]:
    """Two marks and a line between them for each ``(block, name, TensorFlow, PyTorch)``."""
    fig, names, y, last = Plot(), [], 0.0, None
    entries = list(entries)
    for block, name, tensorflow, pytorch in entries:
        if block != last:
            y -= 1.1
            fig.add_annotation(label(0, y, f"<b>{block}</b>", xref="paper", xshift=-left + 4))
            last = block
        y -= 1
        names.append((y, name))
        fig.add_scatter(
            x=[tensorflow, pytorch],
            y=[y, y],
            mode="lines",
            showlegend=False,
            line=dict(color=STAND_IN["muted"], width=1.5),
            hoverinfo="skip",
        )
        for role, value in (("tensorflow", tensorflow), ("pytorch", pytorch)):
            fig.add_scatter(
                x=[value], y=[y], mode="markers", name=NAMES[role], legendgroup=role, showlegend=len(names) == 1,
                marker=dict(symbol=MARKER[role], size=10, color=STAND_IN[role]),
                hovertemplate=f"{name}<br>{NAMES[role]}: %{{x:,.4~g}}<extra></extra>",
            )  # fmt: skip
    name_rows(fig, names, y - 0.7, -0.3)
    fig.update_xaxes(
        type="log" if log else "linear",
        tickvals=[at for at, _ in ticks],
        ticktext=[text for _, text in ticks],
        tickangle=0,
    )
    fig.update_layout(
        margin=dict(l=left, r=14, t=30, b=28), legend=dict(orientation="h", x=1, xanchor="right", y=1, yanchor="bottom")
    )
    return fig, int(58 + 24 * -y)


def dlbench(data: Dataset, metric: str) -> tuple[list[Pair], list[tuple[str, str]]]:
    return pairs_of(data, tasks=("train",), metrics=(metric,), only_study="dlbench")


def dumbbell_drawing(
    data: Dataset, narrow: bool, metric: str, ticks: Sequence[tuple[float, str]], unit: str, *, log: bool = True,
    finding: Callable[[Numbers], str] | None = None,
) -> Drawing:  # fmt: skip
    pairs, left_out = dlbench(data, metric)
    drawable(
        pairs, f"no pair of numbers of this study with the metric {metric} in data/published_results.csv", left_out
    )
    pairs = sorted(pairs, key=lambda pair: (pair.block, pair.pytorch.workload))
    entries = [(pair.block, pair.pytorch.workload, pair.tensorflow.value, pair.pytorch.value) for pair in pairs]
    fig, height = dumbbells(
        entries, narrow, log=log, ticks=ticks, left=room_for([name for _, name, *_ in entries], narrow)
    )
    rows = [pair.row() for pair in pairs]
    alt = f"TensorFlow and PyTorch, in {unit}: " + "; ".join(
        f"{pair.pytorch.workload}, {pair.block} {pair.tensorflow.value:,.0f} and {pair.pytorch.value:,.0f}"
        for pair in pairs
    )
    sources = {pair.pytorch.source_id for pair in pairs}
    about = data.by_id("studies")["dlbench"]
    title = finding([(pair.tensorflow.value, pair.pytorch.value) for pair in pairs]) if finding else ""
    return Drawing(fig, height, rows, sources, alt, left_out, about.software, about.published, title=title)


Numbers = Sequence[tuple[float, float]]
"""TensorFlow's and PyTorch's number of each pair."""


def who_needs_less(subject: str, pairs: Numbers) -> str:
    """In how many pairs each framework's number is lower by more than single runs differ, as a title."""
    less = {
        "PyTorch": sum(pytorch * TIE_BAND < tensorflow for tensorflow, pytorch in pairs),
        "TensorFlow": sum(tensorflow * TIE_BAND < pytorch for tensorflow, pytorch in pairs),
    }
    tie = len(pairs) - sum(less.values())
    if tie == len(pairs):
        return ""
    near = f", within 10 % in {tie}" if tie else ""
    return (
        f"{subject}: PyTorch needs less in {less['PyTorch'] or 'none'} of {len(pairs)}, TensorFlow in "
        f"{less['TensorFlow'] or 'none'}{near}"
    )


def reserved(pairs: Numbers) -> str:
    """Whether TensorFlow takes the same GPU memory whatever the model, as a title that says no more than that."""
    taken = [tensorflow for tensorflow, _ in pairs]
    same = len(taken) > 1 and max(taken) <= TIE_BAND * min(taken)
    found = f"TensorFlow takes {min(taken):,.0f} to {max(taken):,.0f} MB whatever the model: a reservation, not a need"
    return f"GPU memory in the same study{f': {found}' if same else ''}"


@figure(
    "dlbench-training-time", kind="published",
    title="Training time in the study of 2018–19 that the article's claims resemble", unit="time, logarithmic",
    series=True, scale="x", tables=("published_results", "studies"),
    caption="Time that the logs of one run each cover, test passes included, TensorFlow 1.11 against PyTorch 0.4.1. "
    "The two sides are separate programs with different code, so this compares two implementations as much as two "
    "frameworks, in versions of 2018.",
)  # fmt: skip
def dlbench_training_time(data: Dataset, narrow: bool) -> Drawing:
    ticks = [(60, "1 min"), (600, "10 min"), (3600, "1 h"), (36000, "10 h")] + ([] if narrow else [(180000, "50 h")])
    subject = "Training time in the study of 2018–19 that the article's claims resemble"
    return dumbbell_drawing(data, narrow, "wall_time", ticks, "s", finding=partial(who_needs_less, subject))


@figure(
    "published-memory-gpu", kind="published",
    title="GPU memory in the same study: a reservation, not a need", unit="highest MB in use, as the driver saw it",
    series=True, scale="x", tables=("published_results", "studies"),
    caption="TensorFlow reserves nearly the whole device unless told to grow, so its marks stand in the same place "
    "whatever the model, and say nothing about what the model needed.",
)  # fmt: skip
def published_memory_gpu(data: Dataset, narrow: bool) -> Drawing:
    ticks = [
        (value, f"{value:,} MB" if value == 8000 else f"{value:,}")
        for value in range(0, 9000, 4000 if narrow else 2000)
    ]
    return dumbbell_drawing(data, narrow, "gpu_memory", ticks, "MB", log=False, finding=reserved)


@figure(
    "published-memory-host", kind="published",
    title="Main memory in the same study", unit="mean MiB of the process, logarithmic",
    series=True, scale="x", tables=("published_results", "studies"),
    caption="Mean of the resident memory that the logs sampled. The article says that PyTorch needs slightly more on "
    "the CPU; in these logs it mostly needs less. PyTorch's mean for the translation run comes from short peaks.",
)  # fmt: skip
def published_memory_host(data: Dataset, narrow: bool) -> Drawing:
    ticks = [(value, f"{value:,}") for value in ((1000,) if narrow else (500, 1000, 2000))] + [(5000, "5,000 MiB")]
    finding = partial(who_needs_less, "Main memory in the same study")
    return dumbbell_drawing(data, narrow, "host_memory", ticks, "MiB", finding=finding)


ARTICLE = "article-2025"  # the study id of the article's own pair
POINT = 1.0  # percentage points: the seed alone moves an accuracy by as much


def accuracy_label(pair: Pair) -> str:
    """What distinguishes a pair of accuracies inside its study."""
    row = pair.pytorch
    if row.device == "not stated":
        return row.workload
    return f"{row.workload}, {short_device(row.device)}" + (
        f" {row.precision}" if row.precision and pair.study != "dlbench" else ""
    )


@figure(
    "accuracy-pair", kind="published",
    title="Accuracy: the article's pair beside pairs with a known origin",
    unit="PyTorch minus TensorFlow, percentage points", tables=("published_results", "studies"),
    caption="Right of zero: PyTorch reached the higher accuracy. The article names no data set, model, version or "
    "hardware for its pair. Where one team matched the training recipe, the difference vanishes; where two separate "
    "programs were compared, it goes either way.",
)  # fmt: skip
def accuracy_pair(data: Dataset, narrow: bool) -> Drawing:
    pairs, left_out = pairs_of(data, tasks=("train",), metrics=("accuracy", "bleu"))
    studies = data.by_id("studies")
    left_out += [
        (p.pytorch.id, "translation quality (BLEU), not accuracy") for p in pairs if p.pytorch.metric == "bleu"
    ]
    pairs = sorted((p for p in pairs if p.pytorch.metric == "accuracy"), key=lambda p: p.study != ARTICLE)
    drawable(pairs, "no pair of accuracies in data/published_results.csv", left_out)
    entries = [
        (studies[p.study].title, accuracy_label(p), p.pytorch.value - p.tensorflow.value)
        for p in pairs
    ]  # fmt: skip
    fig, y, last, ticks = Plot(), 0.0, None, []
    left = room_for([folded(name, narrow) for _, name, _ in entries], narrow)
    for block, name, gap in entries:
        if block != last:
            y -= 1.15
            fig.add_annotation(
                label(0, y, f"<b>{block}</b>", xref="paper", xshift=-left + 4, size=11 if narrow else None)
            )
            last = block
        y -= 1
        ticks.append((y, name))
        role = "muted" if abs(gap) < POINT else "pytorch" if gap > 0 else "tensorflow"
        fig.add_scatter(
            x=[0, gap],
            y=[y, y],
            mode="lines",
            showlegend=False,
            hoverinfo="skip",
            line=dict(color=STAND_IN[role], width=2),
        )
        fig.add_scatter(
            x=[gap], y=[y], mode="markers", showlegend=False,
            hovertemplate=f"{name}: %{{x:+.2f}} points<extra></extra>",
            marker=dict(symbol=MARKER.get(role, "square"), size=9, color=STAND_IN[role]),
        )  # fmt: skip
        side = gap >= 0
        fig.add_annotation(
            label(gap, y, signed(gap), role=role, xanchor="left" if side else "right", xshift=9 if side else -9)
        )
    upright(fig, 0, y - 0.6, -0.4)
    name_rows(fig, [(at, folded(name, narrow)) for at, name in ticks], y - 0.7, -0.3)
    reach = [-30, 17] if narrow else [-18, 10]  # with room for the numbers beside the marks
    marks = (-10, 0, 10) if narrow else (-10, -5, 0, 5)
    fig.update_xaxes(range=reach, tickangle=0, tickvals=marks, ticktext=[signed(mark, 0) for mark in marks])
    fig.update_layout(margin=dict(l=left, r=14, t=8, b=28))
    rows = [
        {
            "study": p.study, "workload": p.pytorch.workload, "device": p.pytorch.device,
            "precision": p.pytorch.precision or "",
            "tensorflow": p.tensorflow.value, "pytorch": p.pytorch.value, "unit": "%",
            "tensorflow_epoch": p.tensorflow.epoch or "", "pytorch_epoch": p.pytorch.epoch or "",
        }
        for p in pairs
    ]  # fmt: skip
    alt = "Points of PyTorch above TensorFlow. " + ". ".join(
        f"{block}: " + ", ".join(f"{name} {gap:+.1f}" for _, name, gap in mine)
        for block, mine in groupby(entries, key=itemgetter(0))
    )
    sources = {p.pytorch.source_id for p in pairs} | {p.tensorflow.source_id for p in pairs}
    height = int(40 + (30 if narrow else 23) * -y)
    return Drawing(
        fig,
        height,
        rows,
        sources,
        alt,
        left_out,
        "top-1 or test accuracy",
        max(studies[p.study].published for p in pairs),
        title=apart_by([p.pytorch.value - p.tensorflow.value for p in pairs if p.study != ARTICLE]),
    )


def apart_by(gaps: Sequence[float]) -> str:
    """How many pairs of accuracies with a known origin lie within a point, as a title; empty without any."""
    near = sum(abs(gap) < POINT for gap in gaps)
    if not gaps:
        return ""
    return (
        f"Accuracy: {near or 'none'} of {counted(len(gaps), 'pair')} with a known origin "
        f"{'lies' if near < 2 else 'lie'} within a point, beside the article's pair"
    )


FIGURES = (dlbench_training_time, published_memory_gpu, published_memory_host, accuracy_pair)
