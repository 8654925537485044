"""Bad input on purpose: several hundred changes of the real tables, each of which ends in a precise error or in a site whose text is characters.

Every mutation is made by a seeded generator from a kind and a table. What the check refuses must be told with file and line; what it accepts
is gathered, all of it is built into one site, and there no page may hold it as anything but text, and no page may change that does not show it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.load import csv_table as loading
from sitedata.load.csv_table import load
from sitedata.load.dataset import forget
from sitedata.schema.parity import PARITY
from sitedata.schema.tables import TABLES, kind_of
from sitedata.text.problem import BadInput
from tests.conftest import ROOT, copy_tree

FEWEST = 300
LONGEST_S = 5  # for one table, however bad; the slowest is the one with the most problems
REPOSITORY = "https://github.com/someone/somewhere"
Records = list[list[str]]
Mutation = Callable[[str, Records, random.Random, str], bytes | None]
KINDS: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    KINDS[function.__name__.replace("_", " ")] = function
    return function


def written(records: Records) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue().encode()


def columns(table: str, wanted: Callable) -> list[int]:
    return [n for n, name in enumerate(TABLES[table].model_fields) if wanted(name, kind_of(TABLES[table], name))]


def is_text(name: str, kind) -> bool:
    return kind.frictionless == "string" and "plain text" in kind.expected


def is_typed(name: str, kind) -> bool:
    return not is_text(name, kind)


def is_address(name: str, kind) -> bool:
    return "https://" in kind.expected


def put(table: str, records: Records, chance: random.Random, value: str, wanted: Callable) -> bytes | None:
    """``value`` in a cell of a column of that kind; in a text it is added, elsewhere it takes the cell's place. A cell without text is left."""
    places = columns(table, wanted)
    places = [(n, column) for column in places for n, record in enumerate(records) if n and record[column]]
    if not places:
        return None
    column = chance.choice(sorted({column for _, column in places}))
    row = chance.choice([n for n, at in places if at == column])
    records[row][column] = f"{records[row][column]} {value}" if wanted is is_text else value
    return written(records)


# --- what a cell may hold by mistake, or by intent ---------------------------------------------------------------------
@mutation
def another_type(table, records, chance, token):
    junk = ["1,440", "NaN", "1e5", "-1", "∞", "yes please", "22.11.2026", "2026-02-30", "2199-01-01", "{}", "null", "UPPER CASE", "٣", "a,b;c", token]
    return put(table, records, chance, chance.choice(junk), is_typed)


@mutation
def html_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"<b>{token}</b> <img src=x onerror=alert('{token}')>", is_text)


@mutation
def a_script_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"</p></script><script>alert('{token}')</script>", is_text)


@mutation
def a_way_out_of_an_attribute(table, records, chance, token):
    return put(table, records, chance, f"\"><svg onload=alert('{token}')> '><i {token}>", is_text)


@mutation
def markdown_and_templates_in_a_text(table, records, chance, token):
    payload = (
        f"{{{{ 7 * 7 }}}} {{% raw %}} [{token}](javascript:alert(1)) ![x](https://evil.example/{token}) `{token}` [^article-2025] --- {{.{token}}}"
    )
    return put(table, records, chance, payload, is_text)


@mutation
def a_formula(table, records, chance, token):
    return put(table, records, chance, f'=HYPERLINK("https://evil.example/{token}")', is_text)


@mutation
def a_front_matter_in_a_text(table, records, chance, token):
    return put(table, records, chance, f"---\ntitle: {token}\n---\n# {token}", is_text)


@mutation
def a_script_as_a_link(table, records, chance, token):
    schemes = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "//evil.example",
        "file:///etc/passwd",
    ]
    return put(table, records, chance, chance.choice(schemes), is_address)


@mutation
def a_link_that_leaves_its_attribute(table, records, chance, token):
    return put(table, records, chance, f"https://evil.example/\"onmouseover=\"alert('{token}')", is_address)


@mutation
def marks_of_direction(table, records, chance, token):
    return put(table, records, chance, chance.choice("\u202e\u2066\u200f\u061c\u200b\ufeff") + token, is_text)


@mutation
def control_characters(table, records, chance, token):
    return put(table, records, chance, chance.choice(["\x1b[31m", "\x07", "\x85", "\u2028"]) + token, is_text)


@mutation
def half_a_character(table, records, chance, token):
    return put(table, records, chance, "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1") + "\ue000", is_text)


@mutation
def a_huge_cell(table, records, chance, token):
    return put(table, records, chance, token + "x" * loading.LARGEST_CELL, is_text)


@mutation
def an_emptied_cell(table, records, chance, token):
    return put(table, records, chance, "", is_typed)


