"""Figures of times that others published: ratios within one study, and one study in full."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from sitedata.draw.figure import NARROW, TIE_BAND, WIDE, Drawing, figure
from sitedata.draw.forest import apart, heads
from sitedata.draw.labels import folded, label, name_rows, room_for, upright
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable
from sitedata.judge.published import TIMES, Pair, describe, pairs_of
from sitedata.load.dataset import Dataset


def ratio_rows(
    data: Dataset, narrow: bool, pairs: Sequence[Pair], left_out: list[tuple[str, str]], scope: str
) -> Drawing:
    """Time of PyTorch over time of TensorFlow, one row per pair and one block per study, over the tie band."""
    drawable(pairs, "no pair of times in data/published_results.csv", left_out)
    fig, notes, ticks, rows, y = Plot(), [], [], [], 0.0
    studies = data.by_id("studies")
    marks: dict[str, list[tuple[float, float, Pair]]] = defaultdict(list)
    by_study: dict[str, list[float]] = defaultdict(list)
    for pair in pairs:
        by_study[pair.study].append(pair.time_ratio)
    room = room_for([folded(describe(pair), narrow) for pair in pairs], narrow)
    for study, mine in by_study.items():
        y -= 1.25
        about = studies[study]
        who = f"<b>{about.title}</b>" + ("<br>" if narrow else "  ") + f"{about.measured_by}, {about.published[:4]}"
        notes.append(
            label(0, y + (0.15 if narrow else 0), who, xref="paper", size=11 if narrow else 12, xshift=4 - room)
        )
        y -= 0.35 if narrow else 0
        if len(mine) > 1:
            y -= 1
            ticks.append((y, f"median of {len(mine)}"))
            notes.append(_number(y, [median(mine)], narrow))
            _summary(fig, mine, y)
        for name in dict.fromkeys(describe(pair) for pair in pairs if pair.study == study):
            y -= 1
            ticks.append((y, name))
            here = [pair.time_ratio for pair in pairs if pair.study == study and describe(pair) == name]
            notes.append(_number(y, here, narrow))
            for pair in pairs:
                if pair.study == study and describe(pair) == name:
                    marks["eager" if pair.pytorch.mode == "eager" else "other"].append((pair.time_ratio, y, pair))
                    rows.append(pair.row())
    low, high = 1 / TIE_BAND, TIE_BAND
    fig.add_shape(
        type="rect", x0=low, x1=high, y0=y - 0.8, y1=0, fillcolor=STAND_IN["band"], line=dict(width=0), layer="below"
    )
    upright(fig, 1, y - 0.8, 0)
    for kind, placed in marks.items():
        roles = [
            "muted" if low <= ratio <= high else "pytorch" if ratio < 1 else "tensorflow" for ratio, _, _ in placed
        ]
        symbols = ["square" if role == "muted" else MARKER[role] for role in roles]
        fig.add_scatter(
            x=[ratio for ratio, _, _ in placed], y=[at for _, at, _ in placed], mode="markers", showlegend=False,
            marker=dict(symbol=[symbol + ("-open" if kind == "eager" else "") for symbol in symbols], size=9,
                        color=[STAND_IN[role] for role in roles]),
            text=[pair.hover() for *_, pair in placed], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    ratios = [pair.time_ratio for pair in pairs]
    left, right = min([0.45, *ratios]) / 1.2, max([2.2, *ratios]) * 1.2
    beside = 76 if narrow else 118  # CSS pixels for the numbers
    plot_room = (NARROW if narrow else WIDE) - room - beside
    ends = [value for value in (0.125, 0.25, 0.5, 1, 2, 4, 8) if left <= value <= right]
    values = apart(ends, plot_room / math.log(right / left))
    fig.update_xaxes(
        type="log",
        range=[math.log10(left), math.log10(right)],
        tickvals=values,
        ticktext=[f"{value:g}×" for value in values],
        side="top",
        tickangle=0,
    )
    name_rows(fig, [(at, folded(name, narrow)) for at, name in ticks], y - 0.8, 0.1)
    notes += heads(("PyTorch faster", "TensorFlow faster"), ("pytorch", "tensorflow"), plot_room, beside - 4)
    above = dict(xref="paper", yref="paper", yanchor="bottom", yshift=3)
    notes.append(label(1, 1, "ratio", role="muted", size=11, xshift=8, **above))
    unit = 30 if narrow else 22
    height = int(-y * unit + 70)
    fig.update_layout(annotations=notes, margin=dict(l=room, r=beside, t=50, b=8))
    wins = [sum(r < low for r in ratios), sum(low <= r <= high for r in ratios), sum(r > high for r in ratios)]
    alt = "; ".join(_study_in_words(studies[study].title, times) for study, times in by_study.items())
    sources = {source for pair in pairs for source in (pair.pytorch.source_id, pair.tensorflow.source_id)}
    newest = max(studies[study].published for study in by_study)
    return Drawing(fig, height, rows, sources, alt, left_out, scope, newest, title=wins_in_words(wins))


def wins_in_words(wins: Sequence[int]) -> str:
    """Ratios in which PyTorch, nobody and TensorFlow is ahead: ``PyTorch in 4 of 7, TensorFlow in none``."""
    near = f", within 10 % in {wins[1]}" if wins[1] else ""
    return f"PyTorch in {wins[0] or 'none'} of {sum(wins)}, TensorFlow in {wins[2] or 'none'}{near}"


def _number(y: float, ratios: Sequence[float], narrow: bool) -> dict:
    """The ratios of a row; on a phone the lowest and the highest where there are many."""
    shown = [f"{ratio:.2f}" for ratio in ratios]
    words = f"{min(shown)}–{max(shown)}" if narrow and len(shown) > 2 else " · ".join(shown)
    return label(1, y, words, size=11 if narrow else 12, xref="paper", xshift=8)


def _summary(fig: Plot, ratios: Sequence[float], y: float) -> None:
    """A study in one row: its median, and a line from its lowest to its highest ratio."""
    fig.add_scatter(
        x=[min(ratios), max(ratios)], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
        line=dict(color=STAND_IN["ink"], width=2),
    )  # fmt: skip
    fig.add_scatter(
        x=[median(ratios)], y=[y], mode="markers", showlegend=False,
        marker=dict(symbol="line-ns-open", size=14, color=STAND_IN["ink"], line=dict(width=3)),
        text=[f"median of {len(ratios)} ratios {median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}"],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _study_in_words(title: str, ratios: Sequence[float]) -> str:
    """A part of the text alternative; each ratio stands in the figure's table."""
    spread = f" ({min(ratios):.2f}–{max(ratios):.2f} in {len(ratios)})" if len(ratios) > 1 else ""
    return f"{title}: {median(ratios):.2f}{spread}"


