"""Import time and installed size as a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.forest import drawing
from sitedata.draw.labels import label, panel_title, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import subplots
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import comparisons
from sitedata.judge.environments import has_cuda_build
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.text.values import three

SIDES = ("tensorflow", "pytorch")
CLEARLY = 1.1  # times: single processes differ by as much


@figure(
    "bench-import", kind="measured",
    title="Import time and installed size", unit="seconds to import; MiB on disk", tables=("runs", "sizes"),
    caption="Small dots are single processes, the mark their median. The size is that of the packages of the "
    "framework's environment, as its own installer resolves them, without pip; a build of PyTorch for CUDA brings "
    "libraries for GPUs.",
)  # fmt: skip
def bench_import(data: Dataset, narrow: bool) -> Drawing:
    environment = environment_shown(data)
    names = [
        name
        for name in ("jax", "pytorch", "tensorflow")
        if environment.runs(task="import", framework=name, variant="plain")
    ]
    times = {
        name: comparisons.values(environment, "import_ms", {"task": "import", "framework": name, "variant": "plain"})
        for name in names
    }
    sizes = {name: [row.size_mib for row in environment.rows("sizes") if row.framework == name] for name in names}
    drawable(any(times.values()), "no import was timed in this environment")
    fig = subplots(rows=2 if narrow else 1, cols=1 if narrow else 2, horizontal_spacing=0.1, vertical_spacing=0.34)
    notes, rows, alt = [], [], []
    panels: Sequence[tuple[str, dict[str, float], str]] = (
        ("Import, seconds", {name: median(values) / 1e3 for name, values in times.items() if values}, "s"),
        ("Installed, MiB", {name: sum(values) for name, values in sizes.items() if values}, "MiB"),
    )
    for number, (title, by_name, unit) in enumerate(panels):
        place, axis = (
            (dict(row=number + 1, col=1) if narrow else dict(row=1, col=number + 1)),
            "" if not number else "2",
        )
        notes.append(panel_title(number, title))
        for y, name in enumerate(names):
            if name not in by_name:
                continue
            value = by_name[name]
            fig.add_scatter(
                x=[0, value],
                y=[y, y],
                mode="lines",
                showlegend=False,
                hoverinfo="skip",
                line=dict(color=STAND_IN["grid"], width=2),
                **place,
            )
            if unit == "s":
                fig.add_scatter(
                    x=[time / 1e3 for time in times[name]], y=[y - 0.22] * len(times[name]), mode="markers",
                    showlegend=False, hoverinfo="skip", marker=dict(size=4, color=STAND_IN["muted"]), **place,
                )  # fmt: skip
            fig.add_scatter(
                x=[value], y=[y], mode="markers", showlegend=False,
                hovertemplate=f"{NAMES[name]}: %{{x:,.4~g}} {unit}<extra></extra>",
                marker=dict(symbol=MARKER[name], size=10, color=STAND_IN[name]), **place,
            )  # fmt: skip
            shown = f"{value:,.0f}" if unit == "MiB" else three(value)
            beside = max([value, *(time / 1e3 for time in times[name])]) if unit == "s" else value
            notes.append(label(beside, y, f"{shown} {unit}", role=name, xref=f"x{axis}", yref=f"y{axis}", xshift=10))
        longest = [time / 1e3 for name in by_name for time in times[name]] if unit == "s" else []
        top = max([*by_name.values(), *longest], default=1.0) * (1.36 if narrow else 1.3)
        fig.update_xaxes(range=[0, top], nticks=4, **place)
        fig.update_yaxes(
            tickvals=list(range(len(names))), ticktext=[NAMES[name] if narrow or not number else "" for name in names],
            showgrid=False, range=[-0.6, len(names) - 0.4], **place,
        )  # fmt: skip
    for name in names:
        installed = sizes[name]
        rows.append({
            "framework": name, "version": environment.version(name) or "",
            "import_ms": round(median(times[name]), 1) if times[name] else "",
            "runs": len(times[name]), "installed_mib": round(sum(installed), 1) if installed else "",
            "packages": len(installed),
            "samples": comparisons.samples_path(environment, {"task": "import", "framework": name}),
        })  # fmt: skip
        size = f", {sum(installed):,.0f} MiB installed" if installed else ""
        alt.append(f"{NAMES[name]}: {median(times[name]) / 1e3:.2f} s to import{size}")
    fig.update_layout(
        annotations=notes, margin=dict(l=room_for([NAMES[name] for name in names], narrow), r=20, t=34, b=28)
    )
    drawn = drawing(
        environment,
        fig,
        (120 + 68 * len(names)) if narrow else (78 + 36 * len(names)),
        rows,
        "; ".join(alt),
        band=False,
    )
    both = [{name: by_name[name] for name in SIDES if name in by_name} for _, by_name, _ in panels]
    drawn = replace(
        drawn, title=heavier(*both, "PyTorch's build for CUDA" if has_cuda_build(environment) else "PyTorch")
    )
    smallest = min((size for values in sizes.values() for size in values), default=0.0)
    return (
        replace(drawn, note=f"{drawn.note} Packages of less than 1 MiB were not written down, so the sums lack them.")
        if smallest >= 1
        else drawn
    )


def heavier(seconds: Mapping[str, float], mib: Mapping[str, float], pytorch: str = "PyTorch") -> str:
    """Who takes how many times as long to import, and as much disk, as a title; empty where neither clearly does.

    ``pytorch`` is what to call it: its builds hold different libraries.
    """
    names = NAMES | {"pytorch": pytorch}
    said: dict[str, list[str]] = {}
    for of, words in (
        (seconds, "{times} times as long to import as {other}"),
        (mib, "{times} times the disk of {other}"),
    ):
        if len(of) == len(SIDES):
            lighter, heavy = sorted(of, key=of.__getitem__)
            if of[heavy] >= CLEARLY * of[lighter]:
                times = f"{of[heavy] / of[lighter]:.1f}"
                said.setdefault(names[heavy], []).append(words.format(times=times, other=names[lighter]))
    return "; ".join(f"{heavy} takes {' and '.join(parts)}" for heavy, parts in said.items())


FIGURES = (bench_import,)
