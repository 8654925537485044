"""``make serve``: an edit of data, page, style or renderer is on the screen, and a mistake is told without losing the page."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import copy_tree

PATIENCE_S = 300  # for a busy machine; how fast it should be is a matter for `make budget`


@pytest.fixture
def served(tmp_path, site):
    tree = copy_tree(tmp_path)
    address = f"127.0.0.1:{free_port()}"
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    command = [sys.executable, str(tree / "scripts" / "build.py"), "serve", "--address", address]
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, start_new_session=True)
    yield tree, f"http://{address}/", tmp_path / "log"
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()
    log.close()


def free_port() -> int:
    """One of the ports that no system gives away by itself: another process does not get it until the server has it."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


def wait_for(url: str, text: str) -> str:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
                page = answer.read().decode("utf-8")
            if text in page:
                return page
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} did not show {text!r}")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="ends the server by its process group")
def test_edits_of_every_kind_are_on_the_screen_and_a_mistake_is_told(served):
    tree, url, log = served
    wait_for(url + "4a-implementation/", "Eager by default in TensorFlow 2;")
    edit(tree / "data" / "comparison.csv", "Eager by default in TensorFlow 2;", "Changed in the data;")
    wait_for(url + "4a-implementation/", "Changed in the data;")
    edit(tree / "docs" / "about.md", "What counts as evidence", "Changed in the page")
    wait_for(url + "about/", "Changed in the page")
    edit(tree / "overrides" / "assets" / "site.css", "/* --- text --- */", "/* changed in the style */")
    wait_for(url + "assets/site.css", "changed in the style")
    edit(tree / "data" / "comparison.csv", "Changed in the data;", "Changed again;")
    edit(tree / "data" / "systems.csv", ",archived,", ",arhived,")
    deadline = time.monotonic() + PATIENCE_S
    while "did you mean 'archived'?" not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Traceback" not in log.read_text(encoding="utf-8")
    edit(tree / "data" / "systems.csv", ",arhived,", ",archived,")
    wait_for(url + "4a-implementation/", "Changed again;")
    edit(tree / "scripts" / "sitedata" / "pages" / "templates" / "comparison.html", "Jump to:", "Changed in the renderer:")
    wait_for(url + "4a-implementation/", "Changed in the renderer:")