def _led(drawn: Drawing, question: str) -> Drawing:
    """Under a title that says who is ahead in how many."""
    return replace(drawn, title=f"{question}: {drawn.title}")


RATIO_UNIT = "time of PyTorch ÷ time of TensorFlow, logarithmic"
RATIO_CAPTION = (
    "Each mark is the time of native PyTorch divided by the time of TensorFlow on the same device, at the same "
    "precision and batch, in one study: left of 1× PyTorch took less time. Diamond: PyTorch ahead; circle: TensorFlow "
    "ahead; square in the grey band: within 10 %, which single published runs cannot tell apart. Hollow: PyTorch run "
    "eagerly. Under a study's name stand the median and the range of its ratios. Studies differ in hardware and "
    "versions: compare within a block, never across."
)


@figure(
    "published-training-time", kind="published", title="Who trained faster, as vendors and authors published it",
    unit=RATIO_UNIT,
    tables=("published_results", "studies"), caption=RATIO_CAPTION,
)  # fmt: skip
def published_training_time(data: Dataset, narrow: bool) -> Drawing:
    interested = ("vendor", "framework-author")
    pairs, left_out = pairs_of(data, tasks=("train",), metrics=TIMES, measured_by=interested)
    return _led(ratio_rows(data, narrow, pairs, left_out, "by study"), "Who trained faster, by vendors and authors")


@figure(
    "published-training-time-others", kind="published", title="Who trained faster, as academics and others found",
    unit=RATIO_UNIT,
    tables=("published_results", "studies"), caption=RATIO_CAPTION,
)  # fmt: skip
def published_training_time_others(data: Dataset, narrow: bool) -> Drawing:
    others = ("academic", "third-party")
    pairs, left_out = pairs_of(  # DLBench has a figure of its own
        data, tasks=("train",), metrics=TIMES, not_study="dlbench", measured_by=others
    )
    return _led(ratio_rows(data, narrow, pairs, left_out, "by study"), "Who trained faster, by academics and others")


@figure(
    "published-prediction-time", kind="published", title="Who predicted faster, in studies that others published",
    unit=RATIO_UNIT,
    tables=("published_results", "studies"), caption=RATIO_CAPTION,
)  # fmt: skip
def published_prediction_time(data: Dataset, narrow: bool) -> Drawing:
    pairs, left_out = pairs_of(data, tasks=("predict", "generate"), metrics=TIMES)
    return _led(ratio_rows(data, narrow, pairs, left_out, "by study"), "Who predicted faster, in published studies")


