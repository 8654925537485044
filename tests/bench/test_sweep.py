"""A sweep with programs that stand in for the frameworks' Pythons: they crash, hang, are disturbed or are stopped."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bench import processes
from bench import sweep as module
from bench.processes import SCRIPTS, CannotStart
from bench.results import Journal
from bench.sweep import Sweep, wait_for_quiet, without_paths
from sitedata.schema.protocol.contestant import Contestant
from sitedata.schema.protocol.gate import ATTEMPTS, disturbed, limit_cores, start_limit_cores
from stopping import Stopped, held, orderly

A, B = (
    Contestant("mlp", framework, mode, batch_size=128)
    for framework, mode in (("tensorflow", "tf.function"), ("pytorch", "eager"))
)
PATIENCE_S = 60  # for a busy machine
QUIET = {"foreign_cores": 0.01, "steal_share": 0.0, "steps": 2, "step_time_us": [1500, 1600]}


def python(folder: Path, name: str, body: str) -> Path:
    """A program that is called like ``python -m bench.worker '{…}'`` and runs ``body``.

    ``body`` has ``answer(…)`` to answer and ``count()``, the number of the call.
    """
    path = folder / name
    path.write_text(
        f"#!{sys.executable}\nimport json, os, pathlib, sys, time\n"
        f"calls = pathlib.Path({str(folder / (name + '.calls'))!r})\n"
        "def count():\n    calls.open('a').write('x')\n    return len(calls.read_text())\n"
        "if 'bench.libraries' in sys.argv:\n"
        f"    pathlib.Path({str(folder / (name + '.asked'))!r}).open('a').write('x')\n"
        "    print('bench-result: ' + json.dumps({'blas': os.environ.get('MKL_VERBOSE', '')}))\n    sys.exit()\n"
        f"def answer(**more):\n    print('bench-result: ' + json.dumps({QUIET!r} | more))\n{body}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(autouse=True)
def answered():
    """Ctrl-C as from a terminal: a shell starts background processes with that signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def swept(tmp_path):
    def make(body_a="answer()", body_b="answer()", contestants=(A, B), rounds=2, **more) -> Sweep:
        pythons = {"tensorflow": python(tmp_path, "a", body_a), "pytorch": python(tmp_path, "b", body_b)}
        journal = Journal(tmp_path / "journal.jsonl", {"sweep": "20261122t2130"})
        return Sweep(list(contestants), pythons, journal, tmp_path / "cache", rounds, show=lambda line: None, **more)

    return make


def statuses(sweep: Sweep) -> list[tuple[str, str]]:
    return sorted((record["framework"], record["status"]) for record in sweep.journal.records)


def test_every_contestant_runs_once_a_round(swept):
    sweep = swept(rounds=3)
    sweep.run()
    assert statuses(sweep) == [("pytorch", "ok")] * 3 + [("tensorflow", "ok")] * 3
    assert len({record["id"] for record in sweep.journal.records}) == 6


def test_rounds_are_shuffled_and_repeatable(swept):
    many = [Contestant("mlp", "pytorch", "eager", batch_size=size) for size in range(1, 9)]
    sweep = swept(contestants=many, rounds=4)
    orders = [tuple(place for number, place, _ in sweep.plan() if number == round) for round in (1, 2, 3, 4)]
    assert len(set(orders)) > 1
    assert {frozenset(order) for order in orders} == {frozenset(range(8))}
    assert sweep.plan() == swept(contestants=many, rounds=4).plan()


def test_an_empty_cache_comes_first_and_only_in_its_rounds(swept):
    fresh = Contestant("mlp", "pytorch", "torch.compile", variant="fresh-cache", batch_size=128)
    plan = swept(contestants=[A, B, fresh], rounds=10).plan()
    assert plan[0][2] == fresh
    assert sum(contestant == fresh for _, _, contestant in plan) == fresh.rounds < 10


def test_a_crash_is_a_row_and_the_sweep_goes_on(swept):
    sweep = swept(body_a="sys.stderr.write('ValueError: no such layer\\n'); sys.exit(3)")
    sweep.run()
    assert statuses(sweep) == [("pytorch", "ok")] * 2 + [("tensorflow", "failed")] * 2
    assert {record["reason"] for record in sweep.journal.records if record["status"] == "failed"} == {
        "ValueError: no such layer"
    }


def test_a_missing_framework_could_not_run(swept):
    sweep = swept(body_a="import no_such_framework")
    sweep.run()
    assert ("tensorflow", "could-not-run") in statuses(sweep)


