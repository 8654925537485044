"""Accuracy in releases since 2018, as a figure: one recipe for all, and each release's own defaults."""

from __future__ import annotations

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import axis_of, label, panel_title
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot, subplots
from sitedata.draw.undrawn import drawable
from sitedata.judge import release_accuracy as judge
from sitedata.judge.release_accuracy import EARLY, LAST, Learned
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.accuracy import EPOCHS, early_epoch
from sitedata.schema.protocol.years import ACCURACY_ARMS, ACCURACY_DATASET, ACCURACY_OPTIMIZERS, ACCURACY_SEEDS

ARM_NAMES = {"matched": "one recipe", "own-defaults": "own defaults"}
OPTIMIZERS = {"sgd": "SGD", "adam": "Adam"}
LAST_EPOCH = EPOCHS[ACCURACY_DATASET]
EARLY_EPOCH = early_epoch(LAST_EPOCH)


@figure(
    "years-accuracy", kind="listed", title="Test accuracy in releases since 2018, by one recipe and by own defaults",
    unit="test accuracy in percent over the day of release", series=True, tables=("release_accuracy", "builds"),
    caption=f"A small convolutional network with batch normalization learns the digits that come with scikit-learn; "
    f"shown is epoch {EARLY_EPOCH} of {LAST_EPOCH}, the median of {ACCURACY_SEEDS} seeds, with a line from the "
    "lowest to the highest. Filled: one recipe for all, from the same first weights. Hollow: what each release does "
    "unless told otherwise, apart from the learning rate, which is always given: batch normalization, first weights, "
    "Adam's epsilon.",
)  # fmt: skip
def accuracy(data: Dataset, narrow: bool) -> Drawing:
    drawable(data.rows("release_accuracy"), "no training in data/release_accuracy.csv")
    shown = [optimizer for optimizer in ACCURACY_OPTIMIZERS if judge.learned(data, "matched", optimizer, EARLY)]
    columns = 1 if narrow else len(shown)
    fig = subplots(rows=-(-len(shown) // columns), cols=columns, horizontal_spacing=0.12, vertical_spacing=0.2)
    notes, rows, alt = [], [], []
    for number, optimizer in enumerate(shown):
        place = dict(row=number // columns + 1, col=number % columns + 1)
        notes.append(panel_title(number, f"{OPTIMIZERS[optimizer]}, epoch {EARLY_EPOCH}", above=4))
        for arm in ACCURACY_ARMS:
            last = judge.learned(data, arm, optimizer, LAST)
            for framework, own in judge.learned(data, arm, optimizer, EARLY).items():
                _line(fig, framework, own, arm, place)
                ends = {one.version: one for one in last[framework]}
                rows += [_row(optimizer, arm, one, ends[one.version]) for one in own]
                middles = [one.median for one in own]
                alt.append(
                    f"{OPTIMIZERS[optimizer]}, {NAMES[framework]}, {ARM_NAMES[arm]}: {min(middles):.1f} to "
                    f"{max(middles):.1f} %"
                )
        notes += _names(data, number, optimizer)
    fig.update_yaxes(ticksuffix=" %", nticks=6)
    fig.update_xaxes(dtick="M24", tick0="2019-01-01", tickformat="%Y", showgrid=False)
    fig.update_layout(annotations=notes, margin=dict(l=44, r=16, t=26, b=24))
    day = max(row.ran_on for row in data.rows("release_accuracy"))
    return Drawing(
        fig, 250 * -(-len(shown) // columns) + 30, rows, ("python-package-index",), "; ".join(alt),
        as_of=day.isoformat(), title=_title(data), raw=[("release_accuracy.csv", "data/release_accuracy.csv")],
    )  # fmt: skip


def _line(fig: Plot, framework: str, own: list[Learned], arm: str, place: dict[str, int]) -> None:
    colour = STAND_IN[framework]
    for one in own:
        fig.add_scatter(
            x=[one.released_on] * 2, y=[min(one.values), max(one.values)], mode="lines", showlegend=False,
            hoverinfo="skip", line=dict(color=colour, width=2), opacity=0.5, **place,
        )  # fmt: skip
    hollow = "" if arm == "matched" else "-open"
    fig.add_scatter(
        x=[one.released_on for one in own], y=[one.median for one in own], mode="lines+markers", showlegend=False,
        line=dict(color=colour, width=1.5, dash="solid" if arm == "matched" else "dot"),
        marker=dict(symbol=MARKER[framework] + hollow, size=7, color=colour, line=dict(width=1.5, color=colour)),
        text=[f"{NAMES[framework]} {one.version}, {ARM_NAMES[arm]}" for one in own],
        hovertemplate="%{text}<br>%{x|%B %Y}: %{y:.1f} %<extra></extra>", **place,
    )  # fmt: skip


def _names(data: Dataset, number: int, optimizer: str) -> list[dict]:
    """What each line is, at its end; lines that end alike share one label."""
    axis = axis_of(number)
    ends: list[tuple[float, list[str], Learned]] = []
    for arm in ACCURACY_ARMS:
        for framework, own in judge.learned(data, arm, optimizer, EARLY).items():
            words, last = f"{NAMES[framework]}, {ARM_NAMES[arm]}", own[-1]
            near = next((one for one in ends if abs(one[0] - last.median) < 4), None)
            if near:
                near[1].append(words)
            else:
                ends.append((last.median, [words], last))
    return [
        label(
            last.released_on, height, "<br>".join(words), role=last.framework if len(words) == 1 else "ink", size=10,
            xref=f"x{axis}", yref=f"y{axis}", xanchor="right", yanchor="top", yshift=-10,
        )
        for height, words, last in ends
    ]  # fmt: skip


def _row(optimizer: str, arm: str, early: Learned, last: Learned) -> dict:
    return {
        "framework": NAMES[early.framework], "version": early.version, "released_on": early.released_on,
        "optimizer": optimizer, "arm": arm, "early_accuracy": round(early.median, 2),
        "lowest_seed": min(early.values), "highest_seed": max(early.values), "last_accuracy": round(last.median, 2),
        "seeds": len(early.values),
    }  # fmt: skip


def _title(data: Dataset) -> str:
    """What its own defaults cost TensorFlow, in the release in which it was least and in that in which it was most."""
    costs = judge.cost(data, "tensorflow", "sgd", EARLY)
    found = judge.span(costs.values())
    if not found:
        return ""
    low, high = found
    cost = f"{low:.0f} to {high:.0f}" if round(low) != round(high) else f"{high:.0f}"
    return f"TensorFlow's defaults cost {cost} points of early accuracy with SGD in each of {len(costs)} releases"


FIGURES = (accuracy,)
