"""The whole site on a host that sends the line in docs/maintaining.md, ``Content-Security-Policy: default-src 'self'``:
nothing is blocked or lost.
"""

from __future__ import annotations

import functools
import re

import pytest

from tests.browser.test_reading import FIGURE, activate, awake, colour, settled

PAGES = [
    "", "4b-performance/", "4a-implementation/", "ecosystem/", "claims/", "claims/perf-cnn-tf/",
    "figures/adoption-downloads/", "8-selection/", "samples/", "api/", "404.html",
]  # fmt: skip
LOOKS = [
    "fill",
    "stroke",
    "strokeWidth",
    "strokeDasharray",
    "opacity",
    "fontSize",
    "fontWeight",
    "position",
    "shapeRendering",
]
LOOK_OF = "(all, names) => all.map((node) => names.map((name) => getComputedStyle(node)[name]).join())"


@pytest.fixture
def open_strictly(open_page, strict_url):
    return functools.partial(open_page, home=strict_url)


@pytest.mark.parametrize(
    ("address", "dark"), [*((address, False) for address in PAGES), ("figures/adoption-downloads/", True)]
)
def test_nothing_is_blocked_on_a_page_of_each_kind(open_strictly, address, dark):
    page = open_strictly(address, dark=dark)
    awake(page)
    assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
    if page.locator(".fig-explore").count():
        page.locator(".fig-explore").first.click()
        page.locator(".fig-draw.is-live .main-svg").first.wait_for()
    settled(page)
    assert not page.complaints
    assert page.locator("style").count() == 0


@pytest.mark.parametrize("address", ["figures/adoption-downloads.svg", "badge/perf-cnn-tf.svg"])
def test_a_drawing_and_a_badge_can_be_opened_on_their_own(open_strictly, address):
    page = open_strictly(address)
    settled(page)
    assert not [said for said in page.complaints if "404" not in said]  # a browser asks for an icon of its own


def test_a_frozen_drawing_has_its_lines_in_light_and_dark(open_strictly, site):
    frozen = next((site.folder / "figures").glob("adoption-downloads.*.svg"))
    assert re.search(r"\.[0-9a-f]{10}\.svg$", frozen.name)
    for dark, ink in ((False, "rgb(180, 83, 9)"), (True, "rgb(253, 186, 116)")):
        page = open_strictly(f"figures/{frozen.name}", dark=dark)
        line = page.locator("g > path").first
        assert line.evaluate("node => [getComputedStyle(node).fill, getComputedStyle(node).stroke]") == ["none", ink]


def test_the_search_finds_something(open_strictly):
    page = open_strictly("1-evolution/")
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.name === 'query'")
    page.keyboard.type("Netron")
    page.locator(".md-search-result__link").first.wait_for()
    settled(page)
    assert not page.complaints


def test_the_chosen_scheme_is_there_before_anything_is_painted_and_moves_nothing(open_strictly):
    page = open_strictly("5-adoption/")
    page.locator(".scheme-switch").click()
    page.add_init_script("""
      const look = () => {
        if (!document.body) return requestAnimationFrame(look);
        window.first ??= [document.body.dataset.mdColorScheme, performance.getEntriesByType("paint").length];
      };
      requestAnimationFrame(look);
      window.shifts = [];
      const element = ({ node }) => node?.closest ? node : node?.parentElement;
      const told = (node) => { if (!node?.closest("td, th")) window.shifts.push(node?.outerHTML.slice(0, 200)); };
      new PerformanceObserver((list) => list.getEntries().forEach(({ sources }) => sources.map(element).forEach(told)))
        .observe({ type: "layout-shift", buffered: true });
    """)  # not cells: the columns of a table find their width while its rows arrive
    busy = page.context.new_cdp_session(page)
    busy.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.reload()
    settled(page)
    assert page.evaluate("window.first") == ["slate", 0]
    assert page.evaluate("window.shifts") == []
    assert colour(page, "html", "colorScheme") == "dark"
    assert not page.complaints


@pytest.mark.parametrize("width", [1280, 390])
def test_icons_of_the_style_sheet_are_painted(open_strictly, width):
    page = open_strictly("5-adoption/", width=width)
    awake(page)
    painted = page.evaluate("""() => [...document.querySelectorAll("*")].flatMap((node) => ["::before", "::after"]
      .map((part) => getComputedStyle(node, part))
      .filter((style) => style.content !== "none" && style.maskImage.startsWith("url") && node.getClientRects().length)
      .map((style) => [style.maskImage.slice(5, -2), parseFloat(style.width) * parseFloat(style.height)]))""")
    assert painted and all(area > 0 for _, area in painted)
    for address in {address for address, _ in painted}:
        assert page.evaluate(
            (
                "async (address) => { const image = new Image(); image.src = address; await "
                "image.decode(); return image.width; }"
            ),
            address,
        )
    settled(page)
    assert not page.complaints


