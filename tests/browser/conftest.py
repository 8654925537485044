"""A page that holds only the tool for a reader's own files: the real fragment and the real scripts, from no server."""

from __future__ import annotations

import pytest

from sitedata.check.environments import checked_environments
from sitedata.judge.edition import Edition
from sitedata.load.dataset import Dataset
from sitedata.pages.environments import compare_tool
from sitedata.pages.fragments import Fragments
from tests.browser.own_files import BATCH, GOOD, TIMES
from tests.conftest import PATIENCE_MS, ROOT
from tests.tiny_benchmark import run, write

ADDRESS = "https://tool.example/"


@pytest.fixture(scope="module")
def tool(tmp_path_factory) -> str:
    pairs = [
        run(row[0], us, framework=row[4], mode=row[5], round=row[3], workload="mlp", batch_size=BATCH)
        for row, (_, us) in zip(GOOD, TIMES, strict=True)
    ]
    tables = dict(zip(("runs", "samples"), map(list, zip(*pairs, strict=True)), strict=True))
    environments, _ = checked_environments(write(tmp_path_factory.mktemp("ours"), **tables))
    return compare_tool(Fragments(Edition(Dataset({}, environments))), "")


@pytest.fixture(scope="module")
def tool_page(browser, tool):
    """One for all tests of a module, as one reader tries many files."""
    html = f"<!doctype html><title>Tool</title><body>{tool}<script src='assets/site.js' defer></script>"

    def answer(route):
        name = route.request.url.removeprefix(ADDRESS)
        content = (
            {"path": ROOT / "overrides" / name, "content_type": "text/javascript"}
            if name
            else {"body": html, "content_type": "text/html; charset=utf-8"}
        )
        route.fulfill(**content)

    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    context.route(f"{ADDRESS}**", answer)
    made = context.new_page()
    made.complaints = []
    made.on("console", lambda message: made.complaints.append(message.text))
    made.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.goto(ADDRESS)
    yield made
    context.close()
