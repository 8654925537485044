"""Reading in Firefox, as Debian delivers it: what matters most of other files' tests, and what it does differently."""

# ruff: noqa: F401

from __future__ import annotations

import json
import shutil

import pytest

from tests.browser.test_answers import test_a_choice_is_one_sentence_with_its_machines_and_an_address
from tests.browser.test_guide import (
    test_a_shared_link_restores_the_answer_and_the_weights,
    test_everything_can_be_done_with_the_keyboard_and_the_focus_stays,
)
from tests.browser.test_notes import (
    test_a_note_that_nobody_clicked_goes_with_the_pointer_and_a_clicked_one_stays,
    test_the_keyboard_walks_through_a_note_and_on_behind_its_mark,
)
from tests.browser.test_reading import (
    awake,
    test_a_phone_gets_the_narrow_drawing_and_labelled_cells,
    test_header_and_first_column_of_the_comparison_stay_in_sight,
    test_the_comparison_can_be_filtered_by_group_and_text,
    test_the_theme_switch_recolours_drawings_and_live_figures,
    test_the_themes_script_waits_for_a_reader_and_then_starts_without_losing_the_key,
)
from tests.browser.test_tables import test_back_and_forward_take_choices_back_and_bring_them_again
from tests.conftest import PATIENCE_MS, watch


@pytest.fixture(scope="module")
def firefox(playwright):
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if not path:
        pytest.skip("no Firefox here: install firefox-esr, and reading is tested in it, too")
    chosen = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    yield chosen
    chosen.close()


@pytest.fixture(scope="module")
def context(firefox):
    with firefox.new_context() as made:
        made.set_default_timeout(PATIENCE_MS)
        yield made


@pytest.fixture
def open_page(context, site):
    """As the one for Chromium; always light, and with scripts."""
    pages = []

    def open_one(address: str = "", *, width: int = 1280, home: str = site.url):
        pages.append(context.new_page())
        watch(pages[-1], width)
        pages[-1].goto(home + address)
        return pages[-1]

    yield open_one
    pages[0].evaluate("localStorage.clear()")
    for page in pages:
        page.close()


CHOSEN = """() => [
  [...document.querySelectorAll(".md-content :is(select, input)")].map((each) => each.checked || each.value),
  [...document.querySelectorAll(".md-content :is(output, .answers-said, .samples-said, .guide-first)")]
    .map((each) => each.textContent),
  [...document.querySelectorAll(".md-content tr")].filter((row) => row.checkVisibility()).length,
]"""
CHOOSE = """(control) => {
  if (control.options) control.selectedIndex = control.options.length - 1;
  else control.checked = true;
  for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
}"""


@pytest.mark.parametrize(
    ("address", "choose", "is_kept"),
    [
        ("ecosystem/", "[name=status]", True),
        ("4b-performance/", ".answers [name=model]", True),
        ("samples/", "[name=task]", True),
        ("8-selection/", ".guide [name=task]", True),
        ("", ".guide-begin [name=task]", False),
    ],
)
def test_after_a_reload_what_is_chosen_and_what_is_shown_are_the_same(open_page, address, choose, is_kept):
    """Firefox gives a reloaded page the choices that it had, whatever its scripts then show."""
    page = open_page(address)
    awake(page)
    page.locator(".samples-result tr").first.wait_for() if address == "samples/" else None
    begin, control = page.evaluate(CHOSEN), page.locator(choose).last
    control.evaluate(CHOOSE)
    page.wait_for_function(f"begin => JSON.stringify(({CHOSEN})()) !== begin", arg=json.dumps(begin))
    chosen = page.evaluate(CHOSEN)
    page.reload()
    expected = json.dumps(chosen if is_kept else begin, separators=(",", ":"), ensure_ascii=False)
    page.wait_for_function(f"expected => JSON.stringify(({CHOSEN})()) === expected", arg=expected)
