"""Do the ids that rows name exist?

In: a data set. Out: one problem per id that no row has, however many rows name it. An id that is unknown only because
its own row is broken is not reported where it is named: the row's own message says enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sitedata.check.rules import explained
from sitedata.load.csv_table import MOST_PROBLEMS
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.probes import PROBES
from sitedata.schema.tables import TABLES, Row, extra_of
from sitedata.text.problem import Problem, nearest, quoted

FEW_TIPS = 10  # looking for the nearest id takes longer than finding that one is unknown
FEW_PLACES = 8  # that a message names; many rows may name a row that is gone

Place = tuple[str, Row, str]
"""Table, row and column in which an id is named."""


def unknown_ids(data: Dataset) -> list[Problem]:
    problems = []
    for target in dict.fromkeys(target for _, _, target in _references()):
        for id, places in list(unknown(data, target).items())[:MOST_PROBLEMS]:
            table, row, column = places[0]
            expected = f"an id of data/{target.split('.')[0]}.csv" + _also(data, places)
            tip = nearest(id, _known(data, target)) if len(problems) < FEW_TIPS else ""
            problems.append(Problem(data.tables[table].file, row.line, column, "unknown id", quoted(id), expected, tip))
    return problems


def unknown(data: Dataset, target: str) -> dict[str, list[Place]]:
    """Id → the places that name it, for ids that no row of ``target``, a ``table.column``, has.

    Empty while not all of its rows are known.
    """
    table = data.tables[target.split(".")[0]]
    if not table.whole or "" in table.lost_ids:
        return {}
    known, missing = _known(data, target), defaultdict(list)
    for name, column, wanted in _references():
        if wanted == target:
            for row in data.rows(name):
                value = getattr(row, column)
                for id in (value,) if isinstance(value, str) else value or ():
                    if id not in known:
                        missing[id].append((name, row, column))
    lost = explained(missing, table.lost_ids)
    return {id: places for id, places in missing.items() if id not in lost}


def every_unknown(data: Dataset) -> dict[str, list[Place]]:
    """All ids that rows name but no row has, with the places that name them."""
    return {
        id: places
        for target in dict.fromkeys(target for _, _, target in _references())
        for id, places in unknown(data, target).items()
    }


def dangling(data: Dataset, table: str, column: str) -> Iterator[str]:
    """The ids of a column that no row has. What they would stand for if they were right is not missing."""
    target = target_of(table, column)
    for id, places in unknown(data, target).items():
        if any(place[::2] == (table, column) for place in places):
            yield id


def target_of(table: str, column: str) -> str:
    """The ``table.column`` that the ids of a column must come from; empty for a column without ids."""
    return extra_of(TABLES[table], column, "ref")


def _references() -> Iterator[tuple[str, str, str]]:
    """Table, column, and the ``table.column`` that its ids must come from."""
    for name, model in TABLES.items():
        for column in model.model_fields:
            if target := target_of(name, column):
                yield name, column, target


def _known(data: Dataset, target: str) -> set[str]:
    """The ids of a table, those of its broken rows included.

    A probe is known by its script: that it has no result is reported once, not for each claim.
    """
    table, key = target.split(".")
    known = {getattr(row, key) for row in data.rows(table)} | data.tables[table].broken_ids
    return known | set(PROBES) | set(data.asked_packages) if table == "probes" else known


def _also(data: Dataset, places: list[Place]) -> str:
    """`` (also in data/systems.csv:12 and 3 more)``: the other rows that name an id."""
    others = list(dict.fromkeys(f"{data.tables[table].file}:{row.line}" for table, row, _ in places))[1:]
    more = f" and {len(others) - FEW_PLACES:,} more" if len(others) > FEW_PLACES else ""
    return f"; also named in {', '.join(others[:FEW_PLACES])}{more}" if others else ""
