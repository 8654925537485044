"""What was true when, of what probes decide: releases since 2018 were asked, and their answers are read as today's are.

In: ``release_answers`` and ``claim_probes``. Out: for each claim from when to when it held.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sitedata.judge.claims import Judgement, meaning
from sitedata.judge.decisions import combined
from sitedata.judge.release_days import release_days
from sitedata.judge.years import Held
from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.probes import ANSWERS, PROBES, THROUGH_TIME
from sitedata.schema.protocol.years import numbers
from sitedata.schema.tables import ClaimProbe, ReleaseAnswer

PAST = {"outdated": "contradicted"}
"""What is outdated today was not so any more from a day on."""


def framework_of(row: ReleaseAnswer) -> str:
    return PROBES[row.probe_id].environment


@dataclass(frozen=True)
class Told:
    """What a probe answered in one release."""

    framework: str
    released_on: datetime.date
    row: ReleaseAnswer

    @property
    def version(self) -> str:
        return self.row.version

    @property
    def release(self) -> str:
        """``TensorFlow 2.0.0``."""
        return f"{NAMES[self.framework]} {self.version}"


@dataclass(frozen=True)
class Run:
    """Releases that follow each other and answer the same."""

    first: Told
    last: Told

    @property
    def outcome(self) -> str:
        return self.first.row.outcome


def answers(data: Dataset) -> dict[str, list[Told]]:
    """Probe → what releases answered, by version; those without an answer are left out."""
    days = release_days(data)
    told: dict[str, list[Told]] = {}
    for row in data.rows("release_answers"):
        framework = framework_of(row)
        day = days.get((framework, row.version))
        if day and row.outcome in ANSWERS:
            told.setdefault(row.probe_id, []).append(Told(framework, day, row))
    return {
        id: sorted(told[id], key=lambda one: numbers(one.version)) for id in THROUGH_TIME if id in told
    }  # fmt: skip


def runs(told: Iterable[Told]) -> Iterator[Run]:
    for _, block in groupby(told, key=lambda one: one.row.outcome):
        same = list(block)
        yield Run(same[0], same[-1])


def histories(data: Dataset, judged: Mapping[str, Judgement]) -> dict[str, list[Held]]:
    """Claim → from when to when it held, in file order; only where the newest answers give today's verdict."""
    told, asked = answers(data), _asked(data)
    made = {id: list(_history(rows, told)) for id, rows in asked.items()}
    return {
        id: own for id, own in made.items()
        if own and id in judged and own[-1].outcome == PAST.get(judged[id].verdict, judged[id].verdict)
    }  # fmt: skip


def _asked(data: Dataset) -> dict[str, list[ClaimProbe]]:
    """Claim → the probes that decide it and that releases since 2018 were asked too."""
    asked: dict[str, list[ClaimProbe]] = {}
    for row in data.rows("claim_probes"):
        if row.probe_id in THROUGH_TIME:
            asked.setdefault(row.claim_id, []).append(row)
    return asked


def _history(rows: list[ClaimProbe], told: Mapping[str, list[Told]]) -> Iterator[Held]:
    """From the first day on which each framework that is asked has an answer."""
    own = {row.probe_id: _spoken_of(row, told.get(row.probe_id, [])) for row in rows}
    by_day = sorted((one for answers in own.values() for one in answers), key=lambda one: one.released_on)
    sides = {one.framework for one in by_day}
    decided: list[tuple[datetime.date, str, str]] = []
    for day in sorted({one.released_on for one in by_day}):
        now = {id: _newest(answers, day) for id, answers in own.items()}
        if sides - {one.framework for one in now.values() if one}:
            continue
        verdicts = [meaning(row, now[row.probe_id].row.outcome) for row in rows if now[row.probe_id]]
        if outcome := combined([PAST.get(verdict, verdict) for verdict in verdicts], ""):
            decided.append((day, outcome, " and ".join(one.release for one in _out_on(by_day, day))))
    blocks = [next(block) for _, block in groupby(decided, key=lambda one: one[1])]
    for place, (day, outcome, _) in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        yield Held(day, after[0] if after else None, outcome, after[2] if after else "")


def _spoken_of(row: ClaimProbe, told: list[Told]) -> list[Told]:
    """The answers of the releases of which the claim speaks."""
    first = numbers(row.from_version) if row.from_version else ()
    return [one for one in told if numbers(one.version) >= first]


def _newest(told: Iterable[Told], day: datetime.date) -> Told | None:
    """The highest version that was out."""
    return max(
        (one for one in told if one.released_on <= day), key=lambda one: numbers(one.version), default=None
    )  # fmt: skip


def _out_on(told: Iterable[Told], day: datetime.date) -> list[Told]:
    """One for each framework with a release on that day."""
    return list({one.framework: one for one in told if one.released_on == day}.values())
