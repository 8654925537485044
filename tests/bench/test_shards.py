"""A sweep in four parts, merged: what the site accepts, and the same as the sweep in one piece.

No framework is started.
"""

from __future__ import annotations

import json

import pytest

from bench import __main__ as command
from bench import agreement
from bench.environments import ROOT
from bench.sweep import Sweep
from sitedata.check.environments import checked_environments
from sitedata.judge import conditions
from sitedata.load import environments as benchmarks
from sitedata.load.environments import CONTESTANT
from sitedata.schema.protocol import matrix

SWEEP, PARTS, ROUNDS = "20261122t2130", 4, 6
BOTH = ("tensorflow", "pytorch")


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """The command, with everything replaced that asks a framework; ``accuracy`` notes the parts that ran it."""
    monkeypatch.setattr(command, "WORK", tmp_path / "work")
    monkeypatch.setattr(command, "found_pythons", lambda root, names, device: dict.fromkeys(names))
    monkeypatch.setattr(command, "facts_of", lambda python, name, device: {"version": "1.0"})
    monkeypatch.setattr(command, "check_room", lambda least_gib: None)
    monkeypatch.setattr(command, "wait_for_quiet", lambda show: None)
    sizes = lambda python, name: [{"framework": name, "package": name, "version": "1", "size_mib": 2.0}]  # noqa: E731
    monkeypatch.setattr(command, "installed_sizes", sizes)

    def check(pythons, workloads, folder, tuned=(), device="cpu"):
        same = {
            "framework": "tensorflow",
            "precision": "float64",
            "quantity": "loss",
            "difference": "0",
            "limit": "1e-10",
            "agrees": "yes",
        }
        return [{"workload": workload} | same for workload in workloads]

    monkeypatch.setattr(agreement, "check", check)

    def measure(self, number, place, attempt, contestant):
        fields = {name: getattr(contestant, name) for name in CONTESTANT}
        own = {
            "id": f"{self.run_id(number, place)}-a{attempt}",
            "sweep": self.name,
            "round": number,
            "attempt": attempt,
        }
        record = (
            own
            | {
                "started_at": "2026-11-22T21:30:00Z",
                "status": "ok",
                "reason": "",
                "import_ms": 900.0,
                "first_call_ms": 80.0,
            }
            | fields
        )
        if contestant.task == "import" or contestant.variant == "fresh-cache":
            return record
        return record | {"steps": 2, "window_s": 0.003, "step_time_us": [1000 + number, 1100 + place]}

    monkeypatch.setattr(Sweep, "_measure", measure)
    accuracy = []
    monkeypatch.setattr(command, "measure_accuracy", lambda pythons, folder: accuracy.append(folder.parent.name))

    def run(*arguments):
        return command.main([*arguments, "--rounds", str(ROUNDS)])

    run.accuracy = accuracy
    return run


def test_four_parts_merge_to_what_the_site_accepts(bench, tmp_path):
    for number in range(1, PARTS + 1):
        assert bench("--shard", f"{number}/{PARTS}", "--sweep", SWEEP, "--out", str(tmp_path / f"part{number}")) == 0
    assert bench.accuracy == ["part1"]
    parts = [next((tmp_path / f"part{number}").iterdir()) for number in range(1, PARTS + 1)]
    assert bench("--out", str(tmp_path / "all"), "--merge", *map(str, parts)) == 0
    environments, problems = checked_environments(tmp_path / "all")
    assert not problems
    (environment,) = environments.values()
    measured = {tuple(getattr(run, name) for name in CONTESTANT) for run in environment.runs()}
    assert len(measured) == len(matrix.chosen(matrix.default_matrix(), BOTH))
    assert {run.sweep for run in environment.runs()} == {SWEEP}
    assert {run.round for run in environment.runs()} == set(range(1, ROUNDS + 1))
    assert conditions.repeated(environment)[0] == []  # parts of one sweep are not two sweeps
    experiments, left_out = conditions.pitfalls(environment)
    second_half = {"bench-isa", "bench-mkl", "bench-physical"}
    assert {kind for kind, _ in left_out} == {one.kind for one in conditions.EXPERIMENTS if one.id in second_half}
    assert len(experiments) == 10


def test_parts_in_one_folder_need_no_merging(bench, tmp_path):
    for number in range(1, PARTS + 1):
        assert bench("--shard", f"{number}/{PARTS}", "--sweep", SWEEP, "--out", str(tmp_path / "out")) == 0
    environments, problems = checked_environments(tmp_path / "out")
    assert not problems
    (environment,) = environments.values()
    whole = [
        contestant for contestant in matrix.chosen(matrix.default_matrix(), BOTH) if contestant.variant != "fresh-cache"
    ]
    assert len([run for run in environment.runs() if run.variant != "fresh-cache"]) == len(whole) * ROUNDS


def test_a_part_that_is_there_is_not_overwritten(bench, tmp_path, capsys):
    part = ("--shard", "4/4", "--sweep", SWEEP, "--out", str(tmp_path / "out"))
    assert bench(*part) == 0
    before = {path.name: path.read_bytes() for path in next((tmp_path / "out").iterdir()).iterdir()}
    assert bench(*part) == 1
    assert "has this part of the sweep 20261122t2130 already: give another --sweep" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in next((tmp_path / "out").iterdir()).iterdir()} == before


def test_a_sweep_says_beforehand_how_long_it_takes_and_logs_every_run(bench, tmp_path, capsys):
    assert bench("--only", "^mlp .* plain", "--out", str(tmp_path / "out")) == 0
    said = capsys.readouterr().err
    assert "about " in said and "on two cores with AVX-512" in said and "on two cores with AVX2" in said
    log = (tmp_path / "work" / "bench.log").read_text(encoding="utf-8")
    assert log.count("round 1: mlp") == 8
    assert all(line in log for line in said.splitlines() if line)


def test_an_old_file_without_the_later_columns_is_good_and_keeps_its_runs(bench, tmp_path):
    """What was published before those columns came."""
    environments, problems = checked_environments(ROOT / "data" / "benchmarks")
    assert environments and not problems
    old = [run for environment in environments.values() for run in environment.runs() if run.sweep < "20261125"]
    assert old and all(run.process_foreign_cores is None for run in old)
    benchmarks.forget()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--shard", "2/4"], "argument --sweep: missing — expected the same name for all parts"),
        (["--shard", "2/4", "--sweep", "last night"], "got 'last night' — expected a minute like 20261122t2130"),
        (["--shard", "7/7", "--sweep", SWEEP], "got '7/7' — expected at most 6 parts"),
        (["--minutes", "0"], "got 0 — expected 1 or more"),
    ],
)
def test_bad_arguments_of_a_part_are_named(capsys, arguments, message):
    with pytest.raises(SystemExit):
        command.main(arguments)
    assert message in capsys.readouterr().err


def test_a_journal_of_another_part_is_not_taken_up(bench, tmp_path):
    """Each part has its own journal, in one folder of work."""
    out = ("--out", str(tmp_path / "out"))
    assert bench("--shard", "3/4", "--sweep", SWEEP, *out) == 0
    assert bench("--shard", "4/4", "--sweep", SWEEP, *out) == 0
    heads = [
        json.loads(path.read_text().splitlines()[0])["shard"]
        for path in sorted((tmp_path / "work" / "sweeps").iterdir())
    ]
    assert heads == [[3, 4], [4, 4]]
