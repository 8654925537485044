"""Rules for archived copies of sources: one small function per rule; see :mod:`sitedata.check.rules`."""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.schema.archived import NEAR_DAYS, is_of, near, stays_as_it_is, taken_on
from sitedata.text.problem import quoted


def a_copy_is_of_an_archive(data: Dataset) -> Iterator[Finding]:
    """https://web.archive.org/web/, the full time as 14 digits, and the address of its source"""
    for row, source in _with_sources(data):
        if taken_on(row.archived_url) is None or not is_of(row.archived_url, source.url):
            problem = "no archived copy" if taken_on(row.archived_url) is None else "a copy of another page"
            yield Finding("archived_copies", row, "archived_url", problem, quoted(row.archived_url))


def a_copy_is_what_we_read(data: Dataset) -> Iterator[Finding]:
    for row, source in _with_sources(data):
        taken = taken_on(row.archived_url)
        if taken and not near(taken, source.accessed):
            yield Finding("archived_copies", row, "archived_url", "a copy of another time", quoted(taken))


a_copy_is_what_we_read.__doc__ = f"a day at most {NEAR_DAYS} days from the one in accessed of its source"


def only_what_can_change_needs_a_copy(data: Dataset) -> Iterator[Finding]:
    """no row for a file of a commit or a release of a package, which stay as they are"""
    for row, source in _with_sources(data):
        if stays_as_it_is(source.url):
            yield Finding("archived_copies", row, "source_id", "its source cannot change", quoted(row.source_id))


def _with_sources(data: Dataset) -> Iterator[tuple]:
    for row in data.rows("archived_copies"):
        if row.source_id in data.sources:
            yield row, data.sources[row.source_id]


RULES = (
    Rule(a_copy_is_of_an_archive, needs=("sources",)),
    Rule(a_copy_is_what_we_read, needs=("sources",)),
    Rule(only_what_can_change_needs_a_copy, needs=("sources",)),
)
