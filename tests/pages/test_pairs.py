"""Two side by side: who is ahead where, which lines agree, and what a page and the list say."""

import pytest

from sitedata.judge import pairs as judge
from sitedata.judge.edition import Edition
from sitedata.load.dataset import load_dataset
from sitedata.pages.fragments import Fragments
from sitedata.pages.pair_facts import lines
from sitedata.pages.pairs import PairPages, standing
from tests import tiny
from tests.tiny import TINY, record

FRAMEWORKS = {"tensorflow": "TensorFlow", "pytorch": "PyTorch", "keras": "Keras", "jax": "JAX"}
LITE, LITERT = TINY["systems"]
AS_SYSTEMS = [LITERT | {"id": id, "name": name, "area": "framework"} for id, name in FRAMEWORKS.items()]
AS_FRAMEWORKS = [record("frameworks", id=id, name=name, source_ids="s") for id, name in FRAMEWORKS.items()]
CELL = record("comparison", empty_because="", source_ids="s")
CELLS = [CELL | {"framework": "tensorflow"}, CELL | {"framework": "pytorch"},
         CELL | {"framework": "keras-jax", "text": "Keras is eager."}]  # fmt: skip


def route(id, frameworks, maturity="maintained", **cells):
    plain = {
        "targets": "runs-on-server",
        "when": "",
        "unless": "",
        "systems": "litert",
        "statuses": "active",
        "probes": "",
        "rows": "",
        "source_ids": "",
        "packages": "pkg:pypi/torch",
        "export": "",
        "why": "Why.",
    }
    return record("routes", id=id, frameworks=frameworks, maturity=maturity, **(plain | cells))  # fmt: skip


NOWHERE = {"maturity": "none", "systems": "", "statuses": ""}
SERVER = [route("one", "tensorflow pytorch"), route("two", "keras", "experimental"), route("three", "jax", **NOWHERE)]


@pytest.fixture
def made(tmp_path):
    def of(**tables):
        given = {"frameworks": AS_FRAMEWORKS, "systems": [LITE, LITERT, *AS_SYSTEMS], "comparison": CELLS,
                 "guide_rules": [], "routes": []} | tables  # fmt: skip
        return PairPages(Fragments(Edition(load_dataset(tiny.write(tmp_path / "data", **given)))))

    return of


def pair(pages, id):
    return next(one for one in judge.pairs(pages.data) if one.id == id)


def test_every_two_of_the_frameworks_have_a_page_and_every_row_has_one(made):
    ids = [one.id for one in judge.pairs(made().data)]
    assert ids == ["tensorflow-vs-pytorch", "tensorflow-vs-keras", "tensorflow-vs-jax", "pytorch-vs-keras",
                   "pytorch-vs-jax", "keras-vs-jax", "tensorflow-lite-vs-litert"]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "group"),
    [
        ("tensorflow-vs-pytorch", "Either"),
        ("pytorch-vs-keras", "PyTorch first"),
        ("keras-vs-jax", "Keras 3 first"),
        ("tensorflow-vs-jax", "TensorFlow first"),
    ],
)
def test_who_has_the_more_mature_way_is_ahead(made, id, group):
    page = made(routes=SERVER).page(pair(made(routes=SERVER), id))
    assert f"<dt>{group}</dt>" in page and page.count("<dt>") == 1


@pytest.mark.parametrize(
    ("id", "group"), [("tensorflow-vs-pytorch", "PyTorch first"), ("pytorch-vs-jax", "Either")],
    ids=["by a reason", "not over one that is named only where it fits"],
)  # fmt: skip
def test_of_ways_alike_the_guide_decides(made, id, group):
    empty = dict.fromkeys(("claims", "verdicts", "rows", "unless", "fact", "source_ids", "systems", "statuses"), "")
    reason = {"when": "runs-on-server", "frameworks": "pytorch", "direction": "for", "strength": "strong"}
    pages = made(routes=[route("all", " ".join(FRAMEWORKS))], guide_rules=[record("guide_rules", **reason | empty)])
    assert f"<dt>{group}</dt>" in pages.page(pair(pages, id))


def test_where_nobody_has_a_way_neither_is_named(made):
    pages = made(routes=[route("none", " ".join(FRAMEWORKS), **NOWHERE)])
    assert "<dt>Neither</dt>" in pages.page(pair(pages, "tensorflow-vs-jax"))


def test_lines_that_agree_are_folded_away_and_what_one_side_alone_knows_is_left_out(made):
    pages = made()
    told = {line.label: line for line in lines(pages.fragments.edition, pair(pages, "tensorflow-lite-vs-litert"))}
    assert told["Maintainer"].agrees and not told["Status"].agrees
    assert "Licence" not in told and "Stable releases in twelve months" not in told
    page = pages.page(pair(pages, "tensorflow-lite-vs-litert"))
    assert page.index('<th scope="row">Status') < page.index("on which they agree") < page.index('"row">Maintainer')


def test_a_cell_that_two_share_counts_for_the_one_that_it_names_and_says_so(made):
    pages = made()
    ids = ("pytorch-vs-keras", "keras-vs-jax", "tensorflow-vs-jax")
    shared, between, neither = (pages.page(pair(pages, id)) for id in ids)
    assert "1 row of the comparison table about both" in shared and "share a column" in shared
    assert "in a cell that two frameworks share" in shared
    assert "so it does not part the two" in between and "How they work" not in between + neither


def test_a_row_that_differs_stands_open_under_its_group(made):
    pages = made(comparison_criteria=[record("comparison_criteria", differs="yes")])
    page = pages.page(pair(pages, "tensorflow-vs-pytorch"))
    assert '<details class="fold" open><summary>Execution: 1 that differs</summary>' in page


def test_a_system_says_whose_models_it_takes_and_where_they_go(made):
    page = made(routes=SERVER).page(pair(made(routes=SERVER), "tensorflow-lite-vs-litert"))
    assert "Takes models from TensorFlow, PyTorch; experimental: Keras 3. Leads to: A server." in page
    assert "no way in the guide" in page and 'href="../../routes/two/"' in page


def test_the_answer_says_who_stands_and_who_came_after(made):
    pages = made()
    assert standing(pair(pages, "tensorflow-vs-pytorch")) == "Both are active."
    told = standing(pair(pages, "tensorflow-lite-vs-litert"))
    assert told == "TensorFlow Lite is renamed; LiteRT is active. LiteRT is named as successor of TensorFlow Lite."
    assert told in pages.listing("../") and 'href="../compare/tensorflow-lite-vs-litert/"' in pages.listing("../")


def test_what_ends_for_both_frameworks_parts_nobody(made):
    ends = [record("ends", id="a", systems="", source_ids="s", frameworks="tensorflow pytorch"),
            record("ends", id="b", systems="", source_ids="s", frameworks="pytorch")]  # fmt: skip
    pages = made(ends=ends)
    assert [one.row.id for one in judge.ends_of(pages.data, pair(pages, "tensorflow-vs-pytorch"))] == ["b"]
    assert judge.ends_of(pages.data, pair(pages, "tensorflow-lite-vs-litert")) == []
