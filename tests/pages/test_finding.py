"""How the search finds a page: ranks, marks, names, and best bets that must lead somewhere."""

from pathlib import Path

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.finding import Finding, names, sections
from sitedata.schema.tables import System
from tests.tiny import TINY, record, write


@pytest.fixture
def finding(tmp_path):
    def of(**tables) -> Finding:
        return Finding(Edition(checked_dataset(write(tmp_path / "data", **tables))))

    return of


def bets(*rows):
    return {"best_bets": [record("best_bets", words=words, page=page) for words, page in rows]}


PAGES = {Path("index.md"): "# Home\n", Path("speed.md"): "# Speed\n\n## By model {#model}\n\n## Who is *first*?\n"}


@pytest.mark.parametrize(
    ("better", "than"),
    [
        ("4b-performance/", "claims/one/"),
        ("", "claims/one/"),
        ("ecosystem/", "ecosystem/litert/"),
        ("4c-experience/", "ecosystem/litert/"),
        ("ecosystem/litert/", "figures/a/"),
        ("claims/one/", "figures/a/"),
        ("methods/", "maintaining/"),
    ],
)
def test_sections_count_more_than_what_they_rest_on(finding, better, than):
    made = finding()
    assert made.of(better)["boost"] > made.of(than)["boost"]


def test_a_page_about_one_thing_says_where_it_stands(finding):
    made = finding()
    assert made.of("ecosystem/litert/")["mark"] == '<span class="status status-active">active</span>'
    verdict = made.judged["one"].verdict
    assert made.of("claims/one/")["mark"] == f'<span class="verdict verdict-{verdict}">{verdict}</span>'
    assert "mark" not in made.of("methods/")


def test_a_page_about_one_thing_is_one_entry(finding):
    made = finding()
    assert [made.of(f"{folder}/a/")["alone"] for folder in ("claims", "comparison")] == ["lead", "whole"]
    assert made.of("figures/")["alone"] == "lead"
    assert "alone" not in made.of("claims/") and "alone" not in made.of("")


def test_a_figure_of_another_machine_is_left_out(finding):
    assert finding().of("figures/machine/speed/") == {"exclude": True} != finding().of("figures/speed/")


def test_a_system_is_first_for_its_names(finding):
    assert finding().of("ecosystem/litert/")["first_for"] == {"": ["litert"]}


def test_a_pair_is_first_for_its_names_in_either_order_unless_one_name_says_both(finding):
    both = ["tensorflow lite vs litert", "litert vs tensorflow lite"]
    assert finding().of("compare/tensorflow-lite-vs-litert/")["first_for"] == {"": both}
    one, other = TINY["systems"]
    longer = [one | {"status": "archived", "successor": ""}, other | {"name": "TensorFlow Lite Micro"}]
    assert "first_for" not in finding(systems=longer).of("compare/tensorflow-lite-vs-litert/")


@pytest.mark.parametrize(
    ("name", "package", "expected"),
    [
        ("Coral (Edge TPU)", "", {"Coral (Edge TPU)", "Coral", "Edge TPU"}),
        ("PyTorch", "pkg:pypi/torch", {"PyTorch", "torch"}),
        ("LiteRT.js", "pkg:npm/%40litertjs/core", {"LiteRT.js", "@litertjs/core".removeprefix("@")}),
    ],
)
def test_names(name, package, expected):
    (row, *_) = [row for row in TINY["systems"]]
    called = names(System.model_construct(**row | {"name": name, "package": package}))
    assert {*called} == expected and len(called) == len(expected)


def test_a_best_bet_goes_before_a_name(finding):
    made = finding(**bets(("start", "./"), ("litert", "speed/"), ("quick", "speed/#model")))
    assert made.of("speed/")["first_for"] == {"": ["litert"], "model": ["quick"]}
    assert made.of("")["first_for"] == {"": ["start"]}
    assert "first_for" not in made.of("ecosystem/litert/")


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("speed/", None),
        ("./", None),
        ("speed/#model", None),
        ("speed/#who-is-first", None),
        ("spede/", "page: the site has no such page, got 'spede/' — expected one that it has (did you mean 'speed/'?)"),
        (
            "speed/#modle",
            "page: the page has no such section, got 'speed/#modle' — expected one that it has (did you mean 'model'?)",
        ),
    ],
)
def test_a_best_bet_leads_somewhere(finding, page, problem):
    found = [str(each) for each in finding(**bets(("quick", page))).problems(PAGES)]
    assert found == ([f"data/best_bets.csv:2: {problem}"] if problem else [])


@pytest.mark.parametrize("words", ["Faster", "which  is", "a?", ""])
def test_a_best_bet_is_words(tmp_path, words):
    from sitedata.text.problem import BadInput

    with pytest.raises(BadInput, match=r"best_bets\.csv:2: words: "):
        checked_dataset(write(tmp_path / "data", **bets((words, "speed/"))))


def test_sections_are_those_of_headings_and_no_row_or_paragraph_is_one():
    page = '# A **b** {#own}\n\n## C `d` & [e](f.md)\n\n<h3 class="x" id="made">i</h3>\n\n<p id="g">h</p>\n'
    assert sections(page) == {"own", "made", "c-d-e"} | {"a-b"}
