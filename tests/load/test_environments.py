"""What the benchmark wrote: loading, every message, and the numbers that figures are made of."""

import functools
import gzip
import json
import math
import re
import shutil

import pytest
from pydantic import ValidationError

from sitedata.check.dataset import checked_dataset
from sitedata.check.environments import RULES, checked_environments
from sitedata.judge.edition import Edition
from sitedata.judge.ratios import Ratio, compare, noise, noise_floor, tie_band
from sitedata.load import csv_table as loading
from sitedata.load import environments as benchmarks
from sitedata.load import inputs
from sitedata.load.csv_table import Table
from sitedata.load.dataset import Dataset
from sitedata.load.environments import METRICS, Environment
from sitedata.pages.dictionary import data_dictionary
from sitedata.pages.fragments import FEW_ENVIRONMENTS, Fragments
from sitedata.publish import data_package
from sitedata.schema import kinds as c
from sitedata.schema.environments import BENCH_TABLES, VARIANTS, file_name
from sitedata.schema.protocol.contestant import OF_GPUS
from sitedata.schema.tables import kind_of
from sitedata.text.problem import BadInput
from tests import tiny, tiny_benchmark
from tests.repository.test_data import errors
from tests.tiny_benchmark import MINIMAL, changed, record, run, write


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "benchmarks"


def problems(folder):
    return [
        str(problem).removeprefix(f"data/benchmarks/{tiny_benchmark.ID}/")
        for problem in checked_environments(folder)[1]
    ]


# --- loading ---------------------------------------------------------------------------------------------------------
def test_without_a_folder_there_is_no_environment(folder):
    assert checked_environments(folder) == ({}, [])


def test_the_minimal_environment_is_good(folder):
    environments, complaints = checked_environments(write(folder))
    assert (list(environments), complaints) == ([tiny_benchmark.ID], [])
    assert {name: len(environments[tiny_benchmark.ID].rows(name)) for name in BENCH_TABLES} == {
        name: len(MINIMAL[name]) for name in BENCH_TABLES
    }


def test_hidden_folders_and_files_are_left_alone(folder):
    (write(folder) / ".partial").mkdir()
    (folder / "README.md").touch()
    assert list(checked_environments(folder)[0]) == [tiny_benchmark.ID]


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(folder):
    first = checked_environments(write(folder))[0][tiny_benchmark.ID]
    assert checked_environments(folder)[0][tiny_benchmark.ID] is first
    write(folder, **changed("environment", 1, value="64"))
    assert checked_environments(folder)[0][tiny_benchmark.ID].fact("machine", "cores") == "64"
    benchmarks.forget()
    assert checked_environments(folder)[0][tiny_benchmark.ID] is not first


def test_problems_come_together_with_those_of_other_tables(tmp_path):
    data = tiny.write(tmp_path / "data", **tiny.changed("papers", 0, month="June"))
    write(data / "benchmarks", **changed("runs", 0, status="fine"))
    with pytest.raises(BadInput) as caught:
        checked_dataset(data)
    assert [line.split(",")[0] for line in str(caught.value).splitlines()] == [
        "data/benchmarks/synthetic/runs.csv:2: status: not an allowed value",
        "data/papers.csv:2: month: not a month",
    ]


def test_a_good_data_set_has_its_environments(tmp_path):
    data = tiny.write(tmp_path / "data")
    write(data / "benchmarks")
    assert checked_dataset(data).environments[tiny_benchmark.ID].title == "AMD EPYC, 2 cores"


GZIP = "not a whole gzip file, got {} — expected a file that gzip wrote to its end"
HEADER = "run_id,step_time_us\n"
PACKED = {
    "plain text": (HEADER.encode(), GZIP.format(r"Not a gzipped file \(b'ru'\)")),
    "cut off": (
        gzip.compress((HEADER + "one,1000\n").encode())[:-9],
        GZIP.format(".*ended before the end-of-stream marker.*"),
    ),
    "a flipped byte": (gzip.compress(HEADER.encode() * 9)[:-8] + bytes(8), GZIP.format("CRC check failed .*")),
    "a damaged stream": (gzip.compress(HEADER.encode())[:10] + b"\xff" * 20, GZIP.format(".*invalid.*")),
    "too large once unpacked": (
        gzip.compress(b"x" * 300),
        "too large once unpacked, got more than 200 bytes — expected at most 200 bytes",
    ),
    "too large cell": (
        gzip.compress((HEADER + "one," + "1 " * 30 + "1\n").encode()),
        r"a cell is too large, got field larger than field limit \(50\) — expected at most 50 characters",
    ),
}


