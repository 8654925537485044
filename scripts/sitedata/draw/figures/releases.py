"""Figures of releases: how often the frameworks ship, and the last release of each system that the article names."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import label, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import STATUSES
from sitedata.text.values import counted

STATUS_ROLE = {
    "active": "good", "maintenance": "fair", "renamed": "fair", "merged": "fair", "historic": "fair",
    "deprecated": "ended", "archived": "ended", "dormant": "ended",
}  # fmt: skip


@figure(
    "release-cadence", kind="listed",
    title="Every stable release of the four frameworks", unit="one mark a release", series=True,
    tables=("frameworks", "releases"),
    caption="Marks are the first upload of a stable version to the Python Package Index, patch releases included. "
    "PyTorch's first releases went out through other channels, so its row begins late.",
)  # fmt: skip
def release_cadence(data: Dataset, narrow: bool) -> Drawing:
    fig, rows, counts, recently = Plot(), [], [], {}
    stable = {
        row.id: [release for release in data.releases.get(row.package, []) if release.stable]
        for row in data.rows("frameworks")
    }
    frameworks = drawable(
        [row for row in reversed(data.rows("frameworks")) if stable[row.id]],
        "no stable release of a framework in data/releases.csv",
    )
    left_out = [(row.name, "no stable release is known") for row in data.rows("frameworks") if not stable[row.id]]
    newest = max(row.checked_on for row in data.rows("releases"))
    year_ago = newest - datetime.timedelta(days=365)
    for y, framework in enumerate(frameworks):
        history = stable[framework.id]
        recent = recently[framework.name] = sum(row.released_on > year_ago for row in history)
        counts.append(
            f"{framework.name} {recent} in the last 12 months, newest {history[-1].version} on "
            f"{history[-1].released_on}"
        )
        fig.add_scatter(
            x=[row.released_on for row in history], y=[y] * len(history), mode="markers", showlegend=False,
            text=[row.version for row in history],
            marker=dict(symbol="line-ns-open", size=14, line=dict(width=1.5), color=STAND_IN[framework.id]),
            hovertemplate=f"{framework.name} %{{text}}<br>%{{x|%d %b %Y}}<extra></extra>",
        )  # fmt: skip
        fig.add_annotation(
            label(
                "2015-03-01",
                y + 0.34,
                f"<b>{framework.name}</b>  newest {history[-1].version}, {history[-1].released_on:%b %Y}; {recent} in "
                "12 months",
                role=framework.id,
                size=12,
            )
        )
        for year, releases in itertools.groupby(history, key=lambda row: row.released_on.year):
            listed = [f"{row.version} ({row.released_on:%m-%d})" for row in releases]
            rows.append(
                {
                    "framework": framework.name,
                    "year": str(year),
                    "releases": len(listed),
                    "versions and days": ", ".join(listed),
                }
            )
    fig.update_yaxes(visible=False, range=[-0.4, len(frameworks) - 0.4])
    fig.update_xaxes(range=["2015-03-01", f"{newest.year + 1}-01-15"], dtick="M24", tick0="2016-01-01", tickformat="%Y")
    fig.update_layout(margin=dict(l=6, r=10, t=6, b=28))
    sources = {
        row.source_id for row in data.rows("releases") if row.package in {framework.package for framework in frameworks}
    }
    return Drawing(
        fig, 270, rows, sources, "; ".join(reversed(counts)), left_out, "stable versions", newest.isoformat(),
        title=most_often(recently),
    )  # fmt: skip


def most_often(recently: Mapping[str, int]) -> str:
    """Framework → releases in 12 months, as a title; empty where all released equally often."""
    behind, ahead = min(recently, key=recently.__getitem__), max(recently, key=recently.__getitem__)
    if recently[behind] == recently[ahead]:
        return ""
    few = recently[behind] or "none"
    return f"In 12 months {ahead} had {counted(recently[ahead], 'stable release')}, {behind} {few}"


@figure(
    "ecosystem-status", kind="listed",
    title="Last release of each system that the article names", unit="day of the last stable release",
    tables=("systems", "releases"),
    caption="Circle: active. Diamond: in maintenance, renamed, merged into another system, or finished. Cross: "
    "deprecated, archived or dormant. A recent release does not prove that a system is well kept, an old one does not "
    "prove that it is dead. Where its keepers said something, the status rests on that; active rests on releases and "
    "commits too, and dormant means that they said nothing.",
)  # fmt: skip
def ecosystem_status(data: Dataset, narrow: bool) -> Drawing:
    dated, left_out = [], []
    for system in data.rows("systems"):
        if not system.in_article:
            continue
        release = data.newest_release(system.package)
        if release is None:
            left_out.append((system.name, system.no_release_because or "the day of its newest release is not known"))
        else:
            dated.append((release.released_on, system, release))
    drawable(dated, "no system that the article names", left_out)
    dated.sort(key=lambda entry: entry[0])
    height = 56 + 23 * len(dated)
    fig, notes, rows = Plot(), [], []
    newest = max(row.checked_on for row in data.rows("releases"))
    for role in ("good", "fair", "ended"):
        placed = [(y, *entry) for y, entry in enumerate(dated) if STATUS_ROLE[entry[1].status] == role]
        fig.add_scatter(
            x=[entry[1] for entry in placed], y=[entry[0] for entry in placed], mode="markers", showlegend=False,
            marker=dict(symbol=MARKER[role], size=10, color=STAND_IN[role]),
            text=[f"{entry[2].name} {entry[3].version}<br>{entry[2].status}" for entry in placed],
            hovertemplate="%{text}<br>%{x|%d %b %Y}<extra></extra>",
        )  # fmt: skip
    middle = datetime.date(2023, 9, 1) if narrow else datetime.date(2022, 1, 1)  # left of it a label has no room
    for y, (day, system, release) in enumerate(dated):
        text, role = system.status, STATUS_ROLE[system.status]
        right = day < middle
        notes.append(
            label(
                day,
                y,
                text,
                role=role,
                size=11 if narrow else 12,
                xanchor="left" if right else "right",
                xshift=10 if right else -10,
            )
        )
        rows.append(
            {
                "system": system.name,
                "status": system.status,
                "release": release.version,
                "released_on": day,
                "sections": " ".join(system.in_article),
            }
        )
    fig.update_yaxes(
        tickvals=list(range(len(dated))),
        ticktext=[entry[1].name for entry in dated],
        showgrid=False,
        range=[-0.7, len(dated) - 0.3],
    )
    fig.update_xaxes(
        range=["2020-01-01", f"{newest.year + 1}-01-15"],
        dtick="M12" if not narrow else "M24",
        tick0="2020-01-01",
        tickformat="%Y",
        side="top",
    )
    fig.update_layout(
        annotations=notes, margin=dict(l=room_for([entry[1].name for entry in dated], narrow), r=10, t=30, b=10)
    )
    by_status = {status: [entry[1].name for entry in dated if entry[1].status == status] for status in STATUSES}
    alt = "; ".join(f"{status}: {', '.join(names)}" for status, names in by_status.items() if names)
    sources = {source for _, system, release in dated for source in (*system.source_ids, release.source_id)}
    ended = sum(STATUS_ROLE[system.status] == "ended" for _, system, _ in dated)
    active = len(by_status["active"])
    title = f"Of {len(dated)} systems that the article names {active} are active, {ended} ended or lie dormant"
    return Drawing(
        fig, height, rows, sources, alt, left_out, f"{len(dated)} systems", newest.isoformat(),
        title=title if len(dated) > 1 else "",
    )  # fmt: skip


FIGURES = (release_cadence, ecosystem_status)
