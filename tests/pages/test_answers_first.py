"""The pages of the article's sections answer first: the finding, three numbers, a figure, what it means for a reader.

What the article said comes last, one claim and thus one verdict a row.
"""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.pages.lint.verdicts import ARTICLE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ANSWERING = (
    "1-evolution", "2-tensorflow", "3-pytorch", "4-comparison", "4a-implementation", "4c-experience", "5-adoption",
    "6-strongholds", "7-momentum", "9-outlook", "10-conclusion",
)  # fmt: skip
MOST_WORDS_IN_SHORT = 45
MOST_WORDS_OF_A_NUMBER = 17  # a date is three
MOST_LETTERS_OF_A_FINDING = 64  # so that it takes two lines on a phone
VALUE = re.compile(r"\{\{.*?\}\}")
REFERENCE = re.compile(r"\[\^([^\]]+)\]")
OPTIONS = re.compile(r"\]\(8-selection\.md\?([^)#]+)")
LEADS_ON = re.compile(r"\]\((?:[\w./-]+\.md[^)]*|#[\w-]+)\)")


@pytest.fixture(scope="module")
def data():
    return checked_dataset(ROOT / "data")


@pytest.fixture(params=ANSWERING)
def source(request):
    return (DOCS / f"{request.param}.md").read_text(encoding="utf-8")


def words(text: str) -> int:
    """What a reader reads: a value counts as a word, a mark of a footnote as none."""
    return len(REFERENCE.sub("", VALUE.sub("value", text)).split())


def test_the_answer_stands_before_everything_else(source):
    order = ["\n# ", "**In short.**", '<div class="numbers" markdown>', "\n{{ figure(", "\n## What it means for you"]
    places = [source.index(part) for part in order]
    assert places == sorted(places)
    assert source.index("\n## ") == places[-1], "the first heading is what it means for a reader"
    last = re.findall(r"^## (.*)$", source, re.MULTILINE)
    assert last[-1 - (last[-1] == "The comparison table")] == "What the article said, and what the evidence says"


def test_the_answer_is_short(source):
    assert len(re.search(r"^# (.*)$", source, re.MULTILINE)[1]) <= MOST_LETTERS_OF_A_FINDING
    assert words(re.search(r"\*\*In short\.\*\*(.*)", source)[1]) <= MOST_WORDS_IN_SHORT


def test_three_numbers_come_from_the_data_and_say_what_they_rest_on(source):
    numbers = re.search(r'<div class="numbers" markdown>\n(.*?)\n</div>\n\n', source, re.DOTALL)[1]
    facts = re.findall(r"<div markdown>\n(.*?)\n</div>", numbers, re.DOTALL)
    assert len(facts) == 3
    for fact in facts:
        number, said = re.fullmatch(r"\*\*(.+?)\*\* (.+)", fact).groups()
        assert not re.search(r"\d", VALUE.sub("", number)), number
        assert REFERENCE.search(said) or LEADS_ON.search(said), fact
        assert words(said) <= MOST_WORDS_OF_A_NUMBER, fact


def test_what_it_means_is_three_or_four_decisions_that_lead_on(source):
    section = re.search(r"^## What it means for you.*?\n(.*?)^## ", source, re.MULTILINE | re.DOTALL)[1]
    bullets = section.strip().splitlines()
    assert 3 <= len(bullets) <= 4
    assert all(
        re.match(r"- \*\*You.*?\*\* |- \*\*Your.*?\*\* ", bullet) and LEADS_ON.search(bullet) for bullet in bullets
    )


def test_a_row_of_what_the_article_said_begins_with_its_only_verdict(source, data):
    claims = data.by_id("claims")
    table = source[source.index(ARTICLE) :].split("\n\n")[0].splitlines()[2:]
    assert table
    cited = []
    for row in table:
        evidence = VALUE.sub("value", row).split(" | ", 1)[1]
        of_claims = [id for id in REFERENCE.findall(evidence) if id in claims]
        assert len(of_claims) == 1 and evidence.startswith(f"[^{of_claims[0]}] "), row
        cited += of_claims
    assert len(cited) == len(set(cited))


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_an_address_with_answers_names_options_of_the_guide(path, data):
    options = {(row.question_id, row.id.removeprefix(f"{row.question_id}-")) for row in data.rows("guide_options")}
    for query in OPTIONS.findall(path.read_text(encoding="utf-8")):
        assert set(parse_qsl(query, strict_parsing=True)) <= options, query
