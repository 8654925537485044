"""What ends when: by rows as people would write them."""

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import endings
from sitedata.pages.guide import said_end
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


CONCERNED = {
    "the release": ("TensorFlow Lite 2.13", {"systems": "tensorflow-lite"}, True),
    "all of its number": ("TensorFlow Lite 2", {"systems": "tensorflow-lite"}, True),
    "another number that begins alike": ("TensorFlow Lite 2.1", {"systems": "tensorflow-lite"}, False),
    "the whole system": ("TensorFlow Lite, except critical fixes", {"systems": "tensorflow-lite"}, True),
    "something in it": ("TensorFlow Lite's converter", {"systems": "tensorflow-lite"}, False),
    "a system without a release": ("LiteRT", {"systems": "litert"}, True),
    "the Python": ("Python 3.12", {"kind": "python"}, True),
    "the Python in its framework": ("Python 3.12 in PyTorch's wheels", {"kind": "python"}, True),
    "the Python in another": ("Python 3.12 in JAX", {"kind": "python", "frameworks": "jax"}, False),
    "another Python": ("Python 3.1", {"kind": "python"}, False),
}


@pytest.mark.parametrize(("what", "cells", "concerned"), CONCERNED.values(), ids=CONCERNED)
def test_an_end_concerns_what_is_built_of(data, what, cells, concerned):
    parts = endings.Parts(("pkg:pypi/torch@2.13.0",), "3.12", ("pytorch",), ("litert",))
    assert bool(endings.of_parts(parts, data(end("a", "2027-01", what=what, **cells)), TODAY)) == concerned


def test_only_ends_within_a_year_and_those_that_are_over_count(data):
    days = {"over": "2020-01-31", "in-365": "2027-11-26", "in-366": "2027-11-27"}
    rows = [end(id, day, what="LiteRT", systems="litert") for id, day in days.items()]
    found = endings.of_parts(endings.Parts(systems=("litert",)), data(*rows), TODAY)
    assert [(one.row.id, said_end(one, TODAY)) for one in found] == [
        ("over", "Support of LiteRT ended on 31 January 2020 (announced)"),
        ("in-365", "Support of LiteRT ends on 26 November 2027 (announced)"),
    ]
