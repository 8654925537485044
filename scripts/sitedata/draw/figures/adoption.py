"""Figures of use: public counters of projects over time, and papers by conference."""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import axis_of, label, panel_title, room_for, spread
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot, subplots
from sitedata.draw.undrawn import drawable
from sitedata.judge.adoption import crossing, doubted, listed, offsets, series
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.text.values import day as in_words
from sitedata.text.values import short_number

CLEARLY = 1.05  # a lead by less is not worth a title: counters jump by as much between two readings
Reading = tuple[datetime.date, int]
Points = Callable[[Dataset, str, str], list[tuple[datetime.date, int]]]
"""From a project and a column to its readings, oldest first."""


def lines(
    data: Dataset,
    narrow: bool,
    columns: Sequence[tuple[str, str]],
    height: int,
    series: Points = series,
    table: str = "adoption",
) -> Drawing:
    """Counters of the four frameworks as lines, one panel per counter, each line labelled at its end."""
    panels, rows, left_out = len(columns), {}, []
    fig = subplots(
        rows=panels if narrow else 1, cols=1 if narrow else panels, horizontal_spacing=0.17, vertical_spacing=0.16
    )
    notes = []
    for number, (column, title) in enumerate(columns):
        row, col = (number + 1, 1) if narrow else (1, number + 1)
        ends, top = [], 0.0
        for project in NAMES:
            points = series(data, project, column)
            if not points:
                continue
            top = max([top, *(value for _, value in points)])
            ends.append((project, points[-1]))
            days, values = zip(*points, strict=True)
            fig.add_scatter(
                x=list(days), y=list(values), mode="lines", name=NAMES[project], showlegend=False, row=row, col=col,
                line=dict(color=STAND_IN[project], width=2),
                hovertemplate=f"{NAMES[project]}<br>%{{x|%b %Y}}: %{{y:,.0f}}<extra></extra>",
            )  # fmt: skip
            for day, value in points:
                rows.setdefault(day, {"as_of": day})[f"{NAMES[project]} {title.lower()}"] = value
        drawable(ends, f"no reading of any of the four frameworks in the column {column} of data/{table}.csv")
        panel_height = (height - 60) / (panels if narrow else 1)
        heights = spread([value for _, (_, value) in ends], top * 17 / panel_height)
        axis = axis_of(number)
        for (project, (day, value)), y in zip(ends, heights, strict=True):
            fig.add_scatter(
                x=[day], y=[value], mode="markers", showlegend=False, hoverinfo="skip", row=row, col=col,
                marker=dict(color=STAND_IN[project], symbol=MARKER[project], size=9),
            )  # fmt: skip
            text = f"{NAMES[project]} {short_number(value)}"
            notes.append(label(day, y, text, role=project, xref=f"x{axis}", yref=f"y{axis}", xshift=9))
        notes.append(panel_title(number, title))
        fig.update_yaxes(rangemode="tozero", nticks=4, row=row, col=col, range=[0, top * 1.04 or 1], tickformat="~s")
        first, last = min(series(data, project, column)[0][0] for project, _ in ends), max(day for _, (day, _) in ends)
        step = "M24" if panels > 1 or narrow else "M12"
        fig.update_xaxes(
            range=[first, last], dtick=step, tickformat="%Y", tick0="2021-01-01", row=row, col=col, showgrid=False,
            ticklabelstandoff=6,  # the first year stands below the other axis' 0
        )  # fmt: skip
    fig.update_layout(annotations=notes, margin=dict(l=44, r=128, t=34, b=28))
    if panels > 1 and not narrow:
        fig.update_layout(xaxis=dict(domain=[0, 0.36]), xaxis2=dict(domain=[0.62, 1]))
    for row in data.rows("adoption") if table == "adoption" else ():
        for column, _ in columns:
            if row.project in NAMES and doubted(row, column):
                left_out.append((f"{NAMES[row.project]}, {row.as_of}, {column}", row.doubt))
    newest = max(rows)
    alt = f"Lines from {min(rows).year} to {newest.year}. At the end: " + "; ".join(
        f"{title}: "
        + ", ".join(
            f"{NAMES[p]} {short_number(series(data, p, column)[-1][1])}" for p in NAMES if series(data, p, column)
        )
        for column, title in columns
    )
    ordered = [rows[day] for day in sorted(rows)]
    sources = {row.source_id for row in data.rows(table)}
    return Drawing(fig, height, ordered, sources, alt, left_out, "monthly readings", newest.isoformat())


