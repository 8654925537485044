"""Runs one probe with an interpreter. In: the probe. Out: what it answered, and what it printed besides."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.processes import variables
from probes.answer import ANSWER
from probes.tidied import tidy
from sitedata.schema.protocol.probes import Probe

TIME_LIMIT_S = 420


@dataclass(frozen=True)
class Answer:
    """``outcome`` is one of the schema's, ``printed`` what may be published of the rest."""

    outcome: str
    finding: str
    printed: str
    seconds: float


def ask(python: Path, probe: Probe) -> Answer:
    """*failed* if the script broke, gave no answer or took longer than :data:`TIME_LIMIT_S`."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(python), "-m", f"probes.{probe.script.replace('/', '.')}", *probe.arguments]
        own = (
            f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"  # where its packages have their commands
        )
        settings = variables() | {"TMPDIR": folder, "PATH": own} | dict(probe.settings)
        try:
            done = processes.run(command, timeout_s=TIME_LIMIT_S, env=settings, cwd=folder)
            out, error, code = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            out, error, code = "", f"stopped after {TIME_LIMIT_S} s", 1
        printed = tidy(out + (f"\n{error}" if code else ""), [folder])
        seconds = time.monotonic() - started
        answers = [json.loads(line.removeprefix(ANSWER)) for line in out.splitlines() if line.startswith(ANSWER)]
        if code or not answers:
            last = (error.strip().splitlines() or ["it gave no answer"])[-1]
            return Answer("failed", tidy(last, [folder])[:200], printed, seconds)
        return Answer(answers[-1]["outcome"], tidy(answers[-1]["finding"], [folder]), printed, seconds)
