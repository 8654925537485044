"""What the first call of a compiling mode costs, and when it pays back, as a figure."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from statistics import median

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import drawing
from sitedata.draw.labels import label, name_rows, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons, compiling
from sitedata.load.dataset import Dataset
from sitedata.text.values import counted, seconds

MODE_NAMES = {
    ("tensorflow", "eager"): "TF eager", ("tensorflow", "tf.function"): "tf.function", ("tensorflow", "xla"): "TF XLA",
    ("pytorch", "eager"): "PyTorch eager", ("pytorch", "torch.compile"): "torch.compile",
}  # fmt: skip


@figure(
    "bench-first-call", kind="measured",
    title="What the first call costs, and when compiling has paid", unit="time of the first training step, logarithmic",
    series=True, scale="x", tables=("runs", "samples"),
    caption="Tracing and compiling included; torch.compile starts with an empty cache. Lines are the range over "
    "rounds; a mark without one is a single run. At the right: after how many steps the time saved in each step, "
    "against the same framework's eager mode, makes up for the longer first call. Compiled nothing: no graph was "
    "made, the model ran eagerly.",
)  # fmt: skip
def bench_first_call(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    compilings = drawable(
        list(compiling.compilings(environment)), "no model was run in its compiling modes in this environment"
    )
    fig, notes, ticks, rows, alt, y, last = Plot(), [], [], [], [], 0.0, None
    room = room_for(list(MODE_NAMES.values()), narrow)
    for compiled in compilings:
        if compiled.workload != last:
            y -= 1.15 if last else 0.8
            notes.append(
                label(0, y, f"<b>{comparisons.name_of(compiled.workload)}</b>", xref="paper", size=12, xshift=4 - room)
            )
            last = compiled.workload
        y -= 1
        name = MODE_NAMES[compiled.framework, compiled.mode]
        ticks.append((y, name))
        first = median(compiled.first_ms)
        fig.add_scatter(
            x=[min(compiled.first_ms), max(compiled.first_ms)], y=[y, y], mode="lines", showlegend=False,
            hoverinfo="skip", line=dict(color=STAND_IN[compiled.framework], width=2),
        )  # fmt: skip
        fig.add_scatter(
            x=[first], y=[y], mode="markers", showlegend=False,
            hovertemplate=f"{comparisons.name_of(compiled.workload)}, {name}<br>{seconds(first)}<extra></extra>",
            marker=dict(
                symbol=MARKER[compiled.framework] + ("-open" if compiled.mode == "eager" else ""), size=9,
                color=STAND_IN[compiled.framework], line=dict(width=1.5, color=STAND_IN[compiled.framework]),
            ),
        )  # fmt: skip
        text = compiled.payment
        if narrow:
            text = (
                "no graph"
                if compiled.compiled_nothing
                else text.removeprefix("pays back ")
                if compiled.steps
                else text.split(":")[0]
            )
        texts = [seconds(first), text]
        for number, shown in enumerate(texts):
            notes.append(
                label(
                    1,
                    y,
                    shown,
                    role=compiled.framework if not number else "ink",
                    size=11 if narrow else 12,
                    xref="paper",
                    xshift=8 + 58 * number,
                )
            )
        rows.append({
            "workload": compiled.workload, "framework": compiled.framework, "mode": compiled.mode,
            "first_call_ms": round(first, 1), "runs": len(compiled.first_ms),
            "saved_ms_a_step": round(compiled.saved_ms, 4) if compiled.saved_ms is not None else "",
            "paid": compiled.payment, "samples": comparisons.samples_path(environment, compiled.first_setting),
        })  # fmt: skip
        alt.append(
            f"{comparisons.name_of(compiled.workload)}, {name}: {seconds(first)}"
            + (f", {compiled.payment}" if compiled.payment else "")
        )
    values = [value for compiled in compilings for value in compiled.first_ms]
    marks = [value for value in (1, 10, 100, 1000, 10_000, 100_000) if min(values) / 1.5 <= value <= max(values) * 1.5]
    fig.update_xaxes(
        type="log", range=[math.log10(min(values) / 1.5), math.log10(max(values) * 1.5)], tickvals=marks,
        ticktext=[f"{mark / 1000:g} s" for mark in marks], tickangle=0, side="top",
    )  # fmt: skip
    name_rows(fig, ticks, y - 0.7, -0.2)
    head = dict(role="muted", size=11, xref="paper", yref="paper", yanchor="bottom", yshift=4)
    notes += [
        label(1, 1, "median", xshift=8, **head),
        label(1, 1, "pays back", xshift=66, **head),
    ]
    fig.update_layout(annotations=notes, margin=dict(l=room, r=152 if narrow else 216, t=30, b=8))
    measured = {compiled.workload for compiled in compilings}
    left_out = [
        (comparisons.name_of(workload), "not run in its compiling modes")
        for workload in comparisons.asked(environment)
        if workload not in measured
    ]
    drawn = drawing(environment, fig, int(-y * 22 + 52), rows, "; ".join(alt), left_out, band=False)
    steps: dict[str, list[int | None]] = {}
    unclear = {compiled.mode for compiled in compilings if compiled.unclear}
    for compiled in compilings:
        if compiled.mode in ("tf.function", "torch.compile") and not compiled.compiled_nothing:
            steps.setdefault(compiled.mode, []).append(compiled.steps)
    return replace(drawn, title=paying_back(steps, unclear))


def paying_back(steps: Mapping[str, Sequence[int | None]], unclear: Container[str] = ()) -> str:
    """Mode → after how many steps it pays back in each model, as a title; empty for one mode alone.

    None stands for never, and for not clearly in a mode of ``unclear``.
    """
    said = []
    for mode, after in steps.items():
        paid = sorted(each for each in after if each is not None)
        when = f" after {span(paid)}" if paid else ""
        verb = "" if said else " pays back"
        verb += " clearly" if mode in unclear else ""
        said.append(f"{mode}{verb}{when} in {len(paid) or 'none'} of {counted(len(after), 'model')}")
    return ", ".join(said) if len(said) > 1 else ""


def span(steps: Sequence[int]) -> str:
    """``4 steps``, ``4 to 6 steps``."""
    return counted(steps[0], "step") if steps[0] == steps[-1] else f"{steps[0]:,} to {steps[-1]:,} steps"


FIGURES = (bench_first_call,)
