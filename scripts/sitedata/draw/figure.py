"""What all figures share: the registry, the look, and the record that a figure leaves behind. Plotly is imported here alone."""

from __future__ import annotations

import datetime
import inspect
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from sitedata.draw.escape import as_typed, for_plotly
from sitedata.draw.palette import FONT, STAND_IN
from sitedata.draw.undrawn import NothingToDraw, Undrawn, drawable, empty_table
from sitedata.judge.environments import shown_environment
from sitedata.load.dataset import Dataset
from sitedata.schema.environments import BENCH_TABLES
from sitedata.schema.names import NAMES

__all__ = ["go", "make_subplots"]

WIDE, NARROW = 740, 340  # CSS pixels: the text column on a desktop, and on a phone of 360 px
TIE_BAND = 1.10  # published ratios nearer to 1 than this are called a tie: single runs, no intervals published


@dataclass
class Drawing:
    """What a figure function returns for one width.

    ``rows`` are the records drawn, as the table and the CSV show them. ``left_out`` says for each record that belongs to the
    question but is not drawn, which one and why. ``note`` ends the caption with what only the data knows. ``raw`` names the files
    of raw values behind the marks: label and path on the site.
    """

    figure: go.Figure
    height: int
    rows: list[dict[str, Any]]
    source_ids: Sequence[str]
    alt: str
    left_out: list[tuple[str, str]] = field(default_factory=list)
    scope: str = ""
    as_of: str = ""
    note: str = ""
    raw: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Spec:
    """A registered figure: what is known of it before any data is read.

    ``series``: can a reader show some frameworks alone? Only where a colour is a framework, not an outcome. ``scale`` is the axis that
    can be linear or logarithmic, ``x`` or ``y``.
    """

    id: str
    title: str
    caption: str
    unit: str
    tables: tuple[str, ...]
    draw: Callable[[Dataset, bool], Drawing]
    series: bool = False
    scale: str = ""

    @property
    def of_environment(self) -> bool:
        """Does it show one environment of the benchmark?"""
        return set(self.tables) <= set(BENCH_TABLES)


@dataclass
class Figure:
    """A drawn figure, ready to be written: plain values only, so that it can be cached as JSON.

    ``file`` is the name of its files without suffix: its id, in a folder of the environment's if that is not the main one. ``code``
    is where it is drawn.
    """

    id: str
    file: str
    title: str
    caption: str
    unit: str
    scope: str
    as_of: str
    alt: str
    source_ids: list[str]
    tables: list[str]
    rows: list[dict[str, Any]]
    left_out: list[list[str]]
    wide: dict[str, Any]
    narrow: dict[str, Any]
    size: dict[str, list[int]]
    raw: list[list[str]]
    views: dict[str, Any]
    code: list[str | int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


REGISTRY: dict[str, Spec] = {}


def figure(id: str, *, title: str, caption: str, unit: str, tables: Sequence[str], series: bool = False, scale: str = ""):
    """Register a figure function. ``tables`` are the CSV files it reads.

    It asks :func:`sitedata.draw.undrawn.drawable` for what it is about to draw, which ends it where there is nothing.
    """

    def register(draw: Callable[[Dataset, bool], Drawing]) -> Callable[[Dataset, bool], Drawing]:
        if id in REGISTRY:
            raise ValueError(f"two figures are called {id}")
        REGISTRY[id] = Spec(id, title, caption, unit, tuple(tables), draw, series, scale)
        return draw

    return register


def draw(spec: Spec, data: Dataset) -> Figure | Undrawn:
    """Call a figure function for both widths. One that finds nothing to draw says why: which table is empty, or what its rows lack."""
    file = f"{data.shown}/{spec.id}".lstrip("/")
    try:
        wide, narrow = spec.draw(data, False), spec.draw(data, True)
        drawable(wide.rows, "no row of its tables can be drawn", wide.left_out)
    except NothingToDraw as nothing:
        shown = shown_environment(data)
        return Undrawn(spec.id, file, as_typed(spec.title), empty_table(spec.tables, data, shown.id if shown else "") or as_typed(str(nothing)))
    size = {"wide": [WIDE, wide.height], "narrow": [NARROW, narrow.height]}
    dressed = _dressed(wide, WIDE)
    about = as_typed([spec.title, f"{spec.caption} {wide.note}".strip(), spec.unit, wide.scope, wide.as_of, wide.alt])
    return Figure(
        spec.id, file, *about, sorted(set(wide.source_ids)), list(spec.tables),
        [as_typed(_plain(row)) for row in wide.rows], as_typed([list(each) for each in wide.left_out]),
        dressed, _dressed(narrow, NARROW), size, [list(each) for each in wide.raw], _views(spec, dressed), code_of(spec),
    )  # fmt: skip


def code_of(spec: Spec) -> list[str | int]:
    """The file and the line of the function that draws it, relative to ``scripts/``."""
    function = spec.draw.func if isinstance(spec.draw, partial) else spec.draw
    return [f"{function.__module__.replace('.', '/')}.py", inspect.getsourcelines(function)[1]]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.items()}


