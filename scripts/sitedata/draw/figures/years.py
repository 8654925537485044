"""Releases since 2018 on one machine, as figures: the time of a step."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import axis_of, label, panel_title
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot, subplots
from sitedata.draw.undrawn import drawable
from sitedata.judge import years as judge
from sitedata.judge.comparisons import name_of
from sitedata.judge.years import Point
from sitedata.load.dataset import Dataset
from sitedata.load.years import Years
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.years import MODELS, ROUNDS, TASKS

SIDES = {"tensorflow": judge.TENSORFLOW, "pytorch": judge.PYTORCH}
BESIDE = {"tensorflow": "tensorflow onednn", "pytorch": "pytorch mkl-avx2"}
"""The same release with the other choice of kernels."""
CAPTION = (
    f"Each mark is a release, at the day on which it appeared: the median of {ROUNDS} processes with all cores. The "
    "upright line through it is the interval, with a coverage of at least 97.5 %. Filled: "
    "as the documentation of that time taught, so a session before TensorFlow 2, then tf.function; PyTorch eager. "
    "Hollow: the same release told to use other kernels. For PyTorch before 2.0 that is MKL's path for AVX2, which MKL "
    "keeps from processors of other makers; for TensorFlow oneDNN, turned on where it was off, and off where it is on. "
    "A step is shown only where the release computes what the newest PyTorch computes. A factor: how many times as "
    "long it takes as in the release before, where sweeps of different days or machines agree that it changed."
)
CROWDED_DAYS = 500
"""Labels of two releases that are nearer, on the same side of their lines, would lie over each other."""
NEAR = math.log(3)
"""Factor up to which the labels of two ends are pushed apart."""


def step_times(task: str, data: Dataset, narrow: bool) -> Drawing:
    years = drawable(judge.shown(data.years), judge.NO_SWEEP)
    threads = judge.all_cores(years)
    by_model = {
        model: {framework: judge.points(years, side, model, task, threads) for framework, side in SIDES.items()}
        for model in MODELS
    }
    shown = [model for model, of in by_model.items() if any(of.values())]
    drawable(shown, "no release whose steps agree and were timed without a disturbance")
    columns = 1 if narrow else 2
    count = math.ceil(len(shown) / columns)
    height = (190 if narrow else 200) * count + 30
    fig = subplots(rows=count, cols=columns, horizontal_spacing=0.2, vertical_spacing=0.3 / count)
    turned = {(row.framework, row.version): row.turned for row in data.rows("turning_releases")}
    notes, rows, left_out = [], [], list(_left_out(years))
    for number, model in enumerate(shown):
        row, col = number // columns + 1, number % columns + 1
        beside = {name: judge.points(years, side, model, task, threads) for name, side in BESIDE.items()}
        for framework, own in by_model[model].items():
            _marks(fig, framework, own, beside[framework], (row, col))
            rows += [_row(model, point) for point in (*own, *beside[framework])]
        notes += _labels(number, by_model[model])
        notes += _turns(number, by_model[model], turned, judge.jumps(data.years, model, task))
        notes.append(panel_title(number, name_of(model), above=4))
        fig.update_yaxes(type="log", dtick="D2", tickformat="~r", row=row, col=col)
        fig.update_xaxes(
            range=["2018-07-01", _last(years)], dtick="M24", tick0="2019-01-01", tickformat="%Y", showgrid=False,
            ticklabelstandoff=6, row=row, col=col,
        )  # fmt: skip
    fig.update_layout(annotations=notes, margin=dict(l=56, r=78, t=26, b=24))
    return Drawing(
        fig, height, rows, sorted({id for row in data.rows("turning_releases") for id in row.source_ids}),
        _alt(by_model, shown), left_out, judge.machine_of(years), judge.last_day(years).isoformat(),
        title=_title(years, task), raw=judge.raw_files(years),
    )  # fmt: skip


def _marks(fig: Plot, framework: str, own: list[Point], beside: list[Point], place: tuple[int, int]) -> None:
    row, col = place
    for point in own:
        fig.add_scatter(
            x=[point.release.released_on] * 2, y=[point.interval.low, point.interval.high], mode="lines",
            line=dict(color=STAND_IN[framework], width=3), showlegend=False, hoverinfo="skip", row=row, col=col,
        )  # fmt: skip
    for points, hollow in ((beside, "-open"), (own, "")):
        if points:
            fig.add_scatter(
                x=[point.release.released_on for point in points], y=[point.ms for point in points],
                mode="markers" if hollow else "lines+markers", showlegend=False, row=row, col=col,
                line=dict(color=STAND_IN[framework], width=1.5),
                marker=dict(symbol=MARKER[framework] + hollow, size=7, color=STAND_IN[framework],
                            line=dict(width=1.5, color=STAND_IN[framework])),
                text=[f"{NAMES[framework]} {point.release.version}, {_way(point)}" for point in points],
                hovertemplate="%{text}<br>%{x|%B %Y}: %{y:.3~g} ms<extra></extra>",
            )  # fmt: skip


def _way(point: Point) -> str:
    return point.way.mode if point.way.variant == "plain" else f"{point.way.mode}, {point.way.variant}"


def _labels(number: int, of: Mapping[str, list[Point]]) -> Iterator[dict]:
    """The name and the newest time at the end of each line, apart from each other."""
    axis = axis_of(number)
    last = {framework: own[-1] for framework, own in of.items() if own}
    higher = max(last, key=lambda name: last[name].ms, default="")
    near = len(last) == 2 and abs(math.log(last["tensorflow"].ms / last["pytorch"].ms)) < NEAR
    for framework, point in last.items():
        yield label(
            point.release.released_on, math.log10(point.ms), f"{NAMES[framework]}<br>{_short(point.ms)}",
            role=framework, xref=f"x{axis}", yref=f"y{axis}", xshift=8, size=11,
            yshift=(14 if framework == higher else -14) * near,
        )  # fmt: skip


def _turns(
    number: int,
    of: Mapping[str, list[Point]],
    turned: Mapping[tuple[str, str], str],
    jumps: Mapping[tuple[str, str], float],
) -> Iterator[dict]:
    """The number of a release in which something turned, and by what factor steps changed where sweeps agree on it.

    The largest changes come first; what finds no room, on either side of its line, has no label.
    """
    axis, placed, end = axis_of(number), [], max(point.release.released_on for own in of.values() for point in own)
    named = [
        (jumps.get(name, 1.0), framework, point)
        for framework, own in of.items() for point in own
        if (name := (framework, point.release.version)) in jumps or name in turned
    ]  # fmt: skip
    for factor, framework, point in sorted(named, key=lambda one: (-abs(math.log(one[0])), one[2].release.released_on)):
        day = point.release.released_on
        free = [
            above for above in _sides(point, [other for name, own in of.items() if name != framework for other in own])
            if all(abs((day - on).days) > CROWDED_DAYS or _clear(above, point.ms, *other) for on, *other in placed)
        ]  # fmt: skip
        if free:
            above, at_end = free[0], (end - day).days < CROWDED_DAYS
            placed.append((day, above, point.ms))
            yield label(
                day, math.log10(point.interval.high if above else point.interval.low),
                point.release.version + (f"<br><b>{factor:.2g}×</b>" if factor != 1 else ""), role=framework, size=10,
                xref=f"x{axis}", yref=f"y{axis}", yanchor="bottom" if above else "top",
                xanchor="right" if at_end else "center", yshift=6 if above else -6,
            )  # fmt: skip


def _clear(above: bool, ms: float, other_above: bool, other_ms: float) -> bool:
    """Do labels of two near marks lie apart? Only one above the higher mark and one below the lower one do."""
    return above != other_above and (ms >= other_ms) == above


def _sides(point: Point, others: Iterable[Point]) -> tuple[bool, bool]:
    """Above or below its line, the outer side first."""
    out = [other for other in others if other.release.released_on <= point.release.released_on]
    beside = max(out, key=lambda other: other.release.released_on, default=None)
    above = beside is None or point.ms >= beside.ms
    return above, not above


def _short(ms: float) -> str:
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"


def _row(model: str, point: Point) -> dict:
    known = point.interval
    return {
        "model": name_of(model), "framework": NAMES[point.release.framework], "version": point.release.version,
        "released_on": point.release.released_on, "mode": point.way.mode, "variant": point.way.variant,
        "step_ms": round(point.ms, 4), "low": round(known.low, 4) if math.isfinite(known.low) else "",
        "high": round(known.high, 4) if math.isfinite(known.high) else "", "coverage": round(known.coverage, 4),
        "processes": point.processes,
    }  # fmt: skip


def _left_out(years: Years) -> Iterator[tuple[str, str]]:
    for release in years.releases.values():
        if release.reason:
            yield f"{NAMES[release.framework]} {release.version}", release.reason
    for row in years.rows("agreement"):
        if not row.agrees:
            what = f"{name_of(row.model)} in {NAMES[row.framework]} {row.version}, {row.mode}"
            yield (
                what,
                row.reason or f"it does not compute the same: outputs differ by {row.output or 'all'} of the largest",
            )


def _last(years: Years) -> datetime.date:
    newest = max((release.released_on for release in years.releases.values()), default=judge.last_day(years))
    return newest + datetime.timedelta(days=60)


def _title(years: Years, task: str) -> str:
    """Who was faster at the first day that has both, and who is today."""
    scores = judge.scores(years, task)
    if not scores:
        return ""
    first, last = scores[0], scores[-1]
    return f"{task.capitalize()}: in {first.since.year} {judge.leads(first)}; today {judge.leads(last)}"


def _alt(by_model: dict[str, dict[str, list[Point]]], shown: Iterable[str]) -> str:
    return "; ".join(
        f"{name_of(model)}: "
        + ", ".join(
            f"{NAMES[name]} {_short(own[0].ms)} in {own[0].release.released_on.year}, {_short(own[-1].ms)} in "
            f"{own[-1].release.released_on.year}"
            for name, own in by_model[model].items() if own
        )
        for model in shown
    )  # fmt: skip


UNIT = "ms a step, logarithmic, over the day of release"
step_times_of = {
    task: figure(
        f"years-{task}", kind="listed", title=f"Time of a step in releases since 2018, {task}", unit=UNIT, series=True,
        tables=("turning_releases",), caption=CAPTION,
    )(partial(step_times, task))
    for task in TASKS
}  # fmt: skip

FIGURES = tuple(step_times_of.values())
