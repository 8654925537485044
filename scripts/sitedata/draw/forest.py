"""Ratios with their intervals on a logarithmic axis, over the tie band; columns beside them say what they mean."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sitedata.draw.figure import NARROW, Drawing
from sitedata.draw.labels import label, name_rows, room_for
from sitedata.draw.palette import STAND_IN
from sitedata.draw.plot import Plot
from sitedata.judge.comparisons import known, samples_path
from sitedata.judge.environments import provenance
from sitedata.judge.ratios import Ratio, tie_band
from sitedata.load.environments import Environment

LOOKS = {
    "less": ("pytorch", "diamond"),
    "more": ("tensorflow", "circle"),
    "tie": ("muted", "square"),
    "unclear": ("muted", "square-open"),
}
TICKS = (0.03, 0.06, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32)
MIDDLE_TICKS = (0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4)
FINE_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2)
MIDDLE_BELOW, FINE_BELOW = 8, 3.2  # where the axis spans less than these factors, steps of 2 would leave it nearly bare


TIGHT = 150  # CSS pixels: where the axis of a phone has less, its ends and ticks say less
RATIO_UNIT = "step time of PyTorch ÷ step time of TensorFlow, logarithmic"


@dataclass(frozen=True)
class Line:
    """One ratio.

    ``look`` is a role and a marker, by default those of its outcome, judged by the band of its block. ``texts`` stand
    to the right of the plot, one per column. ``samples`` is the address of the runs behind it.
    """

    ratio: Ratio
    texts: Sequence[str]
    hover: str
    samples: str
    look: tuple[str, str] | None = None


@dataclass(frozen=True)
class Group:
    """Lines under one name. A ``heading`` begins a block of groups, which may have a ``band`` of its own."""

    name: str
    lines: list[Line] = field(default_factory=list)
    heading: str = ""
    band: float | None = None


def row_of(environment: Environment, ratio: Ratio, band: float, **what: object) -> dict[str, object]:
    """A ratio as a row of a figure's table. ``samples`` leads to the runs behind it."""
    ends = (round(ratio.low, 4), round(ratio.high, 4)) if known(ratio) else ("", "")
    numbers = {
        "ratio": round(ratio.median, 4),
        "low": ends[0],
        "high": ends[1],
        "coverage": round(ratio.coverage, 4),
        "rounds": len(ratio.pairs),
        "outcome": ratio.outcome(band),
    }
    return what | numbers | {"samples": samples_path(environment, ratio.a, ratio.b)}


def forest(
    groups: Sequence[Group], narrow: bool, band: float, *,
    ends: tuple[str, str] = ("PyTorch faster", "TensorFlow faster"),
    roles: tuple[str, str] = ("pytorch", "tensorflow"), columns: Sequence[tuple[str, int]] = (),
) -> tuple[Plot, int]:  # fmt: skip
    """The drawing and its height. ``columns``: headings of the texts at the right, with their widths in CSS pixels."""
    fig, ticks, notes, placed, blocks, y = Plot(), [], [], [], [], 0.0
    margin_left = room_for([group.name for group in groups], narrow)
    for group in groups:
        if group.heading:
            y -= 1 + 0.5 * bool(placed)
            notes.append(
                label(
                    0,
                    y + 0.1,
                    f"<b>{group.heading}</b>",
                    size=11 if narrow else 12,
                    xref="paper",
                    xshift=4 - margin_left,
                )
            )
        if group.heading or not blocks:
            blocks.append([y, y, group.band or band])
        y -= 0.45 if len(group.lines) > 1 and placed else 0
        ticks.append((y - (len(group.lines) + 1) / 2, group.name))
        for line in group.lines:
            y -= 1
            placed.append((y, line, line.look or LOOKS[line.ratio.outcome(blocks[-1][2])]))
        blocks[-1][1] = y
    for top, bottom, wide in blocks:
        ends_at = dict(
            y0=bottom - (0.7 if bottom == y else 0.5), y1=top - (0.5 if groups[0].heading else 0.3), layer="below"
        )
        fig.add_shape(type="rect", x0=1 / wide, x1=wide, fillcolor=STAND_IN["band"], line=dict(width=0), **ends_at)
        fig.add_shape(type="line", x0=1, x1=1, line=dict(color=STAND_IN["muted"], width=1), **ends_at)
    for role, marks in _by_role(placed).items():
        whiskers = [(at, line.ratio) for at, line, _ in marks if known(line.ratio)]
        fig.add_scatter(
            x=[x for _, ratio in whiskers for x in (ratio.low, ratio.high, None)],
            y=[value for at, _ in whiskers for value in (at, at, None)],
            mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN[role], width=2),
        )  # fmt: skip
        fig.add_scatter(
            x=[line.ratio.median for _, line, _ in marks], y=[at for at, *_ in marks], mode="markers", showlegend=False,
            marker=dict(symbol=[symbol for *_, symbol in marks], size=9, color=STAND_IN[role],
                        line=dict(width=1.5, color=STAND_IN[role])),
            text=[line.hover for _, line, _ in marks], hovertemplate="%{text}<extra></extra>",
            customdata=[line.samples for _, line, _ in marks],
        )  # fmt: skip
    size = 11 if narrow else 12
    left_of = 6
    for number, (head, width) in enumerate(columns):
        notes.append(
            label(
                1,
                1,
                head,
                role="muted",
                size=11,
                xref="paper",
                yref="paper",
                yanchor="bottom",
                yshift=3,
                xshift=left_of,
            )
        )
        for at, line, (role, _) in placed:
            notes.append(
                label(
                    1,
                    at,
                    line.texts[number],
                    role="ink" if role == "muted" else role,
                    size=size,
                    xref="paper",
                    xshift=left_of,
                )
            )
        left_of += width
    tight = narrow and NARROW - margin_left - left_of < TIGHT
    ratio_axis(fig, [line.ratio for _, line, _ in placed], max(wide for *_, wide in blocks), narrow, 3 if tight else 4)
    notes += heads(tuple(end.removesuffix(" faster") for end in ends) if tight else ends, roles, narrow)
    name_rows(fig, ticks, y - 0.7, -0.3)
    fig.update_layout(annotations=notes, margin=dict(l=margin_left, r=left_of + 4, t=50, b=8))
    folded = narrow and all(len(group.lines) == 1 for group in groups) and any("<br>" in group.name for group in groups)
    return fig, int(-y * (33 if folded else 25) + 72)


