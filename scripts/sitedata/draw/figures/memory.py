"""Main memory of our own runs as a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import drawing
from sitedata.draw.labels import label, name_rows, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons
from sitedata.judge.environments import has_cuda_build
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.workloads import WORKLOADS

MEASURES = (("peak_rss_mib", "resident"), ("anonymous_mib", "anonymous"))
SIDES = ("tensorflow", "pytorch")
IMPORT = {"none": {"task": "import", "mode": "eager"}}
"""Changes of the main setting for a process that imported a framework and built nothing."""


@figure(
    "bench-memory", kind="measured",
    title="Main memory: all that a process held, and what is its own", unit="MiB of the process, median over runs",
    series=True, tables=("runs",),
    caption="First a process that imported the framework and built nothing, then training in the main setting, batch "
    "as on the workloads page. Filled: the most that was resident at any "
    "time. Hollow: anonymous memory at the end, which no file backs; the rest is mostly the libraries' code, which "
    "the system can drop and share. Lines are intervals of at least 95 % coverage, most of them narrower than the "
    "mark. Right: TensorFlow : PyTorch, and where there is room the median over rounds of PyTorch ÷ TensorFlow.",
)  # fmt: skip
def bench_memory(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    fig, notes, ticks, rows, alt, left_out, y, longest = Plot(), [], [], [], [], [], 0.0, 0
    ratios = {metric: comparisons.against_all(environment, WORKLOADS, metric) for metric, _ in MEASURES}
    for workload, changes in (IMPORT | {id: {} for id in comparisons.asked(environment)}).items():
        subject = comparisons.name_of(workload) if workload in WORKLOADS else "import alone"
        sides = {name: comparisons.setting(environment, workload, name, **changes) for name in SIDES}
        values = {
            (metric, framework): comparisons.values(environment, metric, sides[framework])
            for metric, _ in MEASURES for framework in SIDES
        }  # fmt: skip
        if not all(values.values()):
            left_out.append((subject, comparisons.NO_RUNS))
            continue
        y -= 0.5
        ticks.append((y - 1.5, subject))
        for metric, name in MEASURES:
            y -= 1
            of = {framework: median(values[metric, framework]) for framework in SIDES}
            spreads = {framework: comparisons.spread_of(environment, metric, sides[framework]) for framework in SIDES}
            fig.add_scatter(
                x=list(of.values()), y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
                line=dict(color=STAND_IN["muted"], width=1),
            )  # fmt: skip
            for framework, value in of.items():
                if spread := spreads[framework]:
                    fig.add_scatter(
                        x=list(spread[:2]),
                        y=[y, y],
                        mode="lines",
                        showlegend=False,
                        hoverinfo="skip",
                        line=dict(color=STAND_IN[framework], width=4),
                    )
                fig.add_scatter(
                    x=[value], y=[y], mode="markers", name=NAMES[framework], showlegend=False,
                    hovertemplate=f"{subject}, {name}<br>{NAMES[framework]} %{{x:,.0f}} "
                    "MiB<extra></extra>",
                    marker=dict(
                        symbol=MARKER[framework] + ("-open" if name == "anonymous" else ""), size=9,
                        color=STAND_IN[framework], line=dict(width=1.5, color=STAND_IN[framework]),
                    ),
                )  # fmt: skip
            ratio = (
                ratios[metric].get(workload)
                if workload in WORKLOADS
                else comparisons.against(environment, workload, metric, **changes)
            )
            mib_of_both = f"{of['tensorflow']:,.0f} : {of['pytorch']:,.0f} MiB"
            words = mib_of_both if narrow else f"{name} {mib_of_both}"
            if ratio is None:  # never in the same round
                numbers = {"ratio": "", "low": "", "high": "", "coverage": "", "rounds": 0}
            else:
                words += "" if narrow else f" · {ratio.median:.2f}×"
                ends = (round(ratio.low, 4), round(ratio.high, 4)) if comparisons.known(ratio) else ("", "")
                numbers = {
                    "ratio": round(ratio.median, 4), "low": ends[0], "high": ends[1],
                    "coverage": round(ratio.coverage, 4), "rounds": len(ratio.pairs),
                }  # fmt: skip
            longest = max(longest, len(words))
            notes.append(label(1, y, words, size=11 if narrow else 12, xref="paper", xshift=8))
            runs = {f"{framework}_runs": len(values[metric, framework]) for framework in SIDES}
            mib = {
                f"{framework}_{column}": round(number, 1)
                for framework, value in of.items()
                for column, number in zip(
                    ("mib", "low", "high"), (value, *(spreads[framework] or ())[:2]), strict=False
                )
            }
            rows.append(
                {"workload": workload if workload in WORKLOADS else subject, "memory": name} | mib | numbers | runs
                | {"samples": comparisons.samples_path(environment, *sides.values())}
            )  # fmt: skip
            alt.append(f"{subject}, {name}: TensorFlow {of['tensorflow']:,.0f}, PyTorch {of['pytorch']:,.0f} MiB")
    drawable(rows, comparisons.NO_RUNS)
    name_rows(fig, ticks, y - 0.7, -0.4)
    fig.update_xaxes(rangemode="tozero", nticks=4 if narrow else 7, tickformat=",d")
    fig.update_xaxes(ticksuffix=" MiB", showticksuffix="first" if narrow else "all")
    for name, shift in (("tensorflow", 0), ("pytorch", 96)):
        sign = {"circle": "●", "diamond": "◆"}[MARKER[name]]
        notes.append(
            label(
                0,
                1,
                f"{sign} {NAMES[name]}",
                role=name,
                xref="paper",
                yref="paper",
                yanchor="bottom",
                yshift=6,
                xshift=shift,
            )
        )
    room = room_for([name for _, name in ticks], narrow)
    fig.update_layout(annotations=notes, margin=dict(l=room, r=118 if narrow else max(196, 7 * longest), t=30, b=26))
    drawn = drawing(environment, fig, int(-y * 21 + 70), rows, "; ".join(alt), left_out, band=False)
    band = comparisons.band_of(environment, "peak_rss_mib")
    resident = [(ratio.median, ratio.outcome(band)) for ratio in ratios["peak_rss_mib"].values()]
    return replace(
        drawn, title=holding(resident, "PyTorch's build for CUDA" if has_cuda_build(environment) else "PyTorch")
    )


def holding(resident: Sequence[tuple[float, str]], pytorch: str = "PyTorch") -> str:
    """Resident memory, PyTorch ÷ TensorFlow, with outcomes, as a title; empty unless all of them say the same.

    ``pytorch`` is what to call it: its builds hold different libraries.
    """
    outcomes = {outcome for _, outcome in resident}
    if outcomes not in ({"less"}, {"more"}):
        return ""
    more, less = ("TensorFlow", pytorch) if outcomes == {"less"} else (pytorch, "TensorFlow")
    times = sorted(f"{max(ratio, 1 / ratio):.1f}" for ratio, _ in resident)
    span = times[0] if times[0] == times[-1] else f"{times[0]} to {times[-1]}"
    return f"A process with {more} holds {span} times as much main memory as one with {less}"


FIGURES = (bench_memory,)