@pytest.mark.parametrize(("raw", "message"), PACKED.values(), ids=PACKED)
def test_packed_file(tmp_path, monkeypatch, raw, message):
    monkeypatch.setattr(inputs, "unpacked", functools.partial(inputs.unpacked, largest=200))
    monkeypatch.setattr(loading, "LARGEST_PACKED_CELL", 50)
    path = tmp_path / "samples.csv.gz"
    path.write_bytes(raw)
    table = loading.load(path, BENCH_TABLES["samples"], "data/s.csv.gz")
    assert (len(table.problems), table.rows, table.whole) == (1, [], False)
    assert re.fullmatch(r"data/s\.csv\.gz:[12]: " + message, str(table.problems[0]))


def test_the_times_of_a_long_run_fit_into_a_cell(folder):
    one, times = run("one", " ".join(["1000"] * 60_000), framework="tensorflow", mode="tf.function")
    assert problems(write(folder, runs=[one], samples=[times])) == []


# --- rules -----------------------------------------------------------------------------------------------------------
def runs(*added):
    """``MINIMAL`` with more runs and their samples."""
    return {
        "runs": MINIMAL["runs"] + [row for row, _ in added],
        "samples": MINIMAL["samples"] + [times for _, times in added],
    }


def facts(**cells):
    return {"environment": [record("environment", **cells)]}