def _by_role(placed: Iterable[tuple[float, Line, tuple[str, str]]]) -> dict[str, list[tuple[float, Line, str]]]:
    marks: dict[str, list[tuple[float, Line, str]]] = {}
    for at, line, (role, symbol) in placed:
        marks.setdefault(role, []).append((at, line, symbol))
    return marks


def ratio_axis(fig: Plot, ratios: Sequence[Ratio], band: float, narrow: bool, most: int = 4) -> None:
    """The logarithmic axis, wide enough for every interval and for the band; on a phone with ``most`` ticks."""
    edges = [edge for ratio in ratios for edge in ((ratio.low, ratio.high) if known(ratio) else (ratio.median,))]
    left, right = min([1 / band / 1.12, *edges]) / 1.06, max([band * 1.12, *edges]) * 1.06
    ticks = FINE_TICKS if right / left < FINE_BELOW else MIDDLE_TICKS if right / left < MIDDLE_BELOW else TICKS
    values = [value for value in ticks if left <= value <= right / (1.12 if narrow else 1.04)]
    if narrow and len(values) > most:
        values = values[::2] if 1 in values[::2] else values[1::2]
    fig.update_xaxes(
        type="log", range=[math.log10(left), math.log10(right)], tickvals=values,
        ticktext=[f"{value:g}×" for value in values], tickangle=0, side="top",
    )  # fmt: skip


def heads(ends: tuple[str, str], roles: tuple[str, str], narrow: bool) -> list[dict]:
    """What the two sides of 1 mean, above the axis. On a phone the right one stands at the edge of the picture."""
    at = dict(yref="paper", yanchor="bottom", yshift=22, xref="paper")
    left = label(0, 1, f"◀ {ends[0]}", role=roles[0], **at)
    return [
        left,
        label(
            1,
            1,
            f"{ends[1]} ▶",
            role=roles[1],
            **(at | dict(xanchor="left" if narrow else "right", xshift=-40 if narrow else 0)),
        ),
    ]


# --- what every figure of an environment says about it ----------------------------------------------------------------
def drawing(
    environment: Environment,
    fig: Plot,
    height: int,
    rows: list[dict],
    alt: str,
    left_out: Sequence[tuple[str, str]] = (),
    *,
    band: bool = True,
) -> Drawing:
    """A drawing with the environment's name, versions, rounds, flagged runs, and the files of its raw samples.

    ``band``: whether the tie band is drawn.
    """
    newest = _newest(environment)
    folder = f"data/benchmarks/{environment.id}"
    note = provenance(environment)
    if band:
        note += f" Grey: the band in which we call it a tie, up to {(tie_band(environment) - 1) * 100:.0f} %."
    raw = [(name, f"{folder}/{name}") for name in ("runs.csv", "samples.csv.gz", "environment.csv")]
    return Drawing(
        fig, height, rows, (), alt, list(left_out), environment.title, newest[:10], note, raw, environment.id
    )


@functools.lru_cache(maxsize=64)  # cached by identity: every figure asks for it
def _newest(environment: Environment) -> str:
    return max((run.started_at for run in environment.rows("runs")), default="")
