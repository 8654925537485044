"""Ask what runs inside a release: a module of :mod:`bench.years.then`, by the release's own Python.

In: settings, which it gets as JSON. Out: the rows that it printed, and its last words.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import run, variables
from bench.sweep import without_paths

HERE = Path(__file__).resolve().parent
RESULT = "years-result: "
LIMIT_S = 900.0  # for one process, on a slow machine
WORDS = 300  # of an error that are kept


@dataclass(frozen=True)
class Answer:
    """``said`` is all that it wrote to its standard error, ``words`` the last of it; ``ended_well`` by its status."""

    rows: list[dict]
    said: str
    words: str
    ended_well: bool


def ask(python: Path, module: str, settings: Mapping[str, object], environment: Mapping[str, str]) -> Answer:
    """``module`` as ``then.digits``; ``environment`` is added to what every process gets."""
    known = variables() | environment | {"PYTHONPATH": str(HERE)}
    try:
        done = run([python, "-m", module, json.dumps(settings)], timeout_s=LIMIT_S, env=known)
    except subprocess.TimeoutExpired:
        return Answer([], "", f"did not end within {LIMIT_S:.0f} s", False)
    rows = [json.loads(line.removeprefix(RESULT)) for line in done.stdout.splitlines() if line.startswith(RESULT)]
    words = (done.stderr.strip().splitlines() or [f"ended with status {done.returncode}"])[-1]
    return Answer(rows, done.stderr, without_paths(words)[:WORDS], not done.returncode)
