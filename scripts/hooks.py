"""MkDocs calls this before each build under ``mkdocs serve``: it renders what changed, and turns bad input into a readable failure.

Rendering happens in this process, which is warm; once a file of ``scripts/`` is edited, in a process of its own, so that the edit counts.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import BuildError

from sitedata.publish.lock import hold, let_go

SCRIPTS = Path(__file__).resolve().parent
BUILD = SCRIPTS.parent / "build"
STARTED = time.time()
WATCH_S = 0.1  # how often the folders are looked at; MkDocs' own half second alone would cost most of the second that a change may take


def on_pre_build(config):
    if os.environ.get("RENDERED") == "yes":
        return  # build.py has just rendered, and holds the tree
    if os.environ.pop("RENDERED", "") == "once":  # build.py has just rendered
        hold(BUILD)
    elif any(path.stat().st_mtime > STARTED for path in SCRIPTS.rglob("*") if path.suffix in (".py", ".html", ".md", ".xml")):
        run = subprocess.run([sys.executable, str(SCRIPTS / "build.py"), "render", "--no-previews"], capture_output=True, text=True)
        print(run.stdout, end="")
        if run.returncode not in (0, 2):
            raise BuildError("\n" + run.stderr)
        hold(BUILD)  # now, since the process had to hold it itself
    else:
        hold(BUILD)
        render()


def render():
    sys.path[:0] = [] if str(SCRIPTS) in sys.path else [str(SCRIPTS)]  # MkDocs has it there while it loads this file alone
    import build
    from sitedata.text.problem import BadInput

    try:
        build.render(previews=False)
    except BadInput as bad:
        raise BuildError(f"\n{bad}") from None


def on_post_build(config):
    let_go(BUILD)


def on_build_error(error):
    let_go(BUILD)


def on_env(env, config, files):
    cache = SCRIPTS.parent / "build" / "cache" / "templates"
    cache.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(cache))  # the theme's templates are compiled once, not for each edit
    return env


def on_serve(server, config, builder):
    server.unwatch(config.docs_dir)  # generated: its sources are watched instead
    server.build_delay = WATCH_S / 2
    server.observer._timeout = WATCH_S
    return server
