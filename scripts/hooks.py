"""MkDocs calls this before each build under ``mkdocs serve``; it calls ``build.py`` in a process of its own, so that edits count."""

import os
import subprocess
import sys
from pathlib import Path

from mkdocs.exceptions import BuildError

ROOT = Path(__file__).resolve().parent.parent


def on_pre_build(config):
    if os.environ.get("RENDERED") == "yes" or os.environ.pop("RENDERED", "") == "once":
        return  # build.py has just rendered
    run = subprocess.run([sys.executable, str(ROOT / "scripts" / "build.py"), "render"], capture_output=True, text=True)
    print(run.stdout, end="")
    if run.returncode not in (0, 2):
        raise BuildError("\n" + run.stderr)


def on_serve(server, config, builder):
    server.unwatch(config.docs_dir)  # generated: its sources are watched instead
    return server
