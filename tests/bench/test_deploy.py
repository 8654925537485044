"""A measurement of deployment with a program in place of the environments: no framework and no runtime is needed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest

from bench.deploy import browse, tables
from bench.deploy.__main__ import parse
from bench.deploy.sweep import Process, Sweep, chosen_pairs
from bench.environments import SIZE_MIB
from bench.processes import SCRIPTS
from bench.results import Journal
from sitedata.check.deployments import check
from sitedata.load import sweeps
from sitedata.load.deployments import Deployment
from sitedata.schema.measured import DEPLOYMENTS, MEASURED
from sitedata.schema.protocol.conversions import MODELS, OWN
from sitedata.schema.protocol.deployment import BROWSERS, LARGEST_DIFFERENCE_PPM, ROUNDS, WAYS

PROGRAM = """
import json, pathlib, sys, time
job, way, *rest = sys.argv[2:]
say = lambda row: print("noise\\ndeploy-result: " + json.dumps(row))
if job == "bench.deploy.export":
    model, folder, *data = rest
    assert bool(data) == way.endswith("int8")
    if (way, model) == ("pytorch-onnx", "lstm"):
        sys.exit("ValueError: no such operator in /home/somebody/x.py")
    place = pathlib.Path(folder) / model
    place.mkdir(parents=True, exist_ok=True)
    (place / "model").write_bytes(bytes(2**20))
    say({"outcome": "converts", "finding": "", "export_s": 1.5})
else:
    end = time.process_time() + (0.6 if pathlib.Path(rest[0]).name == "gpt2-small" else 0)
    while time.process_time() < end:
        pass
    difference = {"mlp": 2e-7, "resnet20": 1e-3, "bert-mini": None}.get(pathlib.Path(rest[0]).name, 0.0)
    test = {"accuracy": 0.94444, "float_accuracy": 0.96, "difference": 0.03} if way.endswith("int8") else {}
    if job == "bench.deploy.request":
        assert pathlib.Path(rest[1]).name == "python"
        test |= {"requests_per_s": 250.0, "client_cores": 0.2}
    page = {"download_mib": 3.25, "foreign_cores": 0.07} if job == "bench.deploy.browse" else {}
    say({"ready_ms": 5.0, "first_ms": 1.0, "resident_mib": 9.0, "peak_mib": 10.0, "difference": difference,
         "call_time_us": [5, 6, 7]} | page | test)
