"""Our own accuracy experiment as figures: do the frameworks learn alike, and which default makes the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from statistics import median

from sitedata.draw.figure import Drawing, Spec, figure
from sitedata.draw.forest import drawing
from sitedata.draw.labels import label, name_rows, panel_title, room_for, upright
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot, subplots
from sitedata.draw.undrawn import drawable, environment_shown
from sitedata.judge import accuracy
from sitedata.judge.environments import named_with_tier
from sitedata.judge.rules import Answer, accuracy_answers
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.environments import ARMS
from sitedata.schema.names import NAMES
from sitedata.text.values import signed

ARM_NAMES = {
    "matched": "all matched", "own-defaults": "own defaults", "other-seed": "another seed",
    "batchnorm-momentum": "BatchNorm momentum", "batchnorm-epsilon": "BatchNorm epsilon",
    "optimizer-epsilon": "Adam epsilon", "initialisers": "initialisers", "learning-rate": "learning rate",
}  # fmt: skip
OPTIMIZERS = {"sgd": "SGD", "adam": "Adam"}


def accuracy_curves(wanted_set: str, words: str, data: Dataset, narrow: bool) -> Drawing:
    """Accuracy by epoch on one data set, by default on the one that pages show first."""
    environment, dataset = _environment_and_set(data, wanted_set)
    wanted = [
        row for row in environment.rows("accuracy") if row.dataset == dataset and row.arm in ("matched", "own-defaults")
    ]
    optimizers = [optimizer for optimizer in OPTIMIZERS if any(row.optimizer == optimizer for row in wanted)]
    drawable(optimizers, "no training with all settings matched or with a framework's own defaults")
    fig = subplots(rows=len(optimizers), cols=2, horizontal_spacing=0.09, vertical_spacing=0.17, shared_yaxes=True)
    notes, rows, alt = [], [], []
    early, last = accuracy.epochs(environment, dataset)
    for r, optimizer in enumerate(optimizers):
        for c, arm in enumerate(("matched", "own-defaults")):
            number = r * 2 + c
            title = f"{OPTIMIZERS[optimizer]}, {ARM_NAMES[arm]}"
            notes.append(panel_title(number, title, above=6, size=11 if narrow else None))
            for framework in ("tensorflow", "pytorch"):
                mine = [row for row in wanted if (row.optimizer, row.arm, row.framework) == (optimizer, arm, framework)]
                if not mine:
                    continue
                place = dict(row=r + 1, col=c + 1)
                dash = "solid" if framework == "tensorflow" else "dash" if arm == "matched" else "solid"
                curves = {
                    seed: sorted((row.epoch, row.test_accuracy) for row in mine if row.seed == seed)
                    for seed in sorted({row.seed for row in mine})
                }
                for curve in curves.values():
                    fig.add_scatter(
                        x=[x for x, _ in curve], y=[y for _, y in curve], mode="lines", showlegend=False,
                        hoverinfo="skip", opacity=0.35, line=dict(color=STAND_IN[framework], width=1), **place,
                    )  # fmt: skip
                middle = [
                    (epoch, median(row.test_accuracy for row in mine if row.epoch == epoch))
                    for epoch in sorted({row.epoch for row in mine})
                ]
                fig.add_scatter(
                    x=[x for x, _ in middle], y=[y for _, y in middle], mode="lines", name=NAMES[framework],
                    legendgroup=framework,
                    showlegend=number == 0, line=dict(color=STAND_IN[framework], width=2.5, dash=dash),
                    hovertemplate=f"{NAMES[framework]}, epoch %{{x}}: %{{y:.1f}} %<extra></extra>", **place,
                )  # fmt: skip
                for epoch, value in middle:
                    rows.append({
                        "dataset": dataset, "optimizer": optimizer, "arm": arm, "framework": framework, "epoch": epoch,
                        "median_accuracy": round(value, 2), "seeds": len(curves),
                    })  # fmt: skip
                moments = [value for epoch, value in middle if epoch in (early, last)]
                shown = " and ".join(f"{value:.1f} %" for value in moments)
                alt.append(
                    f"{OPTIMIZERS[optimizer]}, {ARM_NAMES[arm]}, {NAMES[framework]}: {shown} early and at the end"
                )
    lowest = min(row.test_accuracy for row in wanted)
    fig.update_yaxes(
        range=[0, 102] if lowest < 50 else [48, 102],
        tickvals=[0, 25, 50, 75, 100] if lowest < 50 else [50, 60, 70, 80, 90, 100],
    )
    fig.update_xaxes(range=[1, last], nticks=5, showgrid=False)
    fig.update_xaxes(title=dict(text="epoch", standoff=4), row=len(optimizers))
    legend = dict(orientation="h", x=1, xanchor="right", y=1.1 if len(optimizers) > 1 else 1.16, yanchor="bottom")
    fig.update_layout(annotations=notes, margin=dict(l=34, r=10, t=58, b=40), legend=legend)
    others = dict.fromkeys(row.dataset for row in environment.rows("accuracy") if row.dataset != dataset)
    left_out = [(other, "another data set; it has a figure of its own") for other in others]
    height = 70 + (190 if narrow else 210) * len(optimizers)
    drawn = drawing(environment, fig, height, rows, "; ".join(alt), left_out)
    title = "".join(map(learning_alike, accuracy_answers(environment, [dataset], "differs")))
    return replace(_of_accuracy(drawn, environment, dataset), title=title and f"{title}{words}")


def learning_alike(answer: Answer) -> str:
    """How the frameworks end with everything matched, as a title; empty where the interval decides nothing."""
    if answer.verdict == "contradicted":  # that the choice differs
        return "With everything matched, the two frameworks end no further apart than two seeds do"
    if answer.verdict != "holds":
        return ""
    above = "above" if answer.middle > 0 else "below"
    return f"With everything matched, TensorFlow ends {abs(answer.middle):.1f} points {above} PyTorch"


def accuracy_defaults(wanted_set: str, words: str, data: Dataset, narrow: bool) -> Drawing:
    """What each default changes on one data set, chosen as in ``accuracy_curves``."""
    environment, dataset = _environment_and_set(data, wanted_set)
    gaps = drawable(
        accuracy.gaps(environment, dataset),
        "no training of PyTorch with all settings matched, which the others are compared with",
    )
    early, last = accuracy.epochs(environment, dataset)
    drawn_singles = singles_that_matter(gaps)
    fig, notes, ticks, alt, y = Plot(), [], [], [], 0.0
    rows = [_row(dataset, gap) for gap in gaps]
    order = ["other-seed", *(arm for arm in ARMS if arm != "other-seed")]
    names = {(gap.framework, gap.arm): _arm_name(gap, narrow) for gap in gaps}
    names = {key: name for key, name in names.items() if key[1] in TOGETHER or key in drawn_singles}
    room = room_for(list(names.values()), narrow)
    for optimizer in (name for name in OPTIMIZERS if any(gap.optimizer == name for gap in gaps)):
        y -= 1.1 if ticks else 0.7
        notes.append(label(0, y, f"<b>{OPTIMIZERS[optimizer]}</b>", xref="paper", size=12, xshift=4 - room))
        top = y - 0.4
        mine = [gap for gap in gaps if gap.optimizer == optimizer and (gap.framework, gap.arm) in names]
        keys = sorted({(gap.framework, gap.arm) for gap in mine}, key=lambda key: (order.index(key[1]), key[0]))
        for framework, arm in keys:
            y -= 1.45 if narrow else 1
            ticks.append((y, names[framework, arm]))
            ends = []
            for gap in (gap for gap in mine if (gap.framework, gap.arm) == (framework, arm)):
                early_one = gap.epoch == early and early != last
                at = y + (0.2 if early_one else -0.14 if early != last else 0)
                fig.add_scatter(
                    x=[min(gap.points), max(gap.points)], y=[at, at], mode="lines", showlegend=False, hoverinfo="skip",
                    line=dict(color=STAND_IN[framework], width=1.5),
                )  # fmt: skip
                fig.add_scatter(
                    x=[gap.median], y=[at], mode="markers", showlegend=False,
                    hovertemplate=f"{names[framework, arm].replace('<br>', ' ')}, epoch {gap.epoch}: %{{x:+.1f}} "
                    "points<extra></extra>",
                    marker=dict(
                        symbol=MARKER[framework] + ("-open" if early_one else ""), size=8, color=STAND_IN[framework],
                        line=dict(width=1.5, color=STAND_IN[framework]),
                    ),
                )  # fmt: skip
                ends.append((gap.epoch, gap.median))
            ends.sort()
            for number, (_, value) in enumerate(ends):
                notes.append(
                    label(
                        1,
                        y,
                        signed(value),
                        size=11 if narrow else 12,
                        xref="paper",
                        xshift=(44 if narrow else 68) * (number + 1),
                        xanchor="right",
                    )
                )
            shown = ", ".join(f"epoch {epoch}: {value:+.1f}" for epoch, value in ends)
            alt.append(f"{OPTIMIZERS[optimizer]}, {names[framework, arm].replace('<br>', ' ')}: {shown}")
        seeds = [point for gap in mine if gap.arm == "other-seed" and gap.epoch == last for point in gap.points]
        if seeds:
            box = dict(x0=min([*seeds, -0.1]), x1=max([*seeds, 0.1]), y0=y - 0.6, y1=top)
            fig.add_shape(type="rect", fillcolor=STAND_IN["band"], line=dict(width=0), layer="below", **box)
    upright(fig, 0, y - 0.6, -0.4)
    head = dict(role="muted", size=11, xref="paper", yref="paper", yanchor="bottom", yshift=4, xanchor="right")
    for number, epoch in enumerate(dict.fromkeys((early, last))):
        notes.append(
            label(
                1,
                1,
                f"ep. {epoch}" if narrow else f"epoch {epoch}",
                xshift=(44 if narrow else 68) * (number + 1),
                **head,
            )
        )
    name_rows(fig, ticks, y - 0.7, -0.2)
    fig.update_xaxes(nticks=4 if narrow else 7, side="top", ticksuffix="")
    fig.update_layout(annotations=notes, margin=dict(l=room, r=96 if narrow else 150, t=30, b=8))
    drawn = _of_accuracy(drawing(environment, fig, int(-y * 24 + 56), rows, "; ".join(alt)), environment, dataset)
    title = largest_default(gaps, early, last)
    return replace(drawn, title=title and f"{title}{words}")


def _row(dataset: str, gap: accuracy.Gap) -> dict[str, object]:
    return {
        "dataset": dataset, "optimizer": gap.optimizer, "framework": gap.framework, "arm": gap.arm, "epoch": gap.epoch,
        "median_points": round(gap.median, 2), "lowest": round(min(gap.points), 2),
        "highest": round(max(gap.points), 2), "seeds": len(gap.points),
    }  # fmt: skip


TOGETHER = ("other-seed", "matched", "own-defaults")
"""What is compared with single defaults: nothing, or all of them at once."""
SINGLES_DRAWN = 3  # single defaults; the others move less, and the table has them


def singles_that_matter(gaps: Sequence[accuracy.Gap]) -> list[tuple[str, str]]:
    """Framework and name of the single defaults that move the median furthest, the furthest first."""
    furthest: dict[tuple[str, str], float] = {}
    for gap in gaps:
        if gap.arm not in TOGETHER:
            key = (gap.framework, gap.arm)
            furthest[key] = max(furthest.get(key, 0.0), abs(gap.median))
    return sorted(furthest, key=furthest.__getitem__, reverse=True)[:SINGLES_DRAWN]


def largest_default(gaps: Sequence[accuracy.Gap], early: int, last: int) -> str:
    """The single default that moves accuracy furthest beyond another seed, as a title; empty where none does."""
    seeds = {(gap.optimizer, gap.epoch): max(max(map(abs, gap.points)), 0.0) for gap in gaps if gap.arm == "other-seed"}
    beyond = [
        gap for gap in gaps
        if gap.arm not in TOGETHER and abs(gap.median) > seeds.get((gap.optimizer, gap.epoch), 0.0)
    ]  # fmt: skip
    if not beyond:
        return ""
    worst = max(beyond, key=lambda gap: abs(gap.median))
    of = {
        gap.epoch: gap.median for gap in gaps
        if (gap.framework, gap.arm, gap.optimizer) == (worst.framework, worst.arm, worst.optimizer)
    }  # fmt: skip
    moments = " and ".join(
        f"{signed(of[epoch])} points after epoch {epoch}" for epoch in dict.fromkeys((early, last)) if epoch in of
    )
    return (
        f"The default that matters most: {NAMES[worst.framework]}'s {ARM_NAMES[worst.arm]}, {moments} with "
        f"{OPTIMIZERS[worst.optimizer]}"
    )


def _environment_and_set(data: Dataset, wanted: str) -> tuple[Environment, str]:
    """The environment shown, and the data set: the wanted one, or the one that pages show first."""
    environment = environment_shown(data)
    return environment, drawable(
        accuracy.accuracy_dataset(environment, wanted), f"no training on {wanted or 'any data set'} in this environment"
    )


def _arm_name(gap: accuracy.Gap, narrow: bool) -> str:
    if gap.arm in ("matched", "own-defaults"):
        name = f"{NAMES[gap.framework]}, {ARM_NAMES[gap.arm]}"
    elif gap.arm == "other-seed":
        name = f"{NAMES[gap.framework]}, another seed"
    else:
        name = f"{'TF' if gap.framework == 'tensorflow' else NAMES[gap.framework]} {ARM_NAMES[gap.arm]}"
        return "<br>".join(name.rsplit(" ", 1)) if narrow else name
    return name.replace(", ", "<br>") if narrow else name


def _of_accuracy(drawn: Drawing, environment, dataset: str) -> Drawing:
    """The same drawing with what holds for the accuracy experiment instead of the timings."""
    seeds = len({row.seed for row in environment.rows("accuracy") if row.dataset == dataset})
    versions = ", ".join(
        f"{NAMES[name]} {environment.version(name)}" for name in ("tensorflow", "pytorch") if environment.version(name)
    )
    raw = [("accuracy.csv", f"data/benchmarks/{environment.id}/accuracy.csv")]
    where = [(environment.id, f"{named_with_tier(environment)}; {versions}.")]
    return replace(drawn, note=f"Data set {dataset}, {seeds} seeds.", raw=raw, provenance=where)


CURVES = (
    "Thin lines are seeds, thick ones their median. Left: start weights, order of data and all settings matched. "
    "Right: each framework with its own defaults."
)
DEFAULTS = (
    "One difference a seed, against PyTorch with the same seed and everything matched. Marks are medians over seeds, "
    "lines reach from the lowest to the highest seed. Hollow: an early epoch; filled: the last. Grey: the range that "
    "another seed alone makes at the last epoch. Of the single defaults the three that move most are drawn; the table "
    "has all."
)


def _of_set(dataset: str = "", suffix: str = "", words: str = "") -> tuple[Spec, Spec]:
    """Both figures of one data set, by default of the one that pages show first."""
    curves = figure(
        f"accuracy-curves{suffix}", kind="measured",
        title=f"The same network in both frameworks, epoch by epoch{words}", unit="test accuracy, %",
        caption=CURVES, tables=("accuracy",), series=True,
    )  # fmt: skip
    defaults = figure(
        f"accuracy-defaults{suffix}", kind="measured", title=f"Which default makes the difference{words}",
        caption=DEFAULTS, unit="test accuracy minus that of PyTorch matched, percentage points", tables=("accuracy",),
    )  # fmt: skip
    return curves(partial(accuracy_curves, dataset, words)), defaults(partial(accuracy_defaults, dataset, words))


FIGURES = (*_of_set(), *_of_set("breast-cancer", "-breast-cancer", ", on the breast cancer table"))
