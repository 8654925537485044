"""Texts that try to act, in every column that takes text: the check accepts them, and on the built site they are text.

No page may hold one of them as anything but text, and no page may change that does not show it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.publish.render import Places, render
from sitedata.schema.parity import PARITY
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput, Problem
from tests.conftest import BUILT_AT, copy_tree
from tests.load.mutations import TOKEN, Records, mutations_of, records_of, written

REPOSITORY = "https://github.com/someone/somewhere"
TEXT_KINDS = (
    "html in a text", "a script in a text", "a way out of an attribute", "markdown and templates in a text",
    "a formula", "a front matter in a text",
)  # fmt: skip
LOOKED_UP = {("papers", "conference"), *(("published_results", name) for name in PARITY)}
"""Texts by which pages ask for a row: ``tests/pages/test_articles.py`` shows that another text there is reported."""


# --- every such text at once, each in a cell of its own --------------------------------------------------------------
def hostile(table: str) -> Records:
    merged = records_of(table)
    for _, mutated in mutations_of(table, TEXT_KINDS):
        for number, record in enumerate(csv.reader(io.StringIO(mutated.raw.decode(), newline=""))):
            for column, cell in enumerate(record):
                if mutated.token in cell and (table, [*TABLES[table].model_fields][column]) not in LOOKED_UP:
                    merged[number][column] = (
                        cell if not TOKEN.search(merged[number][column]) else f"{merged[number][column]} {cell}"
                    )
    return merged


def take_back(tables: dict[str, Records], problems: Iterable[Problem]) -> None:
    """Put the real cell back wherever the check refuses the text; it may only report changed rows."""
    checked = {table: [*records] for table, records in tables.items()}  # a cell put back moves the lines below it
    for problem in problems:
        table = problem.file.removeprefix("data/").removesuffix(".csv")
        if problem.problem.startswith("stopped after"):
            continue
        number = record_at(checked[table], problem.line)
        real, names = records_of(table)[number], [*TABLES[table].model_fields]
        if tables[table][number] == real and problem.problem == "stands too late":
            tables[table][number - 1] = records_of(table)[number - 1]  # it was the one before that changed its place
            continue
        assert checked[table][number] != real, str(problem)
        tables[table][number] = [
            was if not problem.column or name == problem.column else cell
            for name, cell, was in zip(names, tables[table][number], real, strict=True)
        ]  # fmt: skip


def record_at(records: Records, line: int) -> int:
    """Which record starts on a line of the file, since a cell may hold line ends."""
    reader, started = csv.reader(io.StringIO(written(records).decode(), newline="")), 1
    for number, _ in enumerate(reader):
        if started == line:
            return number
        started = reader.line_num + 1
    raise AssertionError(f"no record starts on line {line}")


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Path:
    """A tree with every such text that the check accepts."""
    bad = copy_tree(tmp_path_factory.mktemp("bad"))
    tables, problems = {table: hostile(table) for table in TABLES}, None
    for _ in range(6):
        for table, records in tables.items():
            (bad / "data" / f"{table}.csv").write_bytes(written(records))
        try:
            checked_dataset(bad / "data")
            return bad
        except BadInput as refused:
            problems = refused.problems
            take_back(tables, problems)
    raise AssertionError(problems)


@pytest.fixture(scope="module")
def accepted(changed) -> dict[str, set[str]]:
    """Table → the tokens that stand in it."""
    return {
        table: set(TOKEN.findall((changed / "data" / f"{table}.csv").read_text(encoding="utf-8"))) for table in TABLES
    }


# --- built -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def bad(changed, site) -> Path:
    """The site with those texts at the same address, without drawing what they changed.

    Drawing takes minutes, and drawings hold no text that is not on a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("EDIT_URI", "GITHUB_ACTIONS"):
            patch.delenv(name, raising=False)
        for name, value in {
            "BROWSER_PATH": "/nowhere",
            "REPO_URL": REPOSITORY,
            "SITE_URL": site.url,
            "SOURCE_DATE_EPOCH": BUILT_AT,
        }.items():
            patch.setenv(name, value)
        render(Places(changed), site.url, previews=False)
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "--config-file",
            str(changed / "mkdocs.yml"),
        ]
        environment = os.environ | {"RENDERED": "yes", "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(
            [*command, "--site-dir", str(changed / "site")],
            cwd=changed,
            capture_output=True,
            encoding="utf-8",
            env=environment,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return changed / "site"


def pages_of(tree: Path) -> list[Path]:
    return sorted((tree / "build" / "docs").rglob("*.md"))


class Reader(HTMLParser):
    """What a browser would act on: tags, attributes and text; the text of scripts and styles is kept apart."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.attributes: list[tuple[str, str, str]] = []
        self.code: list[str] = []
        self.text: list[str] = []
        self._in_code = ""

    def handle_starttag(self, tag, attributes):
        self.attributes += [(tag, name, value or "") for name, value in attributes] + [(tag, "", "")]
        is_data = dict(attributes).get("type") == "application/ld+json"  # nothing runs it
        self._in_code = tag if tag in ("script", "style") and not is_data else ""

    def handle_endtag(self, tag):
        self._in_code = ""

    def handle_data(self, data):
        (self.code if self._in_code else self.text).append(data)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader


SLUG = re.compile(r"#[a-z0-9_-]+")
"""The anchor of a heading, made of its letters alone."""
MAY_SAY = {
    "content",
    "aria-label",
    "title",
    "alt",
    "data-main",
    "data-ours",
    "data-title",
    "value",
    "placeholder",
    "label",
    "data-says",
    "data-guide",
    "data-short",
    "data-advice",
    "data-label",
    "data-what",
}
"""Attributes whose value a reader sees or hears."""


def test_what_was_accepted_is_characters_on_every_page(bad, accepted):
    assert sum(map(len, accepted.values())) >= 40
    seen: set[str] = set()
    for path in sorted(bad.rglob("*.html")):
        page = read(path)
        shown = " ".join(page.text)
        seen |= set(TOKEN.findall(shown))
        assert not any(TOKEN.search(code) for code in page.code), path
        for tag, name, value in page.attributes:
            assert not TOKEN.search(tag + name), (path, tag, name)
            assert name == "" or not name.startswith("on"), (path, tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"\s*(javascript|vbscript|data):", value, re.IGNORECASE), (path, tag, value)
                assert (
                    not TOKEN.search(unquote(value))
                    or value.startswith(REPOSITORY + "/issues/new?")
                    or SLUG.fullmatch(value)
                ), (path, tag, value)
                assert "evil.example" not in value or value.startswith(REPOSITORY + "/issues/new?"), (path, tag, value)
            elif TOKEN.search(value):
                assert name in MAY_SAY or (name == "id" and SLUG.fullmatch("#" + value)), (path, tag, name, value)
        braces = re.sub(r"\b(title|author) = \{\{", "", shown)  # BibTeX has its own
        assert "{{" not in braces or re.search(r"7 \\?\* 7", shown), path
        assert not re.search(r"\b49 .{0,40}zq", shown), path
    shown_somewhere = {
        token
        for table in ("claims", "comparison", "systems", "sources", "comparison_criteria")
        for token in accepted[table]
    }
    assert shown_somewhere <= seen, "a text that was taken in stands on a page"


def test_what_was_accepted_is_characters_in_the_index_of_the_search(bad):
    index = json.loads((bad / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = [doc[part] for doc in index["docs"] for part in ("title", "text")]
    assert any(TOKEN.search(text) for text in texts)
    for text in texts:
        reader = Reader()
        reader.feed(text)
        assert not reader.code and not any(
            name.startswith("on") or tag in ("img", "svg", "script", "i") for tag, name, _ in reader.attributes
        ), text[:300]


def test_what_was_accepted_is_characters_in_figures(bad):
    """Plotly takes some HTML in labels: of it, only what our own code writes is there."""
    tokens = 0
    for path in sorted((bad / "figures").rglob("*.json")):
        if re.search(r"\.(oembed|meta)\.", path.name):  # for programs, so the text stays as it is
            continue
        text = path.read_text(encoding="utf-8")
        tokens += bool(TOKEN.search(text))
        tags = set(re.findall(r"<[^>]*>?", json.dumps(json.loads(text), ensure_ascii=False)))
        assert tags <= {"<b>", "</b>", "<br>", "<extra>", "</extra>"}, (path, tags)
    assert tokens


def test_no_page_changed_that_does_not_show_what_changed(bad, changed, site):
    """The pages as MkDocs gets them; only texts, since an address may name a state."""
    good, now = ({path.relative_to(tree).as_posix(): path for path in pages_of(tree)} for tree in (site.tree, changed))
    assert good.keys() == now.keys()
    others = [name for name in good if good[name].read_bytes() != now[name].read_bytes()]
    # a system that got another name is no longer linked where its old one stands: the words are the same
    names = [name for name in others if words(good[name]) != words(now[name])]
    assert names
    # an end is found by its name, so under another one it is told no longer where a route needs what ends
    names = [name for name in names if not fewer_ends(good[name], now[name])]
    assert names
    for name in names:
        assert TOKEN.search(now[name].read_text(encoding="utf-8")), name


def fewer_ends(good: Path, now: Path) -> bool:
    was, now_is = (path.read_text(encoding="utf-8").count("what-ends/#") for path in (good, now))
    return now_is < was


def words(path: Path) -> list[str]:
    return "".join(body(path)).split()


def body(path: Path) -> list[str]:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8").partition("\n---\n")[2])
    reader.close()
    return reader.text


def test_a_formula_is_told_to_a_spreadsheet_as_text(bad):
    """The rows that a figure drew; the tables of ``data/`` are published as they are."""
    for path in (bad / "figures").rglob("*.csv"):
        for record in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            assert not any(cell.startswith("=") for cell in record), path
