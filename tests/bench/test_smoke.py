"""A real sweep of one small workload with the real frameworks, where `make bench` has made their environments."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sitedata.benchmarks import load_environments
from tests.bench import PYTHONS, needs_frameworks

ROOT = Path(__file__).parent.parent.parent
pytestmark = needs_frameworks


def bench(out: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess:
    """``work`` keeps journals and caches, so that a sweep in the repository is not touched."""
    program = (
        "import sys; from pathlib import Path; from bench import __main__ as command, sweep\n"
        f"command.WORK = Path({str(work)!r}); command.wait_for_quiet = lambda show: None; sweep.FOREIGN_CORES = sweep.STEAL_SHARE = 99\n"
        "sys.exit(command.main(sys.argv[1:]))"
    )
    command = [PYTHONS["harness"], "-c", program, "--quick", "--rounds", "2", "--only", "^mlp .* plain", "--out", out, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")}, timeout=600)


def test_a_quick_sweep_gives_a_valid_environment_and_does_not_start_over(tmp_path):
    first = bench(tmp_path / "out", tmp_path / "work")
    assert first.returncode == 0, first.stderr
    environments, problems = load_environments(tmp_path / "out")
    assert not problems
    environment = next(iter(environments.values()))
    runs = environment.runs(workload="mlp", task="training")
    assert sorted((run.framework, run.round) for run in runs) == [("pytorch", 1), ("pytorch", 2), ("tensorflow", 1), ("tensorflow", 2)]
    assert all(run.steps > 10 and run.window_s >= 2 and run.peak_rss_mib > 100 and run.loss_last < run.loss_first for run in runs)
    assert {row.agrees for row in environment.rows("agreement")} == {True}
    assert environment.version("pytorch") and environment.version("tensorflow")
