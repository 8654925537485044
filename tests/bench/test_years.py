"""A sweep through the years with programs in place of the releases."""

from __future__ import annotations

import ast
import contextlib
import math
import stat
import sys
from pathlib import Path

import pytest

from bench.processes import SCRIPTS
from bench.results import Journal
from bench.years import environments, tables
from bench.years.releases import Release, releases
from bench.years.sweep import Sweep, instructions
from bench.years.then.layers import BATCH, SHAPE, layers_of
from sitedata.load.csv_table import load
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.protocol.years import CONTROL_ROUNDS, MODELS, ONE_THREAD_ROUNDS, ROUNDS, TASKS, ways
from sitedata.schema.years import YEAR_TABLES, file_name

OLD = Release("tensorflow", "1.12.0", "2018-11-06", ("3.6",), "3.6")
GONE = Release("pytorch", "1.0.0", "2018-12-07", ("3.5",))
NEW = Release("pytorch", "2.15.0", "2026-10-28", ("3.13",), "3.13")
PROGRAM = """
import json, sys
asked = json.loads(sys.argv[-1])
say = lambda row: print("years-result: " + json.dumps(row))
say({"version": "1", "says": "MKL", "import_ms": 12.5, "resident_mib": 99.5})
sys.stderr.write("not compiled to use: AVX2 FMA\\n")
wrong = 0.5 if asked["mode"] == "eager" and asked["framework"] == "tensorflow" else 0
for one in asked["asked"]:
    if asked["values"]:
        say({"model": one, "precision": "float64", "output": [1.0 + wrong, 2.0], "losses": [2.0, 1.0]})
    elif one[0] == "gru":
        say({"model": one[0], "task": one[1], "error": "TypeError: no gru"})
    else:
        say({"model": one[0], "task": one[1], "build_ms": 1.0, "first_ms": 2.0, "us": [5, 6], "loss_first": 2.0})
"""


