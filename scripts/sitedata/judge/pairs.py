"""What stands side by side: the frameworks two by two, and the systems that ``side_by_side.csv`` names together.

In: a data set and the guide. Out: pairs, what each side of one reaches, and what happened or ends on either side.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from sitedata.judge.endings import Ending, endings
from sitedata.judge.events import newest_first
from sitedata.judge.guide import IF_IT_FITS, WORTH, Guide, evaluate
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import COMPARISON_COLUMNS, Criterion, Event, Framework, Route, SideBySide, System

WHERE = ("runs-on", "trains-on", "must", "task")
"""The questions of the guide whose options a framework reaches or does not."""


@dataclass(frozen=True)
class Pair:
    """Two systems, or one that ended and those that may follow it. ``row`` is None for two frameworks."""

    id: str
    systems: tuple[System, ...]
    frameworks: tuple[Framework, ...] = ()
    row: SideBySide | None = None

    @property
    def title(self) -> str:
        names = [system.name for system in self.systems]
        return " vs ".join(names) if len(names) == 2 else f"Instead of {names[0]}"

    @property
    def reversed_id(self) -> str:
        """The other order of the names, which people type as well; empty where there are more than two."""
        first, *others = self.systems
        return f"{others[0].id}-vs-{first.id}" if len(others) == 1 else ""

    def is_about(self, ids: tuple[str, ...]) -> bool:
        return any(system.id in ids for system in self.systems)


@dataclass(frozen=True)
class Aim:
    """What the guide asks for, the routes of each side there, the best first, and who is ahead, if one is."""

    question: str
    target: str
    routes: tuple[tuple[Route, ...], ...]
    ahead: str = ""

    @property
    def best(self) -> str:
        """The maturity of the best of all routes."""
        return max((mine[0].maturity for mine in self.routes if mine), key=WORTH.__getitem__)


def pairs(data: Dataset) -> list[Pair]:
    """Those of the frameworks come first, then those of the table in its order."""
    systems = data.systems
    frameworks = [row for row in data.rows("frameworks") if row.id in systems]
    of_frameworks = [
        Pair(f"{one.id}-vs-{other.id}", (systems[one.id], systems[other.id]), (one, other))
        for one, other in itertools.combinations(frameworks, 2)
    ]
    rows = [row for row in data.rows("side_by_side") if all(id in systems for id in row.systems)]
    return of_frameworks + [Pair(row.id, tuple(systems[id] for id in row.systems), row=row) for row in rows]


def with_system(data: Dataset, *ids: str) -> list[Pair]:
    return [pair for pair in pairs(data) if pair.is_about(ids)]


def aims(guide: Guide, pair: Pair) -> list[Aim]:
    """Each target that the guide knows of both frameworks, or to which a route leads that has one of the systems."""
    asked = [(question, id) for question in WHERE for id in guide.questions.get(question, ()) if id in guide.targets]
    found = (_aim(guide, pair, *each) for each in asked)
    return [aim for aim in found if aim]


def _aim(guide: Guide, pair: Pair, question: str, target: str) -> Aim | None:
    if not pair.frameworks:
        mine = [route for route in guide.routes if target in route.targets and WORTH[route.maturity]]
        mine.sort(key=lambda route: -WORTH[route.maturity])  # stable
        routes = tuple(tuple(route for route in mine if one.id in route.systems) for one in pair.systems)
        return Aim(question, target, routes) if any(routes) else None
    answer, ids = evaluate(guide, [target]), [framework.id for framework in pair.frameworks]
    reached = answer.reachable[target]
    if any(id not in reached for id in ids):
        return None
    worth = {id: WORTH[reached[id][0].maturity] for id in ids}
    first = [id for id in ids if id in answer.first]
    if len(first) != 1 or any(id in IF_IT_FITS for id in ids):  # who is named only if it fits is not behind
        first = [id for id in ids if worth[id] == max(worth.values())]
    return Aim(question, target, tuple(tuple(reached[id]) for id in ids), first[0] if len(first) == 1 else "")


def column_of(framework: Framework) -> str:
    """The column of the comparison table that has its cells; two of the frameworks share one."""
    return next(column for column in COMPARISON_COLUMNS if framework.id in column.split("-"))


def criteria(data: Dataset, pair: Pair) -> tuple[list[Criterion], list[Criterion]]:
    """The rows of the comparison table that part two frameworks, and the others that are about both.

    The first list is judged for two of the columns alone. Of cells that two frameworks share, those count that name
    this one, and where both share one cell, nothing does.
    """
    columns = [column_of(framework) for framework in pair.frameworks]
    if len({*columns}) < 2:
        return [], []
    rows = [
        row
        for row in data.rows("comparison_criteria")
        if all(
            framework.id == column or framework.name in (data.cells[row.id, column].text or "")
            for framework, column in zip(pair.frameworks, columns, strict=True)
        )
    ]
    judged = [framework.id for framework in pair.frameworks] == columns
    return [row for row in rows if judged and row.differs], [row for row in rows if not (judged and row.differs)]


def events_of(data: Dataset, pair: Pair) -> list[Event]:
    """What happened to either side, and where a tool gave up one of two frameworks; the newest first."""
    return [
        event
        for event in newest_first(data)
        if pair.is_about(event.systems) or (pair.frameworks and pair.is_about(event.lost_by))
    ]


def ends_of(data: Dataset, pair: Pair) -> list[Ending]:
    """Those of either side; of two frameworks, what ends for one of them alone."""
    of_frameworks = bool(pair.frameworks)
    found = []
    for one in endings(data):
        concerned = {*one.row.systems, *(one.row.frameworks if of_frameworks else ())}
        hit = [system for system in pair.systems if system.id in concerned]
        if hit and not (of_frameworks and len(hit) == len(pair.systems)):
            found.append(one)
    return found
