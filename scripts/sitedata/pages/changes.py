"""The page *What changed*. In: an edition's news. Out: a table that needs no script, and how much changed lately."""

from __future__ import annotations

import datetime
import itertools
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from sitedata.judge.news import Item
from sitedata.judge.staleness import newest_check
from sitedata.load.uses import note
from sitedata.pages.events import TITLES
from sitedata.pages.fragments import Fragments
from sitedata.text.values import counted

KINDS = {
    "verdict": "Verdicts",
    "claim": "Reasons of verdicts",
    "cell": "Cells of the comparison",
    "status": "Systems read again",
    **TITLES,
    "measurement": "Measurements",
    "release": "Releases",
}
"""Kind of an item → what the page calls it; within a day they stand in this order."""
FEW = 60  # first verdicts, or ends of support, of one day that the table still lists one by one
LATELY_DAYS, YEAR_DAYS = 30, 365
BY_TITLE = operator.attrgetter("title")
LISTED = {
    "verdict": ("claims got their first verdict", "claims/", "The ledger"),
    "end": ("ends of support were written down", "what-ends/", "What ends when"),
}
"""Kind of what was written down for the first time → words for many at once, and the page that lists them."""


@dataclass(frozen=True)
class Line:
    """One row of the table: an item, the releases of a day or a month, or many things written down at once."""

    day: datetime.date
    kind: str
    items: list[Item]
    folded: bool = False
    of_month: bool = False


class ChangePieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def lines(self) -> list[Line]:
        note("shown", "verdict_log")
        return lines_of(self.fragments.edition.since_article, self._days_ago(YEAR_DAYS))

    def table(self) -> Markup:
        lines = self.lines
        months = [(month, list(mine)) for month, mine in itertools.groupby(lines, key=lambda line: f"{line.day:%Y-%m}")]
        count = Counter(line.kind for line in lines)
        return self.fragments.render(
            "changes.html", months=months, kinds=KINDS, listed=LISTED, base=self.base,
            counts={kind: count[kind] for kind in KINDS if count[kind]}, total=sum(len(line.items) for line in lines),
        )  # fmt: skip

    def lately(self, kind: str, word: str) -> str:
        """``20 verdicts``: so many changed in the last :data:`LATELY_DAYS` days; first ones changed nothing."""
        since, news = self._days_ago(LATELY_DAYS), self.fragments.edition.news
        return counted(sum(item.known_on >= since and item.kind == kind and not item.first for item in news), word)

    def _days_ago(self, days: int) -> datetime.date:
        edition = self.fragments.edition
        day = edition.day or newest_check(edition.data)
        return datetime.date.fromordinal(max(1, day.toordinal() - days))  # without a row no day is known

    def names(self) -> dict[str, Callable | int]:
        """What a page may ask for."""
        return {"changes_table": self.table, "changed_lately": self.lately, "lately_days": LATELY_DAYS}


def lines_of(items: list[Item], recent: datetime.date) -> list[Line]:
    """The newest day first. Releases before ``recent`` come at the end of their month, all of it in one line."""
    older = [item for item in items if item.kind == "release" and item.known_on < recent]
    months = itertools.groupby(older, key=lambda item: item.known_on.replace(day=1))
    of_months = [Line(day, "release", sorted(mine, key=BY_TITLE), of_month=True) for day, mine in months]
    of_days = _of_days(item for item in items if item.kind != "release" or item.known_on >= recent)
    return sorted([*of_days, *of_months], key=lambda line: line.day, reverse=True)


def _of_days(items: Iterable[Item]) -> Iterator[Line]:
    """Within a day kind by kind, and what is alike by title."""
    order = list(KINDS)
    for day, of_day in itertools.groupby(items, key=lambda item: item.known_on):
        mine = sorted(of_day, key=lambda item: (order.index(item.kind), item.first, BY_TITLE(item)))
        for (kind, first), group in itertools.groupby(mine, key=lambda item: (item.kind, item.first)):
            alike = list(group)
            if kind == "release" or (first and len(alike) > FEW):
                yield Line(day, kind, alike, folded=first)
            else:
                yield from (Line(day, kind, [item]) for item in alike)
