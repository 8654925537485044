"""``make serve``: an edit of data, page, style or renderer shows, and a mistake is reported without losing the page.

Of the smallest site, whose full build takes seconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from growth import multiply
from sitedata.load.archive import state_of
from tests import tiny_site
from tests.conftest import keep_drawings, run_build

EPOCH = "1790000000"
PATIENCE_S = 300  # for a busy machine; speed is a matter for `make budget`


@pytest.fixture
def served(tmp_path):
    tree = tiny_site.write(tmp_path / "tree")
    address = f"127.0.0.1:{free_port()}"
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    command = [sys.executable, str(tree / "scripts" / "build.py"), "serve", "--address", address]
    server = subprocess.Popen(
        command,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "SOURCE_DATE_EPOCH": EPOCH},
        start_new_session=True,
    )
    yield tree, f"http://{address}/", tmp_path / "log"
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()
    log.close()
    keep_drawings(tree)


def free_port() -> int:
    """A port outside the range that systems assign, so that no other process gets it before the server does."""
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


def wait_until_gone(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE_S).close()
        except urllib.error.HTTPError as error:
            assert error.code == 404
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} is still there")


def wait_for_log(log: Path, text: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while text not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, f"the log did not say {text!r}"
        time.sleep(0.1)


RELOADING = re.compile(r"<script>\nvar livereload = .*?</script>", re.DOTALL)


def as_served(url: str, address: str) -> str:
    with urllib.request.urlopen(url + address, timeout=PATIENCE_S) as answer:
        text = answer.read().decode("utf-8")
    if address.endswith(".html"):
        text = RELOADING.sub("", text)
    return sorted_index(text) if address.endswith("search_index.json") else text


def sorted_index(text: str) -> str:
    index = json.loads(text)
    return json.dumps(index | {"docs": sorted(index["docs"], key=lambda entry: entry["location"])})


@pytest.mark.skipif(os.name != "posix", reason="ends the server by its process group")
def test_after_edits_of_every_kind_each_page_is_that_of_a_full_build(served):
    tree, url, log = served
    data = tree / "data"
    page = "4a-implementation/"
    wait_for(url + page, "Eager.")
    edit(data / "comparison.csv", "Eager.", "Changed in the data;")
    wait_for(url + page, "Changed in the data;")
    wait_for(url + "comparison/default-execution/", "Changed in the data;")
    edit(tree / "docs" / "about.md", "What counts as evidence", "Changed in the page")
    wait_for(url + "about/", "Changed in the page")
    edit(data / "claims.csv", "TensorFlow 2.0 made eager execution", "TensorFlow 2.0 is said to have made it")
    wait_for(url + "claims/one/", "is said to have made it")
    wait_for(url + "claims/", "is said to have made it")
    edit(data / "sources.csv", "LiteRT: README", "Changed title of a source")
    wait_for(url + "sources/", "Changed title of a source")
    edit(
        tree / "scripts" / "sitedata" / "pages" / "templates" / "comparison.html",
        "Jump to:",
        "Changed in the template:",
    )
    wait_for(url + page, "Changed in the template:")

    edit(data / "systems.csv", ",renamed,", ",renaimed,")
    wait_for_log(log, "did you mean 'renamed'?")
    wait_for(url + page, "Changed in the template:")  # it is still served
    edit(data / "systems.csv", ",renaimed,", ",renamed,")
    edit(data / "comparison.csv", "Changed in the data;", "Changed again;")
    wait_for(url + page, "Changed again;")

    before = {
        name: (data / f"{name}.csv").read_text(encoding="utf-8") for name in ("comparison_criteria", "comparison")
    }
    for name in before:
        multiply(data / f"{name}.csv", 2, {"id", "criterion_id"})
    wait_for(url + page, "default-execution-x2")
    wait_for(url + "comparison/default-execution-x2/", "Changed again;")
    for name, text in before.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    wait_until_gone(url + "comparison/default-execution-x2/")

    edit(tree / "overrides" / "assets" / "site.css", "/* --- text --- */", "/* changed in the style */")
    edit(tree / "docs" / "about.md", "Changed in the page", "The last change")
    wait_for(url + "assets/site.css", "changed in the style")
    wait_for(url + "search/search_index.json", "The last change")
    assert "Traceback" not in log.read_text(encoding="utf-8")

    run = run_build(tree, "site", SITE_URL=url, SOURCE_DATE_EPOCH=EPOCH)
    assert run.returncode == 0, run.stderr
    built = [
        path
        for path in (tree / "site").rglob("*")
        if path.suffix in (".html", ".json", ".xml", ".css", ".csv", ".txt")  # Markdown copies are made by `make site`
    ]
    assert len(built) > 100
    for path in built:
        address, text = path.relative_to(tree / "site").as_posix(), path.read_text(encoding="utf-8")
        if state_of(address):  # a frozen file stays as it was when its state was first shown
            continue
        assert as_served(url, address) == (sorted_index(text) if address.endswith("search_index.json") else text), (
            address
        )


@pytest.mark.skipif(os.name != "posix", reason="ends the server by its process group")
def test_code_that_is_edited_counts_and_a_mistake_in_it_is_told(served):
    tree, url, log = served
    rows = tree / "scripts" / "sitedata" / "pages" / "rows.py"
    wait_for(url + "comparison/default-execution/", "Each answer with its sources")
    edit(rows, "Each answer with its sources", "(((")
    edit(rows, 'COMPARISON_PAGE = "4a-implementation/"', 'COMPARISON_PAGE = "4a-implementation/')
    wait_for_log(log, "— expected Python")
    edit(rows, 'COMPARISON_PAGE = "4a-implementation/', 'COMPARISON_PAGE = "4a-implementation/"')
    wait_for(url + "comparison/default-execution/", "(((")