NO_FOLDER = "nothing that names a person, a machine, an address or somebody's folder"
LIMIT = (
    "the limit that scripts/sitedata/schema/protocol/agreement.py sets for that workload, precision "
    "and quantity, or a stricter one"
)
TIMES = "whole numbers of microseconds above zero, one space between"
KNOWN = (
    "for cores a whole number from 1 to 4,096, for memory-gib a number up to 100,000, for a version one like 2.13.0+cpu"
)
WHOLE = "what a run that is ok must have measured: import_ms, first_call_ms or steps and window_s"
BROKEN = {
    "samples belong to a run": (
        changed("samples", 1, run_id="twos") | changed("runs", 1, steps=""),
        [
            "samples.csv.gz:3: run_id: unknown id, got 'twos' — expected an id of runs.csv (did you mean 'two'?)",
            f"runs.csv:3: steps: nothing measured — expected {WHOLE}",
        ],
    ),
    "a measured run has samples": (
        {"samples": MINIMAL["samples"][:1]},
        [
            (
                "runs.csv:3: id: no samples, got 'two' — expected a row in samples.csv.gz for "
                "each run that is ok and has steps"
            )
        ],
    ),
    "a measured run is whole": (
        changed("runs", 1, window_s=""),
        [f"runs.csv:3: window_s: nothing measured — expected {WHOLE}"],
    ),
    "a measured run is whole: import": (
        {"runs": [*MINIMAL["runs"], record("runs", id="three", task="import", import_ms="", steps="", window_s="")]},
        [f"runs.csv:4: import_ms: nothing measured — expected {WHOLE}"],
    ),
    "a measured run is whole: a compiler's first call": (
        {
            "runs": [
                *MINIMAL["runs"],
                record("runs", id="three", variant="fresh-cache", mode="torch.compile", first_call_ms="", steps=""),
            ]
        },
        [f"runs.csv:4: first_call_ms: nothing measured — expected {WHOLE}"],
    ),
    "a mode is one of the framework": (
        changed("runs", 0, mode="jit"),
        ["runs.csv:2: mode: not a mode of pytorch, got 'jit' — expected a mode of that framework"],
    ),
    "a first call takes time": (
        changed("runs", 0, first_call_ms="0"),
        [
            (
                "runs.csv:2: first_call_ms: nothing takes no time, got '0' — expected more than zero, or an empty cell "
                "for what was not measured"
            )
        ],
    ),
    "once in a round": (
        runs(run("three")),
        [
            (
                "runs.csv:4: id: the same contestant and round as one, got 'three' — expected at most one run that is "
                "ok for a contestant in a round"
            )
        ],
    ),
    "step times are whole numbers: a fraction": (
        changed("samples", 0, step_time_us="1000 10.5 1000"),
        [f"samples.csv.gz:2: step_time_us: not a time in µs: '10.5', got '1000 10.5 1000' — expected {TIMES}"],
    ),
    "step times are whole numbers: zero": (
        changed("samples", 0, step_time_us="1000 0 1000"),
        [f"samples.csv.gz:2: step_time_us: not a time in µs: '0', got '1000 0 1000' — expected {TIMES}"],
    ),
    "step times are whole numbers: two spaces": (
        changed("samples", 0, step_time_us="1000  1000"),
        [f"samples.csv.gz:2: step_time_us: not a time in µs: '', got '1000  1000' — expected {TIMES}"],
    ),
    "every step has its time": (
        changed("samples", 0, step_time_us="1000 1000"),
        ["samples.csv.gz:2: step_time_us: steps is 3, got 2 times — expected as many times as the run has steps"],
    ),
    "steps fit into their window": (
        changed("runs", 0, window_s="0.003"),
        [
            (
                "samples.csv.gz:2: step_time_us: longer than window_s, which is 0.003, got 0.003 s — expected times "
                "that add up to no more than window_s"
            ),
        ],
    ),
    "what is timed was compared": (
        runs(run("three", framework="jax", mode="jit"), run("four", framework="jax", mode="jit", task="inference")),
        [
            "runs.csv:4: workload: never compared in jax, got 'resnet20'"
            " — expected rows in agreement.csv that compare it with PyTorch: what is not proven equal is not timed",
        ],
    ),
    "what is timed agrees": (
        changed("agreement", 0, difference="1e-3", agrees="no"),
        [
            (
                "agreement.csv:2: agrees: resnet20 is timed, got 'no' — expected yes for a workload that has runs: "
                "what does not agree is not timed"
            )
        ],
    ),
    "agreement follows from its numbers": (
        changed("agreement", 0, difference="1e-3"),
        [
            "agreement.csv:2: agrees: the difference is 1e-3, the limit 1e-10, got 'yes'"
            " — expected yes if the difference is at most the limit, else no",
        ],
    ),
    "the limit is the harness s: a wide one": (
        changed("agreement", 0, limit="1e-3"),
        [f"agreement.csv:2: limit: above 1e-10, got '1e-3' — expected {LIMIT}"],
    ),
    "the limit is the harness s: of a workload that there is not": (
        {"agreement": [*MINIMAL["agreement"], record("agreement", workload="resnet200")]},
        [
            (
                "agreement.csv:3: workload: no workload of the benchmark, got 'resnet200' — expected "
                f"{LIMIT} (did you mean 'resnet20'?)"
            )
        ],
    ),
    "a known fact is typed: cores": (
        facts(fact="cores", value="two"),
        [f"environment.csv:2: value: no value for cores, got 'two' — expected {KNOWN}"],
    ),
    "a known fact is typed: cores without end": (
        facts(fact="cores", value="9" * 50),
        [f"environment.csv:2: value: no value for cores, got '{'9' * 50}' — expected {KNOWN}"],
    ),
    "a known fact is typed: memory": (
        facts(fact="memory-gib", value="inf"),
        [f"environment.csv:2: value: no value for memory-gib, got 'inf' — expected {KNOWN}"],
    ),
    "a known fact is typed: a version": (
        facts(framework="pytorch", fact="version", value="<b>2.13</b>"),
        [f"environment.csv:2: value: no value for version, got '<b>2.13</b>' — expected {KNOWN}"],
    ),
    "a package has one version: a zero lost": (
        {
            "environment": [
                *MINIMAL["environment"],
                record("environment", framework="pytorch", fact="package-typing-extensions", value="4.2"),
            ],
            "sizes": [record("sizes", framework="pytorch", package="typing_extensions", version="4.20")],
        },
        [
            "environment.csv:4: value: 4.20 in sizes.csv:2, got '4.2' — expected the version that sizes.csv has of it, "
            "digit for digit: a spreadsheet makes 3.2 of 3.20"
        ],
    ),
    "nothing is personal: host name": (
        facts(fact="host-name", value="somewhere"),
        [f"environment.csv:2: fact: a personal fact, got 'host-name' — expected {NO_FOLDER}"],
    ),
    "nothing is personal: home folder": (
        facts(fact="compiler", value="/home/someone/gcc"),
        [f"environment.csv:2: value: the path of a home folder, got '/home/someone/gcc' — expected {NO_FOLDER}"],
    ),
    "nothing is personal: home folder on Windows": (
        facts(fact="compiler", value=r"C:\Users\someone"),
        [rf"environment.csv:2: value: the path of a home folder, got 'C:\Users\someone' — expected {NO_FOLDER}"],
    ),
    "nothing is personal: in an error": (
        {"runs": [*MINIMAL["runs"], record("runs", id="three", status="failed", reason="no file /Users/someone/x")]},
        [f"runs.csv:4: reason: the path of a home folder, got 'no file /Users/someone/x' — expected {NO_FOLDER}"],
    ),
}