CONTESTANT_LOOK = {
    # contestant and mode: (name, role, marker)
    ("pytorch", "eager"): ("PyTorch, eager", "pytorch", "diamond-open"),
    ("pytorch", "compiled"): ("PyTorch, compiled", "pytorch", "diamond"),
    ("keras-tensorflow", None): ("Keras 3 on TensorFlow", "tensorflow", "circle"),
    ("keras2-tensorflow", None): ("Keras 2 on TensorFlow", "tensorflow", "circle-open"),
    ("keras-jax", None): ("Keras 3 on JAX", "jax", "triangle-up"),
    ("keras-pytorch", None): ("Keras 3 on PyTorch", "keras", "square-open"),
}


def look_of(row) -> tuple[str, str, str] | None:
    """Name, role and marker of a contestant; None for what is none of the six ways."""
    return CONTESTANT_LOOK.get((row.framework, row.mode)) or CONTESTANT_LOOK.get((row.framework, None))


@figure(
    "keras3-step-time", kind="published",
    title="The same models, six ways to run them", unit="milliseconds a step, logarithmic",
    series=True, scale="x", tables=("published_results", "studies"),
    caption="Measured by the authors of Keras, in 2024, on one GPU: both an interest and a method stated. Each row is "
    "one model and task; left is faster. The source itself marks the generation times of Keras 3 on PyTorch as "
    "abnormally slow.",
)  # fmt: skip
def keras3_step_time(data: Dataset, narrow: bool) -> Drawing:
    published = [row for row in data.rows("published_results") if row.study == "keras3-a100-2024"]
    results = [row for row in published if look_of(row)]
    left_out = [(row.id, "none of the six ways to run a model") for row in published if not look_of(row)]
    drawable(results, "no number of the study keras3-a100-2024 in data/published_results.csv", left_out)
    names = list(dict.fromkeys((row.workload, row.task, row.batch) for row in results))
    position = {name: -number for number, name in enumerate(names)}
    fig, rows, best, wins = Plot(), [], [], Counter()
    for look in dict.fromkeys(look_of(row) for row in results):
        mine = [row for row in results if look_of(row) == look]
        fig.add_scatter(
            x=[row.value for row in mine], y=[position[row.workload, row.task, row.batch] for row in mine],
            mode="markers", name=look[0],
            marker=dict(symbol=look[2], size=9, color=STAND_IN[look[1]], line=dict(width=1.5, color=STAND_IN[look[1]])),
            hovertemplate=f"{look[0]}<br>%{{x:,.0f}} ms<extra></extra>",
        )  # fmt: skip
    for row in results:
        rows.append(
            {
                "workload": row.workload,
                "task": row.task,
                "batch": row.batch,
                "contestant": look_of(row)[0],
                "step_time_ms": row.value,
            }
        )
    for name in names:
        quickest = min(
            (row for row in results if (row.workload, row.task, row.batch) == name), key=lambda row: row.value
        )
        wins[look_of(quickest)[0]] += 1
        best.append(f"{name[0]} {name[1]}, batch {name[2]}: {look_of(quickest)[0]} {quickest.value:.0f} ms")
    ticktext = [
        f"{model.replace(' ', '<br>') if narrow and len(model) > 9 else model}{'<br>' if narrow else ' '}{task}, batch "
        f"{batch}"
        for model, task, batch in names
    ]
    fig.update_yaxes(
        tickvals=list(position.values()), ticktext=ticktext, range=[-len(names) + 0.4, 0.6], griddash="dot"
    )
    fig.update_xaxes(
        type="log",
        tickvals=[100, 200, 500, 1000, 2000, 5000, 10000],
        ticktext=["100", "200", "500", "1,000", "2,000", "5,000", "10,000"]
        if not narrow
        else ["100", "", "500", "", "2 k", "", "10 k"],
    )
    legend = dict(
        orientation="h",
        x=-0.42 if narrow else -0.44,
        xanchor="left",
        y=1.01,
        yanchor="bottom",
        itemsizing="trace",
        entrywidth=150 if narrow else 165,
        font=dict(size=12),
    )
    top = 84 if narrow else 62
    fig.update_layout(legend=legend, margin=dict(l=room_for(ticktext, narrow), r=14, t=top, b=28))
    about = data.by_id("studies")["keras3-a100-2024"]
    alt = "Fastest contestant of each row: " + "; ".join(best)
    height = top + 30 + (58 if narrow else 28) * len(names)
    return Drawing(
        fig, height, rows, {row.source_id for row in results}, alt, left_out, about.device, about.published,
        title=fastest_way(wins),
    )  # fmt: skip


def fastest_way(wins: Counter[str]) -> str:
    """Way to run a model → in how many rows it is the fastest, as a title; empty where two share the lead."""
    (way, most), *rest = wins.most_common(2)
    if rest and rest[0][1] == most:
        return ""
    return f"The same models, six ways to run them: {way} is the fastest in {most} of {wins.total()}"


FIGURES = (published_training_time, published_training_time_others, published_prediction_time, keras3_step_time)
