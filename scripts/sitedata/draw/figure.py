"""How a function becomes a figure: its specification, the look that all figures share, and the value that results.

In: a :class:`Spec` and a data set. Out: a :class:`~sitedata.schema.figure.Figure`.
"""

from __future__ import annotations

import datetime
import inspect
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from sitedata.draw.escape import as_typed, for_plotly
from sitedata.draw.palette import FONT, STAND_IN
from sitedata.draw.plot import NO_TEMPLATE, Plot
from sitedata.draw.undrawn import NothingToDraw, drawable, empty_table
from sitedata.judge.environments import shown_environment
from sitedata.load.dataset import Dataset
from sitedata.schema.figure import Code, Figure, Kind, LeftOut, RawFile, Scale, Size, Sizes, Undrawn, Views
from sitedata.schema.names import NAMES

WIDE, NARROW = 740, 340  # CSS pixels: the text column on a desktop, and on a phone of 360 px
TIE_BAND = 1.10  # published ratios nearer to 1 than this are called a tie: single runs, no intervals published


@dataclass(frozen=True)
class Drawing:
    """What a figure function returns for one width.

    ``rows`` are the records drawn, as the table and the CSV show them. ``left_out`` says for each record that belongs
    to the question but is not drawn, which one and why. ``note`` ends the caption with what only the data knows.
    ``raw`` names the files of raw values behind the marks: label and path on the site. ``environment`` is the id of the
    (first) environment whose runs it shows. ``title`` takes the place of the specification's where the data decides it.
    ``provenance`` has, by the id of each environment, the part of the caption that a page need not say twice.
    """

    figure: Plot
    height: int
    rows: list[dict[str, Any]]
    source_ids: Sequence[str]
    alt: str
    left_out: list[tuple[str, str]] = field(default_factory=list)
    scope: str = ""
    as_of: str = ""
    note: str = ""
    raw: Sequence[tuple[str, str]] = ()
    environment: str = ""
    title: str = ""
    provenance: Sequence[tuple[str, str]] = ()


Draw = Callable[[Dataset, bool], Drawing]
"""From data, and whether it is for a phone, to a drawing."""


@dataclass(frozen=True)
class Spec:
    """A figure before any data is read.

    ``tables`` are those that it reads. ``series``: whether a reader can show some frameworks alone; only where a
    colour means a framework, not an outcome. ``scale`` is the axis that can be linear or logarithmic, ``x`` or ``y``.
    ``subject`` is the id of the claim that it is about.
    """

    id: str
    title: str
    caption: str
    unit: str
    kind: Kind
    tables: tuple[str, ...]
    draw: Draw
    series: bool = False
    scale: str = ""
    subject: str = ""

    @property
    def of_environment(self) -> bool:
        """Whether it shows one environment of the benchmark, so that each has a figure of its own."""
        return self.kind == "measured"


def figure(
    id: str,
    *,
    kind: Kind,
    title: str,
    caption: str,
    unit: str,
    tables: Sequence[str],
    series: bool = False,
    scale: str = "",
) -> Callable[[Draw], Spec]:
    """Make a figure function a :class:`Spec`, to be named in the tuple ``FIGURES`` at the end of its module.

    The function passes what it is about to draw to :func:`sitedata.draw.undrawn.drawable`, which ends it where there is
    nothing.
    """
    return lambda draw: Spec(id, title, caption, unit, kind, tuple(tables), draw, series, scale)


def draw(spec: Spec, data: Dataset) -> Figure | Undrawn:
    """Call a figure function for both widths.

    Where there is nothing to draw, the result says why: which table is empty, or what its rows lack.
    """
    file = f"{data.shown}/{spec.id}".lstrip("/")
    try:
        wide, narrow = spec.draw(data, False), spec.draw(data, True)
        drawable(wide.rows, "no row of its tables can be drawn", wide.left_out)
    except NothingToDraw as nothing:
        shown = shown_environment(data)
        why = empty_table(spec.tables, data, shown.id if shown else "") or as_typed(str(nothing))
        return Undrawn(spec.id, file, spec.subject, as_typed(spec.title), why)
    dressed = _dressed(wide, WIDE)
    return Figure(
        id=spec.id, file=file, kind=spec.kind, subject=spec.subject, environment=wide.environment,
        title=as_typed(wide.title or spec.title), caption=as_typed(_caption(spec, wide)),
        unit=as_typed(spec.unit), scope=as_typed(wide.scope), as_of=as_typed(wide.as_of),
        alt=as_typed(wide.alt), source_ids=tuple(sorted(set(wide.source_ids))), tables=spec.tables,
        rows=tuple(as_typed(_plain(row)) for row in wide.rows),
        left_out=tuple(LeftOut(as_typed(what), as_typed(why)) for what, why in wide.left_out),
        wide=dressed, narrow=_dressed(narrow, NARROW), size=Sizes(Size(WIDE, wide.height), Size(NARROW, narrow.height)),
        raw=tuple(RawFile(label, path) for label, path in wide.raw), views=_views(spec, dressed), code=code_of(spec),
        question=as_typed(spec.title), provenance=tuple((id, as_typed(words)) for id, words in wide.provenance),
    )  # fmt: skip


