"""Public counters in prose: when one passes another, how old the newest reading is, how much of everything there is."""

import csv
import datetime

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import adoption
from sitedata.pages.words.facts import Unknown, Values
from sitedata.schema.tables import TABLES
from tests.tiny import record, write


def reading(day, project, stars, doubt=""):
    return record("adoption", as_of=day, project=project, stars=stars, doubt=doubt, source_id="s")


@pytest.fixture
def load(tmp_path):
    return lambda **tables: checked_dataset(write(tmp_path / "data", **tables))


STEPS = [
    ("2021-01-01", "5", "9"),
    ("2021-02-01", "10", "9"),
    ("2021-03-01", "8", "9"),
    ("2021-04-01", "12", "11"),
    ("2021-05-01", "20", "11"),
]


def both(steps):
    return [
        reading(day, project, stars)
        for day, ours, theirs in steps
        for project, stars in (("pytorch", ours), ("tensorflow", theirs))
    ]


def test_a_crossing_is_the_first_reading_of_the_lead_that_lasts(load):
    assert Values(load(adoption=both(STEPS))).crossing("stars") == datetime.date(2021, 4, 1)


def test_a_doubted_reading_moves_no_crossing(load):
    rows = both(STEPS)
    rows[6]["doubt"] = "stars: counted otherwise that month"  # of April
    assert Values(load(adoption=rows)).crossing("stars") == datetime.date(2021, 5, 1)


def test_without_a_lead_at_the_end_there_is_no_crossing(load):
    with pytest.raises(Unknown, match="tensorflow does not lead pytorch in 'stars' at the newest reading"):
        Values(load(adoption=both(STEPS))).crossing("stars", "tensorflow", "pytorch")


def test_the_reading_before_a_day(load):
    values = Values(load(adoption=both(STEPS)))
    assert values.reading_before("stars", "pytorch", datetime.date(2021, 4, 1)) == datetime.date(2021, 3, 1)
    with pytest.raises(Unknown, match="no reading of 'stars' for 'pytorch' before 2021-01-01"):
        values.reading_before("stars", "pytorch", datetime.date(2021, 1, 1))


def old_readings(load, **tables):
    looked = record("sources", id="s", published="2021-05-01", accessed="2026-11-20")
    return adoption.no_newer(load(adoption=both(STEPS), sources=[looked], **tables))


def test_old_readings_say_how_old_and_when_somebody_last_looked(load):
    said = "The newest reading is of 1 May 2021; no newer one was found on 20 November 2026."
    assert old_readings(load, listed_downloads=[]) == said


def test_old_readings_name_another_list_that_goes_on(load):
    said = "The newest reading is of 1 May 2021; another list, which counts otherwise, goes on to 1 April 2026."
    assert old_readings(load) == said


def test_the_other_list_is_compared_where_both_have_a_reading_within_a_week(load):
    listed = [
        record("listed_downloads", as_of=day, downloads=downloads, source_id="s")
        for day, downloads in (("2021-01-06", "150"), ("2021-03-20", "900"))
    ]
    data = load(
        adoption=[
            reading(day, "pytorch", "1") | {"pypi_downloads_month": downloads}
            for day, downloads in (("2021-01-01", "100"), ("2021-03-01", "300"))
        ],
        listed_downloads=listed,
    )
    assert adoption.offsets(data, ["pytorch", "jax"]) == [1.5]


def test_the_share_of_papers_that_name_one_framework(load):
    papers = [
        record("papers", month=month, pytorch_papers=ours, tensorflow_papers=theirs, papers_total="100", source_id="s")
        for month, ours, theirs in (("2018-06", "80", "10"), ("2019-06", "15", "5"), ("2020-06", "30", "9"))
    ]  # fmt: skip
    values = Values(load(papers=papers))
    assert values.named_one_range("2019-01") == "20 to 39 %"
    with pytest.raises(Unknown, match="no count of papers since 2021-01"):
        values.named_one_range("2021-01")


def test_tables_and_rows_are_counted_from_the_schema(load, tmp_path):
    values = Values(load())
    files = {
        path.stem: path.read_text(encoding="utf-8").splitlines(keepends=True)
        for path in (tmp_path / "data").glob("*.csv")
    }
    rows = {name: len(list(csv.reader(lines))) - 1 for name, lines in files.items()}
    assert (values.table_count(), values.row_count()) == (len(TABLES), sum(rows[name] for name in TABLES))
    assert (values.environment_count(), values.environment_row_count()) == (0, 0)
