"""Throughput of our own runs against batch size as a figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from statistics import median

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import drawing
from sitedata.draw.labels import axis_of, label, panel_title, spread
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import subplots
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons
from sitedata.judge.ratios import tie_band
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import short_number

SIDES = ("tensorflow", "pytorch")


@figure(
    "bench-batch", kind="measured",
    title="Throughput against batch size", unit="training examples a second, by examples in a step; both logarithmic",
    series=True, tables=("runs", "samples"),
    caption="Main mode of each framework, all threads. Marks are medians over rounds, upright lines "
    "intervals of at least 95 % coverage.",
)  # fmt: skip
def bench_batch(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    curves = {workload: curve for workload in WORKLOADS if (curve := _batch_curve(environment, workload))}
    drawable(curves, "no model was measured at more than one batch size in both frameworks")
    count = len(curves)
    fig = subplots(
        rows=count if narrow else 1, cols=1 if narrow else count, horizontal_spacing=0.2, vertical_spacing=0.28 / count
    )
    notes, rows, alt = [], [], []
    for number, (workload, curve) in enumerate(curves.items()):
        place = dict(row=number + 1, col=1) if narrow else dict(row=1, col=number + 1)
        axis = axis_of(number)
        sizes = sorted({size for points in curve.values() for size in points})
        all_rates = [value for points in curve.values() for rates in points.values() for value in rates]
        low, high = math.log10(min(all_rates)), math.log10(max(all_rates))
        ends = {framework: math.log10(median(points[max(points)])) for framework, points in curve.items()}
        for (framework, end), at in zip(
            ends.items(), spread(list(ends.values()), (high - low + 0.2) * 0.1), strict=True
        ):
            points = curve[framework]
            for size, rates in points.items():
                setting = comparisons.setting(environment, workload, framework, batch_size=size)
                interval = comparisons.spread_of(environment, "examples_per_s", setting)
                fig.add_scatter(
                    x=[size, size], y=list(interval[:2]) if interval else [median(rates)] * 2, mode="lines",
                    showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN[framework], width=2), **place,
                )  # fmt: skip
                low_high = [round(end, 1) for end in interval[:2]] if interval else ["", ""]
                rows.append({
                    "workload": workload, "framework": framework, "batch_size": size,
                    "examples_per_s": round(median(rates), 1), "low": low_high[0], "high": low_high[1],
                    "coverage": round(interval.coverage, 4) if interval else "",
                    "slowest": round(min(rates), 1), "fastest": round(max(rates), 1), "runs": len(rates),
                    "samples": comparisons.samples_path(environment, setting),
                })  # fmt: skip
            ordered = sorted(points)
            fig.add_scatter(
                x=ordered, y=[median(points[size]) for size in ordered], mode="lines+markers", showlegend=False,
                name=NAMES[framework],
                line=dict(color=STAND_IN[framework], width=2),
                marker=dict(symbol=MARKER[framework], size=8, color=STAND_IN[framework]),
                hovertemplate=f"{NAMES[framework]}, batch %{{x}}<br>%{{y:,.0f}} examples/s<extra></extra>", **place,
            )  # fmt: skip
            text = f"{NAMES[framework]} {short_number(10**end)}/s"
            notes.append(
                label(
                    math.log10(ordered[-1]),
                    at,
                    text,
                    role=framework,
                    size=12,
                    xref=f"x{axis}",
                    yref=f"y{axis}",
                    xshift=9,
                )
            )
            shown = ", ".join(f"batch {size}: {median(points[size]):,.0f}" for size in ordered)
            alt.append(f"{comparisons.name_of(workload)}, {NAMES[framework]}, examples a second, {shown}")
        notes.append(panel_title(number, comparisons.name_of(workload)))
        marks = [
            mark * 10**power
            for power in range(0, 7)
            for mark in (1, 2, 5)
            if low - 0.1 <= math.log10(mark * 10**power) <= high + 0.1
        ]
        marks = marks[:: math.ceil(len(marks) / 6)] if len(marks) > 3 else _finer(low, high)
        fig.update_yaxes(
            type="log",
            range=[low - 0.1, high + 0.1],
            tickvals=marks,
            ticktext=[short_number(mark) for mark in marks],
            **place,
        )
        ends_at = [math.log10(sizes[0]) - 0.1, math.log10(sizes[-1]) + 0.1]
        fig.update_xaxes(
            type="log", range=ends_at, tickvals=sizes, ticktext=[f"{size:,}" for size in sizes], showgrid=False, **place
        )
    fig.update_layout(annotations=notes, margin=dict(l=48, r=122, t=34, b=28))
    if count == 2 and not narrow:
        fig.update_layout(xaxis=dict(domain=[0, 0.34]), xaxis2=dict(domain=[0.64, 1]))
    left_out = [
        (comparisons.name_of(workload), "measured at one batch size")
        for workload in comparisons.asked(environment)
        if workload not in curves
    ]
    drawn = drawing(environment, fig, 240 * count if narrow else 290, rows, "; ".join(alt), left_out, band=False)
    outcomes = {
        comparisons.name_of(workload): {size: _outcome(environment, workload, size) for size in curve["pytorch"]}
        for workload, curve in curves.items()
    }
    return replace(drawn, title=leads_by_size(outcomes))


def _outcome(environment: Environment, workload: str, size: int) -> str:
    ratio = comparisons.against(environment, workload, batch_size=size)
    return ratio.outcome(tie_band(environment)) if ratio else "unclear"


def leads_by_size(outcomes: Mapping[str, Mapping[int, str]]) -> str:
    """Model → batch size → outcome of PyTorch ÷ TensorFlow, as a title; empty where fewer than two sizes are clear."""
    names = {"less": "PyTorch", "more": "TensorFlow"}
    said = []
    for model, of in outcomes.items():
        clear = [(size, names[outcome]) for size, outcome in of.items() if outcome in names]
        if len({name for _, name in clear}) > 1:
            said.append(f"{model} {', '.join(f'{name} at {size:,}' for size, name in clear)}")
    if said:
        return f"The batch size changes who is faster: {'; '.join(said)}"
    clear = sum(outcome in names for of in outcomes.values() for outcome in of.values())
    return "No batch size clearly turns the lead around" if clear > 1 else ""


def _finer(low: float, high: float) -> list[float]:
    """Marks for an axis that spans too little for 1, 2 and 5."""
    return [
        mark * 10**power
        for power in range(7)
        for mark in (1, 1.5, 2, 3, 4, 6, 8)
        if low - 0.1 <= math.log10(mark * 10**power) <= high + 0.1
    ]


def _batch_curve(environment: Environment, workload: str) -> dict[str, dict[int, list[float]]]:
    """Framework → batch size → examples per second of each run; empty unless each ran at two sizes."""
    sizes = (*WORKLOADS[workload].batch_sizes, WORKLOADS[workload].batch_size)
    curve = {
        framework: {
            size: values for size in sorted(sizes)
            if (values := comparisons.values(
                environment, "examples_per_s",
                comparisons.setting(environment, workload, framework, batch_size=size),
            ))
        } for framework in SIDES
    }  # fmt: skip
    return curve if all(len(points) > 1 for points in curve.values()) else {}


FIGURES = (bench_batch,)
