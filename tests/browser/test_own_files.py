"""A reader's own result files in a real browser: what is taken, what is refused, and in which words."""

from __future__ import annotations

import gzip

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from sitedata.pages.own_files import accepted
from sitedata.schema.environments import Run
from sitedata.schema.kinds import parse_step_times
from tests.browser.own_files import (
    GOOD,
    HEAD,
    QUOTING,
    RUNS,
    SAMPLES,
    TIMES,
    TOO_LARGE,
    refusal,
    runs,
    said_of,
    samples,
    text,
)
from tests.tiny_benchmark import record

# --- honest files ----------------------------------------------------------------------------------------------------
HONEST = {
    "as they are": (RUNS, SAMPLES),
    "packed": (gzip.compress(RUNS.encode()), gzip.compress(SAMPLES.encode())),
    "with lines that end in CR LF": (RUNS.replace("\n", "\r\n"), SAMPLES.replace("\n", "\r\n")),
    "with a byte order mark": ("\ufeff" + RUNS, "\ufeff" + SAMPLES),
    "without a last line end": (RUNS.rstrip(), SAMPLES.rstrip()),
    "with empty lines": (RUNS.replace("\n", "\n\n"), SAMPLES + "\n\n"),
    "with every cell in quotes": tuple(
        '"' + csv.strip().replace(",", '","').replace("\n", '"\n"') + '"' for csv in (RUNS, SAMPLES)
    ),
    "with columns in another order": (RUNS, text("step_time_us,run_id", [row[::-1] for row in TIMES])),
    "with a column that nobody knows": (
        text(HEAD + ",mood", [[*row, '"a ""good""\nday, dear"'] for row in GOOD]),
        SAMPLES,
    ),
    "with columns that JavaScript has a use for": (
        text(HEAD + ",__proto__,constructor", [[*row, "x", "toString"] for row in GOOD]),
        SAMPLES,
    ),
    "without the number of steps": (text(HEAD.removesuffix(",steps"), [row[:-1] for row in GOOD]), SAMPLES),
    "with a run that failed": (text(HEAD, [*GOOD, ["r7", "failed", "s", "7", *GOOD[0][4:-1], ""]]), SAMPLES),
}  # fmt: skip


@pytest.mark.parametrize("kind", HONEST)
def test_honest_files_are_compared(tool_page, kind):
    said = said_of(tool_page, dict(zip(("runs.csv", "samples.csv"), HONEST[kind], strict=True)))
    assert said.startswith("12 good runs of 1") and "no controls of its own" in said
    row = tool_page.locator(".compare-result tbody tr").first.locator("td").all_text_contents()
    assert (row[2], row[3], row[4]) == ("1.40× (1.40–1.40, 96.8 %)", "6", "TensorFlow faster")


def test_files_may_be_named_as_a_browser_names_downloads_and_lie_among_others(tool_page):
    files = {
        "runs (1).csv": RUNS,
        "samples-2.csv.gz": gzip.compress(SAMPLES.encode()),
        "environment.csv": "x",
        "notes.txt": "y",
    }
    assert said_of(tool_page, files).startswith("12 good runs")


