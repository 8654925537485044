"""Words in and beside a drawing, and the lines that they stand at.

In: places and texts. Out: Plotly's annotations, or a figure with more in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from sitedata.draw.palette import STAND_IN
from sitedata.draw.plot import Plot

LETTER = 6.7  # CSS pixels of an average letter at the size of a label


def room_for(labels: Sequence[str], narrow: bool) -> int:
    """CSS pixels that a margin needs for the longest line of these labels, with room for wide glyphs."""
    longest = max((len(line) for text in labels for line in text.split("<br>")), default=0)
    return int(longest * (6.9 if narrow else 7.4)) + 8


def label(x: Any, y: Any, text: str, /, *, role: str = "ink", size: int | None = None, **more: Any) -> dict[str, Any]:
    """A direct label: an annotation without an arrow, left-aligned by default."""
    return dict(
        x=x, y=y, text=text, showarrow=False, align="left",
        font=dict(color=STAND_IN[role]) | ({"size": size} if size else {}),
    ) | dict(xanchor="left", yanchor="middle") | more  # fmt: skip


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions for labels that would overlap: pushed apart to at least ``gap``, order kept."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed = list(values)
    for before, after in itertools.pairwise(order):
        placed[after] = max(placed[after], placed[before] + gap)
    return placed


def folded(name: str, narrow: bool) -> str:
    """A row's label: on a phone its first part stands above the rest."""
    return name.replace(", ", "<br>", 1) if narrow else name


def axis_of(panel: int) -> str:
    """What Plotly adds to ``x`` and ``y`` in the names of a panel's axes; panels are counted from 0."""
    return "" if panel == 0 else str(panel + 1)


def panel_title(panel: int, title: str, *, above: int = 8, size: int | None = None) -> dict[str, Any]:
    """A bold title, ``above`` CSS pixels over the upper left corner of its panel."""
    axis = axis_of(panel)
    return label(
        0,
        1,
        f"<b>{title}</b>",
        size=size,
        xref=f"x{axis} domain",
        yref=f"y{axis} domain",
        yanchor="bottom",
        yshift=above,
    )


def name_rows(fig: Plot, names: Sequence[tuple[float, str]], bottom: float, top: float) -> None:
    """Label rows at the left, by their heights. ``bottom`` and ``top`` are the ends of the axis."""
    fig.update_yaxes(
        tickvals=[at for at, _ in names], ticktext=[name for _, name in names], showgrid=False, range=[bottom, top]
    )


def upright(fig: Plot, at: float, bottom: float, top: float, dash: str = "") -> None:
    """A thin upright line behind everything, where a value means *no difference* or the end of a band."""
    line = dict(color=STAND_IN["muted"], width=1) | ({"dash": dash} if dash else {})
    fig.add_shape(type="line", x0=at, x1=at, y0=bottom, y1=top, line=line, layer="below")
