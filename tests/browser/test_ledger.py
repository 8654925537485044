"""The ledger in a real browser: choosing rows, sharing the choice, and verdicts in the text."""

from __future__ import annotations

from tests.browser.test_reading import activate, address_of

ROWS = "#claims-table tbody tr[data-status]"


def test_choosing_rows_changes_the_address_and_the_address_chooses_rows(open_page):
    page = open_page("claims/")
    page.locator('[name="verdict"]').select_option("outdated")
    page.locator('[name="kind"]').select_option("probed")
    shown = page.locator(f"{ROWS}:visible").evaluate_all(
        "all => all.map(row => [row.dataset.status, row.dataset.kind])"
    )
    assert shown and {tuple(pair) for pair in shown} == {("outdated", "probed")}
    assert "verdict=outdated" in address_of(page) and "kind=probed" in address_of(page)
    page.goto(address_of(page))
    page.wait_for_function("document.querySelector('[name=verdict]').value === 'outdated'")
    assert page.locator(f"{ROWS}:visible").count() == len(shown)
    page.locator('[name="text"]').fill("debug")
    assert 0 < page.locator(f"{ROWS}:visible").count() < len(shown)
    assert not page.complaints


def test_a_claim_in_the_text_shows_its_verdict_and_says_why_on_hover(open_page):
    page = open_page("4c-experience/")
    # one that needs a second look keeps its verdict's sign
    for selector in (
        "a.footnote-ref.verdict:not(.stale)",
        "a.footnote-ref.verdict.stale",
    ):
        if selector.endswith(".stale") and not page.locator(selector).count():
            continue  # nothing that this page cites needs one today
        assert page.locator(selector).first.evaluate(
            "element => getComputedStyle(element, '::before').content"
        ) not in (
            "none",
            "normal",
            "",
        )
    mark = page.locator("a.footnote-ref.verdict").first
    assert mark.evaluate("element => getComputedStyle(element, '::before').content") not in ("none", "normal", "")
    mark.hover()
    page.locator(".margin-note", has_text="Checked ").wait_for()
    page.locator(".margin-note a", has_text="Evidence").click()
    page.wait_for_url("**/claims/*/")
    page.locator(".claim-verdict .verdict").wait_for()  # the address changes before the page does


def test_a_mark_of_the_picture_leads_to_its_claim(open_page):
    page = open_page("claims/")
    activate(page, "#claims-by-section")
    page.locator("#claims-by-section .fig-live .textpoint text").first.click(force=True)
    page.locator("#claims-by-section .fig-mark a", has_text="The claim with its evidence").click()
    page.wait_for_url("**/claims/*/")


def test_the_ledger_is_whole_without_javascript(open_page):
    page = open_page("claims/", javascript=False)
    assert page.locator(f"{ROWS}:visible").count() == page.locator(ROWS).count() > 100
    assert not page.locator(".table-tools:visible").count()