def test_a_hanging_contestant_is_stopped(swept):
    sweep = swept(body_b="time.sleep(600)", rounds=1, timeout_s=1.0)
    sweep.run()
    assert statuses(sweep) == [("pytorch", "timed-out"), ("tensorflow", "ok")]


def test_a_disturbed_run_is_kept_and_repeated(swept):
    sweep = swept(body_a="answer(foreign_cores=0.7 if count() == 1 else 0.0)", rounds=1)
    sweep.run()
    assert statuses(sweep) == [("pytorch", "ok"), ("tensorflow", "flagged"), ("tensorflow", "ok")]
    assert [record["attempt"] for record in sweep.journal.records if record["framework"] == "tensorflow"] == [1, 2]


def test_a_run_that_is_always_disturbed_is_given_up(swept):
    sweep = swept(body_a="answer(steal_share=0.5)", rounds=1)
    sweep.run()
    assert statuses(sweep).count(("tensorflow", "flagged")) == ATTEMPTS
    sweep.run()
    assert statuses(sweep).count(("tensorflow", "flagged")) == ATTEMPTS


def test_an_interrupted_sweep_resumes_without_repeating(swept):
    sweep = swept(rounds=3)
    calls = []

    def stop_after_three(line: str) -> None:
        calls.append(line)
        if len(calls) == 4:
            raise KeyboardInterrupt

    sweep.step = lambda done, of, left_s, what: stop_after_three(what)
    with pytest.raises(KeyboardInterrupt):
        sweep.run()
    before = [record["id"] for record in sweep.journal.records]
    assert len(before) == 3
    again = swept(rounds=3)
    again.run()
    after = [record["id"] for record in again.journal.records]
    assert after[:3] == before
    assert len(set(after)) == 6


def test_a_sweep_whose_time_is_over_begins_nothing_more_and_can_go_on(swept):
    now = [0.0]

    def clock():
        now[0] += 1.0  # a reading before and one after each run
        return now[0]

    said = []
    sweep = swept(rounds=4, ends_at=8.0, clock=clock)
    sweep.show = said.append
    assert not sweep.run()
    assert 0 < len(sweep.journal.records) < 8
    assert said == [f"the time is over: {8 - len(sweep.journal.records)} of 8 runs are left out"]
    assert swept(rounds=4).run()
    assert len(swept(rounds=4).journal.records) == 8


