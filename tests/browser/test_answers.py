"""Page 4.B: a reader chooses a model and reads one sentence, with every machine beside it."""

import pytest

PAGE = "4b-performance/"


def shown(page):
    return page.locator(".answers tbody").evaluate_all(
        "all => all.filter(each => getComputedStyle(each).display !== 'none').map(each => each.dataset.key)"
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_choice_is_one_sentence_with_its_machines_and_an_address(open_page, width):
    page = open_page(PAGE, width=width)
    assert shown(page) == ["resnet20|training|cpu|written"]
    before = page.locator(".answers-said").inner_text()
    page.locator(".answers select[name=model]").select_option("vgg11")
    page.locator(".answers-said", has_text="VGG-11, training").wait_for()
    assert shown(page) == ["vgg11|training|cpu|written"] and page.locator(".answers-said").inner_text() != before
    assert "model=vgg11" in page.url and "division=written" in page.url
    rows = page.locator(".answers tbody:not(.other) tr:not(.group)")
    assert rows.count() >= 3 and page.locator(".answers tbody:not(.other) svg").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    page.locator(".answers-said", has_text="VGG-11, training").wait_for()


def test_a_combination_that_nobody_measured_says_so(open_page):
    page = open_page(PAGE + "?model=vgg11&task=inference&division=tuned&device=cpu&colour=red&model=nonsense")
    page.locator(".answers-said", has_text="Not measured in this combination").wait_for()
    assert shown(page) == []


def test_without_a_script_every_combination_is_a_table_with_its_title(open_page):
    page = open_page(PAGE, javascript=False)
    assert len(shown(page)) > 10 and not page.locator(".answers-choice").is_visible()
    assert page.locator(".answers .group", has_text="VGG-11, training on a CPU, tuned on both sides").is_visible()
