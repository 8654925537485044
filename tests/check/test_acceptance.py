"""What a benchmark result needs before it is accepted: each rule broken once, with its message."""

import gzip
from datetime import datetime, timedelta

import pytest

from sitedata.check import sweeps
from sitedata.check.acceptance import RULES, accept
from sitedata.check.environments import checked_environments
from sitedata.load.environments import forget
from sitedata.schema.protocol.order import order_of_round, run_id
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


SWEEP, BEGAN = "20261022t2130", datetime(2026, 10, 22, 21, 34)
SIDES = (("pytorch", "eager"), ("tensorflow", "tf.function"))
LEAST_S = 10  # from one start to the next


def good(rounds=6, environment=None, note="", started=BEGAN, **changes):
    """An environment that is accepted, with columns of its run in round 1 of PyTorch changed."""
    runs, samples, now, rows = [], [], started, environment or facts()
    cores = next((row["value"] for row in rows if row["fact"] == "cores"), "")
    for number in range(1, rounds + 1):
        for place in order_of_round(SWEEP, number, range(len(SIDES)), ()):
            framework, mode = SIDES[place]
            run, sample = tiny.run(
                f"{run_id(SWEEP, number, place)}-a1",
                times=f"{500_000 + number} {500_010 + place} 510000 500000",
                round=number,
                framework=framework,
                mode=mode,
                sweep=SWEEP,
                started_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                first_call_ms=f"{1170.4 + 10 * number + place:.1f}",
                **{"process_cpu_s": "2.1", "logical_cores": cores} | (changes if (number, place) == (1, 0) else {}),
            )
            now += timedelta(seconds=LEAST_S)
            runs.append(run)
            samples.append(sample)
    runs.sort(key=lambda run: run["id"])
    samples.sort(key=lambda sample: sample["run_id"])
    if note:
        rows = [*rows, tiny.record("environment", framework="machine", fact="author-note", value=note)]
    return {"environment": rows, "runs": runs, "samples": samples}


def changed(line, **cells):
    """The same with cells of the run on one line of the file changed, its samples with it where its id is."""
    tables = good()
    old = tables["runs"][line - 2]
    tables["runs"][line - 2] = old | cells
    if "id" in cells:
        tables["samples"][line - 2] = tables["samples"][line - 2] | {"run_id": cells["id"]}
    return tables


def without(line, **cells):
    """The same without the run on a line; the run on that line then has ``cells``."""
    tables = good()
    for name in ("runs", "samples"):
        tables[name] = [row for number, row in enumerate(tables[name], start=2) if number != line]
    tables["runs"][line - 2] |= cells
    return tables


def windows(times):
    """The same with other steps of the run on line 2, and the window that they fill."""
    tables = good(**{name: tiny.run("x", times)[0][name] for name in ("steps", "window_s")}, process_cpu_s="1")
    tables["samples"][0] |= {"step_time_us": times}
    return tables