def _dressed(drawing: Drawing, width: int) -> dict[str, Any]:
    """The figure as JSON in the site's look; Plotly's own template is left out (7 kB, and its colours are not ours)."""
    small = width == NARROW
    figure = drawing.figure
    figure.update_layout(
        template="none", width=width, height=drawing.height, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font=dict(family=FONT, size=12 if small else 13, color=STAND_IN["ink"]), hovermode="closest",
        hoverlabel=dict(bgcolor=STAND_IN["surface"], bordercolor=STAND_IN["muted"], font=dict(color=STAND_IN["ink"])),
    )  # fmt: skip
    axis = dict(
        gridcolor=STAND_IN["grid"], zeroline=False, showline=False, ticks="", tickfont_color=STAND_IN["muted"], fixedrange=True,
        title_font=dict(color=STAND_IN["muted"], size=12),
    )  # fmt: skip
    figure.update_xaxes(**axis).update_yaxes(**axis)
    for each in (*figure.select_xaxes(), *figure.select_yaxes()):
        if each.range and each.range[0] == each.range[1]:
            each.range = _around(each.range[0])
    return _named(json.loads(for_plotly(figure.to_json())))


def _around(value: float | str | datetime.date) -> list:
    """A range for an axis on which everything has the same value, which would have no length: a month to each side of a day."""
    if isinstance(value, str | datetime.date):
        day = datetime.date.fromisoformat(str(value)[:10])
        return [(day - datetime.timedelta(31)).isoformat(), (day + datetime.timedelta(31)).isoformat()]
    return [value - 0.5, value + 0.5]


FRAMEWORK_OF = {STAND_IN[framework]: framework for framework in NAMES}


def _named(figure: dict[str, Any]) -> dict[str, Any]:
    """Marks and labels of one framework say so, ``meta`` and ``name``; what joins two of them is ``between``. Views ask for them."""
    for trace in figure["data"]:
        colours = [(trace.get(part) or {}).get("color") for part in ("marker", "line", "textfont")]
        found = {FRAMEWORK_OF.get(colour, "") for colour in colours if isinstance(colour, str)}
        if len(found) == 1:
            trace["meta"] = found.pop() or ("between" if trace.get("mode") == "lines" else "")
            if not trace["meta"]:
                del trace["meta"]
    for note in figure["layout"].get("annotations", []):
        if framework := FRAMEWORK_OF.get(note.get("font", {}).get("color")):
            note["name"] = framework
    return figure


def _views(spec: Spec, figure: dict[str, Any]) -> dict[str, Any]:
    """What a reader may choose: frameworks to show, and the scale of an axis with the one it has now."""
    names = {trace.get("meta") for trace in figure["data"]}
    shown = [framework for framework in NAMES if framework in names] if spec.series else []
    axis = figure["layout"].get(f"{spec.scale}axis", {})
    scale = {"axis": spec.scale, "now": ("log" if axis.get("type") == "log" else "linear") if spec.scale else ""}
    return {"show": shown if len(shown) > 1 else [], "scale": scale}


def room_for(labels: Sequence[str], narrow: bool) -> int:
    """CSS pixels that a margin needs for these labels: their longest line, at a character's width that wide glyphs fit in too."""
    longest = max((len(line) for each in labels for line in each.split("<br>")), default=0)
    return int(longest * (6.9 if narrow else 7.4)) + 8


def label(x: Any, y: Any, text: str, /, *, role: str = "ink", size: int | None = None, **more: Any) -> dict[str, Any]:
    """A direct label: an annotation without an arrow, left-aligned unless told otherwise."""
    return dict(
        x=x, y=y, text=text, showarrow=False, align="left", font=dict(color=STAND_IN[role]) | ({"size": size} if size else {}),
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
