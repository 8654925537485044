"""Notes in a real browser: beside the text, as a sheet on a phone, in a folded list, and as plain footnotes."""

from __future__ import annotations

import re

import pytest

from tests.browser.axe import COLOURS_ALONE, violations
from tests.browser.test_reading import address_of, swaps_pages

PAGE = "5-adoption/"
MARK = "a.footnote-ref"
NOTE = ".margin-note"
VISIBLE = "element => element.checkVisibility()"
LEAST_PX = 24  # of a target: https://www.w3.org/TR/WCAG22/#target-size-minimum
MISSED = """(half) => [...document.querySelectorAll("a.footnote-ref")].filter((mark) => mark.checkVisibility())
  .flatMap((mark) => {
    mark.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const middle = (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return [(left + right) / 2, (top + bottom) / 2];
    };
    const [x, y] = middle(mark);
    return [[half, 0], [-half, 0], [0, half], [0, -half]].filter(([across, down]) => {
      const met = document.elementFromPoint(x + across, y + down)?.closest("a.footnote-ref");
      return met !== mark && !(met && down && Math.abs(middle(met)[1] - y) > half); // lines may be nearer to each other
    }).map((at) => `${mark.hash} at ${at}`);
  })"""
"""Marks of which a finger half a target's size off their middle misses."""


def in_the_middle(page, selector: str = MARK):
    """The first such mark, in the middle of the window, from where a jump to the end of the page would be seen."""
    mark = page.locator(selector).first
    mark.evaluate("mark => mark.scrollIntoView({ block: 'center', behavior: 'instant' })")
    return mark


def text_ends(page) -> float:
    box = page.locator(".md-content__inner > section > p").first.bounding_box()
    return box["x"] + box["width"]


def is_focused(locator) -> bool:
    return locator.evaluate("element => element === document.activeElement")


def wait_for_focus(page, selector: str) -> None:
    page.wait_for_function("selector => document.activeElement.matches(selector)", arg=selector)


def focus_by_key(page, mark) -> None:
    """As Tab does: a script that only calls ``focus`` need not show where the focus is."""
    page.keyboard.press("Shift")
    mark.focus()


@pytest.mark.parametrize("way", ["hover", "focus", "click"])
def test_a_note_stands_in_the_margin_at_the_height_of_its_mark_until_escape(open_page, way):
    page = open_page(PAGE)
    mark = in_the_middle(page)
    before = page.evaluate("scrollY")
    if way == "focus":
        focus_by_key(page, mark)
    else:
        getattr(mark, way)()
    note = page.locator(NOTE)
    note.wait_for()
    assert re.search(r"read \d+ \w+ 2026|Checked \d+ \w+ 2026", note.text_content())
    at, box = mark.bounding_box(), note.bounding_box()
    assert box["x"] >= text_ends(page) and box["x"] + box["width"] <= 1280
    assert box["y"] <= at["y"] <= box["y"] + box["height"]
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    assert way == "hover" or is_focused(mark)
    assert not page.complaints


def test_without_a_margin_the_note_is_below_the_line(open_page):
    page = open_page(PAGE, width=900)
    mark = in_the_middle(page)
    mark.hover()
    page.locator(NOTE).wait_for()
    at, box = mark.bounding_box(), page.locator(NOTE).bounding_box()
    assert at["y"] + at["height"] <= box["y"] < at["y"] + at["height"] + 24
    assert box["x"] >= 0 and box["x"] + box["width"] <= 900


def test_a_note_that_nobody_clicked_goes_with_the_pointer_and_a_clicked_one_stays(open_page):
    page = open_page(PAGE)
    mark, note = in_the_middle(page), page.locator(NOTE)
    mark.hover()
    note.wait_for()
    page.mouse.move(5, 5)
    note.wait_for(state="detached")
    mark.click()
    note.get_by_role("button", name="Close the note").wait_for()
    page.locator(MARK).nth(3).hover()
    assert page.locator(f'{MARK}[aria-expanded="true"]').count() == 1 and note.count() == 1
    page.mouse.click(5, 400)
    note.wait_for(state="detached")


def test_another_mark_replaces_the_note_and_the_button_closes_it(open_page):
    page = open_page(PAGE)
    first, second = in_the_middle(page), page.locator(MARK).nth(1)
    first.click()
    page.get_by_role("dialog", name="Note 1", exact=True).wait_for()
    second.click()
    page.get_by_role("dialog", name="Note 2", exact=True).wait_for()
    assert page.locator(NOTE).count() == 1
    page.get_by_role("button", name="Close the note").click()
    page.locator(NOTE).wait_for(state="detached")
    assert is_focused(second)


