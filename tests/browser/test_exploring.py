"""What a reader explored stays: through links into the page, the way back and forward; and what a mark rests on."""

from __future__ import annotations

import pytest

from tests.browser.test_reading import activate, awake, settled

FIGURE = "#adoption-downloads"


def at_hash(page, hash: str) -> None:
    page.wait_for_function("hash => location.hash === hash", arg=hash)


def marked(page) -> None:
    """Leave a mark in the page's content, which goes with it."""
    page.evaluate("document.querySelector('.md-content__inner').dataset.stayed = 'yes'")


def stayed(page) -> bool:
    return page.locator(".md-content__inner[data-stayed]").count() == 1


@pytest.mark.parametrize("link", [f"{FIGURE} .fig-title a", ".md-sidebar--secondary .md-nav__link"])
def test_a_link_into_the_page_keeps_what_was_explored_and_so_do_back_and_forward(open_page, link):
    page = open_page("5-adoption/")
    awake(page)
    activate(page)
    marked(page)
    fetched = len(page.requested)
    target = page.locator(link).first
    hash = target.evaluate("link => link.hash")
    target.click()
    at_hash(page, hash)
    page.go_back()
    at_hash(page, "")
    page.go_forward()
    at_hash(page, hash)
    settled(page)
    assert stayed(page) and page.locator(f"{FIGURE} .is-live .main-svg").first.is_visible()
    assert not [url for url in page.requested[fetched:] if url.split("#")[0].endswith("/5-adoption/")]
    assert not page.complaints


def test_a_link_into_the_page_keeps_a_filter_and_its_address(open_page):
    page = open_page("4a-implementation/")
    awake(page)
    page.locator("[data-filter=text]").fill("onnx")
    shown = page.locator("#comparison-table tbody tr:not(.group):visible").count()
    query = page.evaluate("location.search")
    marked(page)
    link = page.locator(".jump a", has_text="Deployment").first  # the contents beside the text make room for the table
    hash = link.evaluate("link => link.hash")
    link.click()
    at_hash(page, hash)
    settled(page)
    assert stayed(page) and page.evaluate("location.search") == query
    assert page.locator("[data-filter=text]").input_value() == "onnx"
    assert 0 < page.locator("#comparison-table tbody tr:not(.group):visible").count() == shown


def test_another_page_and_the_way_back_make_it_interactive_again(open_page):
    page = open_page("5-adoption/")
    awake(page)
    activate(page)
    page.locator("nav a", has_text="7 PyTorch's momentum").first.click()
    page.locator("#system-downloads").wait_for()
    page.go_back()
    page.locator(f"{FIGURE} .is-live .main-svg").first.wait_for()
    assert not page.complaints


def click_a_mark(page, figure: str) -> None:
    """On the last mark that it draws, in its middle."""
    mark = page.locator(f"{figure} .fig-live .points path").last
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.locator(f"{figure} .hovertext").first.wait_for()
    page.mouse.click(x, y)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_click_on_a_mark_says_what_it_rests_on_and_leaves_only_by_a_link(open_page, width):
    figure = "#bench-training"
    page = open_page("4b-conditions/", width=width)
    activate(page, figure)
    address = page.evaluate("location.href")
    click_a_mark(page, figure)
    panel = page.locator(f"{figure} .fig-mark[role=region]")
    panel.wait_for()
    assert page.evaluate("document.activeElement.className") == "fig-mark"
    assert "ratio" in panel.text_content() and page.evaluate("location.href") == address
    assert "samples/?environment=" in panel.locator("a", has_text="runs behind it").get_attribute("href")
    room, frame = panel.bounding_box(), page.locator(figure).bounding_box()
    assert room["y"] + room["height"] <= frame["y"] + frame["height"] and room["width"] <= frame["width"] + 1
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert "fig-explore" in page.evaluate("document.activeElement.className")
    assert not page.complaints


def test_a_mark_without_runs_leads_to_the_rows_and_can_be_closed(open_page):
    page = open_page("5-adoption/")
    figure = "#conference-papers"
    activate(page, figure)
    click_a_mark(page, figure)
    panel = page.locator(f"{figure} .fig-mark")
    panel.locator("button", has_text="The rows drawn").click()
    assert page.locator(f"{figure} details.fig-data").first.evaluate("rows => rows.open")
    panel.locator("button", has_text="Close").click()
    assert panel.count() == 0


@pytest.mark.parametrize("width", [320, 500, 1280])
def test_the_interactive_figure_is_as_large_as_the_drawing(open_page, width):
    page = open_page("5-adoption/", width=width)
    drawing = ".fig-narrow" if width <= 540 else ".fig-wide"
    activate(page)
    still = page.locator(f"{FIGURE} {drawing} svg").bounding_box()  # hidden, and still in its place
    live = page.locator(f"{FIGURE} .fig-live").bounding_box()
    assert all(live[side] == pytest.approx(still[side], abs=1.5) for side in ("x", "y", "width", "height"))