# --- what becomes of a file ---------------------------------------------------------------------------------------------
@mutation
def a_column_is_missing(table, records, chance, token):
    gone = chance.randrange(len(records[0]))
    return written([record[:gone] + record[gone + 1 :] for record in records])


@mutation
def two_columns_are_swapped(table, records, chance, token):
    """The cells, not the header: what a slip in a spreadsheet leaves."""
    a, b = chance.sample(range(len(records[0])), 2)
    for record in records[1:]:
        record[a], record[b] = record[b], record[a]
    return written(records) if len(records) > 1 else None


@mutation
def a_column_has_another_name(table, records, chance, token):
    records[0][chance.randrange(len(records[0]))] = chance.choice([token, "", "ID", "id ", "<script>"])
    return written(records)


@mutation
def a_row_is_there_twice(table, records, chance, token):
    return written([*records, chance.choice(records[1:])]) if len(records) > 1 else None


@mutation
def a_row_has_too_many_cells(table, records, chance, token):
    chance.choice(records[1:] or records).append(token)
    return written(records)


@mutation
def the_rows_are_gone(table, records, chance, token):
    return written(records[:1]) if len(records) > 1 else None


@mutation
def the_file_is_empty(table, records, chance, token):
    return b""


@mutation
def half_of_the_file(table, records, chance, token):
    raw = written(records)
    return raw[: len(raw) // 2 + 1] if len(records) > 1 else None


@mutation
def a_nul_byte(table, records, chance, token):
    raw = written(records)
    at = chance.randrange(len(raw))
    return raw[:at] + b"\0" + raw[at:]


@mutation
def another_encoding(table, records, chance, token):
    text = written(records).decode().replace("\n", "é\n", 1)
    return text.encode(chance.choice(["latin-1", "utf-16", "utf-32", "cp1252"]), errors="replace")


@mutation
def a_cut_character(table, records, chance, token):
    raw = written(records)
    at = chance.randrange(len(raw))
    return raw[:at] + "é".encode()[:1] + raw[at:]


@mutation
def a_byte_order_mark(table, records, chance, token):
    return b"\xef\xbb\xbf" + written(records)


@mutation
def other_line_ends(table, records, chance, token):
    return written(records).replace(b"\n", chance.choice([b"\r\n", b"\r"]))


@mutation
def a_stray_quote(table, records, chance, token):
    lines = written(records).split(b"\n")
    at = chance.randrange(len(lines) - 1)
    lines[at] = chance.choice([b'"', b'"x"y,']) + lines[at]
    return b"\n".join(lines)


@mutation
def needless_quotes(table, records, chance, token):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(records)
    return out.getvalue().encode()


@mutation
def another_delimiter(table, records, chance, token):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", delimiter=chance.choice(";\t|")).writerows(records)
    return out.getvalue().encode()


@mutation
def random_bytes(table, records, chance, token):
    return chance.randbytes(chance.randrange(1, 4000))


@mutation
def not_a_table(table, records, chance, token):
    return chance.choice(
        [b"<!doctype html><title>404</title>", b'{"rows": []}', b"PK\x03\x04" + b"\x01" * 50, b"version https://git-lfs.example/spec/v1\n"]
    )


# --- all of them --------------------------------------------------------------------------------------------------------
def records_of(name: str) -> Records:
    return list(csv.reader(io.StringIO((ROOT / "data" / f"{name}.csv").read_text(encoding="utf-8"), newline="")))


IN_EVERY_COLUMN = ("html in a text", "a way out of an attribute", "markdown and templates in a text")


def mutations() -> dict[str, tuple[str, bytes, str]]:
    """Name → table, its bytes, and the token that its text holds. The same at each call."""
    found = {}
    for kind, mutate in KINDS.items():
        for table in TABLES:
            token = f"zq{len(found):04}qz"
            raw = mutate(table, records_of(table), random.Random(f"{kind} {table}"), token)
            if raw is not None and raw != (ROOT / "data" / f"{table}.csv").read_bytes():
                found[f"{kind}: {table}"] = (table, raw, token)
    for kind in IN_EVERY_COLUMN:
        for table in TABLES:
            for column in columns(table, is_text):
                token = f"zq{len(found):04}qz"
                wanted = [*TABLES[table].model_fields][column]
                raw = KINDS[kind](table, [[*row] for row in only(records_of(table), column)], random.Random(f"{kind} {table} {column}"), token)
                if raw is not None:
                    found[f"{kind}: {table}.{wanted}"] = (table, back(raw, table, column), token)
    return found


def only(records: Records, column: int) -> Records:
    """The records with nothing in any text but that column, so that a mutation of a text falls there."""
    others = set(columns(next(name for name in TABLES if [*TABLES[name].model_fields] == records[0]), is_text)) - {column}
    return [records[0], *(["" if n in others else cell for n, cell in enumerate(record)] for record in records[1:])]


def back(raw: bytes, table: str, column: int) -> bytes:
    """The real records, with that column from ``raw``."""
    changed = list(csv.reader(io.StringIO(raw.decode(), newline="")))
    return written([[new[n] if n == column else cell for n, cell in enumerate(old)] for old, new in zip(records_of(table), changed, strict=True)])


ALL = mutations()


def test_there_are_enough_and_each_kind_is_there():
    assert len(ALL) >= FEWEST
    assert {name.split(":")[0] for name in ALL} == set(KINDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of ``data/``, in which one table at a time is bad."""
    made = tmp_path_factory.mktemp("mutations") / "data"
    shutil.copytree(ROOT / "data", made)
    forget()
    checked_dataset(made)  # what does not change is read once
    yield made
    forget()


@pytest.fixture(scope="module")
def outcome(folder):
    """``outcome(name)`` → problems, none for what is accepted; each mutation is tried once."""
    known: dict[str, list[str]] = {}

    def of(name: str) -> list[str]:
        if name not in known:
            table, raw, _ = ALL[name]
            path = folder / f"{table}.csv"
            good = path.read_bytes()
            path.write_bytes(raw)
            started = time.process_time()
            try:
                checked_dataset(folder)
                known[name] = []
            except BadInput as bad:
                known[name] = list(map(str, bad.problems))
            finally:
                path.write_bytes(good)
            assert time.process_time() - started < LONGEST_S, name
        return known[name]

    return of


@pytest.mark.parametrize("name", ALL)
def test_a_mutation_is_accepted_or_told_with_file_and_line(outcome, name):
    table = ALL[name][0]
    problems = outcome(name)
    for line in problems:
        assert re.match(rf"data/(({'|'.join(TABLES)})\.csv|{table}/[\w./-]+):\d+: .", line), line  # or a file that its row named
        assert line.isprintable() and len(line) < 3000, line
    assert not problems or any(f"data/{table}.csv" in line for line in problems), problems[:3]


MUST_BE_REFUSED = (
    "a script as a link", "a link that leaves its attribute", "a nul byte", "a huge cell", "marks of direction", "control characters",
    "half a character",
    "a column is missing", "the file is empty", "another delimiter", "random bytes", "not a table", "a byte order mark", "other line ends",
    "a row is there twice", "a row has too many cells", "needless quotes", "a cut character", "another encoding", "a stray quote",
)  # fmt: skip


@pytest.mark.parametrize("kind", MUST_BE_REFUSED)
def test_a_mutation_of_this_kind_is_never_accepted(outcome, kind):
    mine = [name for name in ALL if name.startswith(f"{kind}:")]
    assert mine
    assert [name for name in mine if not outcome(name)] == []


# --- size ---------------------------------------------------------------------------------------------------------------
def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "papers.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    started = time.process_time()
    assert [str(each) for each in load(path, TABLES["papers"], "data/papers.csv").problems] == [
        "data/papers.csv:1: the file is too large, got 100,000,000 bytes — expected at most 10,000,000 bytes"
    ]
    assert time.process_time() - started < 1


def test_300_000_rows_are_refused_before_they_are_parsed(tmp_path):
    path = tmp_path / "papers.csv"
    path.write_bytes((ROOT / "data" / "papers.csv").read_bytes() + b"".join(b"C%d,2020-06,1,1,9,x\n" % n for n in range(300_000)))
    started = time.process_time()
    lines = path.read_bytes().count(b"\n")
    assert [str(each) for each in load(path, TABLES["papers"], "data/papers.csv").problems] == [
        f"data/papers.csv:1: the file has too many lines, got {lines:,} — expected at most 50,000"
    ]
    assert time.process_time() - started < 2


# --- what was accepted, built ---------------------------------------------------------------------------------------------
TEXT_KINDS = (
    "html in a text", "a script in a text", "a way out of an attribute", "markdown and templates in a text", "a formula", "a front matter in a text",
)  # fmt: skip


@pytest.fixture(scope="module")
def accepted(outcome) -> list[str]:
    return [name for name in ALL if name.split(":")[0] in TEXT_KINDS and not outcome(name)]


def built(tree: Path) -> Path:
    """The site without drawings, which take minutes and hold no text that a page does not."""
    environment = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "EDIT_URI", "GITHUB_ACTIONS")}
    environment |= {"BROWSER_PATH": "/nowhere", "REPO_URL": REPOSITORY, "SOURCE_DATE_EPOCH": "1790000000"}
    done = subprocess.run([sys.executable, str(tree / "scripts" / "build.py"), "render"], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 2, done.stdout + done.stderr
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--config-file",
        str(tree / "mkdocs.yml"),
        "--site-dir",
        str(tree / "site"),
    ]
    environment |= {"RENDERED": "yes", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return tree / "site"


LOOKED_UP = {("papers", "conference"), *(("published_results", name) for name in PARITY)}
"""Texts by which pages ask for a row: another text there is told with the page's line, as ``tests/pages/test_articles.py`` shows."""


@pytest.fixture(scope="module")
def sites(accepted, tmp_path_factory):
    """The site as it is, and the one with every accepted mutation at once, each in a cell of its own."""
    trees = [copy_tree(tmp_path_factory.mktemp(name)) for name in ("good", "bad")]
    merged: dict[str, Records] = {}
    for name in accepted:
        table, raw, token = ALL[name]
        target = merged.setdefault(table, records_of(table))
        for number, record in enumerate(csv.reader(io.StringIO(raw.decode(), newline=""))):
            for column, cell in enumerate(record):
                if token in cell and (table, [*TABLES[table].model_fields][column]) not in LOOKED_UP:
                    target[number][column] = cell if "zq" not in target[number][column] else f"{target[number][column]} {cell}"
    for table, records in merged.items():
        (trees[1] / "data" / f"{table}.csv").write_bytes(written(records))
    return [built(tree) for tree in trees]


TOKEN = re.compile(r"zq\d{4}qz")


class Reader(HTMLParser):
    """What a browser would act on: tags, names and values of attributes, and text; the text of scripts and styles apart."""

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
"""Where a heading leads: made of its letters alone."""
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
    "data-what",
}
"""Attributes whose value a reader sees or hears."""


def test_what_was_accepted_is_characters_on_every_page(sites, accepted):
    assert len(accepted) >= 40
    seen: set[str] = set()
    for path in sorted(sites[1].rglob("*.html")):
        page = read(path)
        shown = " ".join(page.text)
        seen |= set(TOKEN.findall(shown))
        assert not any(TOKEN.search(code) for code in page.code), path
        for tag, name, value in page.attributes:
            assert not TOKEN.search(tag + name), (path, tag, name)
            assert name == "" or not name.startswith("on"), (path, tag, name)
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"\s*(javascript|vbscript|data):", value, re.IGNORECASE), (path, tag, value)
                assert not TOKEN.search(unquote(value)) or value.startswith(REPOSITORY + "/issues/new?") or SLUG.fullmatch(value), (path, tag, value)
                assert "evil.example" not in value or value.startswith(REPOSITORY + "/issues/new?"), (path, tag, value)
            elif TOKEN.search(value):
                assert name in MAY_SAY or (name == "id" and SLUG.fullmatch("#" + value)), (path, tag, name, value)
        braces = re.sub(r"\b(title|author) = \{\{", "", shown)  # BibTeX has its own
        assert "{{" not in braces or re.search(r"7 \\?\* 7", shown), path
        assert not re.search(r"\b49 .{0,40}zq", shown), path
    shown_somewhere = {ALL[name][2] for name in accepted if ALL[name][0] in ("claims", "comparison", "systems", "sources", "comparison_criteria")}
    assert shown_somewhere <= seen, "a text that was taken in stands on a page"


