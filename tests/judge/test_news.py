"""What is told of a framework, a system, a claim and a row: what happened, and what this site says otherwise."""

import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.news import Item, newest, news
from tests.tiny import TINY, changed, record, write

END = record("ends", id="stop", what="LiteRT 1", ends_on="2027-01-31", systems="litert", frameworks="pytorch")
EVENT = TINY["events"][0] | {"id": "moved", "systems": "litert", "happened_on": "2026-05", "kind": "new"}
DAY = "2026-11-25"


def read_again(table, row, outcome="changed", change="It was wrong"):
    return {"table": table, "row": row, "read_again_on": DAY, "outcome": outcome, "change": change}


@pytest.fixture
def told(tmp_path):
    def of(**tables):
        tables = {name: [row | {"source_ids": "s"} if name in ("ends", "events") else row for row in rows]
                  for name, rows in tables.items()}  # fmt: skip
        return {item.id: item for item in news(checked_dataset(write(tmp_path / "data", **tables)))}

    return of


def test_releases_events_and_ends_concern_a_system_and_the_framework_of_its_family(told):
    items = told(ends=[END], events=[EVENT], **changed("systems", 1, family="pytorch"))
    stop, moved, release = (items[id] for id in ("end/stop", "event/moved", "release/tensorflow-lite/2.13.0"))
    assert (stop.title, stop.page) == ("Support ends on 31 January 2027: LiteRT 1", "what-ends/#stop")
    assert moved.known_on == datetime.date(2026, 5, 1) and release.page == "ecosystem/tensorflow-lite/"
    assert stop.systems == moved.systems == ("litert",) and stop.frameworks == moved.frameworks == ("pytorch",)
    assert stop.first and not moved.first and "release/tensorflow-lite/2.14.0rc1" not in items


def test_a_verdict_that_changed_says_what_it_was(told):
    row = TINY["verdict_log"][0] | {"changed_on": "2026-11-22", "number": "1", "verdict": "partly"}
    items = told(verdict_log=[row, row | {"number": "2", "verdict": "holds"}])
    first, then = (items[f"verdict/one/2026-11-22/{number}"] for number in "12")
    claim = TINY["claims"][0]["claim"]
    assert (first.title, then.title) == (f"partly: {claim}", f"partly → holds: {claim}")
    assert (first.first, then.first) == (True, False) and then.claim == "one" and then.page == "claims/one/"


def test_what_a_second_reading_changed_concerns_its_claim_its_row_or_its_system(told):
    cell = f"{TINY['comparison_criteria'][0]['id']} keras-jax"
    readings = [read_again("claims", "one"), read_again("claims", "two", "agrees", ""), read_again("comparison", cell)]
    items = told(readings=[*readings, read_again("published_results", "one"), read_again("systems", "litert")])
    id = cell.removesuffix(" keras-jax")
    assert [key for key in items if key.startswith(("claim/", "cell/", "status/", "published"))] == [
        f"status/litert/{DAY}", f"claim/one/{DAY}", f"cell/{id}/keras-jax/{DAY}",
    ]  # fmt: skip
    item = items[f"cell/{id}/keras-jax/{DAY}"]
    assert (item.criterion, item.frameworks, item.page, item.told) == (
        id, ("keras", "jax"), f"comparison/{id}/", "It was wrong",
    )  # fmt: skip
    assert item.title.endswith(", Keras 3 / JAX") and items[f"claim/one/{DAY}"].claim == "one"
    assert items[f"status/litert/{DAY}"].systems == ("litert",)


def test_the_newest_come_first_and_of_one_day_the_last_id():
    days = {"a": 1, "b": 2, "c": 2}
    items = [Item(id, "new", "", datetime.date(2026, 1, day), "", "") for id, day in days.items()]
    assert [item.id for item in newest(items)] == ["c", "b", "a"]
