"""The large tables in a real browser: their width, what stays in sight, and choices that the address keeps."""

from __future__ import annotations

import csv

import pytest

from tests.browser.test_reading import address_of, awake
from tests.conftest import ROOT

COMPARISON = "4a-implementation/"
ROWS = "#comparison-table tbody tr:not(.group)"
CODE = "#comparison-table tbody code"
IDENTIFIERS = f"{CODE}:not(.with-address)"
BROKEN = """all => all.filter((code) => {
  const cell = code.closest("td, th").getBoundingClientRect();
  return code.getClientRects().length > 1 || code.getBoundingClientRect().right > cell.right;
}).map((code) => code.textContent)"""
LEAST_WIDTH = {1280: 900, 1600: 1200}


def shown(page, rows: str = ROWS) -> list[str]:
    return page.locator(f"{rows}:visible").evaluate_all("all => all.map((row) => row.id)")


def query_of(page) -> str:
    return page.evaluate("location.search")


def wait_for_rows(page, count: int) -> None:
    page.wait_for_function(
        "([rows, count]) => [...document.querySelectorAll(rows)].filter((row) => row.offsetParent).length === count",
        arg=[ROWS, count],
    )


# --- width ---
@pytest.mark.parametrize(("width", "least"), LEAST_WIDTH.items(), ids=str)
def test_the_comparison_has_the_pages_width_and_breaks_no_identifier(open_page, width, least):
    page = open_page(f"{COMPARISON}#comparison-table", width=width)
    table = page.locator("#comparison-table").bounding_box()
    assert table["width"] >= least
    assert page.locator(IDENTIFIERS).count() > 100
    assert page.locator(IDENTIFIERS).evaluate_all(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_identifier_sticks_out_where_a_narrower_screen_makes_cards(open_page):
    for width in (1199, 768, 320):
        page = open_page(f"{COMPARISON}#comparison-table", width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = BROKEN.replace("code.getClientRects().length > 1 || ", "")
        assert page.locator(CODE).evaluate_all(outside) == [], width


@pytest.mark.parametrize(
    ("address", "table"), [(COMPARISON, "comparison"), ("ecosystem/", "ecosystem"), ("claims/", "claims")]
)
def test_a_wide_table_covers_nothing_beside_the_text(open_page, address, table):
    page = open_page(address)
    start = page.locator(f".wide:has(#{table}-table)").bounding_box()
    beside = page.locator(".md-sidebar").evaluate_all(
        """all => all.map((bar) => [bar.getBoundingClientRect(), bar.querySelector(".md-nav")?.getBoundingClientRect()])
          .map(([bar, list]) => ({ left: bar.left, right: bar.right, bottom: list?.height ? list.bottom : 0 }))"""
    )
    right = start["x"] + start["width"]
    within = [bar for bar in beside if bar["left"] < right and bar["right"] > start["x"]]
    assert within  # that far the table reaches
    assert all(bar["bottom"] < start["y"] for bar in within)  # where nothing moves, the list ends above the table
    page.locator(f"#{table}-table tbody tr:not(.group)").nth(8).scroll_into_view_if_needed()
    page.wait_for_function(
        """(table) => {
          const frame = document.querySelector(`.wide:has(#${table}-table)`).getBoundingClientRect();
          const seen = [...document.querySelectorAll(".md-sidebar a")].filter((link) => link.checkVisibility({ visibilityProperty: true }));
          return !seen.some((link) => {
            const box = link.getBoundingClientRect();
            return box.width && box.bottom > Math.max(0, frame.top) && box.top < Math.min(innerHeight, frame.bottom) && box.right > frame.left && box.left < frame.right;
          });
        }""",  # noqa: E501
        arg=table,
    )


def test_the_name_of_a_tall_row_stays_below_the_head(open_page):
    page = open_page(f"{COMPARISON}#comparison-table")
    id = page.evaluate(
        """() => { // the row that is tallest beside its name, where the page can still scroll on
          const room = (row) => row.offsetHeight - row.querySelector(".stays").offsetHeight;
          const rows = [...document.querySelectorAll("#comparison-table tbody tr[id]:not(.group)")];
          return rows.slice(0, rows.length / 2).sort((a, b) => room(b) - room(a))[0].id;
        }"""
    )
    page.locator(f"#{id}").scroll_into_view_if_needed()
    page.evaluate("(id) => scrollBy(0, document.getElementById(id).getBoundingClientRect().top - 40)", id)
    page.wait_for_function(
        """(id) => {
          const head = document.querySelector("#comparison-table thead th").getBoundingClientRect();
          const row = document.getElementById(id).getBoundingClientRect();
          const name = document.querySelector(`#${id} .stays`).getBoundingClientRect();
          return row.top < head.bottom - 20 && name.top >= head.bottom - 12 && name.bottom <= row.bottom;
        }""",
        arg=id,
    )


# --- choices in the address ---
def test_choices_reach_the_address_and_the_address_brings_them_back(open_page):
    page = open_page(COMPARISON)
    page.locator("[name=group]").select_option("Deployment")
    page.locator("[name=find]").fill("onnx")
    page.locator("[name=differ]").check()
    page.locator("[name=columns][value=keras-jax]").uncheck()
    page.locator("#comparison-table th button").click()
    assert query_of(page) == "?group=deployment&find=onnx&differ=yes&columns=tensorflow,pytorch&sort=criterion"
    rows = shown(page)
    assert {"browser", "onnx"} <= set(rows) and "graph-compiler" not in rows
    for id in rows:
        assert "onnx" in page.locator(f"#{id}").text_content().lower(), id
    page.goto(address_of(page))
    wait_for_rows(page, len(rows))
    assert shown(page) == rows
    assert page.locator("[name=group]").input_value() == "deployment"
    assert page.locator("#comparison-table thead th:visible").all_text_contents() == [
        "Criterion", "TensorFlow", "PyTorch",
    ]  # fmt: skip
    assert page.locator("#comparison-table th[aria-sort=ascending]").count() == 1
    assert not page.complaints


def test_back_and_forward_take_choices_back_and_bring_them_again(open_page):
    page = open_page(COMPARISON)
    awake(page)
    page.evaluate("window.stayed = document.querySelector('#comparison-table')")
    every = len(shown(page))
    page.locator("[name=group]").select_option("Deployment")
    some = len(shown(page))
    page.locator("[name=differ]").check()
    few = len(shown(page))
    page.locator("[name=columns][value=pytorch]").uncheck()
    assert few <= some < every
    page.go_back()
    page.locator("#comparison-table thead .is-pytorch").wait_for()
    page.go_back()
    wait_for_rows(page, some)
    page.go_back()
    wait_for_rows(page, every)
    assert query_of(page) == "" and page.locator("[name=group]").input_value() == ""
    page.go_forward()
    wait_for_rows(page, some)
    assert query_of(page) == "?group=deployment"
    assert page.evaluate("window.stayed === document.querySelector('#comparison-table')")  # nobody loaded it again
    assert not page.complaints


def test_links_within_the_page_keep_what_is_chosen(open_page):
    page = open_page(f"{COMPARISON}?columns=pytorch,tensorflow")
    awake(page)
    page.locator("[name=differ]").check()
    rows = shown(page)
    page.evaluate("window.stayed = document.querySelector('#comparison-table')")
    page.locator(".jump a", has_text="Ecosystem").click()
    page.wait_for_function("location.hash === '#ecosystem'")
    assert query_of(page) == "?differ=yes&columns=tensorflow,pytorch"
    assert shown(page) == rows
    assert page.evaluate("window.stayed === document.querySelector('#comparison-table')")


def test_a_link_to_a_row_that_is_filtered_out_shows_it(open_page):
    page = open_page(f"{COMPARISON}?group=execution#onnx")
    page.locator("#onnx").wait_for()
    page.wait_for_function("document.querySelector('#onnx').getBoundingClientRect().top < innerHeight")
    assert query_of(page) == "" and page.locator("[name=group]").input_value() == ""


def test_names_that_nobody_knows_choose_nothing(open_page):
    page = open_page(f"{COMPARISON}?group=Nowhere&columns=mxnet&differ=perhaps&sort=price&other=1")
    page.locator(ROWS).first.wait_for()
    assert len(shown(page)) == page.locator(ROWS).count()
    assert page.locator("#comparison-table thead th:visible").count() == 4
    assert not page.locator(".show-all").is_visible()
    page.locator("[name=differ]").check()
    assert query_of(page) == "?other=1&differ=yes"


def test_where_nothing_is_left_show_all_brings_everything_back(open_page):
    page = open_page(COMPARISON)
    every, button = len(shown(page)), page.get_by_role("button", name="Show all")
    assert not button.is_visible()
    page.locator("[name=find]").fill("no such word anywhere")
    assert page.locator(".table-tools output").text_content().startswith(f"0 of {every} shown")
    assert button.bounding_box()["height"] >= 24
    button.click()
    wait_for_rows(page, every)
    assert query_of(page) == "" and not button.is_visible()
    assert page.evaluate("document.activeElement.closest('.table-tools') !== null")


def test_words_of_the_tool_line_and_of_hidden_columns_are_not_found(open_page):
    page = open_page(COMPARISON)
    page.locator("[name=find]").fill("report")
    assert 0 < len(shown(page)) < page.locator(ROWS).count() / 2
    page.locator("[name=find]").fill("GradientTape")
    assert shown(page) == ["autodiff"]
    page.locator("[name=columns][value=tensorflow]").uncheck()
    assert shown(page) == []


def test_one_column_always_stays(open_page):
    page = open_page(COMPARISON)
    boxes = page.locator("[name=columns]")
    for box in boxes.all()[:2]:
        box.uncheck()
    boxes.nth(2).click()
    assert boxes.nth(2).is_checked()
    assert page.locator("#comparison-table thead th:visible").count() == 2


def test_only_rows_that_differ_are_those_of_the_data(open_page):
    page = open_page(COMPARISON)
    page.locator("[name=differ]").check()
    rows = shown(page)
    with (ROOT / "data" / "comparison_criteria.csv").open(encoding="utf-8", newline="") as file:
        assert rows == [row["id"] for row in csv.DictReader(file) if row["differs"] == "yes"]
    assert page.locator(f"{ROWS}:visible .alike").count() == 0
    assert f"{len(rows)} rows" in page.locator("label:has([name=differ])").text_content()


@pytest.mark.parametrize(("address", "column"), [("ecosystem/", "release"), ("claims/", "verdict")])
def test_an_order_stands_in_the_address_and_a_third_click_ends_it(open_page, address, column):
    page = open_page(address)
    rows = "table.large tbody tr:not(.group)"
    before, button = shown(page, rows), page.locator(f"th button[value={column}]")
    button.click()
    assert query_of(page) == f"?sort={column}"
    button.click()
    assert query_of(page) == f"?sort=-{column}"
    turned = shown(page, rows)
    assert turned != before and sorted(turned) == sorted(before)
    page.goto(address_of(page))
    page.locator("th[aria-sort=descending]").wait_for()
    assert shown(page, rows) == turned
    page.locator(f"th button[value={column}]").click()
    assert shown(page, rows) == before and query_of(page) == ""


def test_a_kind_of_change_is_chosen_by_the_address_and_a_step_back_shows_all(open_page):
    page, rows = open_page("changes/?kind=cell"), "#changes-table tbody tr[data-kind]"
    page.locator(".show-all").wait_for()
    kinds = "all => [...new Set(all.filter((row) => row.offsetParent).map((row) => row.dataset.kind))]"
    assert page.locator(rows).evaluate_all(kinds) == ["cell"]
    page.locator("[name=kind]").select_option("verdict")
    assert (query_of(page), page.locator(rows).evaluate_all(kinds)) == ("?kind=verdict", ["verdict"])
    page.reload()
    page.locator(".show-all").wait_for()
    assert page.locator(rows).evaluate_all(kinds) == ["verdict"]
    page.go_back()
    page.wait_for_function("location.search === '?kind=cell'")
    page.locator(f"{rows}[data-kind=cell]:visible").first.wait_for()
    assert page.locator(rows).evaluate_all(kinds) == ["cell"] and page.locator("[name=kind]").input_value() == "cell"
    assert not page.complaints
