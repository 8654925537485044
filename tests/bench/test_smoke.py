"""A real sweep of one small workload with the real frameworks, where `make bench` has made their environments."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from sitedata.check.environments import checked_environments
from tests.bench import PYTHONS, needs_frameworks

ROOT = Path(__file__).parent.parent.parent
pytestmark = [needs_frameworks, pytest.mark.slow]


def call(out: Path, work: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command and its variables.

    ``work`` holds journals and caches, so that a sweep in the repository is not touched.
    """
    program = (
        "import sys; from pathlib import Path; from bench import __main__ as command; "
        "from sitedata.schema.protocol import gate\n"
        f"command.WORK = Path({str(work)!r}); command.wait_for_quiet = lambda show: None; "
        "gate.FOREIGN_SHARE = gate.STEAL_SHARE = 99\n"
        "sys.exit(command.main(sys.argv[1:]))"
    )
    command = [
        PYTHONS["harness"],
        "-c",
        program,
        "--quick",
        "--rounds",
        "2",
        "--only",
        "^mlp .* plain",
        "--out",
        out,
        *arguments,
    ]
    return [*map(str, command)], os.environ | {"PYTHONPATH": str(ROOT / "scripts")}


def bench(out: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess:
    command, environment = call(out, work, *arguments)
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600)


def begun(out: Path, work: Path) -> subprocess.Popen:
    command, environment = call(out, work)
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def records(work: Path) -> list[dict]:
    """The runs of the only journal, without its head and without an unfinished line."""
    (journal,) = (work / "sweeps").glob("*")
    return [json.loads(line) for line in journal.read_text().split("\n")[1:-1]]


def test_an_interrupted_quick_sweep_does_not_start_over_and_gives_a_valid_environment(tmp_path):
    """SIGTERM ends the sweep during its second run; the same command then resumes with that run."""
    work = tmp_path / "work"
    with begun(tmp_path / "out", work) as first:
        end = time.monotonic() + 300
        while (
            not (list((work / "sweeps").glob("*.jsonl")) and records(work))
            and first.poll() is None
            and time.monotonic() < end
        ):
            time.sleep(0.2)
        first.terminate()
        said = first.communicate(timeout=300)[1]
    assert first.returncode == 128 + signal.SIGTERM, said
    before = records(work)
    assert before
    second = bench(tmp_path / "out", work)
    assert second.returncode == 0, second.stderr
    assert "agreement of" not in second.stderr
    assert records(work)[: len(before)] == before
    assert len({record["id"] for record in records(work)}) == len(records(work)) == 4
    environments, problems = checked_environments(tmp_path / "out")
    assert not problems
    environment = next(iter(environments.values()))
    runs = environment.runs(workload="mlp", task="training")
    assert sorted((run.framework, run.round) for run in runs) == [
        ("pytorch", 1),
        ("pytorch", 2),
        ("tensorflow", 1),
        ("tensorflow", 2),
    ]
    assert all(
        run.steps > 10 and run.window_s >= 2 and run.peak_rss_mib > 100 and run.loss_last < run.loss_first
        for run in runs
    )
    assert all(run.process_foreign_cores is not None and run.threads_used and run.onednn for run in runs)
    assert all(run.blas and run.onednn_isa and run.imported_mib > 50 for run in runs)
    assert all(run.affinity_cores <= run.logical_cores and run.preloads for run in runs)
    assert {row.agrees for row in environment.rows("agreement")} == {True}
    assert environment.version("pytorch") and environment.version("tensorflow")
