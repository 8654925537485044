"""One function a figure. Data in, a drawing for one width out; :mod:`sitedata.plot` registers it and gives it the site's look.

To add a chart, write a function here and put ``{{ figure("its-id") }}`` into a page.
"""

from __future__ import annotations

import datetime
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sitedata import accuracy_figures, benchmark_cost_figures, benchmark_figures, claim_figures, contests  # noqa: F401 (the first three register theirs)
from sitedata.dataset import Dataset
from sitedata.guard import guarded
from sitedata.pairs import Pair, describe, pairs_of, short_device
from sitedata.palette import MARKER, NAMES, STAND_IN
from sitedata.plot import REGISTRY, TIE_BAND, Drawing, Figure, draw, figure, folded, go, label, make_subplots, room_for, spread
from sitedata.schema import STATUSES
from sitedata.text import short_number, signed

STATUS_ROLE = {
    "active": "good", "maintenance": "fair", "renamed": "fair", "merged": "fair", "historic": "fair",
    "deprecated": "ended", "archived": "ended", "dormant": "ended",
}  # fmt: skip


def draw_all(data: Dataset) -> dict[str, Figure | None]:
    """Every registered figure by the name of its files; nothing for one for which there is nothing to draw.

    Figures of our own measurements are drawn for the main environment under their id, for each other one in a folder of its own.
    """
    data = guarded(data)
    drawn = {id: draw(spec, data) for id, spec in (REGISTRY | claim_figures.specs(data)).items()}
    for other in contests.other_environments(data):
        shown = replace(data, shown=other)
        drawn |= {f"{other}/{id}": draw(spec, shown) for id, spec in REGISTRY.items() if spec.of_environment}
    return drawn


# --- adoption over time -----------------------------------------------------------------------------------------------
def doubted(row, column: str) -> bool:
    return any(part.strip().startswith(f"{column}:") for part in (row.doubt or "").split("|"))


def series(data: Dataset, project: str, column: str) -> list[tuple[datetime.date, int]]:
    """The counter's known and undoubted readings of one project, oldest first."""
    rows = [row for row in data.rows("adoption") if row.project == project and getattr(row, column) is not None]
    return [(row.as_of, getattr(row, column)) for row in sorted(rows, key=lambda row: row.as_of) if not doubted(row, column)]


def lines(data: Dataset, narrow: bool, columns: Sequence[tuple[str, str]], height: int) -> Drawing:
    """Counters of the four frameworks as lines, one panel a counter, each line labelled at its end."""
    panels, rows, left_out = len(columns), {}, []
    fig = make_subplots(rows=panels if narrow else 1, cols=1 if narrow else panels, horizontal_spacing=0.17, vertical_spacing=0.16)
    notes = []
    for number, (column, title) in enumerate(columns):
        row, col = (number + 1, 1) if narrow else (1, number + 1)
        ends, top = [], 0.0
        for project in NAMES:
            points = series(data, project, column)
            if not points:
                continue
            top = max(top, *(value for _, value in points))
            ends.append((project, points[-1]))
            days, values = zip(*points, strict=True)
            fig.add_scatter(
                x=list(days), y=list(values), mode="lines", name=NAMES[project], showlegend=False, row=row, col=col,
                line=dict(color=STAND_IN[project], width=2), hovertemplate=f"{NAMES[project]}<br>%{{x|%b %Y}}: %{{y:,.0f}}<extra></extra>",
            )  # fmt: skip
            for day, value in points:
                rows.setdefault(day, {"as_of": day})[f"{NAMES[project]} {title.lower()}"] = value
        panel_height = (height - 60) / (panels if narrow else 1)
        heights = spread([value for _, (_, value) in ends], top * 17 / panel_height)
        axis = "" if number == 0 else str(number + 1)
        for (project, (day, value)), y in zip(ends, heights, strict=True):
            fig.add_scatter(
                x=[day], y=[value], mode="markers", showlegend=False, hoverinfo="skip", row=row, col=col,
                marker=dict(color=STAND_IN[project], symbol=MARKER[project], size=9),
            )  # fmt: skip
            text = f"{NAMES[project]} {short_number(value)}"
            notes.append(label(day, y, text, role=project, xref=f"x{axis}", yref=f"y{axis}", xshift=9))
        notes.append(label(0, 1, f"<b>{title}</b>", xref=f"x{axis} domain", yref=f"y{axis} domain", yanchor="bottom", yshift=8))
        fig.update_yaxes(rangemode="tozero", nticks=4, row=row, col=col, range=[0, top * 1.04], tickformat="~s")
        first, last = min(series(data, project, column)[0][0] for project, _ in ends), max(day for _, (day, _) in ends)
        step = "M24" if panels > 1 or narrow else "M12"
        fig.update_xaxes(range=[first, last], dtick=step, tickformat="%Y", tick0="2021-01-01", row=row, col=col, showgrid=False)
    fig.update_layout(annotations=notes, margin=dict(l=44, r=128, t=34, b=28))
    if panels > 1 and not narrow:
        fig.update_layout(xaxis_domain=[0, 0.36], xaxis2_domain=[0.62, 1])
    for row in data.rows("adoption"):
        for column, _ in columns:
            if row.project in NAMES and doubted(row, column):
                left_out.append((f"{NAMES[row.project]}, {row.as_of}, {column}", row.doubt))
    newest = max(rows)
    alt = "Lines from 2020 to 2025. At the end: " + "; ".join(
        f"{title}: " + ", ".join(f"{NAMES[p]} {short_number(series(data, p, column)[-1][1])}" for p in NAMES if series(data, p, column))
        for column, title in columns
    )
    ordered = [rows[day] for day in sorted(rows)]
    return Drawing(fig, height, ordered, {row.source_id for row in data.rows("adoption")}, alt, left_out, "monthly readings", newest.isoformat())


