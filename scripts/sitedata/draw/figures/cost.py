"""Our own measurements of what comes beside speed as figures: the first call, memory, batch sizes, import time and size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from sitedata.draw.figure import Drawing, figure, go, label, make_subplots, room_for, spread
from sitedata.draw.forest import drawing
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.undrawn import NO_ENVIRONMENT, drawable
from sitedata.judge import comparisons, compiling
from sitedata.judge.environments import shown_environment
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.text.values import seconds, short_number, three

MODE_NAMES = {
    ("tensorflow", "eager"): "TF eager", ("tensorflow", "tf.function"): "tf.function", ("tensorflow", "xla"): "TF XLA",
    ("pytorch", "eager"): "PyTorch eager", ("pytorch", "torch.compile"): "torch.compile",
}  # fmt: skip
SIDES = ("tensorflow", "pytorch")


@figure(
    "bench-first-call", kind="measured",
    title="What the first call costs, and when compiling has paid", unit="time of the first training step, logarithmic",
    series=True, scale="x", tables=("runs", "samples"),
    caption="Tracing and compiling included; torch.compile starts with an empty cache. Lines are the range over rounds. At the right: "
    "after how many steps the time saved in each step, against the same framework's eager mode, has paid for the longer first call. "
    "Compiled nothing: no graph was made, the model ran eagerly.",
)  # fmt: skip
def bench_first_call(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(shown_environment(data), NO_ENVIRONMENT)
    found = drawable(list(compiling.compilings(environment)), "no model was run in its compiling modes in this environment")
    fig, notes, ticks, rows, alt, y, last = go.Figure(), [], [], [], [], 0.0, None
    room = room_for(list(MODE_NAMES.values()), narrow)
    for each in found:
        if each.workload != last:
            y -= 1.15 if last else 0.8
            notes.append(label(0, y, f"<b>{comparisons.name_of(each.workload)}</b>", xref="paper", size=12, xshift=4 - room))
            last = each.workload
        y -= 1
        name = MODE_NAMES[each.framework, each.mode]
        ticks.append((y, name))
        first = median(each.first_ms)
        fig.add_scatter(
            x=[min(each.first_ms), max(each.first_ms)], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
            line=dict(color=STAND_IN[each.framework], width=2),
        )  # fmt: skip
        fig.add_scatter(
            x=[first], y=[y], mode="markers", showlegend=False,
            hovertemplate=f"{comparisons.name_of(each.workload)}, {name}<br>{seconds(first)}<extra></extra>",
            marker=dict(
                symbol=MARKER[each.framework] + ("-open" if each.mode == "eager" else ""), size=9, color=STAND_IN[each.framework],
                line=dict(width=1.5, color=STAND_IN[each.framework]),
            ),
        )  # fmt: skip
        text = each.payment
        if narrow:
            text = "no graph" if each.compiled_nothing else text.removeprefix("paid after ") if each.steps else text.split(":")[0]
        texts = [seconds(first), text]
        for number, shown in enumerate(texts):
            notes.append(
                label(1, y, shown, role=each.framework if not number else "ink", size=11 if narrow else 12, xref="paper", xshift=8 + 58 * number)
            )
        rows.append({
            "workload": each.workload, "framework": each.framework, "mode": each.mode, "first_call_ms": round(first, 1), "runs": len(each.first_ms),
            "saved_ms_a_step": round(each.saved_ms, 4) if each.saved_ms is not None else "", "paid": each.payment,
            "samples": comparisons.samples_path(environment, each.first_setting),
        })  # fmt: skip
        alt.append(f"{comparisons.name_of(each.workload)}, {name}: {seconds(first)}" + (f", {each.payment}" if each.payment else ""))
    values = [value for each in found for value in each.first_ms]
    marks = [value for value in (1, 10, 100, 1000, 10_000, 100_000) if min(values) / 1.5 <= value <= max(values) * 1.5]
    fig.update_xaxes(
        type="log", range=[math.log10(min(values) / 1.5), math.log10(max(values) * 1.5)], tickvals=marks,
        ticktext=[f"{mark / 1000:g} s" for mark in marks], tickangle=0, side="top",
    )  # fmt: skip
    fig.update_yaxes(tickvals=[at for at, _ in ticks], ticktext=[name for _, name in ticks], showgrid=False, range=[y - 0.7, -0.2])
    head = dict(role="muted", size=11, xref="paper", yref="paper", yanchor="bottom", yshift=4)
    notes += [label(1, 1, "median", xshift=8, **head), label(1, 1, "has paid" if not narrow else "paid after", xshift=66, **head)]
    fig.update_layout(annotations=notes, margin=dict(l=room, r=150 if narrow else 216, t=30, b=8))
    measured = {each.workload for each in found}
    left_out = [(comparisons.name_of(each), "not run in its compiling modes") for each in WORKLOADS if each not in measured]
    return drawing(environment, fig, int(-y * 22 + 52), rows, "; ".join(alt), left_out, band=False)


@figure(
    "bench-memory", kind="measured",
    title="Main memory: all that a process held, and what is its own", unit="MiB of the process, median over runs",
    series=True, tables=("runs",),
    caption="Training in the main setting, batch as on the workloads page. Filled: the most that was resident at any time. Hollow: anonymous "
    "memory at the end, which no file backs; the rest is mostly the libraries' code, which the system can drop and share. "
    "Lines are 95 % intervals over rounds, most of them narrower than the mark. Right: PyTorch ÷ TensorFlow, paired by round.",
)  # fmt: skip
def bench_memory(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(shown_environment(data), NO_ENVIRONMENT)
    fig, notes, ticks, rows, alt, left_out, y = go.Figure(), [], [], [], [], [], 0.0
    for workload in WORKLOADS:
        found = {
            (metric, framework): comparisons.values(environment, metric, comparisons.setting(environment, workload, framework))
            for metric in ("peak_rss_mib", "anonymous_mib") for framework in SIDES
        }  # fmt: skip
        if not all(found.values()):
            left_out.append((comparisons.name_of(workload), comparisons.NO_RUNS))
            continue
        y -= 0.5
        ticks.append((y - 1.5, comparisons.name_of(workload)))
        for metric, name in (("peak_rss_mib", "resident"), ("anonymous_mib", "anonymous")):
            y -= 1
            of = {framework: median(found[metric, framework]) for framework in SIDES}
            spreads = {framework: comparisons.spread_of(found[metric, framework]) for framework in SIDES}
            fig.add_scatter(
                x=list(of.values()), y=[y, y], mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN["muted"], width=1),
            )  # fmt: skip
            for framework, value in of.items():
                if spread := spreads[framework]:
                    fig.add_scatter(
                        x=list(spread), y=[y, y], mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN[framework], width=4)
                    )
                fig.add_scatter(
                    x=[value], y=[y], mode="markers", name=NAMES[framework], showlegend=False,
                    hovertemplate=f"{comparisons.name_of(workload)}, {name}<br>{NAMES[framework]} %{{x:,.0f}} MiB<extra></extra>",
                    marker=dict(
                        symbol=MARKER[framework] + ("-open" if name == "anonymous" else ""), size=9, color=STAND_IN[framework],
                        line=dict(width=1.5, color=STAND_IN[framework]),
                    ),
                )  # fmt: skip
            ratio = comparisons.against(environment, workload, metric)
            if ratio is None:  # never in the same round
                words, numbers = "", {"ratio": "", "low": "", "high": "", "rounds": 0}
            else:
                words = f"{ratio.median:.2f}×" if narrow else comparisons.interval(ratio)
                ends = (round(ratio.low, 4), round(ratio.high, 4)) if comparisons.known(ratio) else ("", "")
                numbers = {"ratio": round(ratio.median, 4), "low": ends[0], "high": ends[1], "rounds": len(ratio.pairs)}
            notes.append(label(1, y, f"{name} {words}", size=11 if narrow else 12, xref="paper", xshift=8))
            runs = {f"{framework}_runs": len(found[metric, framework]) for framework in SIDES}
            mib = {
                f"{framework}_{column}": round(each, 1)
                for framework, value in of.items()
                for column, each in zip(("mib", "low", "high"), (value, *(spreads[framework] or ())), strict=False)
            }
            rows.append(
                {"workload": workload, "memory": name} | mib | numbers | runs
                | {"samples": comparisons.samples_path(environment, *(comparisons.setting(environment, workload, framework) for framework in SIDES))}
            )  # fmt: skip
            alt.append(f"{comparisons.name_of(workload)}, {name}: TensorFlow {of['tensorflow']:,.0f}, PyTorch {of['pytorch']:,.0f} MiB")
    drawable(rows, comparisons.NO_RUNS)
    fig.update_yaxes(tickvals=[at for at, _ in ticks], ticktext=[name for _, name in ticks], showgrid=False, range=[y - 0.7, -0.4])
    fig.update_xaxes(rangemode="tozero", nticks=4 if narrow else 7, tickformat=",d")
    for name, shift in (("tensorflow", 0), ("pytorch", 96)):
        sign = {"circle": "●", "diamond": "◆"}[MARKER[name]]
        notes.append(label(0, 1, f"{sign} {NAMES[name]}", role=name, xref="paper", yref="paper", yanchor="bottom", yshift=6, xshift=shift))
    room = room_for([name for _, name in ticks], narrow)
    fig.update_layout(annotations=notes, margin=dict(l=room, r=118 if narrow else 196, t=30, b=26))
    return drawing(environment, fig, int(-y * 21 + 70), rows, "; ".join(alt), left_out, band=False)


@figure(
    "bench-batch", kind="measured",
    title="Throughput against batch size", unit="training examples a second, by examples in a step; both logarithmic",
    series=True, tables=("runs", "samples"),
    caption="Main mode of each framework, all threads. Marks are medians over rounds, upright lines their 95 % intervals.",
)  # fmt: skip
def bench_batch(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(shown_environment(data), NO_ENVIRONMENT)
    curves = {workload: curve for workload in WORKLOADS if (curve := _batch_curve(environment, workload))}
    drawable(curves, "no model was measured at more than one batch size in both frameworks")
    count = len(curves)
    fig = make_subplots(rows=count if narrow else 1, cols=1 if narrow else count, horizontal_spacing=0.2, vertical_spacing=0.28 / count)
    notes, rows, alt = [], [], []
    for number, (workload, curve) in enumerate(curves.items()):
        place = dict(row=number + 1, col=1) if narrow else dict(row=1, col=number + 1)
        axis = "" if number == 0 else str(number + 1)
        sizes = sorted({size for points in curve.values() for size in points})
        every = [value for points in curve.values() for found in points.values() for value in found]
        low, high = math.log10(min(every)), math.log10(max(every))
        ends = {framework: math.log10(median(points[max(points)])) for framework, points in curve.items()}
        for (framework, end), at in zip(ends.items(), spread(list(ends.values()), (high - low + 0.2) * 0.1), strict=True):
            points = curve[framework]
            for size, found in points.items():
                spread_of_it = comparisons.spread_of(found)
                fig.add_scatter(
                    x=[size, size], y=list(spread_of_it or ()) or [median(found)] * 2, mode="lines", showlegend=False, hoverinfo="skip",
                    line=dict(color=STAND_IN[framework], width=2), **place,
                )  # fmt: skip
                low_high = [round(each, 1) for each in spread_of_it] if spread_of_it else ["", ""]
                rows.append({
                    "workload": workload, "framework": framework, "batch_size": size, "examples_per_s": round(median(found), 1),
                    "low": low_high[0], "high": low_high[1], "slowest": round(min(found), 1), "fastest": round(max(found), 1), "runs": len(found),
                    "samples": comparisons.samples_path(environment, comparisons.setting(environment, workload, framework, batch_size=size)),
                })  # fmt: skip
            ordered = sorted(points)
            fig.add_scatter(
                x=ordered, y=[median(points[size]) for size in ordered], mode="lines+markers", showlegend=False, name=NAMES[framework],
                line=dict(color=STAND_IN[framework], width=2), marker=dict(symbol=MARKER[framework], size=8, color=STAND_IN[framework]),
                hovertemplate=f"{NAMES[framework]}, batch %{{x}}<br>%{{y:,.0f}} examples/s<extra></extra>", **place,
            )  # fmt: skip
            text = f"{NAMES[framework]} {short_number(10**end)}/s"
            notes.append(label(math.log10(ordered[-1]), at, text, role=framework, size=12, xref=f"x{axis}", yref=f"y{axis}", xshift=9))
            shown = ", ".join(f"batch {size}: {median(points[size]):,.0f}" for size in ordered)
            alt.append(f"{comparisons.name_of(workload)}, {NAMES[framework]}, examples a second, {shown}")
        notes.append(
            label(0, 1, f"<b>{comparisons.name_of(workload)}</b>", xref=f"x{axis} domain", yref=f"y{axis} domain", yanchor="bottom", yshift=8)
        )
        marks = [mark * 10**power for power in range(0, 7) for mark in (1, 2, 5) if low - 0.1 <= math.log10(mark * 10**power) <= high + 0.1]
        marks = marks[:: math.ceil(len(marks) / 6)] if len(marks) > 3 else _finer(low, high)
        fig.update_yaxes(type="log", range=[low - 0.1, high + 0.1], tickvals=marks, ticktext=[short_number(mark) for mark in marks], **place)
        ends_at = [math.log10(sizes[0]) - 0.1, math.log10(sizes[-1]) + 0.1]
        fig.update_xaxes(type="log", range=ends_at, tickvals=sizes, ticktext=[f"{size:,}" for size in sizes], showgrid=False, **place)
    fig.update_layout(annotations=notes, margin=dict(l=48, r=122, t=34, b=28))
    if count == 2 and not narrow:
        fig.update_layout(xaxis_domain=[0, 0.34], xaxis2_domain=[0.64, 1])
    left_out = [(comparisons.name_of(each), "measured at one batch size") for each in WORKLOADS if each not in curves]
    return drawing(environment, fig, 240 * count if narrow else 290, rows, "; ".join(alt), left_out, band=False)


def _finer(low: float, high: float) -> list[float]:
    """Marks for an axis that spans too little for 1, 2 and 5."""
    return [mark * 10**power for power in range(7) for mark in (1, 1.5, 2, 3, 4, 6, 8) if low - 0.1 <= math.log10(mark * 10**power) <= high + 0.1]


def _batch_curve(environment: Environment, workload: str) -> dict[str, dict[int, list[float]]]:
    """Framework → batch size → examples a second of each run; nothing unless two sizes were run."""
    sizes = (*WORKLOADS[workload].batch_sizes, WORKLOADS[workload].batch_size)
    found = {
        framework: {
            size: values for size in sorted(sizes)
            if (values := comparisons.values(environment, "examples_per_s", comparisons.setting(environment, workload, framework, batch_size=size)))
        } for framework in SIDES
    }  # fmt: skip
    return found if all(len(points) > 1 for points in found.values()) else {}


@figure(
    "bench-import", kind="measured",
    title="Import time and installed size", unit="seconds to import; MiB on disk", tables=("runs", "sizes"),
    caption="Small dots are single processes, the mark their median. The size is that of the packages of the framework's environment, as "
    "its own installer resolves them for a CPU, without pip.",
)  # fmt: skip
def bench_import(data: Dataset, narrow: bool) -> Drawing:
    environment = drawable(shown_environment(data), NO_ENVIRONMENT)
    names = [name for name in ("jax", "pytorch", "tensorflow") if environment.runs(task="import", framework=name, variant="plain")]
    times = {name: comparisons.values(environment, "import_ms", {"task": "import", "framework": name, "variant": "plain"}) for name in names}
    sizes = {name: [row.size_mib for row in environment.rows("sizes") if row.framework == name] for name in names}
    drawable(any(times.values()), "no import was timed in this environment")
    fig = make_subplots(rows=2 if narrow else 1, cols=1 if narrow else 2, horizontal_spacing=0.1, vertical_spacing=0.34)
    notes, rows, alt = [], [], []
    panels: Sequence[tuple[str, dict[str, float], str]] = (
        ("Import, seconds", {name: median(found) / 1e3 for name, found in times.items() if found}, "s"),
        ("Installed, MiB", {name: sum(found) for name, found in sizes.items() if found}, "MiB"),
    )
    for number, (title, found, unit) in enumerate(panels):
        place, axis = (dict(row=number + 1, col=1) if narrow else dict(row=1, col=number + 1)), "" if not number else "2"
        notes.append(label(0, 1, f"<b>{title}</b>", xref=f"x{axis} domain", yref=f"y{axis} domain", yanchor="bottom", yshift=8))
        for y, name in enumerate(names):
            if name not in found:
                continue
            value = found[name]
            fig.add_scatter(
                x=[0, value], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN["grid"], width=2), **place
            )
            if unit == "s":
                fig.add_scatter(
                    x=[each / 1e3 for each in times[name]], y=[y - 0.22] * len(times[name]), mode="markers", showlegend=False, hoverinfo="skip",
                    marker=dict(size=4, color=STAND_IN["muted"]), **place,
                )  # fmt: skip
            fig.add_scatter(
                x=[value], y=[y], mode="markers", showlegend=False, hovertemplate=f"{NAMES[name]}: %{{x:,.4~g}} {unit}<extra></extra>",
                marker=dict(symbol=MARKER[name], size=10, color=STAND_IN[name]), **place,
            )  # fmt: skip
            shown = f"{value:,.0f}" if unit == "MiB" else three(value)
            notes.append(label(value, y, f"{shown} {unit}", role=name, xref=f"x{axis}", yref=f"y{axis}", xshift=10))
        top = max(found.values(), default=1.0) * 1.3
        fig.update_xaxes(range=[0, top], nticks=4, **place)
        fig.update_yaxes(
            tickvals=list(range(len(names))), ticktext=[NAMES[name] if narrow or not number else "" for name in names], showgrid=False,
            range=[-0.6, len(names) - 0.4], **place,
        )  # fmt: skip
    for name in names:
        installed = sizes[name]
        rows.append({
            "framework": name, "version": environment.version(name) or "", "import_ms": round(median(times[name]), 1) if times[name] else "",
            "runs": len(times[name]), "installed_mib": round(sum(installed), 1) if installed else "", "packages": len(installed),
            "samples": comparisons.samples_path(environment, {"task": "import", "framework": name}),
        })  # fmt: skip
        size = f", {sum(installed):,.0f} MiB installed" if installed else ""
        alt.append(f"{NAMES[name]}: {median(times[name]) / 1e3:.2f} s to import{size}")
    fig.update_layout(annotations=notes, margin=dict(l=room_for([NAMES[name] for name in names], narrow), r=20, t=34, b=28))
    drawn = drawing(environment, fig, (120 + 68 * len(names)) if narrow else (78 + 36 * len(names)), rows, "; ".join(alt), band=False)
    smallest = min((each for found in sizes.values() for each in found), default=0.0)
    drawn.note += " Packages of less than 1 MiB were not written down, so the sums lack them." if smallest >= 1 else ""
    return drawn


FIGURES = (bench_first_call, bench_memory, bench_batch, bench_import)