@pytest.mark.parametrize(("tables", "lines"), BROKEN.values(), ids=BROKEN)
def test_broken_rule(folder, tables, lines):
    assert problems(write(folder, **tables)) == lines


def test_every_rule_is_broken_above():
    assert {rule.name for rule in RULES} - {phrase.split(":")[0] for phrase in BROKEN} == set()


def test_a_folder_whose_name_is_no_id(folder):
    complaints = checked_environments(write(folder, id="My Laptop"))[1]
    expected = (
        "data/benchmarks/My Laptop:1: the folder's name: not an id, got 'My Laptop' — expected lower-case "
        "letters, digits and single hyphens"
    )
    assert list(map(str, complaints)) == [expected]


def test_a_missing_file_is_one_problem(folder):
    (write(folder) / tiny_benchmark.ID / "samples.csv.gz").unlink()
    assert problems(folder) == [
        "samples.csv.gz:1: the file is missing — expected a file with the header run_id,step_time_us"
    ]


def test_a_broken_run_makes_no_sample_an_error(folder):
    assert [line.split(",")[0] for line in problems(write(folder, **changed("runs", 0, round="x")))] == [
        "runs.csv:2: round: not a whole number"
    ]


def test_a_run_that_does_not_count_needs_no_samples(folder):
    bad = [
        record("runs", id=status, status=status, reason="synthetic", steps="", window_s="")
        for status in ("failed", "timed-out", "could-not-run")
    ]
    flagged, times = run("flagged", status="flagged", reason="foreign CPU use")
    tables = {"runs": [*MINIMAL["runs"], *bad, flagged], "samples": [*MINIMAL["samples"], times]}
    assert problems(write(folder, **tables)) == []


def test_pytorch_alone_has_nothing_to_agree_with(folder):
    one, times = run("one")
    assert problems(write(folder, runs=[one], samples=[times], agreement=[])) == []


# --- the schema's own examples ---------------------------------------------------------------------------------------
FREE_TEXT = (c.TEXT, c.optional(c.TEXT))  # their bad examples are bad style, which no rule can detect
STRICT = [
    (model, name)
    for model in BENCH_TABLES.values()
    for name in model.model_fields
    if kind_of(model, name) not in FREE_TEXT
]


@pytest.mark.parametrize("model", BENCH_TABLES.values(), ids=BENCH_TABLES)
def test_good_examples_are_accepted(model):
    model.model_validate({name: field.examples[0] for name, field in model.model_fields.items()})


@pytest.mark.parametrize(
    ("model", "name"), STRICT, ids=lambda value: value if isinstance(value, str) else value.__name__
)
def test_bad_example_is_rejected(model, name):
    cells = {name: field.examples[0] for name, field in model.model_fields.items()} | {
        name: model.model_fields[name].json_schema_extra["bad"]
    }
    with pytest.raises(ValidationError) as caught:
        model.model_validate(cells)
    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


# --- what a run says -------------------------------------------------------------------------------------------------
def environment(*measured, **tables):
    """An environment of these runs, not from files."""
    records = {"runs": [row for row, _ in measured], "samples": [times for _, times in measured]} | tables
    return Environment(
        "synthetic",
        {
            name: Table("", [BENCH_TABLES[name].model_validate(row) for row in rows], [])
            for name, rows in records.items()
        },
    )