@figure(
    "adoption-downloads", title="Downloads of the Python packages in a month", unit="downloads a month", tables=("adoption",),
    caption="Downloads from the Python Package Index. They count build servers and mirrors too: machines that install, "
    "not people who choose. Other ways to install are not in the count.",
)  # fmt: skip
def adoption_downloads(data: Dataset, narrow: bool) -> Drawing:
    return lines(data, narrow, [("pypi_downloads_month", "Downloads a month")], 320)


@figure(
    "adoption-community", title="Stars and contributors on GitHub", unit="stars; people", tables=("adoption",),
    caption="A star is a bookmark and is seldom taken back, so old projects stay high; contributors are people whose commits were "
    "merged. Where the source's count of contributors jumps between two ways of counting, the reading is left out and listed.",
)  # fmt: skip
def adoption_community(data: Dataset, narrow: bool) -> Drawing:
    return lines(data, narrow, [("stars", "Stars"), ("contributors", "Contributors")], 560 if narrow else 310)


@figure(
    "system-downloads", title="Downloads of the systems around the frameworks, first and last reading", unit="downloads a month, logarithmic",
    tables=("adoption", "systems"),
    caption="Hollow: the first reading; filled: the last one. Downloads count build servers and mirrors too.",
)  # fmt: skip
def system_downloads(data: Dataset, narrow: bool) -> Drawing:
    found, left_out = [], []
    for project in dict.fromkeys(row.project for row in data.rows("adoption")):
        points = series(data, project, "pypi_downloads_month")
        system = data.systems.get(project)
        if project in NAMES:
            continue
        if system is None or len(points) < 2:
            left_out.append((project, "not in the ecosystem table" if system is None else "fewer than two readings"))
            continue
        found.append((system, points[0], points[-1]))
    found.sort(key=lambda each: each[2][1])
    height = 60 + 24 * len(found)
    fig = go.Figure()
    rows = []
    for y, (system, first, last) in enumerate(found):
        role = system.family if system.family in NAMES else "muted"
        fig.add_scatter(
            x=[first[1], last[1]], y=[y, y], mode="lines+markers", showlegend=False, line=dict(color=STAND_IN[role], width=1.5),
            marker=dict(symbol=[MARKER.get(role, "square") + "-open", MARKER.get(role, "square")], size=9, color=STAND_IN[role]),
            customdata=[first[0].isoformat(), last[0].isoformat()], hovertemplate=f"{system.name}<br>%{{customdata}}: %{{x:,.0f}}<extra></extra>",
        )  # fmt: skip
        rows.append({"system": system.name, "first_reading": first[0], "first": first[1], "last_reading": last[0], "last": last[1]})
    fig.update_yaxes(tickvals=list(range(len(found))), ticktext=[each[0].name for each in found], showgrid=False, range=[-0.7, len(found) - 0.3])
    fig.update_xaxes(type="log", dtick=1, tickformat="~s")
    fig.update_layout(margin=dict(l=room_for([each[0].name for each in found], narrow), r=16, t=10, b=30))
    alt = "Downloads a month at the last reading: " + ", ".join(f"{each[0].name} {short_number(each[2][1])}" for each in reversed(found))
    sources = {row.source_id for row in data.rows("adoption")}
    return Drawing(fig, height, rows, sources, alt, left_out, "monthly readings", max(each[2][0] for each in found).isoformat())


