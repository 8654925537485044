"""Run a program to its end and leave nothing of it running: no server, no worker, not even one that detached itself.

In: a command. Out: what it printed and its exit status.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from system import end

MARK = "FIRST_JOB"
"""The environment variable by which a process that left its session is found."""
LOOKS_AGAIN_S = 0.05  # a killed process takes a moment to go


@dataclass(frozen=True)
class Ran:
    """``code`` is None if the time limit ended it."""

    code: int | None
    out: str
    errors: str


def run(command: Sequence[str | Path], limit_s: float, env: Mapping[str, str], folder: Path) -> Ran:
    """Its output goes into files: a pipe would stay open as long as a server that it left behind."""
    mark = uuid.uuid4().hex
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, cwd=folder, env={**env, MARK: mark},
            start_new_session=os.name == "posix",
        )  # fmt: skip
        code = None
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(limit_s)
        finally:
            end(process)
            end_marked(mark)
        return Ran(code, _read(out), _read(errors))


def _read(file) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def end_marked(mark: str) -> None:
    """End what carries the mark, until nothing does, where the system shows the environments of processes."""
    while found := [pid for pid in map(int, filter(str.isdigit, _listed())) if _carries(pid, mark)]:
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(LOOKS_AGAIN_S)


def _listed() -> list[str]:
    return os.listdir("/proc") if os.path.isdir("/proc") else []


def _carries(pid: int, mark: str) -> bool:
    """One that has ended shows no environment."""
    with contextlib.suppress(OSError):
        return f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return False