@figure(
    "adoption-downloads", kind="counted",
    title="Downloads of the Python packages in a month", unit="downloads a month", series=True, scale="y",
    tables=("adoption",),
    caption="Downloads from the Python Package Index. They count build servers and mirrors too: machines that install, "
    "not people who choose. Other ways to install are not in the count.",
)  # fmt: skip
def adoption_downloads(data: Dataset, narrow: bool) -> Drawing:
    drawn = lines(data, narrow, [("pypi_downloads_month", "Downloads a month")], 320)
    passed = crossing(data, "pypi_downloads_month", "pytorch", "tensorflow")
    if passed is None:
        return drawn
    title = f"PyTorch passed TensorFlow in {passed:%B %Y}: downloads of the Python packages in a month"
    return replace(drawn, title=title)


@figure(
    "adoption-downloads-list", kind="counted",
    title="Downloads of the Python packages in 30 days, by another list", unit="downloads in 30 days", series=True,
    scale="y", tables=("listed_downloads", "adoption"),
    caption="Counted otherwise than in the other figure of downloads, and so not joined to it. Both count machines "
    "that install, not people who choose.",
)  # fmt: skip
def adoption_downloads_list(data: Dataset, narrow: bool) -> Drawing:
    columns = [("downloads", "Downloads in 30 days")]
    drawing = lines(data, narrow, columns, 320, lambda data, project, _: listed(data, project), "listed_downloads")
    drawing = replace(drawing, title=lead_by_list(*(listed(data, name) for name in ("tensorflow", "pytorch"))))
    if ratios := offsets(data, NAMES):
        times = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        return replace(drawing, note=f"Where both have a reading within a week, this list is {times} times as high.")
    return drawing


def lead_by_list(tensorflow: Sequence[Reading], pytorch: Sequence[Reading]) -> str:
    """Who has how many times the other's downloads at the last day that has both; empty where they are nearly equal."""
    days = dict(tensorflow).keys() & dict(pytorch).keys()
    if not days:
        return ""
    last = max(days)
    counts = {"TensorFlow": dict(tensorflow)[last], "PyTorch": dict(pytorch)[last]}
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)
    times = counts[first] / counts[second] if counts[second] else 0
    if times < CLEARLY:
        return ""
    until = in_words(last)
    return f"By another list {first} has {times:.1f} times the downloads of {second}, in the 30 days to {until}"


@figure(
    "adoption-community", kind="counted",
    title="Stars and contributors on GitHub", unit="stars; people", series=True, scale="y", tables=("adoption",),
    caption="A star is a bookmark and is seldom taken back, so old projects stay high; contributors are people whose "
    "commits were merged. Where the source's count of contributors jumps between two ways of counting, the reading is "
    "left out and listed.",
)  # fmt: skip
def adoption_community(data: Dataset, narrow: bool) -> Drawing:
    drawing = lines(data, narrow, [("stars", "Stars"), ("contributors", "Contributors")], 560 if narrow else 310)
    last = {
        column: {name: points[-1][1] for name in ("tensorflow", "pytorch") if (points := series(data, name, column))}
        for column in ("stars", "contributors")
    }
    return replace(drawing, title=lead_on_github(last))


def lead_on_github(last: Mapping[str, Mapping[str, int]]) -> str:
    """Counter → framework → last reading, as a title; empty where a counter is missing or nearly equal."""
    leads = []
    for of in last.values():
        behind, ahead = sorted(of, key=of.__getitem__) if len(of) == 2 else ("", "")
        if not ahead or of[ahead] < of[behind] * CLEARLY:
            return ""
        leads.append(NAMES[ahead])
    stars, people = leads
    if stars == people:
        other = "PyTorch" if stars == "TensorFlow" else "TensorFlow"
        return f"{stars} has more stars and more contributors on GitHub than {other}"
    return f"{stars} has more stars on GitHub, {people} more contributors"