# --- papers -----------------------------------------------------------------------------------------------------------
@figure(
    "conference-papers", title="Papers that mention a framework, by conference", unit="% of the conference's papers", tables=("papers",),
    caption="A mention is not proof of use. Papers that name both frameworks are in neither line, papers that name Keras count as "
    "TensorFlow, ICLR 2021 and 2022 are submissions, and the count ends in 2022. The first years lie before PyTorch was public.",
)  # fmt: skip
def conference_papers(data: Dataset, narrow: bool) -> Drawing:
    by_conference = defaultdict(list)
    for row in sorted(data.rows("papers"), key=lambda row: row.month):
        by_conference[row.conference].append(row)
    shown = [name for name, rows in by_conference.items() if len(rows) > 1]
    left_out = [(name, "one edition only: no line to draw") for name in by_conference if name not in shown]
    shown.sort(key=lambda name: -by_conference[name][-1].month.toordinal())
    columns = 2 if narrow else 4
    count = math.ceil(len(shown) / columns)
    height = 150 * count + 40
    fig = make_subplots(rows=count, cols=columns, horizontal_spacing=0.05, vertical_spacing=0.32 / count, shared_yaxes=True)
    notes = []
    for number, name in enumerate(shown):
        row, col = divmod(number, columns)
        axis = "" if number == 0 else str(number + 1)
        for framework in ("tensorflow", "pytorch"):
            editions = by_conference[name]
            shares = [100 * getattr(each, f"{framework}_papers") / each.papers_total for each in editions]
            fig.add_scatter(
                x=[each.month for each in editions], y=shares, mode="lines+markers", row=row + 1, col=col + 1, showlegend=False,
                line=dict(color=STAND_IN[framework], width=2), marker=dict(symbol=MARKER[framework], size=6, color=STAND_IN[framework]),
                hovertemplate=f"{name} %{{x|%Y}}<br>{NAMES[framework]}: %{{y:.0f}} %<extra></extra>",
            )  # fmt: skip
        notes.append(label(0, 1, f"<b>{name}</b>", xref=f"x{axis} domain", yref=f"y{axis} domain", yanchor="bottom", yshift=4))
        if number == 0:
            for framework, edition, anchor in (("pytorch", by_conference[name][-1], "right"), ("tensorflow", by_conference[name][0], "center")):
                share = 100 * getattr(edition, f"{framework}_papers") / edition.papers_total
                notes.append(
                    label(edition.month, share, NAMES[framework], role=framework, xref="x", yref="y", xanchor=anchor, yanchor="bottom", yshift=5)
                )
    fig.update_yaxes(range=[0, 40], dtick=20, ticksuffix=" %")
    fig.update_xaxes(
        range=["2015-01-01", "2022-12-31"], tickvals=["2016-01-01", "2018-01-01", "2020-01-01", "2022-01-01"], tickformat="'%y", showgrid=False
    )
    fig.update_layout(annotations=notes, margin=dict(l=36, r=8, t=26, b=26))
    rows = [row.model_dump(exclude={"source_id"}) | {"month": row.month.strftime("%Y-%m")} for name in shown for row in by_conference[name]]
    last_of = {name: by_conference[name][-1] for name in shown}
    alt = "Small multiples. Last edition of each: " + "; ".join(
        f"{name} {row.month.year}: PyTorch {row.pytorch_papers}, TensorFlow {row.tensorflow_papers} of {row.papers_total} papers"
        for name, row in last_of.items()
    )
    newest = max(row.month for row in data.rows("papers"))
    return Drawing(
        fig, height, rows, {row.source_id for row in data.rows("papers")}, alt, left_out, f"{len(shown)} conferences", newest.strftime("%Y-%m")
    )


