"""What readers' browsers bring: no storage, keys held down, strange addresses, other languages, paper, no server."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.browser.test_reading import FIGURE, activate, address_of, awake, colour

SCHEME = "document.body.dataset.mdColorScheme"
STORAGE = {
    "blocked": """for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } })""",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    "of an earlier theme": "Storage.prototype.getItem = () => '\"constructor\"'",
}


def reopened(page, script: str, address: str):
    """The page with a script that runs before all others."""
    page.add_init_script(script)
    page.goto(address)
    return page


@pytest.mark.parametrize("storage", STORAGE.values(), ids=STORAGE)
def test_whatever_a_browser_keeps_the_scheme_is_the_systems_and_can_be_switched(open_page, site, storage):
    page = reopened(open_page("9-outlook/", dark=True), storage, site.url + "1-evolution/")
    assert page.evaluate(SCHEME) == "slate"
    awake(page)
    page.locator(".scheme-switch").click()
    assert page.evaluate(SCHEME) == "default" and colour(page, "html", "colorScheme") == "light"
    assert not page.complaints


def test_with_storage_blocked_a_live_figure_has_the_ink_of_its_scheme(open_page, site):
    page = reopened(open_page("9-outlook/", dark=True), STORAGE["blocked"], site.url + "5-adoption/")
    activate(page)
    ink = f"{FIGURE} .fig-live .annotation-text"
    before = colour(page, ink)
    page.emulate_media(color_scheme="light")
    page.wait_for_function(
        "([selector, old]) => getComputedStyle(document.querySelector(selector)).fill !== old", arg=[ink, before]
    )
    assert page.evaluate(SCHEME) == "default"
    assert not page.complaints


def test_a_choice_in_another_tab_counts_here_and_after_a_way_back(open_page):
    page, other = open_page("1-evolution/"), open_page("9-outlook/")
    other.locator(".scheme-switch").click()
    page.wait_for_function(f"{SCHEME} === 'slate'")
    page.evaluate("document.body.dataset.mdColorScheme = 'default'")  # as in a page that was kept aside
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.evaluate(SCHEME) == "slate"


# --- keys ---
PRESS = """([first, key, held]) => {
  const press = (key, held) => document.body.dispatchEvent(new KeyboardEvent("keydown",
    { key, bubbles: true, cancelable: true, ...Object.fromEntries(held.map((name) => [name, true])) }));
  if (first) press(first, []);
  return press(key, held);
}"""
HELD = ["ctrlKey", "metaKey", "altKey", "modifierAltGraph", "isComposing", "repeat"]


@pytest.mark.parametrize("is_awake", [False, True])
def test_with_a_key_held_down_a_letter_is_the_browsers(open_page, is_awake):
    page = open_page("5-adoption/")
    page.evaluate("window.stayed = true")
    if is_awake:
        awake(page)
    for held, key in itertools.product(HELD, "pn/fs"):
        assert page.evaluate(PRESS, ["", key, [held]]), (held, key)
    awake(page)
    page.keyboard.press("Escape")  # the theme acts on keys in their order
    assert page.evaluate("[window.stayed, document.activeElement.name]") == [True, None]
    assert address_of(page).endswith("/5-adoption/")


@pytest.mark.parametrize("first", ["", "Shift"])
def test_the_last_key_before_the_themes_script_is_not_lost(open_page, first):
    page = open_page("1-evolution/")
    assert (
        page.evaluate(PRESS, [first, "/", ["shiftKey"] if first else []]) is False
    )  # a browser searches the page with it
    page.wait_for_function("document.activeElement.name === 'query'")


@pytest.mark.parametrize("held", ["Shift", "Control"])
def test_a_click_with_a_key_opens_another_page_beside_this_one(open_page, held):
    page = open_page("5-adoption/")
    awake(page)
    with page.context.expect_page() as opened:
        page.locator(".md-footer__link--next").click(modifiers=[held])
    opened.value.close()
    assert address_of(page).endswith("/5-adoption/")


# --- addresses ---
ADDED = "utm_source=x&fbclid=IwAR0&gclid=1&ref=browser&msclkid=&=&&h=%E0%A4%A&%E0%A4%A=1&constructor=2"


@pytest.mark.parametrize("address", ["8-selection/", "samples/"])
def test_what_others_add_to_an_address_changes_and_says_nothing(open_page, address):
    texts = []
    for query in ("", f"?{ADDED}#%E0%A4%A"):
        page = open_page(address + query)
        awake(page)
        if address == "samples/":
            page.locator(".samples-result tr").first.wait_for()
        if address == "8-selection/":
            page.locator(".guide[data-ready]").wait_for()
        texts.append(page.locator(".md-content").text_content())
        assert not page.complaints
    assert texts[0] == texts[1]


def test_an_address_cut_within_a_sign_still_filters_and_opens_the_figure(open_page):
    page = open_page("ecosystem/?status=maintenance&status=&status=x#%E0%A4%A")
    assert 0 < page.locator("#ecosystem-table tbody tr:visible").count() < 96
    activate(page, "#ecosystem-status")
    assert not page.complaints


def test_copied_links_hold_what_was_chosen_and_nothing_that_others_added(open_page):
    page = open_page(f"8-selection/?{ADDED}&task=vision")
    page.locator(".guide.is-answered").wait_for()
    page.emulate_media(media="print")
    assert "8-selection/?task=vision ·" in page.locator(".guide-address").inner_text()
    page = open_page("figures/adoption-downloads/?utm_source=x&view=table")
    page.locator("figure.as-table").wait_for()
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator("[data-copy=copy-link]").first.click()
    page.wait_for_function("window.copied")
    assert page.evaluate("window.copied").endswith("/figures/adoption-downloads/?view=table")


def test_empty_answers_in_an_address_of_samples_are_no_choice_and_unknown_ones_are_not_shown_as_others(open_page):
    page = open_page("samples/?environment=&workload=&task=")
    page.locator(".samples-result tr").first.wait_for()
    page = open_page("samples/?workload=no-such-model")
    page.locator(".samples-said", has_text="No run fits this address.").wait_for()
    assert page.locator("[name=workload]").input_value() == ""


# --- translation ---
TRANSLATE = """() => {
  const walker = document.createTreeWalker(document.querySelector(".md-content"), NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (!node.data.trim() || node.parentElement.closest('[translate="no"], script')) continue;
    if (node.parentElement.matches("option, textarea")) { node.data = `«${node.data}»`; continue; }
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = `«${node.data}»`;
    outer.append(inner);
    node.replaceWith(outer);
  }
}"""
"""As a browser does it: other words, in elements of its own."""


@pytest.mark.parametrize("address", ["ecosystem/", "claims/"])
def test_a_translated_table_is_filtered_and_sorted_as_before(open_page, address):
    page = open_page(address)
    select, search = page.locator(".table-tools select").first, page.locator("[data-filter=text]")
    sort = page.locator("th[aria-sort] button").first
    seen = []
    for translated in (False, True):
        if translated:
            page.evaluate(TRANSLATE)
        select.select_option(index=2)
        sort.click()
        seen.append(
            [page.locator("table.large tbody tr:visible").count(), page.locator(".table-tools output").inner_text()]
        )
        sort.click()
        sort.click()
        select.select_option(index=0)
        search.fill("«" if translated else "e")
        assert page.locator("table.large tbody tr:not(.group):visible").count() > 20
        search.fill("")
    assert seen[0] == seen[1] and seen[0][0] > 0
    assert not page.complaints


def test_a_translated_guide_answers_as_before(open_page):
    page = open_page("8-selection/")
    page.locator(".guide[data-ready]").wait_for()
    page.evaluate(TRANSLATE)
    page.locator(".guide-weights summary").click()
    page.locator("[name=weight-upkeep]").select_option(index=0)
    page.locator("[data-option=task-vision]").check()
    page.locator(".guide.is-answered").wait_for()
    assert "weight-upkeep=" in address_of(page) and "«" not in address_of(page) and "%C2%AB" not in address_of(page)
    assert not page.complaints


def test_every_choice_has_a_value_apart_from_its_words(site):
    lacking = {
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("index.html")
        if re.search(r"<option(?![^>]*\bvalue=)", path.read_text(encoding="utf-8"))
    }
    assert lacking == set()


def test_names_and_code_are_not_translated(open_page):
    page = open_page("ecosystem/")
    assert page.locator("#netron th a").get_attribute("translate") == "no"
    page = open_page("figures/adoption-downloads/")
    assert page.locator(".md-content code").count() == page.locator(".md-content code[translate=no]").count() > 0


# --- opened as a file ---
@pytest.mark.parametrize("address", ["", "8-selection/", "figures/adoption-downloads/"])
def test_a_page_opened_as_a_file_says_what_it_cannot_do_and_its_links_lead_to_pages(open_page, site, address):
    page = open_page(f"{address}index.html", home=f"{site.folder.as_uri()}/")
    page.locator(".as-file", has_text="python3 -m http.server").wait_for()
    assert not page.locator(".fig-explore:visible, .md-search:visible, .samples form:visible").count()
    folders = page.locator("a[href]").evaluate_all(
        "all => all.map((link) => link.href).filter((href) => href.startsWith('file:') && /[/]([?#]|$)/.test(href))"
    )
    assert folders == []
    page.mouse.move(5, 5)
    page.locator(".md-footer__link").last.click()
    page.wait_for_url("file://**/index.html")
    page.locator(".as-file").wait_for()


def test_a_table_opened_as_a_file_is_filtered(open_page, site):
    page = open_page("ecosystem/index.html", home=f"{site.folder.as_uri()}/")
    page.locator("[data-filter=status]").select_option("archived")
    assert page.evaluate("location.search") == "?status=archived"
    page.reload()
    assert (
        page.locator(".table-tools output")
        .text_content()
        .startswith(f"{page.locator('#ecosystem-table tbody tr:visible').count()} of ")
    )


# --- a file that does not arrive ---
def test_answers_whose_script_does_not_load_are_all_shown(open_page, site):
    page = open_page()
    page.route("**/answers.js", lambda route: route.abort())
    page.goto(site.url + "4b-performance/")
    page.locator(".answers-said", has_text="here is every combination").wait_for()
    assert page.locator(".answers tbody").count() == page.locator(".answers tbody:visible").count() > 1


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("**/assets/samples.js", "The script that reads the runs did not load: reload the page to try again."),
        ("**/samples.csv.gz", "did not arrive; reload the page to try again."),
    ],
)
def test_samples_that_do_not_arrive_say_so_in_plain_words(open_page, site, lost, said):
    page = open_page()
    page.route(lost, lambda route: route.abort())
    page.goto(site.url + "samples/")
    page.mouse.move(5, 5)
    page.locator(".samples-said", has_text=said).wait_for()


@pytest.mark.parametrize("lost", ["first.js", "site.js"])
def test_a_page_without_one_of_its_scripts_can_be_read(open_page, site, lost):
    page = open_page()
    page.route(f"**/{lost}", lambda route: route.abort())
    page.goto(site.url + "5-adoption/")
    assert page.locator(f"{FIGURE} .fig-wide svg").is_visible() and page.locator(".in-short").is_visible()
    page.locator("nav a", has_text="7 PyTorch's momentum").first.dispatch_event("click")
    page.wait_for_url("**/7-momentum/")


# --- paper ---
def test_a_live_figure_on_a_dark_screen_is_printed_in_dark_ink(open_page):
    page = open_page("5-adoption/", dark=True)
    activate(page)
    page.emulate_media(media="print")
    assert page.locator(f"{FIGURE} .fig-wide svg").is_visible()
    assert not page.locator(f"{FIGURE} .fig-live").is_visible()
