"""What readers meet who use other means: a screen reader, a narrow and low window, large letters, forced colours."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.browser.test_reading import awake

LOW = {"width": 320, "height": 256}  # a window of 1280 × 1024 at 400 %
TABLES = """() => {
  const shown = [...document.querySelectorAll("table")].filter((table) => table.checkVisibility());
  const count = (selector) => shown.flatMap((table) => [...table.querySelectorAll(selector)]).length;
  return { table: shown.length, row: count("tr"), cell: count("td"), columnheader: count("thead th"), rowheader: count("tbody th") };
}"""  # noqa: E501
COVERED = """() => {
  let most = 0;
  for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
    scrollTo(0, y);
    const stays = (node) => node && (["sticky", "fixed"].includes(getComputedStyle(node).position) || stays(node.parentElement));
    const heights = [...Array(innerHeight / 4).keys()].filter((step) => stays(document.elementFromPoint(innerWidth / 2, step * 4)));
    most = Math.max(most, heights.length * 4);
  }
  return most;
}"""  # noqa: E501
HIDDEN_FOCUS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, label[tabindex], .md-main [tabindex='0']")]
  .filter((each) => {
    if (each.tabIndex < 0) return false;  // no key gets there
    each.focus();
    if (document.activeElement !== each) return false;
    const box = each.getBoundingClientRect();
    return box.right <= 0 || box.left >= innerWidth || !box.width || box.bottom <= 0 || box.top >= innerHeight;
  }).map((each) => each.outerHTML.slice(0, 90))"""  # noqa: E501
WITHOUT_RING = """() => [...document.querySelectorAll(".md-header :is(a, button), summary, th button, .fig-explore")].filter((each) => {
    if (each.tabIndex < 0) return false;
    each.focus({ focusVisible: true });
    return document.activeElement === each && getComputedStyle(each).outlineStyle === "none";
  }).map((each) => each.outerHTML.slice(0, 90))"""  # noqa: E501
INKS = """(selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).map((one) => {
  const style = getComputedStyle(one);
  return style.fill === "none" ? style.stroke : style.fill;
})"""
BAR_AND_FOLD = (
    "<div class='guide'><p class='balance'><span class='balance-for'><i class='is-tensorflow'></i></span></p></div>"
    "<details><summary>a</summary></details>"
)
LEAST_CONTRAST = 3
TRANSPARENT = "rgba(0, 0, 0, 0)"


def luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 :].rstrip(")").split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# --- the accessibility tree ---
@pytest.mark.parametrize("address", ["4a-implementation/", "claims/", "ecosystem/", "second-look/"])
def test_a_table_of_cards_has_all_of_its_rows_heads_and_cells_for_a_screen_reader(open_page, address):
    page = open_page(address, width=360)
    there = page.evaluate(TABLES)
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    assert there["cell"] > 10
    assert {role: roles[role] for role in there} == there


# --- a narrow and low window ---
def test_a_closed_drawer_holds_no_focus_and_a_key_opens_and_closes_it(open_page):
    page = open_page("claims/")
    page.set_viewport_size(LOW)
    page.wait_for_function("getComputedStyle(document.querySelector('.md-sidebar--primary')).visibility === 'hidden'")
    assert page.evaluate(HIDDEN_FOCUS) == []
    button = page.get_by_role("button", name="Navigation")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('.md-sidebar--primary')?.getBoundingClientRect().left >= 0")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('.opens-drawer')")
    assert button.get_attribute("aria-expanded") == "false"


def test_without_scripts_the_drawer_comes_with_the_focus(open_page):
    page = open_page("methods/", width=320, javascript=False)
    page.locator(".md-sidebar--primary .md-nav__list a").first.focus()
    assert page.locator(".md-sidebar--primary").evaluate(
        "(bar) => { bar.getAnimations().forEach((each) => each.finish()); return bar.getBoundingClientRect().left; }"
    ) == pytest.approx(0, abs=1)


@pytest.mark.parametrize("address", ["4a-implementation/", "8-selection/", "claims/perf-cnn-tf/"])
def test_what_stays_in_sight_leaves_a_low_window_to_the_text(open_page, address):
    page = open_page(address)
    page.set_viewport_size(LOW)
    assert page.evaluate(COVERED) <= LOW["height"] / 4


def test_the_focus_is_seen_before_the_themes_script_has_started(open_page):
    page = open_page("5-adoption/")
    assert page.evaluate(WITHOUT_RING) == []


@pytest.mark.parametrize("size", [20, 24, 32])
def test_large_letters_on_a_phone_leave_nothing_beside_the_page(open_page, site, size):
    page = open_page("404.html", width=360)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size}})
    wide = {}
    for address in ("", "changes/", "claims/perf-cnn-tf/", "ecosystem/tensorflow-lite/", "4a-implementation/"):
        page.goto(site.url + address)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > 360:
            wide[address] = needed
    assert wide == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_text_alone_at_twice_its_size_leaves_nothing_beside_the_page(open_page, site, width):
    page = open_page("404.html", width=width)
    wide = {}
    for address in ("", "what-ends/", "claims/perf-cnn-tf/", "ecosystem/tensorflow-lite/", "ecosystem/", MANY):
        page.goto(site.url + address)
        if (needed := page.evaluate(TWICE)) > width:
            wide[address] = needed
    assert wide == {}


MANY = "compare/instead-of-torchserve/"  # a table of seven columns
TWICE = """() => {
  const root = document.documentElement, size = parseFloat(getComputedStyle(root).fontSize);
  root.style.setProperty("font-size", `${2 * size}px`, "important");
  return root.scrollWidth;
}"""


# --- forced colours ---
@pytest.mark.parametrize(("system", "own"), [("dark", "default"), ("light", "slate"), ("dark", "slate")])
def test_marks_and_bars_stand_out_from_the_systems_ground_whatever_the_page_was_set_to(open_page, system, own):
    page = open_page("claims/perf-cnn-tf/")
    page.emulate_media(forced_colors="active", color_scheme=system)
    page.evaluate("(own) => { document.body.dataset.mdColorScheme = own; }", own)
    ground = {"dark": "rgb(0, 0, 0)", "light": "rgb(255, 255, 255)"}[system]
    inks = page.evaluate(INKS, ".fig-wide svg :is(text, path[stroke-width='2'], path[stroke-width='1.5'])")
    assert len(inks) > 20
    assert [ink for ink in inks if contrast(ink, ground) < LEAST_CONTRAST] == []
    page.evaluate("(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)", BAR_AND_FOLD)
    bar = page.locator(".balance i").evaluate("(bar) => getComputedStyle(bar).backgroundColor")
    arrow = page.locator("h1 ~ details summary").first.evaluate(
        "(each) => getComputedStyle(each, '::after').backgroundColor"
    )
    assert TRANSPARENT not in (bar, arrow)
    assert contrast(bar, ground) >= LEAST_CONTRAST and contrast(arrow, ground) >= LEAST_CONTRAST


# --- programs that read the head ---
def test_the_theme_takes_no_feed_for_a_translation(open_page, site):
    page = open_page("figures/bench-training/")
    awake(page)
    page.wait_for_load_state("networkidle")
    assert {url for url in page.requested if "sitemap" in url} <= {site.url + "sitemap.xml"}
    assert not page.complaints
