"""Programs of a study of 2018, timed again: what is asked of a process, what is kept, and where a run goes on."""

from __future__ import annotations

import contextlib
import csv
import json
import stat
import sys

import pytest

from bench.years import releases, study
from bench.years.environments import CannotInstall
from sitedata.load.canonical import order_of
from sitedata.schema.protocol.study import MODELS, RELEASES, ROUNDS, VARIANTS
from sitedata.schema.tables import StudyTime
from tests.conftest import ROOT

PROGRAM = """
import json, os, sys
asked = json.loads(sys.argv[-1])
with open(CALLS, "a") as file:
    file.write(json.dumps([asked["framework"], os.environ.get("MKL_DEBUG_CPU_TYPE", "")]) + chr(10))
for model in asked["models"]:
    for part in ("load", "step", "test"):
        print("years-result: " + json.dumps({"model": model, "part": part, "us": [1000, 3000, 2000]}))
sys.exit("Killed" if asked["framework"] == BROKEN else 0)
"""
PYTHONS = {"3.6": ROOT, "3.7": ROOT}


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """``measured()``: its exit code, what it said, the rows, and what processes were given."""
    program, data, calls = tmp_path / "python", tmp_path / "data", tmp_path / "calls"
    data.mkdir()
    for name in ("builds", "turning_releases"):
        (data / f"{name}.csv").symlink_to(ROOT / "data" / f"{name}.csv")
    (data / "study_times.csv").write_text(",".join(StudyTime.model_fields) + "\n")

    def of(broken="", missing=""):
        @contextlib.contextmanager
        def environment(release, python, folder, beside):
            if release.framework == missing:
                raise CannotInstall("no wheel")
            yield program

        monkeypatch.setattr(study, "environment", environment)
        monkeypatch.setattr(study, "disturbed", lambda record, cores: "")
        monkeypatch.setattr(study, "wait_for_quiet", lambda show: None)
        program.write_text(f"#!{sys.executable}\nCALLS = {str(calls)!r}\nBROKEN = {broken!r}\n" + PROGRAM)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        calls.write_text("")
        said: list[str] = []
        code = study.measure(data, PYTHONS, tmp_path / "work", said.append)
        with (data / "study_times.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return code, said, rows, [json.loads(line) for line in calls.read_text().splitlines()]

    return of


def test_each_way_is_timed_in_each_round_and_kept_as_medians(measured):
    code, _, rows, calls = measured()
    assert code == 0
    assert len(calls) == ROUNDS * sum(map(len, VARIANTS.values()))
    assert sorted(calls) == ROUNDS * [["pytorch", ""]] + ROUNDS * [["pytorch", "5"]] + ROUNDS * [["tensorflow", ""]]
    assert len(rows) == len(calls) * len(MODELS) * 3
    assert {(row["framework"], row["version"]) for row in rows} == set(RELEASES.items())
    assert rows == sorted(rows, key=lambda row: order_of(row, StudyTime))
    assert {(row["ms"], row["calls"]) for row in rows} == {("2", "3")}
    assert {(row["framework"], row["python"]) for row in rows} == {("tensorflow", "3.6"), ("pytorch", "3.7")}


def test_it_goes_on_where_it_stopped(measured):
    code, said, rows, _ = measured(missing="pytorch")
    assert code == 1 and said[-1] == f"pytorch {RELEASES['pytorch']}: no wheel"
    assert {row["framework"] for row in rows} == {"tensorflow"}
    code, _, rows, calls = measured()
    assert code == 0 and {name for name, _ in calls} == {"pytorch"}
    assert {row["framework"] for row in rows} == set(RELEASES)
    assert measured()[3] == []


def test_a_process_that_breaks_leaves_no_times(measured):
    code, said, rows, _ = measured(broken="pytorch")
    assert code == 0 and "    failed: Killed" in said
    assert {row["framework"] for row in rows} == {"tensorflow"}


def test_what_others_disturbed_is_no_time(measured):
    records = [{"status": "flagged", "rows": [{"model": "mnist-cnn", "part": "step", "us": [1]}]}]
    assert study.rows(records, {}) == []


def test_the_releases_of_the_protocol_have_wheels():
    for framework, version in RELEASES.items():
        assert releases.named(ROOT / "data", PYTHONS, framework, version).python in PYTHONS
