"""What a benchmark result needs before it is accepted: each rule broken once, with its message."""

import gzip

import pytest

from sitedata.check.acceptance import RULES, accept
from sitedata.check.environments import checked_environments
from sitedata.load.environments import forget
from tests import tiny_benchmark as tiny

MACHINE = {
    "cpu-model": "AMD EPYC",
    "cores": "2",
    "memory-gib": "24",
    "system": "Linux 6.18",
    "python": "3.11.7",
    "c-library": "glibc 2.36",
}


def facts(**changes):
    rows = [
        tiny.record("environment", framework="machine", fact=name, value=value)
        for name, value in (MACHINE | changes).items()
        if value
    ]
    return rows + [
        tiny.record("environment", framework=name, fact="version", value="2.0") for name in ("pytorch", "tensorflow")
    ]


def good(rounds=6, environment=None, note="", **changes):
    """An environment that is accepted, with columns of its first run changed."""
    runs, samples = [], []
    for number in range(1, rounds + 1):
        for framework, mode in (("pytorch", "eager"), ("tensorflow", "tf.function")):
            first = changes if not runs else {}
            run, sample = tiny.run(
                f"r{number}-{framework}",
                times=f"{1000 + number} 1100 1200",
                round=number,
                framework=framework,
                mode=mode,
                **{"window_s": "0.0034", "process_cpu_s": "0.004"} | first,
            )
            runs.append(run)
            samples.append(sample)
    rows = environment or facts()
    if note:
        rows = [*rows, tiny.record("environment", framework="machine", fact="author-note", value=note)]
    return {"environment": rows, "runs": runs, "samples": samples}


@pytest.fixture
def accepted(tmp_path):
    def of(**tables):
        forget()
        environments, problems = checked_environments(tiny.write(tmp_path / "data" / "benchmarks", **tables))
        return [
            str(problem).removeprefix("data/benchmarks/synthetic/") for problem in [*problems, *accept(environments)]
        ]

    return of


def test_a_whole_result_is_accepted(accepted):
    assert accepted(**good(note="A desktop under a desk.")) == []


BROKEN = {
    "enough rounds": (
        good(rounds=4),
        "runs.csv:2: round: too few rounds, got 4 at most — expected at least 6 rounds of one contestant: "
        "fewer carry no 95 % interval (make bench without --quick)",
    ),
    "the environment is described": (
        good(environment=facts(python="")),
        "environment.csv:1: fact: nothing about python of machine — expected the facts that make bench writes: "
        "of the machine cpu-model, cores, memory-gib, system, python; of each framework its version",
    ),
    "times are plausible": (
        good(import_ms="0"),
        "runs.csv:2: import_ms: not plausible, got 0 ms — expected above zero, "
        "and at most an hour (a window: ten minutes)",
    ),
    "steps fill their window": (
        good(window_s="3.4"),
        "samples.csv.gz:2: step_time_us: far shorter than window_s, which is 3.4, got 0.003 s — expected times that "
        "add up to at least half of "
        "window_s (a decimal point in the wrong place?)",
    ),
    "a machine gives what it has": (
        good(peak_rss_mib="62130.0"),
        "runs.csv:2: peak_rss_mib: more than there is, got 62130, of 28160 — expected at most what the machine has: "
        "its cores, its memory, all of the time",
    ),
    "a share is one": (
        good() | {"accuracy": [tiny.record("accuracy", test_accuracy="977.8")]},
        (
            "accuracy.csv:2: test_accuracy: not a percentage, got 977.8 — expected a percentage from 0 to 100, "
            "and a loss that is a small number"
        ),
    ),
    "a note is short": (
        good(note="x" * 501),
        (
            "environment.csv:10: value: a long note, got 501 characters — expected at most 500 characters: what a "
            "reader must know of this machine"
        ),
    ),
}


@pytest.mark.parametrize(("tables", "line"), BROKEN.values(), ids=BROKEN)
def test_broken_rule(accepted, tables, line):
    assert line in accepted(**tables)


def test_correctness_rows_are_asked_for(accepted, tmp_path):
    """Only PyTorch is timed here: without agreement rows, TensorFlow's runs would break another rule too."""
    tables = good()
    keep = {row["id"] for row in tables["runs"] if row["framework"] == "pytorch"}
    tables["runs"] = [row for row in tables["runs"] if row["id"] in keep]
    tables["samples"] = [row for row in tables["samples"] if row["run_id"] in keep]
    assert accepted(**tables, agreement=[]) == [
        (
            "agreement.csv:1: no comparison — expected rows in agreement.csv: what both frameworks compute is "
            "compared before anything is timed"
        )
    ]


PERSONAL = {
    "an e-mail address": "ask someone@example.org",
    "a user and a machine": "run as someone@laptop",
    "a machine's name": "on workstation.local",
    "a network address": "reached at 192.168.1.20",
}


@pytest.mark.parametrize(("what", "text"), PERSONAL.items())
def test_nothing_personal_is_taken_in(accepted, what, text):
    assert [line.split(" — ")[0] for line in accepted(**good(note=text))] == [
        f"environment.csv:10: value: {what}, got '{text}'"
    ]


@pytest.mark.parametrize(
    "text", ["CUDA 12.4.5.8", "Linux 6.18.44", "torch 2.13.0+cpu", "at 5 °C", "AMD EPYC 7B13 @ 3.5 GHz"]
)
def test_versions_and_clocks_are_not_personal(accepted, text):
    assert accepted(**good(note=text)) == []


def test_the_same_machine_or_the_same_times_under_two_names(tmp_path):
    folder = tiny.write(tmp_path / "data" / "benchmarks", id="one", **good())
    tiny.write(folder, id="two", **good())
    environments, _ = checked_environments(folder)
    assert [refusal.problem for refusal in accept(environments)] == ["the same environment as one"]
    other = good(environment=facts(**{"cpu-model": "Another"}))
    long = tiny.run("r1-pytorch", times=" ".join(str(1000 + n) for n in range(12)))
    for id, tables in (("one", good()), ("two", other)):
        run, sample = long
        tables["runs"][0] |= {"steps": run["steps"], "window_s": run["window_s"]}
        tables["samples"][0] = sample
        tiny.write(folder, id=id, **tables)
    forget()
    environments, problems = checked_environments(folder)
    assert not problems
    assert [refusal.problem for refusal in accept(environments)] == ["the same times as run r1-pytorch of one"]


def test_every_rule_is_broken_above():
    names = {rule.name for rule in RULES}
    assert names - BROKEN.keys() == {"correctness was measured"}


def test_a_number_with_a_separator_is_told_by_the_schema(tmp_path):
    folder = tiny.write(tmp_path / "data" / "benchmarks", **good())
    path = folder / "synthetic" / "runs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1180.4,", ',"1,180.4",', 1), encoding="utf-8")
    forget()
    assert "not a number, got '1,180.4'" in str(checked_environments(folder)[1][0])
    samples = folder / "synthetic" / "samples.csv.gz"
    samples.write_bytes(
        gzip.compress(
            gzip.decompress(samples.read_bytes())
            .replace(b"1001 1100", b'"1,001 1100', 1)
            .replace(b"1200\n", b'1200"\n', 1)
        )
    )
    forget()
    assert any("not a time in µs: '1,001'" in str(problem) for problem in checked_environments(folder)[1])
