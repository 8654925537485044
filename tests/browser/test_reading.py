"""What a reader does, in a real browser: touch a figure, switch the theme, change pages, no JavaScript, a phone."""

from __future__ import annotations

import re

import pytest

from tests.browser.axe import COLOURS_ALONE, violations

FIGURE = "#adoption-downloads"


def activate(page, figure: str = FIGURE) -> None:
    """Use the button, as keyboard and touch do, and wait until Plotly has drawn."""
    page.locator(f"{figure} .fig-explore").click()
    page.locator(f"{figure} .fig-draw.is-live .main-svg").first.wait_for()


def awake(page) -> None:
    """Do what a reader does first, and wait until the theme's script has started."""
    page.mouse.move(5, 5)
    page.wait_for_function("() => window.document$")  # a function, since a strict host forbids text as code


def swaps_pages(page) -> None:
    """Wait until the theme can show the next page without loading it anew, for which it needs the list of pages."""
    awake(page)
    page.wait_for_function("""() => performance.getEntriesByType("resource")
      .some(({ name, responseEnd }) => name.endsWith("/sitemap.xml") && responseEnd)""")


def settled(page) -> None:
    """Wait until nothing is loading: every request has been made by then, and everything blocked has been reported."""
    page.wait_for_load_state("networkidle")


def address_of(page) -> str:
    """The page's current address; ``page.url`` follows a script's change a little later."""
    return page.evaluate("location.href")


def bundle_requests(page) -> list[str]:
    return [url for url in page.requested if url.endswith("plotly.min.js")]


def box(page, selector: str) -> dict[str, float]:
    return page.locator(selector).bounding_box()


@pytest.mark.parametrize("way", ["hover", "click", "button", "keyboard"])
def test_a_figure_becomes_interactive_in_place_whichever_way_it_is_touched(open_page, way):
    page = open_page("5-adoption/")
    page.locator(FIGURE).scroll_into_view_if_needed()
    assert not bundle_requests(page)
    before = box(page, FIGURE)
    if way == "hover":
        page.hover(f"{FIGURE} .fig-draw")
    elif way == "click":
        page.click(f"{FIGURE} .fig-draw")
    elif way == "button":
        page.click(f"{FIGURE} .fig-explore")
    else:
        page.locator(f"{FIGURE} .fig-title a").focus()
        while "fig-explore" not in (page.evaluate("document.activeElement.className") or ""):
            page.keyboard.press("Tab")
    page.locator(f"{FIGURE} .is-live .main-svg").first.wait_for()
    after = box(page, FIGURE)
    assert (after["width"], after["height"]) == pytest.approx((before["width"], before["height"]), abs=1)
    assert not page.complaints


def test_the_drawing_and_the_interactive_figure_show_the_same_marks(open_page):
    page = open_page("4b-published/")
    drawn = page.locator("#accuracy-pair .fig-wide svg text").all_text_contents()
    activate(page, "#accuracy-pair")
    live = page.locator("#accuracy-pair .fig-live text").all_text_contents()
    assert {text.strip() for text in drawn} <= {text.strip() for text in live}


def test_the_bundle_is_loaded_once_for_several_figures_and_pages(open_page):
    page = open_page("5-adoption/")
    awake(page)
    activate(page)
    activate(page, "#conference-papers")
    page.locator("nav a", has_text="7 PyTorch's momentum").first.click()
    page.locator("#system-downloads").wait_for()
    activate(page, "#system-downloads")
    assert len(bundle_requests(page)) == 1


def test_a_figure_answers_the_pointer_with_the_value(open_page):
    page = open_page("5-adoption/")
    activate(page)
    mark = page.locator(f"{FIGURE} .fig-live .points path").first.bounding_box()
    page.mouse.move(mark["x"] + mark["width"] / 2 - 30, mark["y"] + 20)
    page.mouse.move(mark["x"] + mark["width"] / 2 - 12, mark["y"] + mark["height"] / 2 + 4)
    label = page.locator(f"{FIGURE} .hovertext")
    label.first.wait_for()
    assert re.search(r"TensorFlow|PyTorch|Keras|JAX", label.first.text_content())


def colour(page, selector: str, what: str = "fill") -> str:
    return page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{what}")


def test_the_theme_switch_recolours_drawings_and_live_figures(open_page):
    page = open_page("5-adoption/")
    activate(page)
    still, live = "#conference-papers .fig-wide text", f"{FIGURE} .fig-live .annotation-text"
    before = colour(page, still), colour(page, live)
    page.locator(".scheme-switch").click()
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    page.wait_for_function(
        "([selector, old]) => getComputedStyle(document.querySelector(selector)).fill !== old", arg=[live, before[1]]
    )
    after = colour(page, still), colour(page, live)
    assert before[0] != after[0] and before[1] != after[1]
    assert not page.complaints


def test_the_chosen_scheme_is_kept_and_the_systems_is_the_default(open_page):
    page = open_page("1-evolution/")
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert page.evaluate(scheme) == "slate"
    assert colour(page, "html", "colorScheme") == "dark"
    page.locator(".scheme-switch").click()
    page.reload()
    assert page.evaluate(scheme) == "default"
    assert colour(page, "html", "colorScheme") == "light"


def test_the_themes_script_waits_for_a_reader_and_then_starts_without_losing_the_key(open_page):
    page = open_page("1-evolution/")
    settled(page)
    assert not [url for url in page.requested if "bundle" in url]
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.name === 'query'")
    page.keyboard.type("Netron")
    page.locator(".md-search-result__link").first.wait_for()
    assert not page.complaints


