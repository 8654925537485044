"""What ends when: by rows as people would write them."""

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import endings
from tests.tiny import record, write

TODAY = datetime.date(2026, 11, 26)


def end(id, ends_on, **cells):
    return record("ends", id=id, ends_on=ends_on, source_ids="s") | {"systems": "", "frameworks": "pytorch"} | cells


@pytest.fixture
def data(tmp_path):
    def of(*ends, **tables):
        rows = sorted(ends, key=lambda row: (row["ends_on"], row["id"]))
        return checked_dataset(write(tmp_path / "data", ends=rows, **tables))

    return of


def ids(found):
    return [one.row.id for one in found]


def test_ends_are_soon_within_90_days_of_the_day_of_the_build_and_the_last_day_counts(data):
    every = endings.endings(
        data(
            end("yesterday", "2026-11-25"), end("today", "2026-11-26"), end("in-90", "2027-02-24"),
            end("in-91", "2027-02-25"), end("long-ago", "2025-01-01"),
        )
    )  # fmt: skip
    seen = endings.seen_on(TODAY, every)
    assert (ids(seen.soon), ids(seen.later)) == (["today", "in-90"], ["in-91"])
    assert ids(seen.over) == ["yesterday", "long-ago"]


def test_a_month_ends_with_its_last_day(data):
    (month, leap) = endings.endings(data(end("month", "2026-11"), end("leap", "2028-02")))
    assert (month.day, month.exact) == (datetime.date(2026, 11, 30), False)
    assert leap.day == datetime.date(2028, 2, 29)
    assert ids(endings.seen_on(TODAY, [month]).soon) == ["month"]


def test_ends_of_a_framework_and_of_a_system(data):
    every = endings.endings(data(end("a", "2027-01", frameworks="pytorch jax"), end("b", "2027-02", systems="litert")))
    assert ids(endings.of_framework("jax", every)) == ["a"] and ids(endings.of_system("litert", every)) == ["b"]
