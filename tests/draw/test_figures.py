"""Which figures there are: a tuple in each module, and one of all modules; and what is kept of a drawn figure."""

import hashlib
import importlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from sitedata.draw import all, figures
from sitedata.draw.figure import Drawing, Spec, draw, figure
from sitedata.draw.plot import Plot
from sitedata.load.archive import hash_of
from sitedata.load.dataset import Dataset
from sitedata.schema.figure import KINDS, Undrawn, apart, as_json, read_json
from tests.tiny_figure import TINY

MODULES = [
    importlib.import_module(f"{figures.__name__}.{path.stem}")
    for path in Path(figures.__file__).parent.glob("[a-z]*.py")
]


def unnamed(module) -> list[str]:
    """Figures of a module that its tuple forgets."""
    return [name for name, value in vars(module).items() if isinstance(value, Spec) and value not in module.FIGURES]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_figure_of_a_module_is_in_its_tuple_and_in_that_of_all(module):
    assert not unnamed(module)
    assert module.FIGURES and set(module.FIGURES) <= set(all.FIGURES)


def test_a_figure_that_is_in_no_tuple_is_seen():
    class Module:
        FIGURES = ()
        forgotten = figure("x", kind="listed", title="T", caption="C.", unit="ms", tables=("papers",))(
            lambda data, narrow: None
        )

    assert unnamed(Module) == ["forgotten"]


def test_making_a_figure_registers_nothing():
    before = all.FIGURES, dict(all.BY_ID)
    figure("y", kind="listed", title="T", caption="C.", unit="ms", tables=("papers",))(lambda data, narrow: None)
    assert before == (all.FIGURES, all.BY_ID)


def test_no_two_figures_have_one_id_and_each_says_what_it_shows():
    assert len(all.BY_ID) == len(all.FIGURES)
    assert all.FIGURES and {spec.kind for spec in all.FIGURES} < set(KINDS)
    assert not [spec.id for spec in all.FIGURES if spec.id.startswith("claim-")]  # figures of rules are named like this


# --- a drawn one -----------------------------------------------------------------------------------------------------
def test_a_figure_is_typed_from_its_function_on():
    def function(data, narrow):
        return Drawing(
            Plot(),
            200,
            [{"a": 1}],
            ("s", "s"),
            "Alt",
            [("x", "too old")],
            as_of="2026",
            raw=[("runs", "data/runs.csv")],
        )

    spec = figure("x", kind="counted", title="T", caption="C.", unit="ms", tables=["papers"])(function)
    made = draw(spec, Dataset({}))
    assert (made.kind, made.tables, made.source_ids, made.size.narrow.height) == ("counted", ("papers",), ("s",), 200)
    assert (
        made.left_out[0].why == "too old" and made.raw[0].path == "data/runs.csv" and made.reasons == {"too old": ["x"]}
    )


def test_what_is_kept_is_read_as_it_was():
    kept = {"one": TINY, "two": Undrawn("two", "two", "", "T", "no row")}
    assert read_json(as_json(kept)) == kept
    assert list(read_json(as_json(kept))["one"].rows[0]) == ["name", "value"]
    assert apart(kept) == ({"one": TINY}, {"two": kept["two"]})


def test_what_another_version_kept_is_refused():
    other = json.loads(as_json({"one": TINY}))
    del other["one"]["kind"]
    with pytest.raises(ValidationError):
        read_json(json.dumps(other))


def test_a_state_keeps_its_hash():
    """The names and hashes in ``data/frozen.csv`` were made from these values."""
    plain = {
        "id": "one", "file": "one", "title": "T", "caption": "A caption.", "unit": "ms", "scope": "",
        "as_of": "2026-11", "alt": "Two bars", "source_ids": ["s"], "tables": ["papers"],
        "rows": [{"name": "row", "value": 1.5}], "left_out": [["x", "too old"]], "wide": {"data": [], "layout": {}},
        "narrow": {"data": [], "layout": {}}, "size": {"wide": [740, 300], "narrow": [340, 400]}, "raw": [],
        "views": {"show": [], "scale": {"axis": "", "now": ""}},
    }  # fmt: skip
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    assert hash_of(TINY.state) == hashlib.sha256(text.encode()).hexdigest()[:10]
    assert hash_of(replace(TINY, kind="counted", environment="e", code=TINY.code._replace(line=2)).state) == hash_of(
        TINY.state
    )