# --- what is no pair of result files ---------------------------------------------------------------------------------
NO_GZIP = "samples.csv.gz is not a whole gzip file — expected one that gzip wrote to its end"
NEEDED = "two files are needed, runs.csv and samples.csv.gz of one environment, got "
PACKED = gzip.compress(SAMPLES.encode())
ZIP = b"PK\x03\x04" + bytes(range(256))
NO_PAIR = {
    "one file alone": ({"runs.csv": RUNS}, NEEDED + "'runs.csv'"),
    "other names": ({"a.csv": RUNS, "b\u202e<b>.csv": SAMPLES}, NEEDED + r"'a.csv' and 'b\u{202e}<b>.csv'"),
    "a file twice": (
        {"runs.csv": RUNS, "runs (1).csv": RUNS, "samples.csv": SAMPLES},
        "one file of a kind is needed, got 'runs.csv' and 'runs (1).csv'",
    ),
    "the same file under both names": (
        {"runs.csv": RUNS, "samples.csv": RUNS},
        "samples.csv is not a file of samples: no column run_id, step_time_us",
    ),
    "an empty file": ({"runs.csv": "", "samples.csv": SAMPLES}, "runs.csv is empty"),
    "a file of empty lines": ({"runs.csv": "\n\n\n", "samples.csv": SAMPLES}, "runs.csv is empty"),
    "a header alone": ({"runs.csv": HEAD, "samples.csv": SAMPLES}, "runs.csv has a header and no rows"),
    "samples with a header alone": (
        {"runs.csv": RUNS, "samples.csv": "run_id,step_time_us\n"},
        "samples.csv has a header and no rows",
    ),
    "a web page": (
        {"runs.csv": "\n<!doctype html>\n<title>a,b</title>", "samples.csv": SAMPLES},
        "runs.csv is a web page, not CSV",
    ),
    "JSON": ({"runs.csv": RUNS, "samples.csv": '{"run_id": "a"}'}, f"samples.csv:1: {QUOTING}"),
    "zero bytes": ({"runs.csv": "id\0" + RUNS, "samples.csv": SAMPLES}, "runs.csv is no CSV: it holds binary data"),
    "a picture": (
        {"runs.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "samples.csv": SAMPLES},
        "runs.csv is no CSV: it is not text in UTF-8",
    ),
    "a spreadsheet's UTF-16": (
        {"runs.csv": RUNS.encode("utf-16"), "samples.csv": SAMPLES},
        "runs.csv is no CSV: it is not text in UTF-8",
    ),
    "text cut inside a character": (
        {"runs.csv": RUNS.encode() + b"\xc3", "samples.csv": SAMPLES},
        "runs.csv is no CSV: it is not text in UTF-8",
    ),
    "gzip cut in the middle": ({"runs.csv": RUNS, "samples.csv.gz": PACKED[: len(PACKED) // 2]}, NO_GZIP),
    "gzip cut after its first bytes": ({"runs.csv": RUNS, "samples.csv.gz": PACKED[:2]}, NO_GZIP),
    "gzip with a wrong sum": ({"runs.csv": RUNS, "samples.csv.gz": PACKED[:-8] + bytes(8)}, NO_GZIP),
    "gzip with something behind it": ({"runs.csv": RUNS, "samples.csv.gz": PACKED + b"more"}, NO_GZIP),
    "gzip in gzip": (
        {"runs.csv": RUNS, "samples.csv.gz": gzip.compress(PACKED)},
        "samples.csv.gz is no CSV: it is not text in UTF-8",
    ),
    "a ZIP archive under the name of a packed file": (
        {"runs.csv": RUNS, "samples.csv.gz": ZIP},
        "samples.csv.gz is a ZIP archive, whatever its name — expected what is in it: unpack it first",
    ),
    "gzip that unpacks to much": (
        {"runs.csv": RUNS, "samples.csv.gz": gzip.compress(bytes(10**8))},
        f"samples.csv.gz {TOO_LARGE}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_PAIR)
def test_what_is_no_pair_of_result_files_is_named(tool_page, kind):
    files, problem = NO_PAIR[kind]
    assert refusal(tool_page, files) == problem


# --- broken tables ---------------------------------------------------------------------------------------------------
NO_RUNS = "runs.csv is not a file of runs: no column"
REST = "sweep, round, workload, framework, mode, task, variant, device, precision, layout, threads, batch_size"
TWICE = "runs.csv:1: column appears twice, got '{}' — expected each column once"
TABLES = {
    "a quote that is never closed": (RUNS + '"a,b\n' * 3, f"runs.csv:14: {QUOTING}"),
    "a quote inside a cell": (RUNS.replace("r1-pytorch", 'r1"pytorch'), f"runs.csv:2: {QUOTING}"),
    "text behind a closed quote": (RUNS.replace("r1-pytorch", '"r1"-pytorch'), f"runs.csv:2: {QUOTING}"),
    "a quote behind cells of several lines": (
        text(HEAD + ",note", [[*GOOD[0], '"a\nb\n"'], [*GOOD[1], '"']]),
        f"runs.csv:5: {QUOTING}",
    ),
    "a carriage return alone": (
        RUNS.replace("\n", "\r"),
        "runs.csv:1: a carriage return alone — expected lines that end in LF or CR LF",
    ),
    "a cell too many": (
        RUNS.replace("r1-pytorch", "r1,pytorch"),
        "runs.csv:2: wrong number of cells, got 16 — expected 15, as in the header",
    ),
    "a cell too few": (RUNS + "r7,ok\n", "runs.csv:14: wrong number of cells, got 2 — expected 15, as in the header"),
    "no column": (text("id,status", [["a", "ok"]]), f"{NO_RUNS} {REST}"),
    "another delimiter": (RUNS.replace(",", ";"), f"{NO_RUNS} id, {REST.replace('round,', 'round, status,')}"),
    "a column that only JavaScript has": (RUNS.replace("sweep", "constructor", 1), f"{NO_RUNS} sweep"),
    "a column twice": (RUNS.replace("sweep", "round", 1), TWICE.format("round")),
    "an unknown column twice": (
        text(HEAD + ",__proto__,__proto__", [[*row, "", ""] for row in GOOD]),
        TWICE.format("__proto__"),
    ),
    "a cell without an end": (
        RUNS + "a" * 500_001,
        "runs.csv:14: a cell is too long — expected at most 500,000 characters",
    ),
    "a quoted cell without an end": (
        RUNS + '"' + '""' * 250_001,
        "runs.csv:14: a cell is too long — expected at most 500,000 characters",
    ),
    "cells without an end": (RUNS + "," * 10_000, "runs.csv:14: too many cells — expected at most 200"),
    "too many lines": (RUNS + "\n" * 20_000, "runs.csv:20001: too many lines — expected at most 20,000"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_a_broken_table_is_named_with_its_line(tool_page, kind):
    runs_csv, problem = TABLES[kind]
    assert refusal(tool_page, {"runs.csv": runs_csv, "samples.csv": SAMPLES}) == problem


# --- cells -----------------------------------------------------------------------------------------------------------
TIME = "whole numbers of microseconds above zero, one space between"
WHOLE = "a whole number without separators, like 1440"
ID = "lower-case letters, digits and single hyphens"
STATUS = "one of ok, flagged, failed, timed-out, could-not-run"
CELLS = {
    "text as a time": ("step_time_us", "1000 fast", "fast", TIME),
    "zero as a time": ("step_time_us", "0 1000", "0", TIME),
    "a negative time": ("step_time_us", "1000 -1000", "-1000", TIME),
    "two spaces between times": ("step_time_us", "1000  1000", "", TIME),
    "no time": ("step_time_us", "", None, TIME),
    "a time with no end": ("step_time_us", "9" * 400, "9" * 40 + "…", TIME),
    "no number as a round": ("round", "NaN", "NaN", WHOLE),
    "a part of a round": ("round", "1.5", "1.5", WHOLE),
    "endless threads": ("threads", "Infinity", "Infinity", WHOLE),
    "negative threads": ("threads", "-1", "-1", WHOLE),
    "a batch in hexadecimal": ("batch_size", "0x80", "0x80", WHOLE),
    "no batch": ("batch_size", "", None, WHOLE),
    "an unknown status": ("status", "fine", "fine", STATUS),
    "a status that only JavaScript has": ("status", "__proto__", "__proto__", STATUS),
    "a framework that only JavaScript has": (
        "framework",
        "constructor",
        "constructor",
        "one of tensorflow, pytorch, jax",
    ),
    "an unknown device": ("device", "tpu", "tpu", "one of cpu, cuda"),
    "markup": ("sweep", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", ID),
    "what cannot be seen": ("sweep", "a\u202eb\u0007", r"a\u{202e}b\u{7}", ID),
    "an id that does not end": ("id", "a-" * 1000 + "a", "a-" * 20 + "…", ID),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_that_says_nothing_true_is_named_with_what_was_expected(tool_page, kind):
    column, cell, got, expected = CELLS[kind]
    is_time = column == "step_time_us"
    files = (
        {"runs.csv": RUNS, "samples.csv": samples(cell)}
        if is_time
        else {"runs.csv": runs(**{column: cell}), "samples.csv": SAMPLES}
    )
    problem = "empty cell" if got is None else f"not accepted, got '{got}'"
    assert (
        refusal(tool_page, files)
        == f"{'samples' if is_time else 'runs'}.csv:3: {column}: {problem} — expected {expected}"
    )
    assert not tool_page.locator(".compare img").count()


RULES = {
    "a mode of the other framework": (
        runs(mode="torch.compile"), SAMPLES,
        "runs.csv:3: mode: not a mode of tensorflow, got 'torch.compile' — expected one of eager, tf.function, xla",
    ),
    "an id twice": (
        runs(id="r1-pytorch"),
        SAMPLES,
        "runs.csv:3: id: the same as in line 2, got 'r1-pytorch' — expected each run once",
    ),
    "times twice": (
        RUNS, SAMPLES + "r1-pytorch,1 2\n",
        "samples.csv:14: run_id: the same as in line 2, got 'r1-pytorch' — expected each run once",
    ),
    "a contestant twice in a round": (
        RUNS + ",".join(["r9", *GOOD[0][1:]]), SAMPLES,
        "runs.csv:14: the same contestant and round as line 2 — expected at most one good run",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", RULES)
def test_rows_that_contradict_each_other_are_named(tool_page, kind):
    runs_csv, samples_csv, problem = RULES[kind]
    assert refusal(tool_page, {"runs.csv": runs_csv, "samples.csv": samples_csv}) == problem


def test_all_problems_are_named_at_once_up_to_a_few(tool_page):
    bad = text(HEAD, [[*row[:3], "x", *row[4:]] for row in GOOD])
    said = refusal(tool_page, {"runs.csv": bad, "samples.csv": samples("0")}).splitlines()
    assert said[0] == "Not read, 13 problems:" and said[-1] == "and 8 more"
    assert [line.split(":")[1] for line in said[1:-1]] == ["2", "3", "4", "5", "6"]
    both = refusal(tool_page, {"runs.csv": runs(round="x"), "samples.csv": samples("0")}).splitlines()
    assert [line.split(":")[0] for line in both[1:]] == ["runs.csv", "samples.csv"]


def test_more_rounds_than_can_be_compared_are_refused(tool_page):
    rows = [[f"r{number}", "ok", "s", str(number), *GOOD[0][4:]] for number in range(1, 202)]
    said = refusal(
        tool_page,
        {"runs.csv": text(HEAD, rows), "samples.csv": text("run_id,step_time_us", [[row[0], "5 5"] for row in rows])},
    )
    assert said == "runs.csv:202: one more round of a contestant than can be compared — expected at most 200"


ODD = [
    "",
    "0",
    "7",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "٣",
    " 1",
    "9" * 15,
    "9" * 16,
    "007",
    "ok",
    "OK",
    "a-b",
    "a--b",
    "a_b",
    "é",
    "a\nb",
    "cpu",
    "plain",
    "x" * 9,
]


@pytest.mark.parametrize("column", [rule["column"] for rule in accepted()["runs"]])
def test_the_browser_refuses_what_the_schema_refuses(tool_page, column):
    cells = dict.fromkeys(
        [*ODD, *next(rule for rule in accepted()["runs"] if rule["column"] == column).get("enum", [])]
    )
    known = record("runs", mode="eager", framework="tensorflow", status="failed") | {"steps": "2"}
    expected = {}
    for cell in cells:
        try:
            Run.model_validate(known | {column: cell})
            expected[cell] = True
        except ValidationError:
            expected[cell] = False
    header = [rule["column"] for rule in accepted()["runs"]]
    tables = {
        cell: text(",".join(header), [[f'"{(known | {column: cell})[name]}"' for name in header]]) for cell in cells
    }
    verdicts = tool_page.evaluate(
        """async ([tables, accepted]) => {
            const { ownRuns } = await import("./assets/own-files.js");
            const answers = {};
            for (const [cell, text] of Object.entries(tables)) {
                const said = [];
                const problems = { get count() { return said.length; }, add: (words) => said.push(words) };
                const samples = new File(["run_id,step_time_us\\nnone,1"], "samples.csv");
                await ownRuns([new File([text], "runs.csv"), samples], accepted, problems);
                answers[cell] = !said.some((words) => /not accepted|empty cell/.test(words));
            }
            return answers;
        }""",
        [tables, accepted()],
    )
    assert verdicts == expected and len(set(verdicts.values())) == 2


def taken(cell: str) -> bool:
    try:
        return bool(parse_step_times(cell))
    except PydanticCustomError:
        return False


@pytest.mark.parametrize(
    "cell", ["1", "1 2", "1 2 ", " 1", "0", "01", "1.5", "9" * 12, "9" * 13, "1e3", "1\t2", "٣", "1,2", "-1"]
)
def test_the_browser_takes_the_times_that_the_check_takes(tool_page, cell):
    count = len(cell.split(" "))
    said = said_of(tool_page, {"runs.csv": runs(steps=str(count)), "samples.csv": samples(f'"{cell}"')})
    assert said.startswith("12 good runs") == taken(cell)


# --- files of two machines -------------------------------------------------------------------------------------------
def test_files_of_two_machines_do_not_belong_together(tool_page):
    others = text("run_id,step_time_us", [[f"other-{id}", times] for id, times in TIMES])
    said = refusal(tool_page, {"runs.csv": RUNS, "samples.csv": others})
    assert said == (
        "runs.csv and samples.csv do not belong together: 12 of 12 run ids of samples.csv are not in runs.csv, "
        "12 of 12 timed runs of runs.csv are not in samples.csv"
    )


def test_nothing_in_common_is_said(tool_page):
    """Both sides are there, each from a sweep of its own, as when results of two machines are put into one file."""
    sweep, framework = (HEAD.split(",").index(name) for name in ("sweep", "framework"))
    rows = [[*row[:sweep], f"of-{row[framework]}", *row[sweep + 1 :]] for row in GOOD]
    said = said_of(tool_page, {"runs.csv": text(HEAD, rows), "samples.csv": SAMPLES})
    assert said.startswith("12 good runs of 12, device cpu. Nothing in your file can be compared with ours — expected ")


@pytest.mark.parametrize(
    ("runs_csv", "samples_csv", "sign"),
    [
        (RUNS, SAMPLES + "stranger,5 5\n", "1 of 13 run ids of samples.csv are not in runs.csv"),
        (RUNS, text("run_id,step_time_us", TIMES[:-2]), "2 of 12 timed runs of runs.csv are not in samples.csv"),
        (RUNS, samples("1000 1000 1000"), "1 of 12 runs have another number of steps than of times"),
    ],
)
def test_a_few_runs_that_do_not_fit_are_counted(tool_page, runs_csv, samples_csv, sign):
    assert (
        refusal(tool_page, {"runs.csv": runs_csv, "samples.csv": samples_csv})
        == f"runs.csv and samples.csv do not belong together: {sign}"
    )


def test_only_the_files_chosen_last_are_shown(tool_page):
    """The files chosen first take longer to read than those chosen second."""
    tool_page.evaluate(
        """async ([long, runs, samples]) => {
            const { compareResults } = await import("./assets/compare.js");
            const box = document.querySelector(".compare");
            const choose = (runs, samples) =>
                compareResults(box, [new File([runs], "runs.csv"), new File([samples], "samples.csv")]);
            await Promise.all([choose(long, samples), choose("", samples)]);
        }""",
        [RUNS + "x\n" * 15_000, RUNS, SAMPLES],
    )
    assert tool_page.locator(".compare-said").text_content() == "Not read: runs.csv is empty."
