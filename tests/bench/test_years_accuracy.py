"""The accuracy experiment in old releases: what each is given, what it must give back, and where a run goes on."""

from __future__ import annotations

import contextlib
import csv
import stat
import sys

import pytest

from bench.years import accuracy
from bench.years.environments import CannotInstall
from bench.years.releases import Release
from sitedata.schema.protocol.accuracy import EPOCHS
from sitedata.schema.protocol.years import ACCURACY_ARMS, ACCURACY_OPTIMIZERS, ACCURACY_SEEDS
from sitedata.schema.tables import ReleaseAccuracy

OLD = Release("pytorch", "1.0.0", "2018-12-07", ("3.7",), "3.7")
NEW = Release("tensorflow", "2.21.0", "2026-03-06", ("3.13",), "3.13")
NOWHERE = Release("pytorch", "2.1.2", "2023-12-14", ("3.11",), "")
TRAININGS = len(ACCURACY_ARMS) * len(ACCURACY_OPTIMIZERS) * ACCURACY_SEEDS
PROGRAM = f"""
import json, sys
asked = json.loads(sys.argv[-1])
if asked["framework"] == BROKEN:
    sys.exit("AttributeError: no such layer")
for arm, optimizer, seed in asked["asked"]:
    row = {{"arm": arm, "optimizer": optimizer, "seed": seed}}
    row["accuracy"] = [float(n) for n in range({EPOCHS["digits"]})]
    print("years-result: " + json.dumps(row))
"""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """``asked(releases)``: what it says, and the rows that there are afterwards; ``broken`` names a framework."""
    program, data = tmp_path / "python", tmp_path / "data"
    data.mkdir()
    head = ",".join(ReleaseAccuracy.model_fields)
    (data / "release_accuracy.csv").write_text(f"{head}\n")
    made = []

    @contextlib.contextmanager
    def environment(release, python, folder):
        made.append(release.name)
        if release.version == "9.9.9":
            raise CannotInstall("no wheel")
        yield program

    monkeypatch.setattr(accuracy, "environment", environment)
    monkeypatch.setattr(accuracy, "write_arrays", lambda path: None)

    def of(releases, broken=""):
        program.write_text(f"#!{sys.executable}\n" + PROGRAM.replace("BROKEN", repr(broken)))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        said = []
        whole = accuracy.ask(releases, dict.fromkeys(("3.7", "3.13"), program), data, tmp_path, said.append)
        with (data / "release_accuracy.csv").open(encoding="utf-8", newline="") as file:
            return whole, said, list(csv.DictReader(file)), made

    return of


def test_each_release_has_a_row_for_each_training_with_its_early_and_its_last_accuracy(asked):
    whole, said, rows, _ = asked([OLD, NEW])
    assert whole and said == [f"pytorch 1.0.0: {TRAININGS} trainings", f"tensorflow 2.21.0: {TRAININGS} trainings"]
    assert len(rows) == 2 * TRAININGS and rows == sorted(rows, key=lambda row: tuple(row.values())[:5])
    assert {(row["early_accuracy"], row["last_accuracy"]) for row in rows} == {("2.0", "14.0")}
    for row in rows:
        ReleaseAccuracy.model_validate(row)


def test_the_same_command_goes_on_with_what_is_left(asked):
    whole, said, rows, _ = asked([OLD, NEW], broken="tensorflow")
    assert not whole and said[1] == "tensorflow 2.21.0: AttributeError: no such layer" and len(rows) == TRAININGS
    whole, said, rows, made = asked([OLD, NEW])
    assert whole and len(rows) == 2 * TRAININGS and made == ["pytorch 1.0.0", "tensorflow 2.21.0", "tensorflow 2.21.0"]


def test_what_cannot_be_installed_is_said_and_the_others_are_trained(asked):
    gone = Release("pytorch", "9.9.9", "2026-01-01", ("3.13",), "3.13")
    whole, said, rows, _ = asked([NOWHERE, gone, NEW])
    assert not whole and len(rows) == TRAININGS
    assert said[:2] == ["pytorch 2.1.2: no Python here for which it has a wheel", "pytorch 9.9.9: no wheel"]