def looks(page, selector: str) -> list[str]:
    return page.locator(selector).evaluate_all(LOOK_OF, LOOKS)


@pytest.mark.parametrize(
    ("address", "figure", "dark"),
    [
        ("figures/adoption-downloads/", FIGURE, False),
        ("embed/adoption-downloads/", FIGURE, True),
        ("claims/mem-cpu-pt-higher/", ".fig", True),
    ],
)
def test_lines_stay_lines_before_and_after_a_figure_is_touched(open_page, strict_url, address, figure, dark):
    seen = []
    for home in ({}, {"home": strict_url}):
        page = open_page(address, dark=dark, **home)
        still = looks(page, f"{figure} .fig-wide svg *")
        activate(page, figure)
        seen.append((still, looks(page, f"{figure} .fig-live :is(path, text, tspan, svg)")))
    lenient, strict = seen
    assert len(strict[0]) > 20 and len(strict[1]) > 10
    assert strict == lenient
    assert any(look.startswith("none,rgb") for look in strict[0]), "a line is a line"
    assert any(",700," in look for look in strict[1]), "a heading is bold"


@pytest.mark.parametrize(("width", "shown"), [(800, "fig-wide"), (390, "fig-narrow")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_embed_shows_one_drawing_in_the_scheme_that_its_address_asks_for(open_strictly, width, shown, theme):
    page = open_strictly(f"embed/adoption-downloads/?theme={theme}", width=width)
    drawings = page.locator(".fig-wide svg, .fig-narrow svg")
    visible = [drawing for drawing in drawings.all() if drawing.is_visible()]
    assert len(visible) == 1 and visible[0].evaluate("node => node.parentElement.className") == shown
    assert colour(page, "body", "backgroundColor") == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 25, 34)"}[theme]


def test_the_guide_answers_and_its_bars_have_lengths(open_strictly):
    page = open_strictly("8-selection/")
    lengths = "all => all.map((node) => node.getBoundingClientRect().width)"
    page.locator(".guide .pills label:visible").nth(1).click()
    page.locator(".guide .guide-steps summary").first.click()
    page.locator(".guide .balance i").first.wait_for()
    assert re.match("Look first at|Either|Any", page.locator(".guide .guide-first").text_content())
    assert min(page.locator(".guide details[open] .balance i").evaluate_all(lengths)) > 5
    assert not page.complaints


def test_tables_are_filtered_and_sorted_and_samples_are_listed(open_strictly):
    page = open_strictly("ecosystem/")
    page.locator("[data-filter=text]").fill("Netron")
    assert 0 < page.locator("#ecosystem-table tbody tr:visible").count() < 5
    page.locator("#ecosystem-table th button").first.click()
    assert page.locator("#ecosystem-table th[aria-sort=ascending]").count() == 1
    assert not page.complaints
    page = open_strictly("samples/")
    page.mouse.move(5, 5)
    page.locator(".samples svg path").first.wait_for()
    assert colour(page, ".samples svg path") == "none"
    assert not page.complaints


# --- Plotly's own style sheet ---
def test_a_figure_keeps_its_look_after_another_page_was_visited(open_page):
    page = open_page("5-adoption/")
    awake(page)
    activate(page)
    page.locator("nav a", has_text="7 PyTorch's momentum").first.click()
    page.locator("#system-downloads").wait_for()
    activate(page, "#system-downloads")
    layers = page.locator("#system-downloads .main-svg")
    assert set(layers.evaluate_all("all => all.map((node) => getComputedStyle(node).position)")) == {"absolute"}
    assert not page.complaints


@pytest.mark.parametrize(("address", "figure"), [("5-adoption/", FIGURE), ("4b-published/", "#accuracy-pair")])
def test_the_site_has_each_rule_that_plotly_would_write_for_what_it_draws(open_page, site, address, figure):
    page = open_page(address)
    activate(page, figure)
    blank = open_page("404.html")
    blank.evaluate("document.querySelector('.no-inline-styles').id = 'no longer Plotly\\'s'")
    blank.add_script_tag(path=str(site.folder / "assets" / "plotly.min.js"))
    rules = blank.evaluate(
        "[...document.getElementById('plotly.js-style-global').sheet.cssRules].map((rule) => "
        "[rule.selectorText, rule.style.cssText])"
    )
    used = [rule for rule in rules if page.evaluate("(selector) => Boolean(document.querySelector(selector))", rule[0])]
    ours = page.evaluate(
        "[...document.styleSheets[0].cssRules].filter((rule) => rule.selectorText).map((rule) => "
        "[rule.selectorText, rule.style.cssText])"
    )
    assert len(used) > 3
    assert [rule for rule in used if rule not in ours] == []