def _caption(spec: Spec, drawing: Drawing) -> str:
    return " ".join(filter(None, (spec.caption, *(words for _, words in drawing.provenance), drawing.note)))


def code_of(spec: Spec) -> Code:
    """The file and the line of the function that draws it."""
    return _place_of(spec.draw.func if isinstance(spec.draw, partial) else spec.draw)


@cache  # many rules are drawn by one function
def _place_of(function: Draw) -> Code:
    return Code(f"{function.__module__.replace('.', '/')}.py", inspect.getsourcelines(function)[1])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.items()}


def _dressed(drawing: Drawing, width: int) -> dict[str, Any]:
    """The figure as JSON in the site's look."""
    small = width == NARROW
    figure = drawing.figure
    figure.update_layout(
        template=NO_TEMPLATE, width=width, height=drawing.height, paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font=dict(family=FONT, size=12 if small else 13, color=STAND_IN["ink"]), hovermode="closest",
        hoverlabel=dict(bgcolor=STAND_IN["surface"], bordercolor=STAND_IN["muted"], font=dict(color=STAND_IN["ink"])),
    )  # fmt: skip
    axis = dict(
        gridcolor=STAND_IN["grid"], zeroline=False, showline=False, ticks="", tickfont=dict(color=STAND_IN["muted"]),
        fixedrange=True, title=dict(font=dict(color=STAND_IN["muted"], size=12)),
    )  # fmt: skip
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    for plot_axis in figure.axes():
        if "range" in plot_axis and plot_axis["range"][0] == plot_axis["range"][1]:
            plot_axis["range"] = _around(plot_axis["range"][0])
    return _named(json.loads(for_plotly(figure.to_json()), parse_constant=lambda _: None))  # JSON has no infinity


def _around(value: float | str | datetime.date) -> list:
    """A range for an axis on which everything has the same value: a month, or 0.5, to each side."""
    if isinstance(value, str | datetime.date):
        day = datetime.date.fromisoformat(str(value)[:10])
        return [(day - datetime.timedelta(31)).isoformat(), (day + datetime.timedelta(31)).isoformat()]
    return [value - 0.5, value + 0.5]


FRAMEWORK_OF = {STAND_IN[framework]: framework for framework in NAMES}


def _named(figure: dict[str, Any]) -> dict[str, Any]:
    """Give marks and labels of one framework its id, as ``meta`` and ``name``, by which views find them.

    Lines that join two frameworks are ``between``.
    """
    for trace in figure["data"]:
        colours = [(trace.get(part) or {}).get("color") for part in ("marker", "line", "textfont")]
        frameworks = {FRAMEWORK_OF.get(colour, "") for colour in colours if isinstance(colour, str)}
        if len(frameworks) == 1:
            trace["meta"] = frameworks.pop() or ("between" if trace.get("mode") == "lines" else "")
            if not trace["meta"]:
                del trace["meta"]
    for note in figure["layout"].get("annotations", []):
        if framework := FRAMEWORK_OF.get(note.get("font", {}).get("color")):
            note["name"] = framework
    return figure


def _views(spec: Spec, figure: dict[str, Any]) -> Views:
    names = {trace.get("meta") for trace in figure["data"]}
    shown = tuple(framework for framework in NAMES if framework in names) if spec.series else ()
    axis = figure["layout"].get(f"{spec.scale}axis", {})
    now = ("log" if axis.get("type") == "log" else "linear") if spec.scale else ""
    return Views(shown if len(shown) > 1 else (), Scale(spec.scale, now))