def test_values_of_a_run():
    data = environment(
        run("one", "4000 1000 2000 2100", batch_size=64, process_cpu_s="0.0182", import_ms="900.5", build_ms="")
    )
    (one,) = data.runs()
    assert data.step_times_us(one) == [4000, 1000, 2000, 2100]
    assert data.value(one, "step_time_ms") == 2.05
    assert data.value(one, "examples_per_s") == pytest.approx(64 / 0.00205)
    assert data.value(one, "cpu_ms_per_step") == pytest.approx(4.55)
    assert (data.value(one, "import_ms"), data.value(one, "build_ms"), data.value(one, "steps")) == (900.5, None, 4)


def test_a_run_without_steps_has_no_value_of_steps():
    data = environment((record("runs", task="import", steps="", process_cpu_s=""), record("samples", run_id="another")))
    (one,) = data.runs()
    assert [data.value(one, metric) for metric in ("step_time_ms", "examples_per_s", "cpu_ms_per_step")] == [None] * 3


def test_every_metric_has_a_unit_and_a_value():
    data = environment(run("one"))
    assert all(isinstance(unit, str) for unit in METRICS.values())
    assert METRICS["step_time_ms"] == "ms" and METRICS["peak_rss_mib"] == "MiB"
    assert {metric for metric in METRICS if data.value(data.runs()[0], metric) is None} == {
        "device_reserved_mib",
        "device_allocated_mib",
    }
    with pytest.raises(KeyError, match="no metric 'speed': expected one of step_time_ms"):
        data.value(data.runs()[0], "speed")


def test_runs_are_those_that_are_ok_and_fit():
    data = environment(
        run("one"), run("two", threads=1), run("three", status="flagged"), run("four", threads=1, task="inference")
    )
    assert [run.id for run in data.runs()] == ["one", "two", "four"]
    assert [run.id for run in data.runs(threads=1, task="training")] == ["two"]
    with pytest.raises(KeyError, match="no column 'thread': expected one of id, sweep"):
        data.runs(thread=1)


TITLES = {
    "trademarks and clock": ({"cpu-model": "Intel(R) Xeon(R) CPU @ 2.80GHz", "cores": "1"}, "Intel Xeon, 1 core"),
    "another count of cores in the name": (
        {"cpu-model": "AMD EPYC 7B13 64-Core Processor", "cores": "2"},
        "AMD EPYC 7B13, 2 cores",
    ),
    "with a GPU": (
        {"cpu-model": "AMD EPYC", "cores": "16", "gpu-model": "NVIDIA H200"},
        "NVIDIA H200, AMD EPYC, 16 cores",
    ),
    "older cores": ({"cpu-model": "AMD EPYC", "cores": "2", "cpu-flags": "avx2 avx512f"}, "AMD EPYC, 2 cores, AVX-512"),
    "newer cores": (
        {"cpu-model": "AMD EPYC", "cores": "2", "cpu-flags": "avx2 avx512f avx_vnni"},
        "AMD EPYC, 2 cores, AVX-512 and AVX-VNNI",
    ),
    "nothing known": ({}, "synthetic"),
}


@pytest.mark.parametrize(("known", "title"), TITLES.values(), ids=TITLES)
def test_title(known, title):
    assert (
        environment(environment=[record("environment", fact=fact, value=value) for fact, value in known.items()]).title
        == title
    )


def test_facts_and_versions():
    data = environment(
        environment=[record("environment", framework="jax", fact="version", value="0.10.2"), record("environment")]
    )
    assert (data.version("jax"), data.version("pytorch"), data.fact("machine", "cpu-model")) == (
        "0.10.2",
        None,
        "AMD EPYC",
    )


# --- comparing -------------------------------------------------------------------------------------------------------
TORCH, TENSOR = {"framework": "pytorch"}, {"framework": "tensorflow"}


def raced(of_a, of_b, **columns):
    """Step times (µs) of both sides, by round from 1; ``None`` where a round has none."""
    for round, (a, b) in enumerate(zip(of_a, of_b, strict=True), start=1):
        for framework, mode, time in (("pytorch", "eager", a), ("tensorflow", "tf.function", b)):
            if time:
                yield run(
                    f"{framework}-{round}-{len(columns)}",
                    str(time),
                    round=round,
                    framework=framework,
                    mode=mode,
                    **columns,
                )


