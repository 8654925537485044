"""Do the events of ``events.csv`` fit the article, their sources and the systems? See :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import ARTICLE
from sitedata.text.problem import quoted
from sitedata.text.values import first_day


def an_event_is_younger_than_the_article(data: Dataset) -> Iterator[Finding]:
    """a day on or after the first one that the article can be of, as its row in data/sources.csv dates it"""
    for event in data.rows("events"):
        if first_day(event.happened_on) < data.since:
            yield Finding("events", event, "happened_on", f"before {ARTICLE}", quoted(event.happened_on))


def an_event_is_read_of_after_it_happened(data: Dataset) -> Iterator[Finding]:
    """sources that were read on or after the day, and a check on or after it"""
    for event in data.rows("events"):
        read = [data.sources[id].accessed for id in event.source_ids if id in data.sources]
        days = [event.checked_on, *read]
        if min(days).isoformat() < first_day(event.happened_on):
            yield Finding("events", event, "happened_on", "later than what says so", quoted(event.happened_on))


def an_end_is_that_of_a_system_that_ended(data: Dataset) -> Iterator[Finding]:
    """a system whose status in data/systems.csv is another than active, or another kind of event"""
    for event in data.rows("events"):
        for id in event.systems if event.kind == "end" else ():
            if id in data.systems and data.systems[id].status == "active":
                yield Finding("events", event, "systems", "the end of a system that is active", quoted(id))


def support_is_lost_where_it_is_dropped(data: Dataset) -> Iterator[Finding]:
    """a framework in lost_by only where the kind is dropped"""
    for event in data.rows("events"):
        if event.lost_by and event.kind != "dropped":
            yield Finding("events", event, "lost_by", f"support lost by an event of kind {event.kind}",
                          quoted(" ".join(event.lost_by)))  # fmt: skip


RULES = (
    Rule(an_event_is_younger_than_the_article, needs=("sources",)),
    Rule(an_event_is_read_of_after_it_happened),
    Rule(an_end_is_that_of_a_system_that_ended, needs=("systems",)),
    Rule(support_is_lost_where_it_is_dropped),
)
