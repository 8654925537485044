"""A Plotly figure under construction, as the plain JSON that the browser's Plotly reads instead of Python classes.

In: traces, shapes, labels and settings, as Plotly names them. Out: JSON. Plotly's own classes check each value as it
is set, which took most of the time spent on figures; ``tests/draw/test_plot.py`` has them check everything that we
draw. Plotly is imported here alone.
"""

from __future__ import annotations

import copy
import datetime
import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

NO_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}
"""What Plotly makes of ``template="none"``: no styling, instead of its own (7 kB, and its colours are not ours)."""


class Plot:
    """A figure, empty or with the layout of subplots."""

    def __init__(self, layout: Mapping[str, Any] | None = None, columns: int = 1):
        """``columns`` is how many subplots stand in one row."""
        self.traces: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = copy.deepcopy(dict(layout or {}))
        self.columns, self.subplots = columns, bool(layout)

    def add_scatter(self, *, row: int = 0, col: int = 0, **trace: Any) -> None:
        """``row`` and ``col`` are those of a subplot, from 1."""
        place = self._number(row, col)
        axes = {"xaxis": f"x{place}", "yaxis": f"y{place}"} if row else {}
        self.traces.append({"type": "scatter"} | axes | _plain(trace))

    def add_shape(self, **shape: Any) -> None:
        self.layout.setdefault("shapes", []).append(_plain(shape))

    def add_annotation(self, label: Mapping[str, Any] | None = None, **more: Any) -> None:
        self.layout.setdefault("annotations", []).append(_plain({**(label or {}), **more}))

    def update_layout(self, **settings: Any) -> None:
        _merge(self.layout, _plain(settings))

    def update_xaxes(self, *, row: int = 0, col: int = 0, **settings: Any) -> None:
        """Of one subplot, of a row of them, or of all."""
        self._update("xaxis", row, col, settings)

    def update_yaxes(self, *, row: int = 0, col: int = 0, **settings: Any) -> None:
        self._update("yaxis", row, col, settings)

    def axes(self) -> Iterator[dict[str, Any]]:
        yield from (value for name, value in self.layout.items() if name.startswith(("xaxis", "yaxis")))

    def to_json(self) -> str:
        return json.dumps({"data": self.traces, "layout": self.layout}, default=datetime.date.isoformat)

    def _number(self, row: int, col: int) -> str:
        """What Plotly adds to the name of a subplot's axes: nothing for the first."""
        number = (row - 1) * self.columns + col
        return str(number) if number > 1 else ""

    def _update(self, axis: str, row: int, col: int, settings: Mapping[str, Any]) -> None:
        if not self.subplots:
            self.layout.setdefault(axis, {})
        columns = [col] if col else range(1, self.columns + 1)
        asked = {f"{axis}{self._number(row, number)}" for number in columns} if row else self.layout.keys()
        for name in self.layout:
            if name.startswith(axis) and name in asked:
                _merge(self.layout[name], _plain(settings))


@functools.cache
def _subplots(**grid: Any) -> dict[str, Any]:
    from plotly.subplots import make_subplots  # it takes half a second to import, and few figures need it

    return make_subplots(**grid).to_dict()["layout"]


def subplots(*, cols: int, **grid: Any) -> Plot:
    """A grid of subplots, by Plotly's ``make_subplots``."""
    layout = {name: value for name, value in _subplots(cols=cols, **grid).items() if name != "template"}
    return Plot(layout, cols)


def _plain(value: Any) -> Any:
    """The value as JSON has it, without settings that are None."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple | range):
        return [_plain(part) if isinstance(part, Mapping) else part for part in value]
    return value


def _merge(into: dict[str, Any], new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