def test_what_was_accepted_is_characters_in_the_index_of_the_search(sites):
    index = json.loads((sites[1] / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = [each[part] for each in index["docs"] for part in ("title", "text")]
    assert any(TOKEN.search(text) for text in texts)
    for text in texts:
        reader = Reader()
        reader.feed(text)
        assert not reader.code and not any(name.startswith("on") or tag in ("img", "svg", "script", "i") for tag, name, _ in reader.attributes), text[
            :300
        ]


def test_what_was_accepted_is_characters_in_figures(sites):
    """Plotly takes some HTML in labels: of it, only what our own code writes is there."""
    found = 0
    for path in sorted(
        path for path in (sites[1] / "figures").rglob("*.json") if not re.search(r"\.(oembed|meta)\.", path.name)
    ):  # for programs: text as it is
        text = path.read_text(encoding="utf-8")
        found += bool(TOKEN.search(text))
        tags = set(re.findall(r"<[^>]*>?", json.dumps(json.loads(text), ensure_ascii=False)))
        assert tags <= {"<b>", "</b>", "<br>", "<extra>", "</extra>"}, (path, tags)
    assert found


def test_no_page_changed_that_does_not_show_what_changed(sites):
    good, bad = ({path.relative_to(site).as_posix(): path for path in site.rglob("*.html")} for site in sites)
    assert good.keys() == bad.keys()
    changed = [name for name in good if read(good[name]).text != read(bad[name]).text]
    assert changed
    for name in changed:
        assert TOKEN.search(bad[name].read_text(encoding="utf-8")), name


def test_a_formula_is_told_to_a_spreadsheet_as_text(sites):
    """The rows that a figure drew; the tables of ``data/`` are published as they are."""
    for path in (sites[1] / "figures").rglob("*.csv"):
        for record in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            assert not any(cell.startswith("=") for cell in record), path
