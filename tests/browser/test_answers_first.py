"""On the first screen of a phone stand a page's answer and its numbers, each beside its words."""

import pytest

from tests.pages.test_answers_first import ANSWERING

FOLD = 844  # CSS pixels: the height of a phone of 390 of them in width

PLACES = """() => {
  const box = (node) => (({ left, right }) => ({ left, right }))(node.getBoundingClientRect());
  return [...document.querySelectorAll(".numbers p")].map((fact) => ({
    number: box(fact.querySelector("strong")),
    words: [...fact.querySelectorAll("a, code")].map(box),
  }));
}"""


@pytest.mark.parametrize("page", ANSWERING)
def test_the_answer_and_the_first_number_stand_on_a_phones_first_screen(open_page, page):
    page = open_page(f"{page}/", width=390)
    for selector in ("h1", ".in-short", ".numbers > div:first-child"):
        shown = page.locator(f".md-content {selector}").first.bounding_box()
        assert shown["y"] + shown["height"] < FOLD, selector


@pytest.mark.parametrize("page", ANSWERING)
def test_marks_and_links_of_a_number_stand_among_its_words(open_page, page):
    """Not below the number, where a grid would put each of them as an item of its own."""
    facts = open_page(f"{page}/", width=390).evaluate(PLACES)
    assert len(facts) == 3
    for fact in facts:
        assert fact["words"] and all(word["left"] >= fact["number"]["right"] for word in fact["words"])
