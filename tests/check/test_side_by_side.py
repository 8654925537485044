"""What keeps a row out of side_by_side.csv: each rule broken once, at its place, and what may stand there."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.text.problem import BadInput
from tests.tiny import TINY, record, write

LITE, LITERT = TINY["systems"]
SYSTEMS = [LITE, LITERT, LITERT | {"id": "executorch", "name": "ExecuTorch"},
           LITERT | {"id": "old", "name": "Old", "status": "archived"},
           LITERT | {"id": "pytorch", "name": "PyTorch"}, LITERT | {"id": "jax", "name": "JAX"}]  # fmt: skip


def refused(folder, *rows):
    tables = {"systems": SYSTEMS, "side_by_side": [record("side_by_side", **cells) for cells in rows]}
    with pytest.raises(BadInput) as caught:
        checked_dataset(write(folder / "data", **tables))
    return [line.removeprefix("data/side_by_side.csv:") for line in str(caught.value).splitlines()]


CHOICE = "two systems or more, other ones than those of any row above and of any two frameworks"
TAKEN = "an active system among them; of several, the first one no longer active, followed by all its successors"
NAMED = "a-vs-b for two systems a and b in this order, instead-of-a where more follow a"
BROKEN = {
    "a page has a choice: one system": (
        {"id": "instead-of-litert", "systems": "litert"},
        "systems: no choice of its own, got 'litert' — expected " + CHOICE,
    ),
    "a page has a choice: two frameworks": (
        {"id": "pytorch-vs-jax", "systems": "pytorch jax"},
        "systems: no choice of its own, got 'pytorch jax' — expected " + CHOICE,
    ),
    "an id names the choice: another name": (
        {"id": "runtimes"}, f"id: another name than its systems have, got 'runtimes' — expected {NAMED}",
    ),
    "somebody can be chosen: two that ended": (
        {"id": "tensorflow-lite-vs-old", "systems": "tensorflow-lite old"},
        "systems: nothing to choose, got 'tensorflow-lite old' — expected " + TAKEN,
    ),
    "somebody can be chosen: instead of one that is active": (
        {"id": "instead-of-litert", "systems": "litert executorch tensorflow-lite"},
        "systems: nothing to choose, got 'litert executorch tensorflow-lite' — expected " + TAKEN,
    ),
    "somebody can be chosen: several without the successor": (
        {"id": "instead-of-tensorflow-lite", "systems": "tensorflow-lite executorch old"},
        "systems: nothing to choose, got 'tensorflow-lite executorch old' — expected " + TAKEN,
    ),
    "a question is one: an answer": (
        {"question": "LiteRT is better."}, "question: no question, got 'LiteRT is better.' — expected a question mark",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_row_that_leaves_no_choice_is_refused(tmp_path, cells, problem):
    [line] = refused(tmp_path, cells)
    assert line.startswith(f"2: {problem}")


def test_the_same_choice_stands_once(tmp_path):
    [line] = refused(tmp_path, {}, {"id": "litert-vs-tensorflow-lite", "systems": "litert tensorflow-lite"})
    assert line.startswith("3: systems: no choice of its own")


def test_a_system_that_nobody_has_is_named_once(tmp_path):
    [line] = refused(tmp_path, {"id": "litert-vs-excutorch", "systems": "litert excutorch"})
    assert "unknown id, got 'excutorch'" in line and "did you mean 'executorch'?" in line


def test_several_may_follow_one_that_ended(tmp_path):
    row = record("side_by_side", id="instead-of-tensorflow-lite", systems="tensorflow-lite litert executorch")
    checked_dataset(write(tmp_path / "data", systems=SYSTEMS, side_by_side=[row]))