# --- releases and status ----------------------------------------------------------------------------------------------
@figure(
    "release-cadence", title="Every stable release of the four frameworks", unit="one mark a release", tables=("frameworks", "releases"),
    caption="Marks are the first upload of a stable version to the Python Package Index, patch releases included. PyTorch's first "
    "releases went out through other channels, so its row begins late.",
)  # fmt: skip
def release_cadence(data: Dataset, narrow: bool) -> Drawing:
    fig, rows, counts = go.Figure(), [], []
    frameworks = list(reversed(data.rows("frameworks")))
    newest = max(row.checked_on for row in data.rows("releases"))
    year_ago = newest - datetime.timedelta(days=365)
    for y, framework in enumerate(frameworks):
        found = [row for row in data.releases[framework.package] if not row.prerelease]
        recent = sum(row.released_on > year_ago for row in found)
        counts.append(f"{framework.name} {recent} in the last 12 months, newest {found[-1].version} on {found[-1].released_on}")
        fig.add_scatter(
            x=[row.released_on for row in found], y=[y] * len(found), mode="markers", showlegend=False, text=[row.version for row in found],
            marker=dict(symbol="line-ns-open", size=14, line=dict(width=1.5), color=STAND_IN[framework.id]),
            hovertemplate=f"{framework.name} %{{text}}<br>%{{x|%d %b %Y}}<extra></extra>",
        )  # fmt: skip
        fig.add_annotation(
            label(
                "2015-03-01",
                y + 0.34,
                f"<b>{framework.name}</b>  newest {found[-1].version}, {found[-1].released_on:%b %Y}; {recent} in 12 months",
                role=framework.id,
                size=12,
            )
        )
        for year, releases in itertools.groupby(found, key=lambda row: row.released_on.year):
            listed = [f"{row.version} ({row.released_on:%m-%d})" for row in releases]
            rows.append({"framework": framework.name, "year": str(year), "releases": len(listed), "versions and days": ", ".join(listed)})
    fig.update_yaxes(visible=False, range=[-0.4, len(frameworks) - 0.4])
    fig.update_xaxes(range=["2015-03-01", f"{newest.year + 1}-01-15"], dtick="M24", tick0="2016-01-01", tickformat="%Y")
    fig.update_layout(margin=dict(l=6, r=10, t=6, b=28))
    sources = {row.source_id for row in data.rows("releases") if row.package in {each.package for each in frameworks}}
    return Drawing(fig, 270, rows, sources, "; ".join(reversed(counts)), [], "stable versions", newest.isoformat())


@figure(
    "ecosystem-status", title="Last release of each system that the article names", unit="day of the last stable release",
    tables=("systems", "releases"),
    caption="Circle: active. Diamond: in maintenance, renamed, merged into another system, or finished. Cross: deprecated, archived or "
    "dormant. A recent release does not prove that a system is well kept, an old one does not prove that it is dead: the status rests on "
    "what its keepers say.",
)  # fmt: skip
def ecosystem_status(data: Dataset, narrow: bool) -> Drawing:
    dated, left_out = [], []
    for system in data.rows("systems"):
        if not system.in_article:
            continue
        release = data.newest_release(system.package)
        if release is None:
            left_out.append((system.name, system.no_release_because or "no release is known"))
        else:
            dated.append((release.released_on, system, release))
    dated.sort(key=lambda each: each[0])
    height = 56 + 23 * len(dated)
    fig, notes, rows = go.Figure(), [], []
    newest = max(row.checked_on for row in data.rows("releases"))
    for role in ("good", "fair", "ended"):
        found = [(y, *each) for y, each in enumerate(dated) if STATUS_ROLE[each[1].status] == role]
        fig.add_scatter(
            x=[each[1] for each in found], y=[each[0] for each in found], mode="markers", showlegend=False,
            marker=dict(symbol=MARKER[role], size=10, color=STAND_IN[role]),
            text=[f"{each[2].name} {each[3].version}<br>{each[2].status}" for each in found],
            hovertemplate="%{text}<br>%{x|%d %b %Y}<extra></extra>",
        )  # fmt: skip
    middle = datetime.date(2022, 1, 1)
    for y, (day, system, release) in enumerate(dated):
        text, role = system.status, STATUS_ROLE[system.status]
        right = day < middle
        notes.append(label(day, y, text, role=role, size=11 if narrow else 12, xanchor="left" if right else "right", xshift=10 if right else -10))
        rows.append(
            {"system": system.name, "status": system.status, "release": release.version, "released_on": day, "sections": " ".join(system.in_article)}
        )
    fig.update_yaxes(tickvals=list(range(len(dated))), ticktext=[each[1].name for each in dated], showgrid=False, range=[-0.7, len(dated) - 0.3])
    fig.update_xaxes(
        range=["2020-01-01", f"{newest.year + 1}-01-15"], dtick="M12" if not narrow else "M24", tick0="2020-01-01", tickformat="%Y", side="top"
    )
    fig.update_layout(annotations=notes, margin=dict(l=room_for([each[1].name for each in dated], narrow), r=10, t=30, b=10))
    by_status = {status: [each[1].name for each in dated if each[1].status == status] for status in STATUSES}
    alt = "; ".join(f"{status}: {', '.join(names)}" for status, names in by_status.items() if names)
    sources = {each for _, system, release in dated for each in (*system.source_ids, release.source_id)}
    return Drawing(fig, height, rows, sources, alt, left_out, f"{len(dated)} systems", newest.isoformat())