@figure(
    "system-downloads", kind="counted",
    title="Downloads of the systems around the frameworks, first and last reading",
    unit="downloads a month, logarithmic", scale="x", tables=("adoption", "systems"),
    caption="Hollow: the first reading; filled: the last one. Downloads count build servers and mirrors too.",
)  # fmt: skip
def system_downloads(data: Dataset, narrow: bool) -> Drawing:
    readings, left_out = [], []
    for project in dict.fromkeys(row.project for row in data.rows("adoption")):
        points = series(data, project, "pypi_downloads_month")
        system = data.systems.get(project)
        if project in NAMES:
            continue
        if system is None or len(points) < 2:
            left_out.append((project, "not in the ecosystem table" if system is None else "fewer than two readings"))
            continue
        if not points[0][1] or not points[-1][1]:
            left_out.append((project, "a reading of 0, which has no place on a logarithmic axis"))
            continue
        readings.append((system, points[0], points[-1]))
    drawable(readings, "no reading of any system beside the frameworks", left_out)
    readings.sort(key=lambda reading: reading[2][1])
    height = 60 + 24 * len(readings)
    fig = Plot()
    rows = []
    for y, (system, first, last) in enumerate(readings):
        role = system.family if system.family in NAMES else "muted"
        fig.add_scatter(
            x=[first[1], last[1]], y=[y, y], mode="lines+markers", showlegend=False,
            line=dict(color=STAND_IN[role], width=1.5),
            marker=dict(symbol=[MARKER.get(role, "square") + "-open", MARKER.get(role, "square")], size=9,
                        color=STAND_IN[role]),
            customdata=[first[0].isoformat(), last[0].isoformat()],
            hovertemplate=f"{system.name}<br>%{{customdata}}: %{{x:,.0f}}<extra></extra>",
        )  # fmt: skip
        rows.append(
            {
                "system": system.name,
                "first_reading": first[0],
                "first": first[1],
                "last_reading": last[0],
                "last": last[1],
            }
        )
    fig.update_yaxes(
        tickvals=list(range(len(readings))),
        ticktext=[reading[0].name for reading in readings],
        showgrid=False,
        range=[-0.7, len(readings) - 0.3],
    )
    fig.update_xaxes(type="log", dtick=2 if narrow else 1, tickformat="~s", tickangle=0)
    fig.update_layout(margin=dict(l=room_for([reading[0].name for reading in readings], narrow), r=16, t=10, b=30))
    alt = "Downloads a month at the last reading: " + ", ".join(
        f"{reading[0].name} {short_number(reading[2][1])}" for reading in reversed(readings)
    )
    sources = {row.source_id for row in data.rows("adoption")}
    newest = max(reading[2][0] for reading in readings)
    grown = sum(last[1] > first[1] for _, first, last in readings)
    title = f"{grown} of {len(readings)} systems around the frameworks are downloaded more than at their first reading"
    return Drawing(
        fig, height, rows, sources, alt, left_out, "monthly readings", newest.isoformat(),
        title=title if len(readings) > 1 else "",
    )  # fmt: skip