def test_the_user_s_own_tuning_reaches_no_run(swept, monkeypatch):
    for name in ("OMP_NUM_THREADS", "XLA_FLAGS", "TF_ENABLE_ONEDNN_OPTS", "GLIBC_TUNABLES", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("LANG", "C")
    asked = (
        "{name: os.environ.get(name) for name in ('OMP_NUM_THREADS', 'XLA_FLAGS', 'TF_ENABLE_ONEDNN_OPTS', "
        "'GLIBC_TUNABLES', 'LANG')}"
    )
    sweep = swept(contestants=[B], rounds=1, body_b=f"answer(seen={asked})")
    sweep.run()
    assert sweep.journal.records[0]["seen"] == dict.fromkeys(
        ("OMP_NUM_THREADS", "XLA_FLAGS", "TF_ENABLE_ONEDNN_OPTS", "GLIBC_TUNABLES")
    ) | {"LANG": "C"}
    assert {"OMP_NUM_THREADS", "XLA_FLAGS", "TF_ENABLE_ONEDNN_OPTS", "GLIBC_TUNABLES"} <= set(processes.cleared())
    assert "LANG" not in processes.cleared()


@pytest.mark.parametrize(("device", "seen"), [("cpu", ""), ("cuda", "1")])
def test_the_choice_of_a_gpu_stays_where_one_is_measured(monkeypatch, device, seen):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert processes.variables(device)["CUDA_VISIBLE_DEVICES"] == seen


def test_the_load_before_a_run_is_noted(swept, monkeypatch):
    monkeypatch.setattr(module, "load_average", lambda: 0.42)
    sweep = swept(rounds=1)
    sweep.run()
    assert {record["load_average"] for record in sweep.journal.records} == {0.42}


def test_a_neighbour_ends_when_its_parent_is_killed(tmp_path):
    """With SIGKILL the parent has no chance to end it."""
    program = (
        "import os, subprocess, sys, time\nfrom bench.sweep import NEIGHBOUR\n"
        "child = subprocess.Popen([sys.executable, '-c', NEIGHBOUR.format(parent=os.getpid())])\n"
        "print(child.pid, flush=True)\ntime.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
    )
    neighbour = psutil.Process(int(parent.stdout.readline()))
    assert neighbour.is_running()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs([neighbour], timeout=PATIENCE_S)
    for process in alive:
        process.kill()
    assert not alive


def test_a_terminated_sweep_ends_its_children_and_says_how_to_go_on(tmp_path):
    """A real SIGTERM while a contestant runs beside its busy neighbour."""
    worker = python(tmp_path, "worker", "time.sleep(600)")
    program = f"""
import sys
from pathlib import Path
from bench import __main__ as command, sweep
from sitedata.schema.protocol.contestant import Contestant
from bench.results import Journal
from stopping import Stopped, held, orderly
folder = Path({str(tmp_path)!r})
sweep.LOCK = folder / "lock"
def run(chosen):
    one = Contestant("mlp", "pytorch", "eager", variant="busy-neighbour", batch_size=128)
    journal = Journal(folder / "journal.jsonl", {{"sweep": "20261122t2130"}})
    began = lambda *_: print("began", flush=True)
    sweep.Sweep([one], {{"pytorch": Path({str(worker)!r})}}, journal, folder / "cache", 1, step=began).run()
command.run = run
sys.exit(command.main([]))
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
    )
    assert parent.stdout.readline() == "began\n"
    children = []
    end = time.monotonic() + PATIENCE_S
    while len(children) < 2 and time.monotonic() < end:
        children = psutil.Process(parent.pid).children()
    assert len(children) == 2
    parent.terminate()
    _, said = parent.communicate(timeout=PATIENCE_S)
    _, alive = psutil.wait_procs(children, timeout=PATIENCE_S)
    for process in alive:
        process.kill()
    assert not alive
    assert parent.returncode == 128 + 15
    assert "interrupted by SIGTERM; the same command goes on where it stopped" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("variant", ["plain", "busy-neighbour"])
def test_a_signal_while_a_child_is_being_started_leaves_none_behind(swept, monkeypatch, variant, number):
    """The signal comes when the child already runs and is not yet registered."""
    started = []

    class Popen(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(psutil.Process(self.pid))
            signal.raise_signal(number)

    monkeypatch.setattr(processes.subprocess, "Popen", Popen)
    sweep = swept(
        contestants=[Contestant("mlp", "pytorch", "eager", variant=variant, batch_size=128)],
        rounds=1,
        body_b="time.sleep(600)",
    )
    with pytest.raises(KeyboardInterrupt), orderly():
        sweep.run()
    _, alive = psutil.wait_procs(started, timeout=PATIENCE_S)
    for process in alive:
        process.kill()
    assert len(started) == 1
    assert not alive
    assert not sweep.journal.records


def test_a_signal_that_waited_is_raised_once_and_the_handlers_are_as_before():
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    reached = []
    with pytest.raises(Stopped, match="SIGTERM"), orderly(), held():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        reached.append("the end")
    assert reached == ["the end"]
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_a_sweep_under_nohup_outlives_its_terminal():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with orderly(), held():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with pytest.raises(Stopped, match="SIGHUP"), orderly():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_tables_are_written_after_each_round(swept):
    sweep, rounds = swept(rounds=3), []
    sweep.run(after_round=lambda: rounds.append(len(sweep.journal.records)))
    assert rounds == [2, 4, 6]


def test_what_a_run_needs_is_in_its_environment(swept):
    one = Contestant("mlp", "pytorch", "eager", variant="allocator", threads=1, batch_size=128)
    sweep = swept(
        contestants=[one],
        rounds=1,
        body_b=(
            "answer(**{k: os.environ.get(k) for k in ('OMP_NUM_THREADS', 'GLIBC_TUNABLES', 'CUDA_VISIBLE_DEVICES')})"
        ),
    )
    sweep.run()
    record = sweep.journal.records[0]
    assert (record["OMP_NUM_THREADS"], record["CUDA_VISIBLE_DEVICES"]) == ("1", "")
    assert "mmap_threshold" in record["GLIBC_TUNABLES"]


def test_libraries_are_asked_once_in_a_process_of_their_own_and_timed_processes_report_nothing(swept, tmp_path):
    sweep = swept(body_a="answer(kernels=str('MKL_VERBOSE' in os.environ or 'ONEDNN_VERBOSE' in os.environ))", rounds=3)
    sweep.run()
    assert [(tmp_path / f"{name}.asked").read_text() for name in "ab"] == ["x", "x"]
    assert {record["blas"] for record in sweep.journal.records} == {"1"}
    assert {record.get("kernels") for record in sweep.journal.records if record["framework"] == "tensorflow"} == {
        "False"
    }


def test_each_variant_sets_its_variables(swept):
    one = Contestant("mlp", "tensorflow", "tf.function", variant="tuned", batch_size=128)
    names = "('TF_ENABLE_ONEDNN_OPTS', 'GLIBC_TUNABLES')"
    sweep = swept(contestants=[one], rounds=1, body_a=f"answer(**{{k: os.environ.get(k) for k in {names}}})")
    sweep.run()
    (record,) = sweep.journal.records
    assert record["TF_ENABLE_ONEDNN_OPTS"] == "1" and "mmap_threshold" in record["GLIBC_TUNABLES"]


def test_a_busy_neighbour_runs_beside_its_contestant_and_ends_with_it(swept):
    busy = Contestant("mlp", "pytorch", "eager", variant="busy-neighbour", batch_size=128)
    beside = "subprocess.run(['pgrep', '-fc', 'os.getppid\\(\\) == '], capture_output=True, text=True).stdout"
    body = f"import subprocess; answer(beside={beside}, foreign_cores=1.0)"
    sweep = swept(contestants=[busy], rounds=1, body_b=body)
    before = psutil.Process().children()  # of other tests, such as a browser's driver
    sweep.run()
    assert int(sweep.journal.records[0]["beside"]) >= 1
    assert sweep.journal.records[0]["status"] == "ok"
    after = set(psutil.Process().children()) - set(before)
    assert not [process for process in after if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"variant": "plain", "foreign_cores": 0.09, "steal_share": 0.099}, ""),
        ({"variant": "plain", "foreign_cores": 0.11, "steal_share": 0.0}, "others used 0.11 cores, limit 0.10"),
        ({"variant": "plain", "foreign_cores": 0.0, "steal_share": 0.13}, "the hypervisor withheld 13.0%, limit 10%"),
        ({"variant": "busy-neighbour", "foreign_cores": 1.02, "steal_share": 0.0}, ""),
        ({"variant": "busy-neighbour", "foreign_cores": 1.2, "steal_share": 0.0}, "others used 1.20 cores, limit 1.10"),
        ({"variant": "plain"}, ""),
        (
            {"variant": "plain", "process_foreign_cores": 0.3},
            "others used 0.30 cores while the process ran, limit 0.10",
        ),
        (
            {"variant": "fresh-cache", "process_steal_share": 0.2},
            "the hypervisor withheld 20.0% while the process ran, limit 10%",
        ),
        ({"variant": "busy-neighbour", "foreign_cores": 1.0, "process_foreign_cores": 1.02}, ""),
    ],
)
def test_the_gate_looks_at_load_alone(record, expected):
    assert disturbed(record | {"step_time_us": [10**9]}, cores=2) == expected


@pytest.mark.parametrize(
    ("cores", "foreign_cores", "expected"),
    [
        (1, 0.1, ""),
        (1, 0.11, "others used 0.11 cores, limit 0.10"),
        (16, 0.8, ""),
        (16, 0.81, "others used 0.81 cores, limit 0.80"),
        (64, 3.1, ""),
    ],
)
def test_the_gate_scales_with_the_cores(cores, foreign_cores, expected):
    """A desktop with many cores is never as quiet as a tenth of a core; one with a single core has an idle system."""
    assert disturbed({"variant": "plain", "foreign_cores": foreign_cores}, cores) == expected
    assert (limit_cores(cores, "busy-neighbour"), start_limit_cores(cores)) == (
        limit_cores(cores) + 1,
        max(0.3, 0.15 * cores),
    )


def test_a_sweep_is_judged_by_the_cores_of_its_machine(swept, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 32)
    sweep = swept(body_a="answer(foreign_cores=1.5)", body_b="answer(foreign_cores=1.7)", rounds=1)
    sweep.run()
    assert statuses(sweep) == [("pytorch", "flagged")] * ATTEMPTS + [("tensorflow", "ok")]


def test_a_sweep_does_not_start_on_a_busy_machine(monkeypatch):
    class Busy:
        @classmethod
        def read(cls):
            return cls()

        def since(self, _):
            return 1.4, 0.0

    monkeypatch.setattr(module, "Usage", Busy)
    monkeypatch.setattr(module, "START_S", 0.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(CannotStart, match=r"others use 1\.40 cores of this machine, limit 0\.3"):
        wait_for_quiet(lambda line: None, wait_s=0.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    wait_for_quiet(lambda line: None, wait_s=0.0)


def test_reasons_name_no_folder_of_the_user():
    home = str(Path.home())
    assert home not in without_paths(f"cannot open {home}/secret/model.py at line 3")
    assert without_paths("plain words stay") == "plain words stay"


def test_json_of_the_journal_is_plain(swept):
    sweep = swept(rounds=1)
    sweep.run()
    lines = sweep.journal.path.read_text().splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)