"""
CHOSEN = [(way, model) for way in ("pytorch-eager", "pytorch-onnx") for model in ("mlp", "resnet20", "lstm")]
CHOSEN += [("pytorch-eager", "bert-mini")]
PACKAGES = [
    {"package": "torch", "version": "2.15.0", "size_mib": 900.0},
    {"package": "nvidia-cublas", "version": "13", "size_mib": 3000.0},
    {"package": "psutil", "version": "7", "size_mib": 1.0},
    {"package": "onnxruntime", "version": "1.32.0", "size_mib": 50.0},
    {"package": "python", "version": "3.11.7", "size_mib": None},
]


@pytest.fixture
def make(tmp_path, monkeypatch):
    """``make(until=…)``: a measurement that stops after ``until`` records."""
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{PROGRAM}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("bench.deploy.sweep.disturbed", lambda record, cores: "")

    def of(until=10**9, rounds=2):
        journal = Journal(tmp_path / "journal.jsonl", {"sweep": "20261127t1200", "machine": {"cores": "2"}})
        add = journal.add

        def counted(record):
            if len(journal.records) >= until:
                raise KeyboardInterrupt
            add(record)

        journal.add = counted
        pythons = dict.fromkeys(
            {name for way in WAYS.values() for name in ("harness", way.exported_in, way.served_in)}, program
        )
        return Sweep("20261127t1200", CHOSEN, pythons, journal, tmp_path / "work", tmp_path / "digits.npz", 2,
                     show=lambda line: None, rounds=rounds)  # fmt: skip

    return of


def written(sweep, folder):
    """The measurement that its tables hold."""
    known = {name: browse.packages_of_the_lock() if name in BROWSERS else PACKAGES for name in sweep.pythons}
    tables.write(
        folder / "deployments" / "one", tables.tables(sweep.journal.head["machine"], known, sweep.journal.records)
    )
    sweeps.forget()
    found, problems = sweeps.load_sweeps(folder / "deployments", Deployment, *MEASURED[DEPLOYMENTS][:2])
    assert problems == [] and check(found["one"]) == []
    return found["one"]


def test_what_agrees_is_measured_and_what_does_not_fails_with_its_reason(make, tmp_path):
    sweep = make()
    assert sweep.run()
    deployment = written(sweep, tmp_path)
    told = {key: (row.outcome, row.finding) for key, row in deployment.models.items()}
    assert told["pytorch-onnx", "mlp"] == ("converts", None)
    assert told["pytorch-onnx", "lstm"] == ("fails", "ValueError: no such operator in x.py")
    assert told["pytorch-onnx", "resnet20"] == ("fails", "it answers something else: 1e+03 ppm apart")
    assert told["pytorch-eager", "bert-mini"] == ("fails", "it answers something else: another shape, or not a number")
    assert deployment.models["pytorch-onnx", "mlp"].difference_ppm == 0.2
    assert deployment.models["pytorch-onnx", "mlp"].file_mib == 1.0
    assert {way: len(runs) for way, runs in deployment.runs.items()} == {
        ("pytorch-eager", "mlp"): 2, ("pytorch-eager", "lstm"): 2, ("pytorch-onnx", "mlp"): 2,
    }  # fmt: skip


def test_of_an_environment_the_packages_count_that_a_service_installs(make, tmp_path):
    sweep = make()
    sweep.run()
    way = written(sweep, tmp_path).ways["pytorch-eager"]
    assert (way.installed_mib, way.for_gpus_mib) == (3950.0, 3000.0)
    assert way.served_with == "torch 2.15.0, Python 3.11.7"


def test_an_interrupted_measurement_goes_on_where_it_stopped(make):
    with pytest.raises(KeyboardInterrupt):
        make(until=9).run()
    sweep = make()
    assert len(sweep.journal.records) == 9
    assert sweep.run()
    names = [record["process"] for record in sweep.journal.records if "process" in record]
    assert len(names) == len(set(names)) == 12
    assert len([record for record in sweep.journal.records if "exported" in record]) == len(CHOSEN)


@pytest.mark.skipif(sys.platform != "linux", reason="the system must tell what each processor does")
def test_what_others_do_meanwhile_is_seen_beside_what_the_process_does_itself(make):
    """The neighbour belongs to nobody here: the shell that started it has ended."""
    busy = "import os, time\nend = time.time() + 60\nwhile time.time() < end: pass"
    neighbour = subprocess.run(["sh", "-c", '"$0" -c "$1" >/dev/null 2>&1 & echo $!', sys.executable, busy],
                               capture_output=True, text=True, check=True).stdout  # fmt: skip
    try:
        record = make()._call(Process("pytorch-eager", "gpt2-small", 1), 1)
    finally:
        os.kill(int(neighbour), signal.SIGKILL)
    assert record["status"] == "ok" and record["foreign_cores"] > 0.3


def test_each_round_has_an_order_of_its_own_that_the_name_decides(make):
    sweep = make(rounds=ROUNDS)
    sweep.run()
    rounds = {}
    for process in sweep.plan():
        rounds.setdefault(process.round, []).append((process.way, process.model))
    assert len({tuple(order) for order in rounds.values()}) > 1
    assert all(sorted(order) == sorted(rounds[1]) for order in rounds.values())
    assert ("pytorch-onnx", "lstm") not in rounds[1]


def test_what_a_page_loads_is_what_another_way_exported(make, tmp_path):
    sweep = make()
    sweep.chosen = [("pytorch-onnx-chromium", "mlp"), ("pytorch-onnx-firefox", "mlp"), ("pytorch-onnx-firefox", "lstm")]
    assert sweep.run()
    assert [one["exported"] for one in sweep.journal.records if "exported" in one] == [
        ["pytorch-onnx", "mlp"], ["pytorch-onnx", "lstm"],
    ]  # fmt: skip
    deployment = written(sweep, tmp_path)
    told = deployment.models["pytorch-onnx-firefox", "mlp"]
    assert (told.outcome, told.file_mib, told.export_s) == ("converts", 1.0, None)
    assert deployment.ways["pytorch-onnx-chromium"].download_mib == 3.25
    assert deployment.ways["pytorch-onnx-chromium"].installed_mib is None
    assert {key: len(runs) for key, runs in deployment.runs.items()} == {
        ("pytorch-onnx-chromium", "mlp"): 2, ("pytorch-onnx-firefox", "mlp"): 2,
    }  # fmt: skip
    assert all(run.foreign_cores == 0.07 for run in deployment.rows("runs"))


def test_a_server_is_started_with_its_own_python_by_that_of_the_harness(make, tmp_path):
    sweep = make()
    sweep.chosen = [("pytorch-onnx-litserve", "mlp")]
    assert sweep.run()
    deployment = written(sweep, tmp_path)
    (first, _) = deployment.runs["pytorch-onnx-litserve", "mlp"]
    assert (first.requests_per_s, first.client_cores) == (250.0, 0.2)
    assert deployment.ways["pytorch-onnx-litserve"].served_with == "onnxruntime 1.32.0, Python 3.11.7"


def test_what_rounds_is_tested_and_may_differ(make, tmp_path):
    sweep = make()
    sweep.chosen = [("pytorch-onnx", "mlp"), ("pytorch-onnx-int8", "mlp")]
    assert sweep.run()
    deployment = written(sweep, tmp_path)
    told = deployment.models["pytorch-onnx-int8", "mlp"]
    assert (told.outcome, told.accuracy, told.float_accuracy) == ("converts", 0.9444, 0.96)
    assert told.difference_ppm == 30000 > LARGEST_DIFFERENCE_PPM
    assert deployment.models["pytorch-onnx", "mlp"].accuracy is None
    assert chosen_pairs("int8 (mlp|lstm)") == [(id, "mlp") for id, way in WAYS.items() if way.rounded_from]


def test_every_environment_has_a_size_that_is_asked_of_the_disk():
    assert {name for way in WAYS.values() for name in (way.exported_in, way.served_in)} - set(BROWSERS) <= set(SIZE_MIB)


def test_every_way_and_every_model_has_its_files():
    folder = SCRIPTS / "bench" / "deploy"
    scripts = {path.stem for path in (folder / "ways").glob("*.py")} - {"__init__", "rounding", "running"}
    assert {id.replace("-", "_") for id, way in WAYS.items() if not way.ships} == scripts
    assert {way.ships for way in WAYS.values() if way.ships} <= {id for id, way in WAYS.items() if not way.ships}
    for model in OWN:
        files = {path.name for path in (folder / MODELS[model].workload.folder).iterdir()}
        assert {"tensorflow.py", "pytorch.py", "jax.py"} <= files


def test_the_arguments_choose_ways_with_models():
    assert chosen_pairs("onnx mlp$") == [("tensorflow-onnx", "mlp"), ("pytorch-onnx", "mlp")]
    assert len(chosen_pairs("firefox mlp")) == len(chosen_pairs("chromium mlp")) == 5
    assert len(chosen_pairs("")) == sum(len(way.models) for way in WAYS.values())
    assert {way.group: len(way.models) for way in WAYS.values()} == {
        "process": len(MODELS), "browser": len(MODELS), "int8": 3, "server": 3,
    }  # fmt: skip
    assert parse([]).rounds == ROUNDS
    for wrong in (["--only", "("], ["--rounds", "0"]):
        with pytest.raises(SystemExit):
            parse(wrong)


def test_a_change_is_tried_where_the_documented_export_fails(tmp_path):
    pytest.importorskip("numpy", reason="only the environments of the frameworks and the harness have NumPy")
    from bench.deploy.export import exported

    def breaks(built, place):
        (place / "half").touch()
        raise ValueError("no\nmore of it")

    good = SimpleNamespace(export=lambda built, place: (place / "model").touch())
    assert exported(good, None, tmp_path / "a") | {"export_s": 0} == {
        "outcome": "converts", "finding": "", "export_s": 0,
    }  # fmt: skip
    changed = SimpleNamespace(export=breaks, CHANGES={"first": breaks, "second": good.export})
    assert exported(changed, None, tmp_path / "a")["finding"] == "second"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["model"]
    assert exported(SimpleNamespace(export=breaks), None, tmp_path / "a") == {
        "outcome": "fails", "finding": "ValueError: no",
    }  # fmt: skip
