"""A real pdb session: runs a program, types commands at each stop, and reports where pdb stopped and what it showed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
STOPPED = re.compile(r"^> .*\((\d+)\)(\w+)\(", re.MULTILINE)


def stops(
    program: str, commands: str, python: Path | str = sys.executable, **environment: str
) -> tuple[list[str], str]:
    """Names of the functions in which pdb stopped for a ``breakpoint()``, in order, and the whole conversation."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(program, encoding="utf-8")
        done = subprocess.run(
            [str(python), str(path)],
            input=commands,
            capture_output=True,
            text=True,
            timeout=240,
            env=os.environ | environment,
            cwd=folder,
        )
    out = COLOUR.sub("", done.stdout)
    said = out + ("\n" + done.stderr[-1500:] if done.returncode else "")
    return [name for _line, name in STOPPED.findall(out)], said