# --- papers -----------------------------------------------------------------------------------------------------------
@figure(
    "conference-papers", kind="listed",
    title="Papers that mention a framework, by conference", unit="% of the conference's papers", series=True,
    tables=("papers",),
    caption="A mention is not proof of use. Papers that name both frameworks are in neither line, papers that name "
    "Keras count as TensorFlow, ICLR 2021 and 2022 are submissions, and the count ends in 2022. The first years lie "
    "before PyTorch was public.",
)  # fmt: skip
def conference_papers(data: Dataset, narrow: bool) -> Drawing:
    by_conference = defaultdict(list)
    for row in sorted(data.rows("papers"), key=lambda row: row.month):
        by_conference[row.conference].append(row)
    shown = [name for name, rows in by_conference.items() if len(rows) > 1]
    left_out = [(name, "one edition only: no line to draw") for name in by_conference if name not in shown]
    drawable(shown, "no conference", left_out)
    shown.sort(key=lambda name: -by_conference[name][-1].month.toordinal())
    columns = 2 if narrow else 4
    count = math.ceil(len(shown) / columns)
    height = 150 * count + 40
    fig = subplots(rows=count, cols=columns, horizontal_spacing=0.05, vertical_spacing=0.32 / count, shared_yaxes=True)
    notes = []
    for number, name in enumerate(shown):
        row, col = divmod(number, columns)
        for framework in ("tensorflow", "pytorch"):
            editions = by_conference[name]
            shares = [100 * getattr(edition, f"{framework}_papers") / edition.papers_total for edition in editions]
            fig.add_scatter(
                x=[edition.month for edition in editions], y=shares, mode="lines+markers", row=row + 1, col=col + 1,
                showlegend=False,
                line=dict(color=STAND_IN[framework], width=2),
                marker=dict(symbol=MARKER[framework], size=6, color=STAND_IN[framework]),
                hovertemplate=f"{name} %{{x|%Y}}<br>{NAMES[framework]}: %{{y:.0f}} %<extra></extra>",
            )  # fmt: skip
        notes.append(panel_title(number, name, above=4))
        if number == 0:
            for framework, edition, anchor, above in (
                ("pytorch", by_conference[name][-1], "right", 11),
                ("tensorflow", by_conference[name][0], "center", 5),
            ):
                share = 100 * getattr(edition, f"{framework}_papers") / edition.papers_total
                notes.append(
                    label(
                        edition.month,
                        share,
                        NAMES[framework],
                        role=framework,
                        xref="x",
                        yref="y",
                        xanchor=anchor,
                        yanchor="bottom",
                        yshift=above,
                    )
                )
    fig.update_yaxes(range=[0, 40], dtick=20, ticksuffix=" %")
    fig.update_xaxes(
        range=["2015-01-01", "2022-12-31"],
        tickvals=["2016-01-01", "2018-01-01", "2020-01-01", "2022-01-01"],
        tickformat="'%y",
        showgrid=False,
    )
    fig.update_layout(annotations=notes, margin=dict(l=36, r=8, t=26, b=26))
    rows = [
        row.model_dump(exclude={"source_id"}) | {"month": row.month.strftime("%Y-%m")}
        for name in shown
        for row in by_conference[name]
    ]
    last_of = {name: by_conference[name][-1] for name in shown}
    alt = "Small multiples. Last edition of each: " + "; ".join(
        f"{name} {row.month.year}: PyTorch {row.pytorch_papers}, TensorFlow {row.tensorflow_papers} of "
        f"{row.papers_total} papers"
        for name, row in last_of.items()
    )
    newest = max(row.month for row in data.rows("papers"))
    return Drawing(
        fig,
        height,
        rows,
        {row.source_id for row in data.rows("papers")},
        alt,
        left_out,
        f"{len(shown)} conferences",
        newest.strftime("%Y-%m"),
        title=lead_at_conferences([(row.tensorflow_papers, row.pytorch_papers) for row in last_of.values()]),
    )


def lead_at_conferences(last: Sequence[tuple[int, int]]) -> str:
    """Papers with TensorFlow and with PyTorch at the last edition of each, as a title; empty where neither leads."""
    leads = {
        "TensorFlow": sum(tensorflow > pytorch for tensorflow, pytorch in last),
        "PyTorch": sum(pytorch > tensorflow for tensorflow, pytorch in last),
    }
    behind, ahead = sorted(leads, key=leads.__getitem__)
    if leads[ahead] * 2 <= len(last):
        return ""
    where = f"all {len(last)}" if leads[ahead] == len(last) else f"{leads[ahead]} of {len(last)}"
    return f"More papers name {ahead} than {behind} at the last edition counted of {where} conferences"


FIGURES = (adoption_downloads, adoption_downloads_list, adoption_community, system_downloads, conference_papers)
