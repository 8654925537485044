"""Ratios with their intervals on a logarithmic axis, over the tie band; columns beside them say what they mean."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sitedata.draw.figure import NARROW, WIDE, Drawing
from sitedata.draw.labels import LETTER, label, name_rows, room_for
from sitedata.draw.palette import STAND_IN
from sitedata.draw.plot import Plot
from sitedata.judge.comparisons import known, samples_path
from sitedata.judge.environments import provenance
from sitedata.judge.ratios import Ratio, band_in_words
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
TICK_ROOM = 8  # CSS pixels between the words of two ticks
PITCH, CLOSE_PITCH = 25, 17  # CSS pixels from one line to the next, and where a line is one of several machines'
RATIO_UNIT = "step time of PyTorch ÷ step time of TensorFlow, logarithmic"


@dataclass(frozen=True)
class Line:
    """One ratio.

    ``look`` is a role and a marker, by default those of its outcome, judged by its own ``band`` or else by the band of
    its block. ``texts`` stand to the right of the plot, one per column. ``samples`` is the address of the runs behind
    it.
    """

    ratio: Ratio
    texts: Sequence[str]
    hover: str
    samples: str
    look: tuple[str, str] | None = None
    band: float | None = None


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
    legend: Sequence[str] = (), pitch: int = PITCH,
) -> tuple[Plot, int]:  # fmt: skip
    """The drawing and its height.

    ``columns``: headings of the texts at the right, with their widths in CSS pixels. ``legend``: lines of text above
    everything. ``pitch``: CSS pixels from one line of a group to the next.
    """
    fig, notes = Plot(), []
    margin_left = room_for([group.name for group in groups], narrow)
    placed, blocks, headings, ticks = _placed(groups, band)
    y = placed[-1][0]
    for at, text in headings:
        size = 11 if narrow else 12
        notes.append(label(0, at + 0.1, f"<b>{text}</b>", size=size, xref="paper", xshift=4 - margin_left))
    _bands(fig, placed, blocks, top=-0.5 if headings else -0.3, bottom=y - 0.7)
    for role, marks in _by_role(placed).items():
        whiskers = [(at, line.ratio) for at, line, *_ in marks if known(line.ratio)]
        fig.add_scatter(
            x=[x for _, ratio in whiskers for x in (ratio.low, ratio.high, None)],
            y=[value for at, _ in whiskers for value in (at, at, None)],
            mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN[role], width=2),
        )  # fmt: skip
        fig.add_scatter(
            x=[line.ratio.median for _, line, *_ in marks], y=[at for at, *_ in marks], mode="markers",
            showlegend=False,
            marker=dict(symbol=[symbol for *_, symbol in marks], size=9, color=STAND_IN[role],
                        line=dict(width=1.5, color=STAND_IN[role])),
            text=[line.hover for _, line, *_ in marks], hovertemplate="%{text}<extra></extra>",
            customdata=[line.samples for _, line, *_ in marks],
        )  # fmt: skip
    columns_room = sum(width for _, width in columns) + 6
    notes += _columns(columns, placed, 11 if narrow else 12)
    room = (NARROW if narrow else WIDE) - margin_left - columns_room - 4
    ratios = [line.ratio for _, line, *_ in placed]
    ratio_axis(fig, ratios, max(mark[2] for mark in placed), narrow, room)
    notes += heads(ends, roles, room, columns_room)
    above = [
        label(0, 1, text, role="muted", size=11, xref="paper", yref="paper", yanchor="bottom",
              yshift=44 + 15 * (len(legend) - number), xshift=4 - margin_left)
        for number, text in enumerate(legend, start=1)
    ]  # fmt: skip
    name_rows(fig, ticks, y - 0.7, -0.3)
    top = 50 + 15 * len(legend)
    fig.update_layout(annotations=notes + above, margin=dict(l=margin_left, r=columns_room + 4, t=top, b=8))
    folded = narrow and all(len(group.lines) == 1 for group in groups) and any("<br>" in group.name for group in groups)
    return fig, int(-y * (33 if folded else pitch) + top + 22)


Placed = tuple[float, Line, float, str, str]
"""Height, line, the band that judges it, role, marker."""


def _placed(groups: Sequence[Group], band: float) -> tuple[list[Placed], list[list[float]], list, list]:
    """The lines at their heights; upper and lower end of each block; headings; names of groups."""
    placed, blocks, headings, ticks, y = [], [], [], [], 0.0
    for group in groups:
        if group.heading:
            y -= 1 + 0.5 * bool(placed)
            headings.append((y, group.heading))
        if group.heading or not blocks:
            blocks.append([y, y])
            block_band = group.band or band
        y -= 0.45 if len(group.lines) > 1 and placed else 0
        ticks.append((y - (len(group.lines) + 1) / 2, group.name))
        for line in group.lines:
            y -= 1
            judged_by = line.band or block_band
            placed.append((y, line, judged_by, *(line.look or LOOKS[line.ratio.outcome(judged_by)])))
        blocks[-1][1] = y
    return placed, blocks, headings, ticks


def _bands(fig: Plot, placed: Sequence[Placed], blocks: Sequence[Sequence[float]], top: float, bottom: float) -> None:
    """The tie band behind the lines of each block, one field for neighbours with the same one, and a line at 1."""
    last = placed[-1][0]
    for begin, end in blocks:
        spans: list[list[float]] = []
        for at, _, wide, *_ in placed:
            if not end <= at <= begin:
                continue
            if spans and spans[-1][2] == wide:
                spans[-1][1] = at - 0.5
            else:
                spans.append([at + 0.5 if spans else begin + top, at - 0.5, wide])
        spans[-1][1] = bottom if end == last else end - 0.5
        for upper, lower, wide in spans:
            fig.add_shape(
                type="rect", x0=1 / wide, x1=wide, y0=lower, y1=upper, fillcolor=STAND_IN["band"], line=dict(width=0),
                layer="below",
            )  # fmt: skip
        fig.add_shape(
            type="line", x0=1, x1=1, y0=spans[-1][1], y1=begin + top, line=dict(color=STAND_IN["muted"], width=1),
            layer="below",
        )  # fmt: skip


def _columns(columns: Sequence[tuple[str, int]], placed: Sequence[Placed], size: int) -> list[dict]:
    """Texts at the right of the plot, below their headings."""
    notes, left_of = [], 6
    head_at = dict(xref="paper", yref="paper", yanchor="bottom", yshift=3)
    for number, (head, width) in enumerate(columns):
        notes.append(label(1, 1, head, role="muted", size=11, xshift=left_of, **head_at))
        for at, line, _, role, _ in placed:
            shown = "ink" if role == "muted" else role
            notes.append(label(1, at, line.texts[number], role=shown, size=size, xref="paper", xshift=left_of))
        left_of += width
    return notes


def _by_role(placed: Iterable[Placed]) -> dict[str, list[Placed]]:
    marks: dict[str, list[Placed]] = {}
    for mark in placed:
        marks.setdefault(mark[3], []).append(mark)
    return marks


def ratio_axis(fig: Plot, ratios: Sequence[Ratio], band: float, narrow: bool, room: float) -> None:
    """The logarithmic axis, wide enough for every interval and for the band, in ``room`` CSS pixels."""
    edges = [edge for ratio in ratios for edge in ((ratio.low, ratio.high) if known(ratio) else (ratio.median,))]
    left, right = min([1 / band / 1.12, *edges]) / 1.06, max([band * 1.12, *edges]) * 1.06
    ticks = FINE_TICKS if right / left < FINE_BELOW else MIDDLE_TICKS if right / left < MIDDLE_BELOW else TICKS
    values = [value for value in ticks if left <= value <= right / (1.12 if narrow else 1.04)]
    fig.update_xaxes(
        type="log", range=[math.log10(left), math.log10(right)],
        tickvals=(shown := apart(values, room / math.log(right / left))),
        ticktext=[f"{value:g}×" for value in shown], tickangle=0, side="top",
    )  # fmt: skip


def apart(values: Sequence[float], scale: float) -> list[float]:
    """Of the ticks of a logarithmic axis those whose words do not touch, from 1 outwards.

    ``scale``: CSS pixels of a factor of e.
    """
    kept = [value for value in values if value == 1]
    for value in sorted(values, key=lambda value: abs(math.log(value))):
        gaps = [
            abs(math.log(value / other)) * scale - (len(f"{value:g}×") + len(f"{other:g}×")) / 2 * LETTER
            for other in kept
        ]
        if not gaps or min(gaps) >= TICK_ROOM:
            kept.append(value)
    return sorted(set(kept))


def heads(ends: tuple[str, str], roles: tuple[str, str], room: float, right_of: float) -> list[dict]:
    """What the two sides of 1 mean, above the axis of ``room`` CSS pixels, beside which ``right_of`` are free.

    Where both do not fit above the axis, the right one moves to the right; where that is not enough, they say less, and
    move to the left, above the names.
    """
    at = dict(yref="paper", yanchor="bottom", yshift=22, xref="paper")
    ends = (f"◀ {ends[0]}", f"{ends[1]} ▶")
    if _wide(ends) > room + right_of:
        ends = (ends[0].removesuffix(" faster"), ends[1].replace(" faster ▶", " ▶"))
    left = label(0, 1, ends[0], role=roles[0], **at)
    if _wide(ends) <= room:
        return [left, label(1, 1, ends[1], role=roles[1], **(at | dict(xanchor="right")))]
    left["xshift"] = min(0.0, room + right_of - _wide(ends))
    return [left, label(0, 1, ends[1], role=roles[1], xshift=left["xshift"] + len(ends[0]) * LETTER + 12, **at)]


def _wide(ends: tuple[str, str]) -> float:
    return sum(map(len, ends)) * LETTER + 12


TIES = "Grey: the band in which we call it a tie, up to {}."


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
    note = TIES.format(band_in_words(environment)) if band else ""
    raw = [(name, f"{folder}/{name}") for name in ("runs.csv", "samples.csv.gz", "environment.csv")]
    return Drawing(
        fig, height, rows, (), alt, list(left_out), environment.title, newest[:10], note, raw, environment.id,
        provenance=[(environment.id, provenance(environment))],
    )  # fmt: skip


@functools.lru_cache(maxsize=64)  # cached by identity: every figure asks for it
def _newest(environment: Environment) -> str:
    return max((run.started_at for run in environment.rows("runs")), default="")
