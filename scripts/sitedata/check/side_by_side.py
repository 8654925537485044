"""Can a reader choose between the systems of ``side_by_side.csv``? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import FRAMEWORKS, SideBySide
from sitedata.text.problem import quoted

TABLE = "side_by_side"


def a_page_has_a_choice(data: Dataset) -> Iterator[Finding]:
    """two systems or more, other ones than those of any row above and of any two frameworks"""
    seen: set[frozenset[str]] = set()
    for row in data.rows(TABLE):
        them = frozenset(row.systems)
        if len(them) < 2 or them in seen or them <= {*FRAMEWORKS}:
            yield Finding(TABLE, row, "systems", "no choice of its own", quoted(" ".join(row.systems)))
        seen.add(them)


def an_id_names_the_choice(data: Dataset) -> Iterator[Finding]:
    """a-vs-b for two systems a and b in this order, instead-of-a where more follow a"""
    for row in data.rows(TABLE):
        if row.id != name_of(row):
            yield Finding(TABLE, row, "id", "another name than its systems have", quoted(row.id), quoted(name_of(row)))


def somebody_can_be_chosen(data: Dataset) -> Iterator[Finding]:
    """an active system among them; of several, the first one no longer active, followed by all its successors"""
    for row in data.rows(TABLE):
        them = [data.systems[id] for id in row.systems if id in data.systems]
        if len(them) < len(row.systems):
            continue  # an unknown id says enough
        ended = them[0].status != "active" and {*them[0].successor} <= {*row.systems}
        if not any(one.status == "active" for one in them) or (len(them) > 2 and not ended):
            yield Finding(TABLE, row, "systems", "nothing to choose", quoted(" ".join(row.systems)))


def a_question_is_one(data: Dataset) -> Iterator[Finding]:
    """a question mark at its end"""
    for row in data.rows(TABLE):
        if not row.question.endswith("?"):
            yield Finding(TABLE, row, "question", "no question", quoted(row.question))


def name_of(row: SideBySide) -> str:
    return "-vs-".join(row.systems) if len(row.systems) == 2 else f"instead-of-{row.systems[0]}"


RULES = (
    Rule(a_page_has_a_choice),
    Rule(an_id_names_the_choice),
    Rule(somebody_can_be_chosen, needs=("systems",)),
    Rule(a_question_is_one),
)