def test_rounds_are_paired_and_the_interval_is_of_their_log_ratios():
    ratio = compare(
        environment(*raced([1000, 3000, 2000, None], [2000, 1000, 1000, 500])), "step_time_ms", TORCH, TENSOR
    )
    sweep = MINIMAL["runs"][0]["sweep"]
    assert ratio.pairs == [(sweep, 1, 0.5), (sweep, 2, 3.0), (sweep, 3, 2.0)]
    assert (ratio.median, ratio.low, ratio.high) == pytest.approx((2, 0.5, 3))
    assert (ratio.metric, ratio.a, ratio.b) == ("step_time_ms", TORCH, TENSOR)


def test_the_median_of_an_even_number_of_rounds_is_the_geometric_mean_of_the_middle_two():
    assert compare(
        environment(*raced([1000, 4000], [1000, 1000])), "step_time_ms", TORCH, TENSOR
    ).median == pytest.approx(2)


def test_turned_round_a_ratio_is_its_reciprocal():
    data = environment(*raced([1100, 900, 1300, 1000, 1250, 800, 1400], [1000, 1010, 990, 1005, 1001, 1002, 1003]))
    there, back = compare(data, "step_time_ms", TORCH, TENSOR), compare(data, "step_time_ms", TENSOR, TORCH)
    assert (1 / back.median, 1 / back.high, 1 / back.low) == pytest.approx((there.median, there.low, there.high))


def test_sweeps_are_pooled_or_chosen():
    data = environment(*raced([1000] * 2, [1000] * 2), *raced([3000] * 2, [1000] * 2, sweep="20000102t0000"))
    assert len(compare(data, "step_time_ms", TORCH, TENSOR).pairs) == 4
    assert compare(data, "step_time_ms", TORCH, TENSOR, sweep="20000102t0000").median == pytest.approx(3)


def test_what_never_ran_in_the_same_round_is_not_compared():
    assert compare(environment(*raced([1000, None], [None, 1000])), "step_time_ms", TORCH, TENSOR) is None


def test_a_round_without_a_value_is_no_pair():
    data = environment(*raced([1000, 1000], [1000, 1000], build_ms="0"))
    assert compare(data, "build_ms", TORCH, TENSOR) is None


def test_a_single_pair_has_no_interval_and_says_nothing():
    ratio = compare(environment(*raced([1000], [9000])), "step_time_ms", TORCH, TENSOR)
    assert (ratio.low, ratio.high, ratio.outcome(1.1)) == (0, math.inf, "unclear")


def test_a_filter_that_fits_two_contestants_is_refused():
    data = environment(run("one"), run("two", threads=1, variant="allocator"))
    with pytest.raises(ValueError, match="fits both one and two: expected a value for variant, threads"):
        compare(data, "step_time_ms", TORCH, TENSOR)


OUTCOMES = {
    "whole interval below the band": (0.5, 0.9, "less"),
    "whole interval above the band": (1.11, 1.5, "more"),
    "whole interval inside": (0.95, 1.05, "tie"),
    "from end to end of the band": (1 / 1.1, 1.1, "tie"),
    "across the lower end": (0.85, 0.95, "unclear"),
    "across the upper end": (1.05, 1.15, "unclear"),
    "across the whole band": (0.5, 2.0, "unclear"),
}