@pytest.mark.parametrize(
    "path", sorted((SCRIPTS / "bench" / "years" / "then").glob("*.py")), ids=lambda path: path.name
)
def test_what_runs_inside_a_release_is_python_3_6(path):
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {
        (node.module or ".") if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    own = {"layers", ".", "__main__", "dlbench"}
    own |= {"PIL", "torchvision", "torch.utils.data", "warnings"} if path.name == "dlbench_pytorch.py" else set()
    allowed = {"importlib", "json", "math", "os", "sys", "time", "numpy", "torch", "torch.nn", "tensorflow"}
    assert imported <= allowed | own


@pytest.mark.parametrize("model", MODELS)
def test_each_model_has_as_many_parameters_as_the_one_that_the_benchmark_measures(model):
    trained = {"batch-norm": 2}  # its moving statistics are not
    shapes = [shape for kind, shapes in layers_of(model) for shape in shapes[: trained.get(kind)]]
    assert sum(map(math.prod, shapes)) == WORKLOADS[model].parameters
    assert BATCH[model] == WORKLOADS[model].batch_size and SHAPE[model] == WORKLOADS[model].shape


def test_no_first_weight_hides_a_wrong_order_or_a_missing_bias():
    pytest.importorskip("numpy", reason="only the environments of the frameworks and the harness have NumPy")
    from bench.years.then import parts

    for model in MODELS:
        weights = parts.weights_of(model, "float64")
        assert [[array.shape for array in one] for one in weights] == [list(shapes) for _, shapes in layers_of(model)]
        assert all(array.any() and (array != 1).any() for one in weights for array in one)


def test_the_last_release_of_each_year_and_those_that_turned_something_are_chosen(tmp_path):
    rows = [
        ("torch", "1.0.0", "2018-12-07", "linux-x86-64@2.5=2.7,3.6,3.7"),
        ("torch", "1.0.1", "2019-02-05", "any"),
        ("torch", "1.1.0", "2019-04-30", "linux-x86-64@2.5=3.6"),
        ("torch", "2.0.0", "2023-03-15", "linux-x86-64@2.5=3.11"),
        ("torch", "2.1.2", "2023-12-14", "windows-x86-64=3.11"),
        ("tensorflow", "2.15.0", "2023-11-14", "linux-x86-64@2.17=3.9"),
        ("tensorflow", "2.15.0.post1", "2023-12-05", "any"),
        ("tensorflow", "2.14.1", "2023-11-14", "any"),
    ]  # fmt: skip
    lines = [f'pkg:pypi/{package},{version},{day},"{wheels}"' for package, version, day, wheels in rows]
    (tmp_path / "builds.csv").write_text("\n".join(["package,version,released_on,wheels", *lines]) + "\n")
    (tmp_path / "turning_releases.csv").write_text("framework,version\npytorch,2.0.0\n")
    chosen = releases(tmp_path, {"3.6": Path("a"), "3.7": Path("b"), "3.11": Path("c")})
    assert [(one.name, one.python) for one in chosen] == [
        ("pytorch 1.0.0", "3.7"), ("pytorch 1.1.0", "3.6"), ("pytorch 2.0.0", "3.11"), ("tensorflow 2.15.0", ""),
        ("pytorch 2.1.2", ""),
    ]  # fmt: skip


def test_a_log_that_names_instructions_of_the_processor_is_read_in_all_its_wordings():
    assert instructions("…that this TensorFlow binary was not compiled to use: AVX2 AVX512F FMA") == "AVX2 AVX512F FMA"
    between = "oneDNN to use the following CPU instructions in performance-critical operations:  AVX2 AVX512F FMA"
    assert instructions(f"{between}\nTo enable them in other operations, rebuild") == "AVX2 AVX512F FMA"
    later = "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow with …"
    assert instructions(f"x\n{later}") == "AVX2 FMA" and instructions("nothing") == ""


@pytest.fixture
def make(tmp_path, monkeypatch):
    """``make(until=…)``: a sweep of three releases, one of which cannot be had; it stops after ``until`` records."""
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{PROGRAM}")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    held = []

    @contextlib.contextmanager
    def environment(release, python, folder):
        held.append(release.name)
        yield program

    monkeypatch.setattr(environments, "environment", environment)
    monkeypatch.setattr(environments, "installed", lambda python: (12.5, {"numpy": "1.19.5", "six": "1.0"}))
    monkeypatch.setattr("bench.years.sweep.disturbed", lambda record, cores: "")

    def of(until=10**9):
        journal = Journal(tmp_path / "journal.jsonl", {"sweep": "20261127t1200", "machine": {"cpu-model": "A CPU"}})
        add = journal.add

        def counted(record):
            if len(journal.records) >= until:
                raise KeyboardInterrupt
            add(record)

        journal.add = counted
        return Sweep("20261127t1200", [OLD, GONE, NEW], dict.fromkeys(("3.6", "3.13"), program), journal, tmp_path, 2,
                     show=lambda line: None), held  # fmt: skip

    return of


@pytest.fixture
def quickly(monkeypatch):
    for name, count in (("ROUNDS", 2), ("ONE_THREAD_ROUNDS", 1), ("CONTROL_ROUNDS", 1)):
        monkeypatch.setattr(f"sitedata.schema.protocol.years.{name}", count)


@pytest.mark.usefixtures("quickly")
def test_an_interrupted_sweep_goes_on_and_loses_no_run(make):
    sweep, _ = make(until=7)
    with pytest.raises(KeyboardInterrupt):
        sweep.run()
    sweep, _ = make()
    assert len(sweep.journal.records) == 7
    assert sweep.run()
    ids = [record["process"] for record in sweep.journal.records if "process" in record]
    anchors = [id for id in ids if "anchor" in id]
    assert len(ids) == len(set(ids)) and len(anchors) == 2  # one new year, two frameworks
    again, held = make()
    held.clear()
    assert again.run() and held == []


@pytest.mark.usefixtures("quickly")
def test_its_tables_hold_what_was_tried_and_fit_their_schema(make, tmp_path):
    sweep, _ = make()
    assert sweep.run()
    tables.write(tmp_path / "years", tables.tables(sweep.journal.head["machine"], sweep.journal.records))
    read = {name: load(tmp_path / "years" / file_name(name), model, name) for name, model in YEAR_TABLES.items()}
    assert [str(problem) for table in read.values() for problem in table.problems] == []
    assert {(row.framework, row.version): row.outcome for row in read["releases"].rows} == {
        ("tensorflow", "1.12.0"): "measured", ("pytorch", "1.0.0"): "cannot-install", ("pytorch", "2.15.0"): "measured",
    }  # fmt: skip
    assert {row.unused for row in read["releases"].rows if row.outcome == "measured"} == {"AVX2 FMA"}
    wrong = {(row.framework, row.mode) for row in read["agreement"].rows if not row.agrees}
    assert wrong == {("tensorflow", "eager")}
    steps = read["steps"].rows
    assert {row.reason for row in steps if row.model == "gru"} == {"TypeError: no gru"}
    assert {row.step_time_us for row in steps if row.model != "gru"} == {"5 6"}
    assert {(row.model, row.task) for row in steps} == {(model, task) for model in MODELS for task in TASKS}


def test_what_is_compared_over_the_years_has_more_rounds_than_what_explains_it():
    for release in (("tensorflow", "1.12.0"), ("pytorch", "2.15.0")):
        assert [ways(*release)[0].rounds(threads, cores=2) for threads in (1, 2)] == [ONE_THREAD_ROUNDS, ROUNDS]
        assert ways(*release)[0].rounds(1, cores=1) == ROUNDS
    assert {way.rounds(2, cores=2) for way in ways("tensorflow", "2.9.0")[1:]} == {CONTROL_ROUNDS}
    assert [way.variant for way in ways("tensorflow", "2.9.0")] == ["plain", "plain", "onednn-off"]
    assert [way.mode for way in ways("pytorch", "2.0.0")] == ["eager", "compiled"]


def test_a_release_of_which_the_installer_says_no_is_told_with_its_words(make, monkeypatch):
    sweep, _ = make()

    @contextlib.contextmanager
    def environment(release, python, folder):
        raise environments.CannotInstall("no wheels of /home/me/gast")
        yield

    monkeypatch.setattr(environments, "environment", environment)
    assert sweep.run()
    assert [record["reason"] for record in sweep.journal.records] == [
        "no wheels of gast", "no Python here for which it has a wheel — expected one of 3.5", "no wheels of gast",
    ]  # fmt: skip


def test_what_came_to_the_index_late_is_taken_of_a_later_day(tmp_path, monkeypatch):
    asked = []

    def do(command, folder):
        asked.append(command[command.index("--exclude-newer") + 1] if "--exclude-newer" in command else "")
        if asked[-1] == "2023-03-18":
            raise environments.CannotInstall("there is no version of triton==2.0.0")

    monkeypatch.setattr(environments, "_do", do)
    monkeypatch.setattr(environments, "find_uv", lambda: "uv")
    monkeypatch.setattr(environments, "LEAST_DISK_GIB", 0)
    release = Release("pytorch", "2.0.0", "2023-03-15", ("3.11",), "3.11")
    with environments.environment(release, Path("python"), tmp_path / "env"):
        pass
    assert asked == ["", "2023-03-18", "2023-05-14"]
