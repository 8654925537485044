"""What ways out of a framework cost, as a figure: time of a request, start, memory and size, a row a way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import axis_of, label, panel_title, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot, subplots
from sitedata.draw.undrawn import drawable
from sitedata.judge import deployments as judge
from sitedata.judge.deployments import Point
from sitedata.load.dataset import Dataset
from sitedata.load.deployments import Deployment
from sitedata.schema.deployments import DEPLOYMENT_TABLES, file_name
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.conversions import MODELS
from sitedata.schema.protocol.deployment import BROWSERS, ROUNDS, WAYS

ROW = 23  # CSS pixels
CAPTION = (
    f"Each mark is the median of up to {ROUNDS} processes that load one model and answer requests of one example, one "
    "after the other, with all cores, in single precision. Request: the geometric mean, over the models that all ways "
    "answer, of its time over that of the model's fastest way, with the interval of the rounds' median. Start: from "
    "the first import until the first request is answered, compiling included. Memory: what the process holds then. "
    "Installed: all packages of an environment that has what the way needs and no more, without packages that only a "
    "GPU needs. ExecuTorch has the time of a request alone: its Python package needs PyTorch, on a device its runtime "
    "is a library that one builds."
)


IN_BROWSERS = (
    "Each mark is the median of several browsers, counted in the table's column processes and started one after the "
    "other without a window, whose page loads one model from this machine and answers requests of one example, one "
    "after the other, by WebAssembly with all cores, "
    "in single precision. Request: the geometric mean, over the models that all these ways answer, of its time over "
    "that of the model's fastest way, with the interval of the rounds' median. Start: from the start of the "
    "navigation until the first request is answered, for a small convolutional model; nothing is cached, and there is "
    "no network in between. Memory: the process of the browser that runs the page. Download: files of the runtime, "
    "compressed with gzip, without the model. On a narrow screen TF is TensorFlow, PT is PyTorch, and ONNX Web is ONNX "
    "Runtime Web."
)


SHORT = {"tensorflow": "TF", "pytorch": "PT"}
"""What a narrow screen has room for, beside the name of a browser."""


@dataclass(frozen=True)
class Panel:
    """``values`` and the ends of their intervals are by way; ``words`` gives a value as its label says it.

    ``told`` is whether the alternative text speaks of it, which has to end in time.
    """

    title: str
    unit: str
    values: Mapping[str, float]
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    told: bool = True

    @property
    def heading(self) -> str:
        return f"{self.title}, {self.unit}"

    @property
    def reach(self) -> tuple[float, float]:
        """The smallest and the largest of values and ends."""
        every = [*self.values.values(), *(end for ends in self.ends.values() for end in ends)]
        return min(every), max(every)

    def words(self, value: float) -> str:
        return f"{value:,.0f}" if value >= 9.95 else f"{value:#.2g}"


@figure(
    "deploy-costs", kind="listed", title="What it costs to answer a request", tables=(),
    unit="a request in times of the fastest way, the rest in seconds and MiB", caption=CAPTION,
)  # fmt: skip
def deploy_costs(data: Dataset, narrow: bool) -> Drawing:
    deployment = drawable(judge.shown(data.deployments), judge.NO_DEPLOYMENT)
    of = judge.answered(judge.points(deployment))
    return _drawn(deployment, of, _panels(deployment, of), judge.finding(of), narrow)


@figure(
    "deploy-browsers", kind="listed", title="What it costs to answer a request in a browser", tables=(),
    unit="a request in times of the fastest way, the rest in seconds and MiB", caption=IN_BROWSERS,
)  # fmt: skip
def deploy_browsers(data: Dataset, narrow: bool) -> Drawing:
    deployment = drawable(judge.shown(data.deployments), judge.NO_DEPLOYMENT)
    every = judge.points(deployment)
    of = judge.answered(every, "browser")
    return _drawn(deployment, of, _in_browsers(deployment, of), judge.finding_in_browsers(every), narrow)


def _drawn(
    deployment: Deployment, of: Mapping[tuple[str, str], Point], panels: Iterable[Panel], title: str, narrow: bool
) -> Drawing:
    ways = drawable(_ways(of), "no way answered as its framework does")
    panels = list(panels)
    names = [named(way, short=narrow) for way in ways]
    count = len(panels)
    fig = subplots(
        rows=count if narrow else 1, cols=1 if narrow else count, horizontal_spacing=0.03,
        vertical_spacing=0.24 / count,
    )  # fmt: skip
    notes = []
    for number, panel in enumerate(panels):
        place = dict(row=number + 1, col=1) if narrow else dict(row=1, col=number + 1)
        notes.append(panel_title(number, panel.heading, size=12))
        notes += _marks(fig, panel, ways, number, place)
        low, high = panel.reach
        fig.update_xaxes(type="log", range=_range(low, high, narrow), showticklabels=False, showgrid=False, **place)
        fig.update_yaxes(
            tickvals=list(range(len(ways))), ticktext=names if narrow or not number else [""] * len(ways),
            showgrid=True, range=[len(ways) - 0.4, -0.6], **place,
        )  # fmt: skip
    fig.update_layout(annotations=notes, margin=dict(l=room_for(names, narrow), r=6, t=30, b=10))
    rows = [_row(deployment, point) for point in of.values()]
    height = (34 + ROW * len(ways)) * (count if narrow else 1) + 20
    return Drawing(
        fig, height, rows, [], _alt(panels, ways), list(_left_out(deployment, ways)), machine_of(deployment),
        judge.last_day(deployment), title=title, raw=raw_files(deployment),
    )  # fmt: skip


def _ways(of: Mapping[tuple[str, str], Point]) -> list[str]:
    return [way for way in WAYS if any(way == own for own, _ in of)]


def named(way: str, *, short: bool = False) -> str:
    known = WAYS[way]
    browser = f", {BROWSERS[known.served_in]}" if known.in_browser else ""
    if short and known.in_browser:
        return f"{SHORT[known.framework]}, {known.title.replace('ONNX Runtime Web', 'ONNX Web')}{browser}"
    return f"{NAMES[known.framework]}, {known.title}{browser}"


def _panels(deployment: Deployment, of: Mapping[tuple[str, str], Point]) -> Iterator[Panel]:
    ways = _ways(of)
    costs = {way: cost for way in ways if WAYS[way].sizes and (cost := judge.cost(deployment, way))}
    yield _request(judge.relative(deployment))
    yield Panel("Start", "s", {way: cost.start_ms / 1000 for way, cost in costs.items()})
    yield Panel("Memory", "MiB", {way: cost.resident_mib for way, cost in costs.items() if cost.resident_mib})
    yield Panel("Installed", "MiB", {way: mib for way in ways if (mib := judge.shipped_mib(deployment, way))})


def _in_browsers(deployment: Deployment, of: Mapping[tuple[str, str], Point]) -> Iterator[Panel]:
    ways = _ways(of)
    costs = {way: cost for way in ways if (cost := judge.cost(deployment, way))}
    yield _request(judge.relative(deployment, "browser"))
    yield Panel("Start", "s", {way: cost.start_ms / 1000 for way, cost in costs.items()})
    memory = {way: cost.resident_mib for way, cost in costs.items() if cost.resident_mib}
    yield Panel("Memory", "MiB", memory, told=False)
    yield Panel("Download", "MiB", {way: mib for way in ways if (mib := deployment.ways[way].download_mib)})


def _request(found: Mapping[str, judge.Relative]) -> Panel:
    ends = {way: one.interval[:2] for way, one in found.items() if math.isfinite(one.interval.high)}
    return Panel("Request", "×", {way: one.times for way, one in found.items()}, ends)


def _marks(fig: Plot, panel: Panel, ways: list[str], number: int, place: dict[str, int]) -> Iterator[dict]:
    axis = axis_of(number)
    for y, way in enumerate(ways):
        if way not in panel.values:
            continue
        framework, value = WAYS[way].framework, panel.values[way]
        words, (low, high) = panel.words(value), panel.ends.get(way, (value, value))
        fig.add_scatter(
            x=[low, high], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
            line=dict(color=STAND_IN[framework], width=3), **place,
        )  # fmt: skip
        fig.add_scatter(
            x=[value], y=[y], mode="markers", showlegend=False,
            marker=dict(symbol=MARKER[framework], size=9, color=STAND_IN[framework]),
            hovertemplate=f"{named(way)}, {panel.title.lower()}: {words} {panel.unit}<extra></extra>", **place,
        )  # fmt: skip
        yield label(_log(high), y, words, role=framework, size=11, xref=f"x{axis}", yref=f"y{axis}",
                    xshift=8)  # fmt: skip


def _log(value: float) -> float:
    return math.log10(value)


def _range(low: float, high: float, narrow: bool) -> list[float]:
    """Of a logarithmic axis, with room for the label of the largest."""
    room = 0.4 if narrow else 0.6
    span = max(_log(high) - _log(low), 0.3)
    return [_log(low) - 0.12 * span, _log(high) + room * span]


def _row(deployment: Deployment, point: Point) -> dict:
    way, low, high = deployment.ways[point.way], point.interval.low, point.interval.high
    runs = deployment.runs[point.way, point.model]
    told = judge.cost(deployment, point.way, point.model)
    model = deployment.models[point.way, point.model]
    return {
        "way": named(point.way), "model": MODELS[point.model].short, "request_ms": round(point.ms, 4),
        "low": round(low, 4) if math.isfinite(low) else "", "high": round(high, 4) if math.isfinite(high) else "",
        "coverage": round(point.interval.coverage, 4), "p99_ms": round(point.p99, 4), "processes": len(runs),
        "requests": point.requests, "start_ms": round(told.start_ms, 1), "first_request_ms": round(told.first_ms, 2),
        "resident_mib": told.resident_mib, "peak_mib": told.peak_mib, "file_mib": model.file_mib,
        "difference_ppm": model.difference_ppm, "served_with": way.served_with,
    }  # fmt: skip


def _alt(panels: list[Panel], ways: list[str]) -> str:
    return "; ".join(
        f"{panel.heading}: "
        + ", ".join(f"{named(way)} {panel.words(panel.values[way])}" for way in ways if way in panel.values)
        for panel in panels
        if panel.told
    )


def _left_out(deployment: Deployment, ways: list[str]) -> Iterator[tuple[str, str]]:
    for row in deployment.rows("models"):
        if row.outcome == "fails" and WAYS[row.way].group == WAYS[ways[0]].group:
            yield f"{named(row.way)}: {MODELS[row.model].short}", row.finding or ""


def machine_of(deployment: Deployment) -> str:
    """``AMD EPYC, 2 cores``."""
    facts = deployment.facts
    return f"{facts.get('cpu-model', 'a CPU')}, {facts.get('cores', 'some')} cores"


def raw_files(deployment: Deployment) -> list[tuple[str, str]]:
    """Name and path on the site of the files with its raw values."""
    named = map(file_name, DEPLOYMENT_TABLES)
    return [(name, f"data/deployments/{deployment.id}/{name}") for name in named]


FIGURES = (deploy_costs, deploy_browsers)
