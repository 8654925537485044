"""Our measurements in a real browser: another environment, the runs behind a number, and a reader's own files."""

from __future__ import annotations

import csv
import re

import pytest

from tests.browser.axe import COLOURS_ALONE, violations
from tests.browser.test_reading import activate, address_of

PAGE = "4b-conditions/"
TRAINING = "#bench-training"


def environments(site) -> list[str]:
    return sorted(path.name for path in (site.folder / "data" / "benchmarks").iterdir())


def rows_of(site, figure: str) -> list[dict[str, str]]:
    with (site.folder / "figures" / f"{figure}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_selector_leads_to_the_same_page_about_another_environment(open_page, site):
    page = open_page(PAGE)
    other = page.locator(".environments a:not([aria-current])").first
    name = other.text_content()
    # "change" beside a figure leads to the selector
    page.locator(f"{TRAINING} .fig-unit a[href='#environments']").click()
    page.wait_for_function("document.querySelector('.environments').getBoundingClientRect().top < 300")
    other.click()
    page.locator(".environments a[aria-current]", has_text=re.compile(f"^{re.escape(name)}$")).wait_for()
    title = re.split(r";| \(", name)[0]
    assert title in page.locator("h1").text_content()
    unit = page.locator(f"{TRAINING} .fig-unit").text_content()
    assert f"· machine {title[0]} (" in unit, "the letter: a figure above names it"
    activate(page, TRAINING)
    assert not page.complaints


# --- the runs behind a number ----------------------------------------------------------------------------------------
def follow_first_row(page) -> None:
    page.locator(f"{TRAINING} summary").first.click()
    page.locator(f"{TRAINING} td a").first.click()
    page.locator(".samples-result section").nth(1).wait_for()


def test_a_row_of_a_figure_leads_to_its_runs(open_page, site):
    page = open_page(PAGE)
    follow_first_row(page)
    expected = rows_of(site, "bench-training")[0]
    ask = (
        "node => [node.querySelector('h2').textContent, node.querySelector('p').textContent, "
        "node.querySelectorAll('tbody tr').length]"
    )
    shown = [section.evaluate(ask) for section in page.locator(".samples-result section").all()]
    assert [title.split(",")[0] for title, *_ in shown] == ["PyTorch eager", "TensorFlow tf.function"]
    for (_title, about, count), framework in zip(shown, ("pytorch", "tensorflow"), strict=True):
        assert float(re.search(r"([\d.,]+) ms", about)[1].replace(",", "")) == pytest.approx(
            float(expected[f"{framework}_ms"]), rel=2e-3
        )
        assert count >= int(expected["rounds"])
    assert page.locator(".samples-result svg path").first.get_attribute("d").count("M") > 10
    assert not page.complaints
    assert violations(page) + violations(page, COLOURS_ALONE) == []


def test_a_mark_of_an_interactive_figure_leads_to_its_runs(open_page):
    page = open_page(PAGE)
    activate(page, TRAINING)
    page.locator(f"{TRAINING} .fig-live .points path").first.click(force=True)
    page.locator(f"{TRAINING} .fig-mark a", has_text="The runs behind it").click()
    page.wait_for_url("**/samples/?environment=*")
    page.locator(".samples-result section").first.wait_for()


def test_all_runs_can_be_chosen_and_the_address_says_what_is_shown(open_page, site):
    page = open_page("samples/")
    page.mouse.move(200, 300)  # the files are read once somebody is there
    page.locator(".samples-result section").first.wait_for()
    page.locator('[name="workload"]').select_option("lstm")
    page.locator("h2", has_text="lstm").first.wait_for()
    assert "workload=lstm&task=training" in address_of(page)
    assert page.locator(".samples-result h2", has_text="twin").count()
    page.locator('[name="environment"]').select_option(index=1)
    page.wait_for_function(
        "[...document.querySelectorAll('[name=environment] option')][1].selected && "
        "location.search.includes('workload=lstm')"
    )
    page.goto(address_of(page))
    page.locator("h2", has_text="lstm").first.wait_for()
    assert not page.complaints


def test_a_comparison_of_two_sweeps_leads_to_the_runs_of_both(open_page, site):
    page = open_page(PAGE)
    row = rows_of(site, "bench-repeat")[0]
    page.locator("#bench-repeat summary").first.click()
    page.locator("#bench-repeat td a").first.click()
    page.locator(".samples-result section").nth(1).wait_for()
    runs = page.locator(".samples-result td:last-child").all_text_contents()
    assert {run.split("-")[0] for run in runs} == {row["sweep_1"], row["sweep_2"]}
    page.goto(address_of(page).replace(f"{row['sweep_1']},{row['sweep_1']}", f"{row['sweep_2']},{row['sweep_2']}"))
    page.locator(".samples-result section").nth(1).wait_for()
    assert {run.split("-")[0] for run in page.locator(".samples-result td:last-child").all_text_contents()} == {
        row["sweep_2"]
    }


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("environment=no-such", "Not read: no environment no-such."),
        ("workload=mlp&framework=pytorch&mode=xla", "No run fits this address."),
    ],
)
def test_an_address_without_runs_says_so(open_page, query, said):
    page = open_page(f"samples/?{query}")
    page.locator(".samples-said", has_text=said).wait_for()