# --- published measurements: ratios -----------------------------------------------------------------------------------
def ratio_rows(data: Dataset, narrow: bool, pairs: Sequence[Pair], left_out: list[tuple[str, str]], scope: str) -> Drawing:
    """Time of PyTorch over time of TensorFlow, one row a pair, one block a study, with the band in which we call it a tie."""
    fig, notes, ticks, rows, y = go.Figure(), [], [], [], 0.0
    studies = data.by_id("studies")
    marks: dict[str, list[tuple[float, float, Pair]]] = defaultdict(list)
    room = room_for([folded(describe(pair), narrow) for pair in pairs], narrow)
    for study in dict.fromkeys(pair.study for pair in pairs):
        y -= 1.25
        about = studies[study]
        who = f"<b>{about.title}</b>" + ("<br>" if narrow else "  ") + f"{about.measured_by}, {about.published[:4]}"
        notes.append(label(0, y + (0.15 if narrow else 0), who, xref="paper", size=11 if narrow else 12, xshift=4 - room))
        y -= 0.35 if narrow else 0
        for name in dict.fromkeys(describe(pair) for pair in pairs if pair.study == study):
            y -= 1
            ticks.append((y, name))
            for pair in pairs:
                if pair.study == study and describe(pair) == name:
                    marks["eager" if pair.pytorch.mode == "eager" else "other"].append((pair.time_ratio, y, pair))
                    rows.append(pair.row())
    low, high = 1 / TIE_BAND, TIE_BAND
    fig.add_shape(type="rect", x0=low, x1=high, y0=y - 0.8, y1=0, fillcolor=STAND_IN["band"], line_width=0, layer="below")
    fig.add_shape(type="line", x0=1, x1=1, y0=y - 0.8, y1=0, line=dict(color=STAND_IN["muted"], width=1), layer="below")
    for kind, found in marks.items():
        roles = ["muted" if low <= ratio <= high else "pytorch" if ratio < 1 else "tensorflow" for ratio, _, _ in found]
        symbols = ["square" if role == "muted" else MARKER[role] for role in roles]
        fig.add_scatter(
            x=[ratio for ratio, _, _ in found], y=[at for _, at, _ in found], mode="markers", showlegend=False,
            marker=dict(symbol=[each + ("-open" if kind == "eager" else "") for each in symbols], size=9, color=[STAND_IN[each] for each in roles]),
            text=[pair.hover() for *_, pair in found], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    ratios = [pair.time_ratio for pair in pairs]
    left, right = min(0.45, *ratios) / 1.1, max(2.2, *ratios) * 1.1
    values = [value for value in (0.125, 0.25, 0.5, 1, 2, 4, 8) if left <= value <= right]
    fig.update_xaxes(
        type="log",
        range=[math.log10(left), math.log10(right)],
        tickvals=values,
        ticktext=[f"{value:g}×".replace("0.", ".") if narrow else f"{value:g}×" for value in values],
        side="top",
    )
    fig.update_yaxes(tickvals=[at for at, _ in ticks], ticktext=[folded(name, narrow) for _, name in ticks], showgrid=False, range=[y - 0.8, 0.1])
    head = dict(yref="paper", yanchor="bottom", yshift=22, xref="x")
    notes.append(label(math.log10(0.95), 1, "◀ PyTorch" if narrow else "◀ PyTorch faster", role="pytorch", **(head | dict(xanchor="right"))))
    notes.append(label(math.log10(1.05), 1, "TensorFlow ▶" if narrow else "TensorFlow faster ▶", role="tensorflow", **head))
    unit = 30 if narrow else 22
    height = int(-y * unit + 70)
    fig.update_layout(annotations=notes, margin=dict(l=room, r=14, t=50, b=8))
    wins = [sum(r < low for r in ratios), sum(low <= r <= high for r in ratios), sum(r > high for r in ratios)]
    alt = f"{len(ratios)} ratios: PyTorch faster in {wins[0]}, within the tie band in {wins[1]}, TensorFlow faster in {wins[2]}. " + "; ".join(
        f"{describe(pair)} ({pair.pytorch.mode}): {pair.time_ratio:.2f}" for pair in pairs
    )
    used = {pair.study for pair in pairs}
    sources = {each for pair in pairs for each in (pair.pytorch.source_id, pair.tensorflow.source_id)}
    newest = max(studies[study].published for study in used)
    return Drawing(fig, height, rows, sources, alt, left_out, scope, newest)


RATIO_UNIT = "time of PyTorch ÷ time of TensorFlow, logarithmic"
RATIO_CAPTION = (
    "Each mark is the time of native PyTorch divided by the time of TensorFlow on the same device, at the same precision and batch, in "
    "one study: left of 1× PyTorch took less time. Diamond: PyTorch ahead; circle: TensorFlow ahead; square in the grey band: within 10 %, "
    "which single published runs cannot tell apart. Hollow: PyTorch run eagerly. Studies differ in hardware and versions: compare within a "
    "block, never across."
)


@figure(
    "published-training-time", title="Who trained faster, in studies that others published",
    unit=RATIO_UNIT,
    tables=("published_results", "studies"), caption=RATIO_CAPTION,
)  # fmt: skip
def published_training_time(data: Dataset, narrow: bool) -> Drawing:
    pairs, left_out = pairs_of(data, tasks=("train",), metrics=("step_time", "throughput"))
    return ratio_rows(data, narrow, pairs, left_out, "GPU, by study")


@figure(
    "published-prediction-time", title="Who predicted faster, in studies that others published",
    unit=RATIO_UNIT,
    tables=("published_results", "studies"), caption=RATIO_CAPTION,
)  # fmt: skip
def published_prediction_time(data: Dataset, narrow: bool) -> Drawing:
    pairs, left_out = pairs_of(data, tasks=("predict", "generate"), metrics=("step_time", "throughput"))
    return ratio_rows(data, narrow, pairs, left_out, "GPU, by study")


CONTESTANT_LOOK = {
    # contestant and mode: (name, role, marker)
    ("pytorch", "eager"): ("PyTorch, eager", "pytorch", "diamond-open"),
    ("pytorch", "compiled"): ("PyTorch, compiled", "pytorch", "diamond"),
    ("keras-tensorflow", None): ("Keras 3 on TensorFlow", "tensorflow", "circle"),
    ("keras2-tensorflow", None): ("Keras 2 on TensorFlow", "tensorflow", "circle-open"),
    ("keras-jax", None): ("Keras 3 on JAX", "jax", "triangle-up"),
    ("keras-pytorch", None): ("Keras 3 on PyTorch", "keras", "square-open"),
}


def look_of(row) -> tuple[str, str, str]:
    return CONTESTANT_LOOK.get((row.framework, row.mode)) or CONTESTANT_LOOK[(row.framework, None)]


@figure(
    "keras3-step-time", title="The same models, six ways to run them", unit="milliseconds a step, logarithmic",
    tables=("published_results", "studies"),
    caption="Measured by the authors of Keras, in 2024, on one GPU: both an interest and a method stated. Each row is one model and task; "
    "left is faster. The source itself marks the generation times of Keras 3 on PyTorch as abnormally slow.",
)  # fmt: skip
def keras3_step_time(data: Dataset, narrow: bool) -> Drawing:
    found = [row for row in data.rows("published_results") if row.study == "keras3-a100-2024"]
    names = list(dict.fromkeys((row.workload, row.task, row.batch) for row in found))
    position = {name: -number for number, name in enumerate(names)}
    fig, rows, best = go.Figure(), [], []
    for look in dict.fromkeys(look_of(row) for row in found):
        mine = [row for row in found if look_of(row) == look]
        fig.add_scatter(
            x=[row.value for row in mine], y=[position[row.workload, row.task, row.batch] for row in mine], mode="markers", name=look[0],
            marker=dict(symbol=look[2], size=9, color=STAND_IN[look[1]], line=dict(width=1.5, color=STAND_IN[look[1]])),
            hovertemplate=f"{look[0]}<br>%{{x:,.0f}} ms<extra></extra>",
        )  # fmt: skip
    for row in found:
        rows.append({"workload": row.workload, "task": row.task, "batch": row.batch, "contestant": look_of(row)[0], "step_time_ms": row.value})
    for name in names:
        quickest = min((row for row in found if (row.workload, row.task, row.batch) == name), key=lambda row: row.value)
        best.append(f"{name[0]} {name[1]}, batch {name[2]}: {look_of(quickest)[0]} {quickest.value:.0f} ms")
    ticktext = [
        f"{model.replace(' ', '<br>') if narrow and len(model) > 9 else model}{'<br>' if narrow else ' '}{task}, batch {batch}"
        for model, task, batch in names
    ]
    fig.update_yaxes(tickvals=list(position.values()), ticktext=ticktext, range=[-len(names) + 0.4, 0.6], griddash="dot")
    fig.update_xaxes(
        type="log",
        tickvals=[100, 200, 500, 1000, 2000, 5000, 10000],
        ticktext=["100", "200", "500", "1,000", "2,000", "5,000", "10,000"] if not narrow else ["100", "", "500", "", "2 k", "", "10 k"],
    )
    legend = dict(
        orientation="h",
        x=-0.42 if narrow else -0.44,
        xanchor="left",
        y=1.01,
        yanchor="bottom",
        itemsizing="trace",
        entrywidth=150 if narrow else 165,
        font_size=12,
    )
    top = 84 if narrow else 62
    fig.update_layout(legend=legend, margin=dict(l=room_for(ticktext, narrow), r=14, t=top, b=28))
    about = data.by_id("studies")["keras3-a100-2024"]
    alt = "Fastest contestant of each row: " + "; ".join(best)
    height = top + 30 + (44 if narrow else 28) * len(names)
    return Drawing(fig, height, rows, {row.source_id for row in found}, alt, [], about.device, about.published)


# --- the study that the article's claims match ------------------------------------------------------------------------
def dumbbells(
    entries: Iterable[tuple[str, str, float, float]], narrow: bool, *, log: bool, ticks: Sequence[tuple[float, str]], left: int
) -> tuple[go.Figure, int]:
    """Two marks and a line between them for ``(block, name, TensorFlow, PyTorch)``."""
    fig, names, y, last = go.Figure(), [], 0.0, None
    entries = list(entries)
    for block, name, tensorflow, pytorch in entries:
        if block != last:
            y -= 1.1
            fig.add_annotation(label(0, y, f"<b>{block}</b>", xref="paper", xshift=-left + 4))
            last = block
        y -= 1
        names.append((y, name))
        fig.add_scatter(
            x=[tensorflow, pytorch], y=[y, y], mode="lines", showlegend=False, line=dict(color=STAND_IN["muted"], width=1.5), hoverinfo="skip"
        )
        for role, value in (("tensorflow", tensorflow), ("pytorch", pytorch)):
            fig.add_scatter(
                x=[value], y=[y], mode="markers", name=NAMES[role], legendgroup=role, showlegend=len(names) == 1,
                marker=dict(symbol=MARKER[role], size=10, color=STAND_IN[role]),
                hovertemplate=f"{name}<br>{NAMES[role]}: %{{x:,.4~g}}<extra></extra>",
            )  # fmt: skip
    fig.update_yaxes(tickvals=[at for at, _ in names], ticktext=[name for _, name in names], showgrid=False, range=[y - 0.7, -0.3])
    fig.update_xaxes(type="log" if log else "linear", tickvals=[at for at, _ in ticks], ticktext=[text for _, text in ticks])
    fig.update_layout(margin=dict(l=left, r=14, t=30, b=28), legend=dict(orientation="h", x=1, xanchor="right", y=1, yanchor="bottom"))
    return fig, int(58 + 24 * -y)


def dlbench(data: Dataset, metric: str) -> tuple[list[Pair], list[tuple[str, str]]]:
    return pairs_of(data, tasks=("train",), metrics=(metric,), only_study="dlbench")


def dumbbell_drawing(data: Dataset, narrow: bool, metric: str, ticks: Sequence[tuple[float, str]], unit: str, *, log: bool = True) -> Drawing:
    pairs, left_out = dlbench(data, metric)
    pairs = sorted(pairs, key=lambda pair: (pair.block, pair.pytorch.workload))
    entries = [(pair.block, pair.pytorch.workload, pair.tensorflow.value, pair.pytorch.value) for pair in pairs]
    fig, height = dumbbells(entries, narrow, log=log, ticks=ticks, left=room_for([name for _, name, *_ in entries], narrow))
    rows = [pair.row() for pair in pairs]
    alt = "; ".join(
        f"{pair.pytorch.workload}, {pair.block}: TensorFlow {pair.tensorflow.value:,.0f}, PyTorch {pair.pytorch.value:,.0f} {unit}" for pair in pairs
    )
    sources = {pair.pytorch.source_id for pair in pairs}
    about = data.by_id("studies")["dlbench"]
    return Drawing(fig, height, rows, sources, alt, left_out, about.software, about.published)


@figure(
    "dlbench-training-time", title="Training time in the study of 2018–19 that the article's claims resemble", unit="time, logarithmic",
    tables=("published_results", "studies"),
    caption="Time that the logs of one run each cover, TensorFlow 1.11 against PyTorch 0.4.1. The two sides are separate programs with "
    "different code, so this compares two implementations as much as two frameworks, in versions of 2018.",
)  # fmt: skip
def dlbench_training_time(data: Dataset, narrow: bool) -> Drawing:
    ticks = [(60, "1 min"), (600, "10 min"), (3600, "1 h"), (36000, "10 h")] + ([] if narrow else [(180000, "50 h")])
    return dumbbell_drawing(data, narrow, "wall_time", ticks, "s")


@figure(
    "published-memory-gpu", title="GPU memory in the same study: a reservation, not a need", unit="highest MB in use, as the driver saw it",
    tables=("published_results", "studies"),
    caption="TensorFlow reserves nearly the whole device unless told to grow, so its marks stand in the same place whatever the model, "
    "and say nothing about what the model needed.",
)  # fmt: skip
def published_memory_gpu(data: Dataset, narrow: bool) -> Drawing:
    return dumbbell_drawing(data, narrow, "gpu_memory", [(value, f"{value:,}") for value in (0, 2000, 4000, 6000, 8000)], "MB", log=False)


@figure(
    "published-memory-host", title="Main memory in the same study", unit="mean MiB of the process, logarithmic",
    tables=("published_results", "studies"),
    caption="Mean of the resident memory that the logs sampled. The article says that PyTorch needs slightly more on the CPU; in these "
    "logs it mostly needs less. PyTorch's mean for the translation run comes from short peaks.",
)  # fmt: skip
def published_memory_host(data: Dataset, narrow: bool) -> Drawing:
    return dumbbell_drawing(data, narrow, "host_memory", [(value, f"{value:,}") for value in (500, 1000, 2000, 5000)], "MiB")


# --- accuracy ---------------------------------------------------------------------------------------------------------
def accuracy_label(pair: Pair) -> str:
    """What distinguishes a pair of accuracies inside its study."""
    row = pair.pytorch
    if row.device == "not stated":
        return row.workload
    return f"{row.workload}, {short_device(row.device)}" + (f" {row.precision}" if row.precision and pair.study != "dlbench" else "")


@figure(
    "accuracy-pair", title="Accuracy: the article's pair beside pairs with a known origin", unit="PyTorch minus TensorFlow, percentage points",
    tables=("published_results", "studies"),
    caption="Right of zero: PyTorch reached the higher accuracy. The article names no data set, model, version or hardware for its pair. "
    "Where one team matched the training recipe, the difference vanishes; where two separate programs were compared, it goes either way.",
)  # fmt: skip
def accuracy_pair(data: Dataset, narrow: bool) -> Drawing:
    pairs, left_out = pairs_of(data, tasks=("train",), metrics=("accuracy", "bleu"))
    studies = data.by_id("studies")
    left_out += [(p.pytorch.id, "translation quality (BLEU), not accuracy") for p in pairs if p.pytorch.metric == "bleu"]
    pairs = sorted((p for p in pairs if p.pytorch.metric == "accuracy"), key=lambda p: p.study != "article-2025")
    entries = [
        (studies[p.study].title, accuracy_label(p), p.pytorch.value - p.tensorflow.value)
        for p in pairs
    ]  # fmt: skip
    fig, y, last, ticks = go.Figure(), 0.0, None, []
    left = room_for([folded(name, narrow) for _, name, _ in entries], narrow)
    for block, name, gap in entries:
        if block != last:
            y -= 1.15
            fig.add_annotation(label(0, y, f"<b>{block}</b>", xref="paper", xshift=-left + 4, size=11 if narrow else None))
            last = block
        y -= 1
        ticks.append((y, name))
        role = "muted" if abs(gap) < 1 else "pytorch" if gap > 0 else "tensorflow"
        fig.add_scatter(x=[0, gap], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip", line=dict(color=STAND_IN[role], width=2))
        fig.add_scatter(
            x=[gap], y=[y], mode="markers", showlegend=False, hovertemplate=f"{name}: %{{x:+.2f}} points<extra></extra>",
            marker=dict(symbol=MARKER.get(role, "square"), size=9, color=STAND_IN[role]),
        )  # fmt: skip
        side = gap >= 0
        fig.add_annotation(label(gap, y, signed(gap), role=role, xanchor="left" if side else "right", xshift=9 if side else -9))
    fig.add_shape(type="line", x0=0, x1=0, y0=y - 0.6, y1=-0.4, line=dict(color=STAND_IN["muted"], width=1), layer="below")
    fig.update_yaxes(
        tickvals=[at for at, _ in ticks],
        ticktext=[folded(name, narrow) for _, name in ticks],
        showgrid=False,
        range=[y - 0.7, -0.3],
    )
    fig.update_xaxes(range=[-18, 13 if narrow else 10], tickvals=[-10, -5, 0, 5], ticktext=["−10", "−5", "0", "+5"])
    fig.update_layout(margin=dict(l=left, r=14, t=8, b=28))
    rows = [
        {
            "study": p.study, "workload": p.pytorch.workload, "device": p.pytorch.device, "precision": p.pytorch.precision or "",
            "tensorflow": p.tensorflow.value, "pytorch": p.pytorch.value, "unit": "%", "tensorflow_epoch": p.tensorflow.epoch or "",
            "pytorch_epoch": p.pytorch.epoch or "",
        }
        for p in pairs
    ]  # fmt: skip
    alt = "; ".join(f"{block}, {name}: {gap:+.1f} points" for block, name, gap in entries)
    sources = {p.pytorch.source_id for p in pairs} | {p.tensorflow.source_id for p in pairs}
    height = int(40 + (30 if narrow else 23) * -y)
    return Drawing(fig, height, rows, sources, alt, left_out, "top-1 or test accuracy", max(studies[p.study].published for p in pairs))
