"""What happened, in the world and in what this site says of it, for whoever wants to be told.

In: a data set. Out: items, the newest first: releases, events, ends of support, sweeps of the benchmark, verdicts, and
the claims, cells and systems of which a second reading changed something.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sitedata.judge.claims import in_order
from sitedata.judge.endings import Ending, endings
from sitedata.judge.environments import page_of, versions
from sitedata.load.dataset import Dataset
from sitedata.schema.environments import BENCH_FRAMEWORKS
from sitedata.schema.names import NAMES
from sitedata.schema.tables import CERTAINTIES, COLUMN_TITLES, Event, Reading, Release, System
from sitedata.text.values import day, first_day


@dataclass(frozen=True)
class Item:
    """``id`` never changes. ``known_on`` is the day of a release or an event, or that on which an end was recorded.

    ``first``: it was written down for the first time, so nothing that this site said has changed.
    """

    id: str
    kind: str
    title: str
    known_on: datetime.date
    page: str
    told: str
    frameworks: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    claim: str = ""
    criterion: str = ""
    first: bool = False


def news(data: Dataset) -> list[Item]:
    makers = (_releases, _events, _ends, _sweeps, _verdicts, _readings)
    return newest(item for make in makers for item in make(data))


def newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.known_on, item.id), reverse=True)


def _known(frameworks: Iterable[str]) -> tuple[str, ...]:
    """Of families only those that are frameworks, each once."""
    asked = set(frameworks)
    return tuple(id for id in NAMES if id in asked)


def _releases(data: Dataset) -> Iterator[Item]:
    for row in data.rows("systems"):
        for release in data.releases.get(row.package or "", ()):
            if release.stable:
                yield _release(row, release)


def _release(row: System, release: Release) -> Item:
    title = f"{row.name} {release.version}"
    return Item(
        f"release/{row.id}/{release.version}", "release", title, release.released_on, f"ecosystem/{row.id}/",
        f"{title} was released on {day(release.released_on)}.", _known([row.family]), (row.id,),
    )  # fmt: skip


def _events(data: Dataset) -> Iterator[Item]:
    for row in data.rows("events"):
        yield _event(row, _known((*row.lost_by, *(data.systems[id].family for id in row.systems))))


def _event(row: Event, frameworks: tuple[str, ...]) -> Item:
    known_on = datetime.date.fromisoformat(first_day(row.happened_on))
    page = f"since-2025/#{row.id}"
    return Item(f"event/{row.id}", row.kind, row.what, known_on, page, row.what, frameworks, tuple(row.systems))


def _ends(data: Dataset) -> Iterator[Item]:
    return map(_end, endings(data))


def _end(one: Ending) -> Item:
    row = one.row
    title = f"Support ends {'on' if one.exact else 'in'} {day(row.ends_on)}: {row.what}"
    told = f"{row.reason} The day is {row.certainty}: {CERTAINTIES[row.certainty]}."
    return Item(
        f"end/{row.id}", "end", title, row.checked_on, f"what-ends/#{row.id}", told,
        _known(row.frameworks), tuple(row.systems), first=True,
    )  # fmt: skip


def _sweeps(data: Dataset) -> Iterator[Item]:
    """A sweep of the benchmark on a machine, on the day on which it began."""
    for environment in data.environments.values():
        runs = sorted(environment.rows("runs"), key=lambda run: (run.sweep, run.started_at))
        for sweep, mine in itertools.groupby(runs, key=lambda run: run.sweep):
            began = datetime.date.fromisoformat(next(mine).started_at[:10])
            yield Item(
                f"measurement/{environment.id}/{sweep}", "measurement", f"Measured: {environment.title}", began,
                page_of(data, environment), f"A sweep with {versions(environment)}.", BENCH_FRAMEWORKS,
            )  # fmt: skip


def _verdicts(data: Dataset) -> Iterator[Item]:
    claims = data.by_id("claims")
    before: dict[str, str] = {}
    for row in in_order(data.rows("verdict_log")):
        earlier = before.get(row.claim_id)
        before[row.claim_id] = row.verdict
        yield Item(
            f"verdict/{row.claim_id}/{row.changed_on}/{row.number}", "verdict",
            f"{f'{earlier} → ' if earlier else ''}{row.verdict}: {claims[row.claim_id].claim}", row.changed_on,
            f"claims/{row.claim_id}/", row.cause or "", claim=row.claim_id, first=not earlier,
        )  # fmt: skip


def _readings(data: Dataset) -> Iterator[Item]:
    """What somebody changed who decided a row again without knowing what it said."""
    of = {"claims": _claim, "comparison": _cell, "systems": _system}
    for row in data.rows("readings"):
        if row.outcome == "changed" and row.table in of:
            yield of[row.table](data, row)


def _claim(data: Dataset, row: Reading) -> Item:
    return Item(
        f"claim/{row.row}/{row.read_again_on}", "claim", data.by_id("claims")[row.row].claim, row.read_again_on,
        f"claims/{row.row}/", row.change, claim=row.row,
    )  # fmt: skip


def _cell(data: Dataset, row: Reading) -> Item:
    criterion, column = row.row.split()
    return Item(
        f"cell/{criterion}/{column}/{row.read_again_on}", "cell",
        f"{data.by_id('comparison_criteria')[criterion].title}, {COLUMN_TITLES[column]}", row.read_again_on,
        f"comparison/{criterion}/", row.change, _known(column.split("-")), criterion=criterion,
    )  # fmt: skip


def _system(data: Dataset, row: Reading) -> Item:
    system = data.systems[row.row]
    return Item(
        f"status/{system.id}/{row.read_again_on}", "status", f"{system.name}, {system.status}", row.read_again_on,
        f"ecosystem/{system.id}/", row.change, _known([system.family]), (system.id,),
    )  # fmt: skip