# --- a reader's own files --------------------------------------------------------------------------------------------
def test_our_own_files_give_our_own_ratios_and_are_sent_nowhere(open_page, site):
    page = open_page("4b-performance/")
    environment = re.search(
        r"data/benchmarks/([^/]+)/", page.locator("#bench-memory .fig-sources a").first.get_attribute("href")
    )[1]
    folder = site.folder / "data" / "benchmarks" / environment
    page.locator(".compare input").set_input_files([folder / "runs.csv", folder / "samples.csv.gz"])
    page.locator(".compare-result table").wait_for()
    rows = page.locator(".compare-result tbody tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert len(rows) >= 10
    for _name, _task, yours, _rounds, says, ours, ours_says in rows:
        assert (yours, says) == (ours, ours_says)  # computed here and in the build
    assert not [url for url in page.requested if "runs.csv" in url or not url.startswith(site.url)]
    assert not page.complaints
    tool = (".compare",)  # the rest of this large page is as it was
    assert violations(page, within=tool) + violations(page, COLOURS_ALONE, tool) == []


OWN_CONTROLS = {  # microseconds of a twin: what our tool says of the pair, and of the band
    1000: ("TensorFlow faster", "A tie lies within 10 % in your file (1 control of its own)"),
    2500: ("tie", "A tie lies within 150 % in your file (1 control of its own)"),
    None: ("TensorFlow faster", "A tie lies within 10 % in your file (no controls of its own, so the least band)"),
}


def six_rounds(twin_us: int | None) -> dict[str, bytes]:
    """PyTorch takes 1.4 times as long in each of its six rounds; a twin that differs makes that a tie."""
    fixed = "mlp,training,cpu,float32,default,0,128"
    head = "id,status,sweep,round,framework,mode,variant,workload,task,device,precision,layout,threads,batch_size"
    contestants = [("pytorch", "eager", "plain", 1400), ("tensorflow", "tf.function", "plain", 1000)]
    contestants += [("tensorflow", "tf.function", "twin", twin_us)] if twin_us else []
    runs, samples = [head], ["run_id,step_time_us"]
    for number in range(1, 7):
        for framework, mode, variant, us in contestants:
            id = f"r{number}-{framework}-{variant}"
            runs.append(f"{id},ok,s,{number},{framework},{mode},{variant},{fixed}")
            samples.append(f"{id},{us} {us}")
    return {"runs.csv": "\n".join(runs).encode(), "samples.csv": "\n".join(samples).encode()}


def give(page, files: dict[str, bytes]) -> None:
    page.locator(".compare input").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content} for name, content in files.items()]
    )


NO_FILES = {
    "two files are needed": {"runs.csv": b"id\n1\n"},
    "runs.csv is empty": {"runs.csv": b"", "samples.csv.gz": b""},
    "is not a file of runs: no column sweep": {"runs.csv": b"id,status\n1,ok\n", "samples.csv.gz": b"x"},
}


def test_files_that_are_none_say_what_is_wrong_and_a_readers_file_is_judged_by_its_own_controls(open_page):
    """One reader tries them one after another; each says something else than the one before."""
    page = open_page("4b-performance/")
    for said, files in NO_FILES.items():
        give(page, files)
        page.locator(".compare-said", has_text=said).wait_for()
        assert not page.locator(".compare-result table").count(), said
    for twin_us, (says, said) in OWN_CONTROLS.items():
        give(page, six_rounds(twin_us))
        page.locator(".compare-said", has_text=said).wait_for()
        row = page.locator(".compare-result tbody tr").first.locator("td").all_text_contents()
        assert (row[2].split("×")[0], row[4]) == ("1.40", says), twin_us
