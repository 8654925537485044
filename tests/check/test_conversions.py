"""What keeps a row out of the tables of conversions: each rule broken once, at its place."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.text.problem import BadInput
from tests.tiny import TINY, changed, write

SAME = "a difference within the limit where it converts, none or a larger one where it fails"
SAYS = "what was changed or what went wrong, and nothing where the documented call converts"
BROKEN = {
    "a way leads elsewhere: to itself": (
        changed("conversion_ways", 0, target="jax"),
        "conversion_ways.csv:2: target: a way to where it begins, got 'jax' — expected another format than the one "
        "that it comes from",
    ),
    "a way is tried on each model: all but one": (
        {"conversions": TINY["conversions"][:-1]},
        "conversion_ways.csv:2: id: a way that was not tried, got 'jax-onnx' — expected a row in data/conversions.csv "
        'for each model, which make conversions ARGS="--unanswered" writes (missing: gpt2-small)',
    ),
    "what converts is the same model: another result": (
        changed("conversions", 0, difference_ppm="101"),
        f"conversions.csv:2: difference_ppm: converts with another difference, got 101.0 — expected {SAME}",
    ),
    "what converts is the same model: it fails with the same result": (
        changed("conversions", 1, outcome="fails", finding="RuntimeError"),
        f"conversions.csv:3: difference_ppm: fails with another difference, got 0.2 — expected {SAME}",
    ),
    "an outcome says why: a change without its name": (
        changed("conversions", 0, outcome="with-changes"),
        f"conversions.csv:2: finding: with-changes with another finding, got '' — expected {SAYS}",
    ),
}


@pytest.mark.parametrize(("tables", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_does_not_fit_is_refused(tmp_path, tables, problem):
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(tmp_path / "data", **tables))
    assert str(caught.value).splitlines() == [f"data/{problem}"]


def test_a_failure_may_have_another_result(tmp_path):
    row = {"outcome": "fails", "finding": "OtherNumbers: 101 ppm apart", "difference_ppm": "101"}
    checked_dataset(write(tmp_path / "data", **changed("conversions", 0, **row)))
