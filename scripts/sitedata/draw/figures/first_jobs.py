"""In which Python, and with which framework, each system did its first job, as a figure."""

from __future__ import annotations

from sitedata.draw.figure import Drawing, figure
from sitedata.draw.labels import label, room_for
from sitedata.draw.palette import MARKER, STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable
from sitedata.judge.first_jobs import RESULTS, JobResult, beside, framework_of, job_results, minor_of
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import FirstJob

ROLE = {"runs": "good", "not-to-be-had": "fair"}
"""Outcome of a try → its look; all others ended."""


@figure(
    "first-jobs", kind="listed",
    title="Python and framework with which each system's first job ran", unit="version of Python",
    tables=("first_jobs", "systems"),
    caption="Systems that the article names, and their newest releases. Circle: the job ran, with the framework's "
    "release beside it. Diamond: it got as far as what no package brings, such as a server, weights or a device. "
    "Cross: it could not be installed, or failed; where it ran in the same Python with other releases, only the circle "
    "is drawn. A line joins the tries of one system.",
)  # fmt: skip
def first_jobs(data: Dataset, narrow: bool) -> Drawing:
    results = [one for one in job_results(data).values() if one.system.in_article]
    shown = [one for one in results if any(row.python for row in one.tries)]
    left_out = [(one.system.name, "it runs in Node.js, not in Python") for one in results if one not in shown]
    drawable(shown, "no try of a system that the article names", left_out)
    order = list(RESULTS)
    shown.sort(key=lambda one: (-order.index(one.kind), _minor(minor_of(one.shown)), one.system.name.lower()))
    minors = range(min(_minor(minor_of(row)) for one in shown for row in one.tries if row.python), _newest(shown) + 1)
    ticks = [*minors][:: -2 if narrow else 1]
    fig, notes = Plot(), []
    for y, one in enumerate(shown):
        places = [_minor(minor_of(row)) for row in one.tries if row.python]
        fig.add_scatter(
            x=[min(places), max(places)], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
            line=dict(color=STAND_IN["grid"], width=2),
        )  # fmt: skip
        notes.append(_note(one, y, min(places), narrow))
    for role in ("ended", "fair", "good"):
        placed = [
            (y, one, row) for y, one in enumerate(shown) for row in one.tries
            if row.python and ROLE.get(row.outcome, "ended") == role and not _hidden(row, one)
        ]  # fmt: skip
        fig.add_scatter(
            x=[_minor(minor_of(row)) for _, _, row in placed], y=[y for y, _, _ in placed], mode="markers",
            showlegend=False, marker=dict(symbol=MARKER[role], size=10, color=STAND_IN[role]),
            text=[f"{one.system.name}, {beside(row)}<br>{row.outcome}" for _, one, row in placed],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    names = [one.system.name for one in shown]
    fig.update_yaxes(tickvals=list(range(len(shown))), ticktext=names, showgrid=False, range=[-0.7, len(shown) - 0.3])
    fig.update_xaxes(
        tickvals=ticks, ticktext=[f"3.{minor}" for minor in ticks], side="top", tickangle=0,
        range=[minors[0] - (2.9 if narrow else 1.9), minors[-1] + 0.5], tickfont=dict(size=10 if narrow else 12),
    )  # fmt: skip
    fig.update_layout(annotations=notes, margin=dict(l=room_for(names, narrow), r=10, t=30, b=10))
    rows = [
        {"system": one.system.name, "attempt": row.attempt, "outcome": row.outcome, "python": row.python or "",
         "versions": row.versions or ""}
        for one in reversed(shown) for row in one.tries
    ]  # fmt: skip
    current = sum(one.kind == "current" for one in shown)
    older = sum(one.kind == "older" for one in shown)
    alt = "; ".join(
        f"{words}: {', '.join(_heard(one) for one in shown if one.kind == kind)}"
        for kind, words in RESULTS.items() if any(one.kind == kind for one in shown)
    )  # fmt: skip
    return Drawing(
        fig, 56 + 23 * len(shown), rows, _sources(data, shown), alt, left_out, f"{len(shown)} systems",
        max(row.ran_on for one in shown for row in one.tries).isoformat(),
        title=f"Of {len(shown)} systems that the article names {current} run a getting-started example with everything "
        f"up to date, {older} only with something older",
    )  # fmt: skip


def _minor(version: str) -> int:
    return int(version.split(".")[1]) if version else 0


def _newest(shown: list[JobResult]) -> int:
    return max(_minor(minor_of(row)) for one in shown for row in one.tries)


def _hidden(row: FirstJob, one: JobResult) -> bool:
    """In the Python in which it ran, what did not run with other releases has no mark of its own."""
    return one.shown is not row and minor_of(one.shown) == minor_of(row)


def _heard(one: JobResult) -> str:
    """What a screen reader says: with what it ran only where that is not the newest."""
    return f"{one.system.name} with {one.with_words}" if one.kind == "older" else one.system.name


def _sources(data: Dataset, shown: list[JobResult]) -> set[str]:
    """Who states which release is the newest."""
    releases = (data.newest_release(one.system.package) for one in shown)
    return {release.source_id for release in releases if release}


def _note(one: JobResult, y: int, leftmost: int, narrow: bool) -> dict:
    """The framework's release left of the tries, where it ran with one; else what stops it, if there is room."""
    framework = framework_of(one.shown)
    if one.kind in ("current", "older"):
        text = " ".join(framework[narrow:]) if framework else ""
    else:
        text = "" if narrow else {"fails": "fails", "cannot-install": "cannot be installed"}.get(one.kind, "needs more")
    role = ROLE.get(one.shown.outcome, "ended")
    return label(leftmost, y, text, role=role, size=11 if narrow else 12, xanchor="right", xshift=-8)


FIGURES = (first_jobs,)
