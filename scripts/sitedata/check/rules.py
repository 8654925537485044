"""The one runner of all rules. In: rules, and tables to which they apply. Out: a problem at each row that breaks one.

A rule is a function: it takes what it is about and yields a :class:`Finding` for each row that breaks it. The first
line of its docstring says what was expected, and ends the message. To add a rule, write it and list it in the ``RULES``
of its module.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sitedata.load.csv_table import MOST_PROBLEMS, Table
from sitedata.schema.tables import Row
from sitedata.text.problem import MOST_CANDIDATES, Problem


@dataclass(frozen=True)
class Finding:
    """A row that breaks a rule; without a row the whole table does. ``tip`` says how to fix it, e.g. the nearest id."""

    table: str
    row: Row | None
    column: str
    problem: str
    got: str = ""
    tip: str = ""


class Tables(Protocol):
    """A data set, or an environment of the benchmark."""

    @property
    def tables(self) -> Mapping[str, Table]: ...


@dataclass(frozen=True)
class Rule:
    """A rule and the tables that it needs.

    While a table in ``needs`` has a problem, the rule would report false findings and is not asked.
    """

    find: Callable[[Any], Iterator[Finding]]
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.find.__name__.replace("_", " ")

    @property
    def expected(self) -> str:
        return (self.find.__doc__ or "").splitlines()[0].rstrip(".")


def broken(rules: Iterable[Rule], about: Tables) -> list[Problem]:
    """Every broken rule, reported at the row that breaks it.

    Tables that did not load completely are judged by what loaded.
    """
    return [
        Problem(
            about.tables[finding.table].file,
            finding.row.line if finding.row else 1,
            finding.column,
            finding.problem,
            finding.got,
            rule.expected,
            finding.tip,
        )
        for rule in rules
        if not any(about.tables[name].problems for name in rule.needs)
        for finding in islice(rule.find(about), MOST_PROBLEMS)
    ]


def once(rules: Iterable[Rule]) -> Callable[[Tables], list[Problem]]:
    """:func:`broken` with these rules, computed once for each that it is asked about.

    ``make serve`` asks after each edit, and what was measured is read again only where its files changed.
    """
    checked: WeakKeyDictionary[Tables, list[Problem]] = WeakKeyDictionary()

    def check(about: Tables) -> list[Problem]:
        if about not in checked:
            checked[about] = broken(rules, about)
        return checked[about]

    return check


NEAR_ENOUGH = 0.6  # of two ids, from 0 to 1: as near as difflib itself asks before it calls something a match
MOST_EXPLAINED = 20  # ids of a column: nobody mistypes more than that one by one, and looking for each takes a while


def explained(missing: Iterable[str], by: Iterable[str]) -> set[str]:
    """Ids that are missing only because they are spelled differently.

    Each id of ``by`` explains the nearest missing one, and no other.
    """
    left, matched = dict.fromkeys(missing), set()
    for id in islice(by, MOST_EXPLAINED) if 0 < len(left) <= MOST_CANDIDATES else ():
        for near in difflib.get_close_matches(id, left, n=1, cutoff=NEAR_ENOUGH):
            del left[near]
            matched.add(near)
    return matched