def test_the_keyboard_walks_through_a_note_and_on_behind_its_mark(open_page):
    page = open_page(PAGE)
    mark = in_the_middle(page)
    focus_by_key(page, mark)
    page.keyboard.press("Enter")
    wait_for_focus(page, NOTE)
    stops = page.locator(f"{NOTE} button, {NOTE} a").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
    wait_for_focus(page, f"{NOTE} a:last-of-type")
    page.keyboard.press("Tab")
    page.locator(f"{NOTE}[role=dialog]").wait_for(state="detached")
    assert is_focused(page.locator(MARK).nth(1))  # the next link of the text, which shows its own note
    page.keyboard.press("Shift+Tab")
    wait_for_focus(page, MARK)
    page.keyboard.press("Enter")
    wait_for_focus(page, NOTE)
    page.keyboard.press("Shift+Tab")
    page.locator(f"{NOTE}[role=dialog]").wait_for(state="detached")
    assert is_focused(mark)


def test_on_a_phone_a_note_is_a_sheet_at_the_lower_edge(open_page):
    page = open_page(PAGE, width=390)
    mark, note = in_the_middle(page), page.locator(NOTE)
    before = page.evaluate("[scrollY, document.documentElement.scrollHeight]")
    mark.hover()
    mark.click()
    page.get_by_role("dialog", name="Note 1", exact=True).wait_for()
    assert is_focused(note)
    box, button = note.bounding_box(), note.locator("button").bounding_box()
    assert (box["x"], box["width"], box["y"] + box["height"]) == pytest.approx((0, 390, 900), abs=1)
    assert box["height"] <= 450 and min(button["width"], button["height"]) >= 44
    assert page.evaluate("[scrollY, document.documentElement.scrollHeight]") == before
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    assert is_focused(mark)
    mark.click()
    note.wait_for()
    page.mouse.click(195, 200)
    note.wait_for(state="detached")
    assert not page.complaints


def test_a_note_has_its_links_and_works_after_the_page_was_swapped(open_page):
    page = open_page(PAGE)
    swaps_pages(page)
    page.evaluate("window.stayed = true")
    page.locator("nav a", has_text="4.C").first.dispatch_event("click")  # its group may be folded
    page.wait_for_url("**/4c-experience/")
    page.locator('[id="fn:dbg-pdb"]').wait_for(state="attached")
    in_the_middle(page, f"{MARK}.verdict").click()
    page.locator(f"{NOTE} a", has_text="Evidence").click()
    page.wait_for_url("**/claims/*/")
    page.locator(".claim-verdict .verdict").wait_for()
    assert page.evaluate("window.stayed") is True and page.locator(NOTE).count() == 0


def test_with_a_key_the_link_of_a_mark_is_followed_to_the_list(open_page):
    page = open_page(PAGE)
    with page.context.expect_page() as opened:
        in_the_middle(page).click(modifiers=["Control"])
    opened.value.wait_for_load_state()
    assert "#fn:" in address_of(opened.value)
    assert opened.value.locator(".notes li:target").evaluate(VISIBLE)
    opened.value.close()
    assert page.locator(NOTE).count() == 0


def test_a_script_that_does_not_load_leaves_the_list(open_page):
    page = open_page(PAGE)
    page.route("**/notes.js", lambda route: route.abort())
    in_the_middle(page).click()
    page.locator(".notes li:target").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["", "3-pytorch/", "4b-performance/"])
def test_marks_are_targets_of_at_least_24_pixels(open_page, address, width):
    page = open_page(address, width=width)
    assert page.locator(MARK).count() > 10
    assert page.evaluate(MISSED, LEAST_PX / 2 - 0.5) == []


def test_the_list_is_folded_and_says_how_many(open_page):
    page = open_page(PAGE)
    summary, entries = page.locator(".notes > summary"), page.locator(".notes li")
    assert summary.text_content() == f"Notes and sources: {entries.count()}" and entries.count() > 10
    assert not entries.first.evaluate(VISIBLE)
    summary.click()
    assert entries.first.evaluate(VISIBLE)
    back = entries.first.locator(".footnote-backref").first
    assert min(back.bounding_box()["width"], back.bounding_box()["height"]) >= LEAST_PX
    back.click()
    page.wait_for_function("() => location.hash.startsWith('#fnref:')")


def test_without_scripts_a_mark_leads_to_its_note(open_page):
    page = open_page(PAGE, javascript=False)
    page.locator(MARK).nth(2).click()
    note = page.locator(".notes li:target")
    note.wait_for()
    assert 0 <= note.bounding_box()["y"] < 900
    assert note.locator("a").first.is_visible()


def test_the_list_is_printed_open(open_page):
    page = open_page(PAGE)
    assert not page.locator(".notes li").last.evaluate(VISIBLE)
    page.emulate_media(media="print")
    assert page.locator(".notes li").last.evaluate(VISIBLE)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_while_a_note_is_open(open_page, width):
    page = open_page(PAGE, width=width)
    in_the_middle(page).click()
    page.locator(NOTE).wait_for()
    assert violations(page, within=(NOTE, f'{MARK}[aria-expanded="true"]')) == []
    assert violations(page, COLOURS_ALONE, (NOTE,)) == []
