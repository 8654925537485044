"""Grown data is good data: the budget of growth measures the real checks, not error messages."""

from pathlib import Path

import pytest

from growth import grown, stages
from sitedata.check.dataset import checked_dataset

pytestmark = pytest.mark.slow
DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def small():
    return checked_dataset(DATA)


@pytest.mark.parametrize(
    "times", [{"tables": 2, "claims": 2, "runs": 2}, {"claims": 3, "runs": 2}], ids=["everything", "claims and runs"]
)
def test_grown_data_has_so_many_rows_and_no_problem(small, tmp_path, times):
    large = checked_dataset(grown(DATA, tmp_path / "data", **times))
    assert len(large.rows("claims")) == times["claims"] * len(small.rows("claims"))
    assert len(large.rows("systems")) == times.get("tables", 1) * len(small.rows("systems"))
    for id, environment in small.environments.items():
        for name in ("runs", "samples"):
            assert len(large.environments[id].rows(name)) == times["runs"] * len(environment.rows(name))


def test_every_stage_is_timed(tmp_path):
    assert [name for name, seconds in stages(grown(DATA, tmp_path / "data")) if seconds > 0] == [
        "check",
        "judge",
        "tables",
        "pages of claims",
    ]