@pytest.mark.parametrize(("low", "high", "outcome"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcome(low, high, outcome):
    pairs = [("s", round, 1.0) for round in range(6)]
    assert Ratio("step_time_ms", {}, {}, pairs, 1.0, low, high, 0.96).outcome(1.1) == outcome
    assert Ratio("step_time_ms", {}, {}, pairs, 1.0, low, high, 0.94).outcome(1.1) == "unclear"


# --- noise -----------------------------------------------------------------------------------------------------------
def controlled(plain, twin, **columns):
    for round, times in enumerate(zip(plain, twin, strict=True), start=1):
        for variant, time in zip(("plain", "twin"), times, strict=True):
            yield run(f"{variant}-{round}-{len(columns)}", str(time), round=round, variant=variant, **columns)


def test_noise_is_the_twin_over_the_plain_run_of_each_contestant():
    data = environment(
        *controlled([1000] * 6, [1000, 1020, 990, 1010, 1000, 1000]),
        *controlled([1000] * 6, [800] * 6, task="inference"),
        run("alone", task="import"),
    )
    training, inference = noise(data)
    assert (training.a["variant"], training.b["variant"], training.a["task"], len(training.pairs)) == (
        "twin",
        "plain",
        "training",
        6,
    )
    assert (inference.a["task"], inference.median) == ("inference", pytest.approx(0.8))
    assert noise_floor(data) == pytest.approx(1.25)
    assert tie_band(data) == pytest.approx(1.25)


def test_quiet_controls_do_not_narrow_the_band():
    data = environment(*controlled([1000] * 6, [1001] * 6))
    assert (noise_floor(data), tie_band(data)) == (pytest.approx(1.001), 1.1)


def test_without_controls_or_with_a_single_pair_the_floor_is_one():
    assert noise_floor(environment(*raced([1000], [1000]))) == 1.0
    data = environment(*controlled([1000], [3000]))
    assert (len(noise(data)), noise_floor(data), tie_band(data)) == (1, 1.0, 1.1)


# --- a whole environment, and what is published of it ----------------------------------------------------------------
@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """``data/`` with a plausible environment, as published, and as loaded."""
    folder = tiny.write(tmp_path_factory.mktemp("published") / "data")
    write(folder / "benchmarks", **tiny_benchmark.plausible())
    data = checked_dataset(folder)
    (folder / "datapackage.json").write_text(
        json.dumps(data_package.data_package(folder, "2026-11-22T00:00:00Z")), encoding="utf-8"
    )
    return folder, data


def test_a_plausible_environment_is_good_and_always_the_same(published):
    data = published[1].environments[tiny_benchmark.ID]
    assert {row.variant for row in data.rows("runs")} == set(VARIANTS) - set(OF_GPUS) - {"input-fed"}
    assert len(noise(data)) == 4 and 1 < noise_floor(data) < 1.2
    assert tiny_benchmark.plausible(rounds=2) == tiny_benchmark.plausible(rounds=2)


def test_the_data_package_lists_the_benchmark_and_fits_it(published):
    package = json.loads((published[0] / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} >= {
        f"benchmarks/synthetic/{name}" for name in ("runs.csv", "samples.csv.gz")
    }
    assert [
        resource["path"] for resource in package["resources"] if resource["path"].startswith("benchmarks/")
    ] == data_package.measured_files(published[0], "benchmarks")
    assert errors(published[0]) == []


WRONG = {
    "letters in a number": ("runs", {"threads": "all"}, "type-error"),
    "status that is none": ("runs", {"status": "fine"}, "constraint-error"),
    "samples of no run": ("samples", {"run_id": "nobody"}, "foreign-key"),
}


@pytest.mark.parametrize(("table", "cells", "kind"), WRONG.values(), ids=WRONG)
def test_the_data_package_notices(published, tmp_path, table, cells, kind):
    folder = shutil.copytree(published[0], tmp_path / "data")
    write(folder / "benchmarks", **changed(table, 0, **cells))
    assert kind in {error for error, row, _ in errors(folder, f"benchmarks-synthetic-{table}") if row == 2}


def test_the_dictionary_has_each_table_of_the_benchmark_once(published):
    page = data_dictionary(Fragments(Edition(published[1])), "../")
    for table in BENCH_TABLES:
        assert page.count(f'<h3 id="{table}">benchmarks/…/{file_name(table)}</h3>') == 1
    assert (
        '<a href="../data/benchmarks/synthetic/samples.csv.gz" download>Download: Synthetic, 2 cores (synthetic)</a>'
        in page
    )
    assert '<a href="../data/papers.csv" download>Download</a>' in page


def test_the_dictionary_does_not_grow_with_the_environments(published):
    tables = published[1].tables
    (one,) = published[1].environments.values()
    many = {f"e{number}": Environment(f"e{number}", one.tables) for number in range(FEW_ENVIRONMENTS + 1)}
    page = data_dictionary(Fragments(Edition(Dataset(tables, many))), "../")
    assert "benchmarks/e1/" not in page
    assert page.count("One file an environment, 6 in all: datapackage.json lists them") == len(BENCH_TABLES)