def test_instant_navigation_keeps_figures_and_tables_working(open_page):
    page = open_page("5-adoption/")
    swaps_pages(page)
    page.evaluate("window.stayed = true")
    page.locator("nav a", has_text="Ecosystem").first.click()
    page.locator("#ecosystem-table th button").first.wait_for()
    assert page.evaluate("window.stayed") is True
    page.locator(".table-tools input").fill("Netron")
    assert page.locator("#ecosystem-table tbody tr:visible").count() < 5
    activate(page, "#ecosystem-status")
    page.go_back()
    page.locator(FIGURE).wait_for()
    activate(page)
    assert page.evaluate("window.stayed") is True
    assert not page.complaints


def test_a_bundle_that_does_not_load_leaves_the_drawing_and_can_be_tried_again(open_page):
    page = open_page("5-adoption/")
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.click(f"{FIGURE} .fig-explore")
    page.locator(f"{FIGURE} .fig-explore", has_text="try again").wait_for()
    assert page.locator(f"{FIGURE} .fig-wide svg").is_visible()
    page.unroute("**/plotly.min.js")
    activate(page)


def test_everything_can_be_read_without_javascript(open_page):
    page = open_page("5-adoption/", javascript=False)
    assert page.locator(f"{FIGURE} .fig-wide svg").is_visible()
    assert not page.locator(f"{FIGURE} .fig-explore").is_visible()
    page.locator(f"{FIGURE} summary").first.click()
    assert page.locator(f"{FIGURE} table.data tbody tr").first.is_visible()
    page = open_page("4a-implementation/", javascript=False)
    assert not page.locator(".table-tools").first.is_visible()
    assert page.locator("table.comparison tbody tr:visible").count() > 24
    page = open_page("ecosystem/", javascript=False)
    assert page.locator("#netron").is_visible()


# --- tables ---
def test_the_comparison_can_be_filtered_by_group_and_text(open_page):
    page = open_page("4a-implementation/")
    everything = page.locator("#comparison-table tbody tr:not(.group):visible").count()
    page.locator("[data-filter=group]").select_option("Deployment")
    deployment = page.locator("#comparison-table tbody tr:not(.group):visible").count()
    assert 0 < deployment < everything
    assert page.locator(".table-tools output").text_content() == f"{deployment} of {everything} shown"
    page.locator("[data-filter=text]").fill("onnx")
    assert 0 < page.locator("#comparison-table tbody tr:not(.group):visible").count() < deployment
    page.locator("[data-filter=text]").fill("")
    page.locator("[data-filter=group]").select_option("")
    assert page.locator("#comparison-table tbody tr:not(.group):visible").count() == everything


def test_the_ecosystem_can_be_sorted_by_release_both_ways(open_page):
    page = open_page("ecosystem/")
    button = page.locator("#ecosystem-table th button", has_text="Newest release")
    button.click()
    dates = page.locator("#ecosystem-table tbody tr td:nth-child(3)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.sort)"
    )
    assert dates == sorted(dates)
    button.click()
    turned = page.locator("#ecosystem-table tbody tr td:nth-child(3)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.sort)"
    )
    assert turned == sorted(dates, reverse=True)
    assert page.locator("#ecosystem-table th[aria-sort=descending]").count() == 1


WITHIN = (
    "([selector, end]) => { const { y } = "
    "document.querySelector(selector).getBoundingClientRect(); return 0 <= y && y < end; }"
)


def test_header_and_first_column_of_the_comparison_stay_in_sight(open_page):
    page = open_page("4a-implementation/")
    page.locator("#onnx, #quantisation, #data-parallel").first.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 600)
    page.wait_for_function("before => scrollY > before", arg=before)
    page.wait_for_function(WITHIN, arg=["#comparison-table thead th:nth-child(2)", 120])
    assert colour(page, "#comparison-table tbody th[scope=row]", "position") == "sticky"


def test_a_link_to_a_row_lands_on_the_row(open_page):
    page = open_page("ecosystem/#netron")
    page.wait_for_function(WITHIN, arg=["#netron", 500])


def test_search_finds_a_system(open_page):
    page = open_page()
    page.locator("input[name=query]").first.click()
    page.keyboard.type("torchtext")
    page.locator(".md-search-result__list", has_text="TorchText").wait_for()  # the first letters find others


# --- drawings ---
def test_a_phone_gets_the_narrow_drawing_and_labelled_cells(open_page):
    page = open_page("5-adoption/", width=390)
    assert (
        page.locator(f"{FIGURE} .fig-narrow svg").is_visible()
        and not page.locator(f"{FIGURE} .fig-wide svg").is_visible()
    )
    sizes = page.locator(f"{FIGURE} .fig-narrow svg text").evaluate_all(
        "all => all.map(text => text.getBoundingClientRect().height)"
    )
    assert min(sizes) > 11
    activate(page)
    page = open_page("4a-implementation/", width=390)
    label = page.locator("#default-execution td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label in ('"TensorFlow"', "attr(data-label)")  # as Chromium and Firefox say it


def test_axe_finds_nothing_once_a_figure_is_interactive(open_page):
    figure = "#published-training-time"
    for dark in (False, True):
        page = open_page("figures/published-training-time/", dark=dark)
        activate(page, figure)
        assert violations(page, COLOURS_ALONE, (figure,)) == [], dark
    assert violations(page) == []
