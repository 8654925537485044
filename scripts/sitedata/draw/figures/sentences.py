"""Until when sentences of the article were true, as figures: a bar a sentence, from the first release to today."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from sitedata.draw.figure import NARROW, WIDE, Drawing, figure
from sitedata.draw.labels import LETTER, label
from sitedata.draw.palette import STAND_IN
from sitedata.draw.plot import Plot
from sitedata.draw.undrawn import drawable
from sitedata.judge import claims, release_answers
from sitedata.judge import years as judge
from sitedata.judge.years import Held
from sitedata.load.dataset import Dataset
from sitedata.text.values import day as in_words

ROLES = {"holds": "good", "contradicted": "against", "partly": "fair", "tie": "fair", "unclear": "ended", "": "ended"}
DECIDED = ("holds", "contradicted")


@dataclass
class Bars:
    """What is drawn, and what a reader gets of it in words."""

    figure: Plot
    notes: list[dict] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    height: int = 0

    @property
    def alt(self) -> str:
        said: dict[str, list[str]] = {}
        for row in self.rows:
            said.setdefault(row["claim"], []).append(f"{row['says']} from {in_words(row['from'])}")
        return "; ".join(f"{id}: {', '.join(words)}" for id, words in said.items())


def bars(data: Dataset, histories: Mapping[str, Sequence[Held]], end: datetime.date, narrow: bool) -> Bars:
    """One for each claim, up to ``end``, its sentence above it."""
    said = {row.id: row.claim for row in data.rows("claims")}
    begin = min(own[0].since for own in histories.values())
    made = Bars(Plot(), height=44 + (68 if narrow else 54) * len(histories))
    for y, (id, own) in zip(range(0, -len(histories), -1), histories.items(), strict=True):
        words = "<br>".join(wrap(said[id].removesuffix("."), 46 if narrow else 110))
        made.notes.append(
            label(0, y, words, xref="paper", yref="y", yshift=9, yanchor="bottom", size=11 if narrow else 12)
        )
        for before, one in zip((None, *own), own, strict=False):
            _bar(made, id, y, one, before.ended_by if before else "", (begin, end), narrow)
    made.figure.update_yaxes(showticklabels=False, showgrid=False, range=[0.5 - len(histories), 0.8])
    made.figure.update_xaxes(dtick="M24" if narrow else "M12", tick0="2019-01-01", tickformat="%Y", range=[begin, end])
    made.figure.update_layout(annotations=made.notes, margin=dict(l=12, r=12, t=8, b=28))
    return made


def _bar(
    made: Bars, id: str, y: int, one: Held, begun_by: str, ends: tuple[datetime.date, datetime.date], narrow: bool
) -> None:
    """``begun_by`` is the release with which it began, where another bar ended."""
    begin, end = ends
    until, words = one.until or end, judge.OUTCOMES[one.outcome]
    ended = f", {one.ended_by}" if one.ended_by else ""
    hover = f"{id}: {words}<br>{in_words(one.since)} to {in_words(one.until) + ended if one.until else 'today'}"
    made.figure.add_scatter(
        x=[one.since, until], y=[y, y], mode="lines", showlegend=False, text=[hover, hover],
        hovertemplate="%{text}<extra></extra>",
        line=dict(color=STAND_IN[ROLES[one.outcome]], width=12 if one.outcome in DECIDED else 6),
    )  # fmt: skip
    width = (until - one.since).days * (NARROW if narrow else WIDE) / (end - begin).days
    since = f" since {begun_by}" if begun_by else ""
    longer = f"{words} until {one.ended_by}" if one.ended_by else f"{words}{since}"
    if width > len(longer) * LETTER:
        words = longer
    if width > len(words) * LETTER:
        middle = one.since + (until - one.since) / 2
        made.notes.append(label(middle, y, words, xref="x", yref="y", xanchor="center", yshift=-14, size=10))
    made.rows.append(
        {"claim": id, "says": judge.OUTCOMES[one.outcome], "from": one.since, "until": one.until or "",
         "ended_by": one.ended_by}
    )  # fmt: skip


# --- speed ------------------------------------------------------------------------------------------------------------
@figure(
    "years-claims", kind="listed",
    title="Until when sentences of the article about speed on a CPU were true", unit="day of release",
    tables=("claims", "claim_rules"),
    caption="For each day since both were out: the newest release of each framework, compared as the claim's rule "
    "says, in its models that a release of 2018 can express. Green: all of them say what the article says; red: all "
    "say otherwise; amber: all are ties; grey: models differ, or the interval of one decides nothing. As "
    "installed: PyTorch before 2.0 with the slow path that MKL takes on this processor. With several sweeps, of "
    "different days or machines, it is what all of them say.",
)  # fmt: skip
def about_speed(data: Dataset, narrow: bool) -> Drawing:
    years = drawable(judge.shown(data.years), judge.NO_SWEEP)
    told = judge.enough(data.years) or [years]
    asked = {id: own for id, rule in judge.rules(data).items() if (own := judge.held(told, rule))}
    histories = {id: own for id, own in asked.items() if any(one.outcome != "unclear" for one in own)}
    left_out = [(id, "too few processes of one of its sides for an interval") for id in asked if id not in histories]
    drawable(histories, "no rule of a claim that a sweep through the years can answer", left_out)
    begin, end = min(own[0].since for own in histories.values()), judge.last_day(years)
    ever = sum(any(one.outcome == "holds" for one in own) for own in histories.values())
    of = f"{ever or 'None'} of {len(histories)} sentences about speed on a CPU"
    title = f"{of} held in all its models at any time since {begin.year}"
    made = bars(data, histories, end, narrow)
    return Drawing(
        made.figure, made.height, made.rows, (), made.alt, left_out,
        judge.machine_of(years) + (f", {len(told)} sweeps" if len(told) > 1 else ""), end.isoformat(),
        raw=judge.raw_files(years), title=title,
    )  # fmt: skip


# --- what it is like to use them --------------------------------------------------------------------------------------
@figure(
    "years-experience", kind="listed",
    title="Until when sentences of the article about using the frameworks were true", unit="day of release",
    tables=("claims", "claim_probes", "release_answers", "builds"),
    caption="The scripts that decide these claims today, run in releases since 2018. A bar is what the newest releases "
    "of each day answer, read as the claim's page reads today's answers. Green: it holds; amber: in part; red: not, or "
    "no longer. A change has the date of the first release asked that answers otherwise.",
)  # fmt: skip
def about_use(data: Dataset, narrow: bool) -> Drawing:
    histories = release_answers.histories(data, claims.judge(data))
    drawable(histories, "no answer of a release that decides a claim")
    rows = data.rows("release_answers")
    ended = sum(own[-1].outcome != "holds" and any(one.outcome == "holds" for one in own) for own in histories.values())
    releases = {(release_answers.framework_of(row), row.version) for row in rows}
    end = max(row.ran_on for row in rows)
    made = bars(data, histories, end, narrow)
    return Drawing(
        made.figure, made.height, made.rows, ("python-package-index",), made.alt,
        scope=f"{len(releases)} releases", as_of=end.isoformat(),
        raw=[("release_answers.csv", "data/release_answers.csv")],
        title=f"{ended} of {len(histories)} sentences about using the frameworks held once and no longer do",
    )  # fmt: skip


FIGURES = (about_speed, about_use)