def exchanged(one, other):
    """The same with the moments of the runs on two lines exchanged."""
    tables = good()
    first, second = tables["runs"][one - 2], tables["runs"][other - 2]
    first["started_at"], second["started_at"] = second["started_at"], first["started_at"]
    return tables


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
        good(window_s="2.1"),
        "samples.csv.gz:2: step_time_us: shorter than window_s, which is 2.1, got 2.010 s — expected times that add up "
        "to window_s, to 1 %: nothing of a window is outside a step",
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
    "an id says what its columns say": (
        changed(2, id="20261022t2130-r02-000-a1", round="1"),
        "runs.csv:2: id: not the id of this run, got '20261022t2130-r02-000-a1' — expected sweep, round, place and "
        "attempt as make bench writes them, like 20261122t2130-r03-017-a1",
    ),
    "a place is one contestant": (
        changed(4, workload="lstm", batch_size="64"),
        "runs.csv:4: id: place 0 has another contestant before, got '20261022t2130-r02-000-a1' — expected one "
        "contestant for each place in a sweep, the same in every round",
    ),
    "attempts have no gaps": (
        changed(3, id="20261022t2130-r01-001-a2", attempt="2"),
        "runs.csv:3: attempt: attempt 1 is missing, got 2 — expected attempts counted from 1, each after a flagged "
        "one: a run that is left out is a result too",
    ),
    "attempts have no gaps: after a flagged one": (
        changed(3, status="flagged", reason="others used 0.42 cores, limit 0.10"),
        "runs.csv:3: attempt: attempt 2 after a flagged one is missing, got 1 — expected attempts counted from 1, each "
        "after a flagged one: a run that is left out is a result too",
    ),
    "attempts have no gaps: after a good one": (
        changed(3, id="20261022t2130-r01-000-a2", attempt="2", framework="pytorch", mode="eager", status="failed"),
        "runs.csv:3: attempt: attempt 1 was ok, got 2 — expected attempts counted from 1, each after a flagged one: a "
        "run that is left out is a result too",
    ),
    "runs come in the order of their sweep": (
        exchanged(4, 5),
        "runs.csv:5: started_at: before 20261022t2130-r02-000-a1, got '2026-10-22T21:34:20Z' — expected the order that "
        "follows from the name of the sweep and the round, in which make bench shuffles",
    ),
    "one run at a time": (
        changed(2, first_call_ms="12000"),
        "runs.csv:3: started_at: 20261022t2130-r01-000-a1 takes at least 17 s and began 10 s earlier, got "
        "'2026-10-22T21:34:10Z' — expected a start after the run before has ended: its import, its first calls, its "
        "warm-up and its window take time",
    ),
    "a sweep begins when its name says": (
        good(started=BEGAN - timedelta(days=1)),
        "runs.csv:2: started_at: the first run of 20261022t2130, got '2026-10-21T21:34:00Z' — expected the minute "
        "(UTC) in which it began: no run is older, and the first at most a week younger",
    ),
    "a sweep begins when its name says: much later": (
        good(started=BEGAN + timedelta(days=8)),
        "runs.csv:2: started_at: the first run of 20261022t2130, got '2026-10-30T21:34:00Z' — expected the minute "
        "(UTC) in which it began: no run is older, and the first at most a week younger",
    ),
    "a window ends with its last step": (
        windows("250000 250000 250000 255000"),
        "runs.csv:2: window_s: too short, got 1.005 s with 4 steps — expected the window of make bench: it ends with "
        "the first step after 2 s, or with the third where steps are longer",
    ),
    "a window ends with its last step: doubled": (
        windows("1000000 1000000 1010000 1000000"),
        "runs.csv:2: window_s: over before its last step of 1.000 s, got 4.01 s — expected the window of make bench: "
        "it ends with the first step after 2 s, or with the third where steps are longer",
    ),
    "no run is left out": (
        without(6),
        "runs.csv:2: round: missing in round 3, got '20261022t2130-r01-000-a1' — expected every contestant in every "
        "round, but for the end of the last one if a sweep was stopped: slow runs count too",
    ),
    "steps are timed once": (
        windows("350000 350001 350002 350000 350001 350002"),
        "samples.csv.gz:2: step_time_us: its first 3 times come again, got '20261022t2130-r01-000-a1' — expected steps "
        "that were each timed: none of them a second time, to fill a window",
    ),
    "times are exact": (
        good(rounds=13),
        "samples.csv.gz:2: step_time_us: rounded, got 67 of 104 times that end in a zero — expected times to the "
        "microsecond, as make bench writes them",
    ),
    "a good run passed the gate": (
        good(foreign_cores="0.3"),
        "runs.csv:2: status: others used 0.30 cores, limit 0.10, got 'ok' — expected flagged where others used the "
        "machine: the limits are in scripts/sitedata/schema/protocol/gate.py",
    ),
    "one device a folder": (
        changed(3, device="cuda"),
        "runs.csv:3: device: others ran on cpu, got 'cuda' — expected runs on one device: make bench writes a folder "
        "for each",
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


def test_the_same_machine_under_two_names(tmp_path):
    folder = tiny.write(tmp_path / "data" / "benchmarks", id="one", **good())
    tiny.write(folder, id="two", **good())
    environments, _ = checked_environments(folder)
    assert "the same environment as one" in [refusal.problem for refusal in accept(environments)]


def test_every_rule_is_broken_above():
    names = {rule.name for rule in (*RULES, *sweeps.RULES)}
    assert names - BROKEN.keys() == {"correctness was measured"}


def test_a_larger_machine_may_be_busier(accepted):
    """A desktop with a browser: the gate lets others use a twentieth of all cores."""
    assert accepted(**good(environment=facts(cores="16"), foreign_cores="0.7")) == []


def test_others_may_use_processors_that_this_process_may_not(accepted):
    """A process that was given one core of sixteen."""
    assert accepted(**good(environment=facts(cores="1"), logical_cores="16", foreign_cores="0.7")) == []


def test_a_sweep_that_was_stopped_amid_attempts_is_whole_so_far(accepted):
    last = changed(13, status="flagged", reason="others used 0.42 cores, limit 0.10")
    assert accepted(**last) == []


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
            .replace(b"500001 500010", b'"500,001 500010', 1)
            .replace(b"500000\n", b'500000"\n', 1)
        )
    )
    forget()
    assert any("not a time in µs: '500,001'" in str(problem) for problem in checked_environments(folder)[1])
