"""What is read from a pull request, and what is reported: links, unknown files, endless trees and endless pages."""

import os

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.load import inputs
from sitedata.load.dataset import forget
from sitedata.text.problem import MOST_TOLD, BadInput, Problem
from tests import tiny


@pytest.fixture
def data(tmp_path):
    """``TINY`` with the files that its rows name."""
    folder = tiny.write(tmp_path / "data")
    (folder / "probes").mkdir()
    (folder / "probes" / "tf-eager-default.txt").write_text("True\n")
    yield folder
    forget()


def told(folder) -> list[str]:
    try:
        checked_dataset(folder)
    except BadInput as bad:
        return list(map(str, bad.problems))
    return []


EXPECTED = (
    " — expected a table, a folder of make bench, or what a row of data/probes.csv or data/first_jobs.csv or "
    "data/release_answers.csv names"
)
STRANGERS = {
    "a misspelt table": ("claim.csv", f"got 'claim.csv'{EXPECTED} (did you mean 'claims.csv'?)"),
    "a second copy": ("systems (1).csv", f"got 'systems (1).csv'{EXPECTED} (did you mean 'systems.csv'?)"),
    "a table in capitals": ("Claims.CSV", f"got 'Claims.CSV'{EXPECTED}"),
    "a draft that was left": ("papers.csv.new", f"got 'papers.csv.new'{EXPECTED} (did you mean 'papers.csv'?)"),
    "a file of the site's own": ("assets/plotly.min.js", f"got 'assets/plotly.min.js'{EXPECTED}"),
    "a page": ("probes/index.html", f"got 'probes/index.html'{EXPECTED}"),
    "a frozen file, which belongs to the archive": (
        "frozen/figures/a.0000000000.svg",
        f"got 'frozen/figures/a.0000000000.svg'{EXPECTED}",
    ),
    "output of no probe": ("probes/nobody.txt", f"got 'probes/nobody.txt'{EXPECTED}"),
    "an unpacked table of an environment": ("benchmarks/x.csv", f"got 'benchmarks/x.csv'{EXPECTED}"),
    "a hidden folder": (".hidden/x", f"got '.hidden/x'{EXPECTED}"),
}


@pytest.mark.parametrize(("address", "got"), STRANGERS.values(), ids=STRANGERS)
def test_a_file_that_nothing_reads_is_named(data, address, got):
    path = data / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    (line,) = told(data)
    assert line.startswith(f"data/{address}:1: a file that nothing reads, {got}")


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "._claims.csv", ".~lock.claims.csv#", "~$claims.csv"])
def test_what_systems_leave_is_not(data, name):
    (data / name).write_text("x")
    assert told(data) == []


LINKS = {
    "a table": ("claims.csv", "claims.csv"), "a folder": ("probes", "probes"),
    "a file": ("probes/leak.txt", "probes/leak.txt"), "an environment": ("benchmarks/x", "benchmarks/x"),
}  # fmt: skip


@pytest.mark.parametrize(("address", "named"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/", "no-such-file"])
def test_a_link_is_named_and_not_followed(data, address, named, target):
    path = data / address
    path.parent.mkdir(exist_ok=True)
    if path.is_dir():
        path.rename(data.parent / "moved")
    path.unlink(missing_ok=True)
    path.symlink_to(target)
    lines = told(data)
    assert any(
        line.startswith(f"data/{named}:1: a link, got '{target}' — expected a file of its own") for line in lines
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_named(data):
    os.mkfifo(data / "x.csv")
    assert told(data) == ["data/x.csv:1: not a file, got a device or a pipe — expected a regular file"]


def test_a_tree_of_too_many_files_is_left_at_the_limit(data, monkeypatch):
    monkeypatch.setattr(inputs, "MOST_FILES", 50)
    for number in range(60):
        (data / f"x{number}").write_bytes(b"")
    assert any("the folder holds too much, got more than 50 files" in line for line in told(data))


def test_of_many_strangers_the_first_are_told(data, monkeypatch):
    monkeypatch.setattr(inputs, "MOST_TOLD", 5)
    for number in range(10):
        (data / f"x{number}").write_bytes(b"")
    assert len(told(data)) == 6 and "stopped after 5 files" in "\n".join(told(data))


def test_the_rows_of_all_tables_are_counted_while_they_are_read(data, monkeypatch):
    monkeypatch.setattr("sitedata.load.dataset.MOST_ROWS", 2)
    (line,) = [line for line in told(data) if "too many rows" in line]
    assert line == "data/comparison_criteria.csv:1: too many rows in all tables, got 3 — expected at most 2"


def test_a_table_of_the_guide_is_a_short_one(data):
    rows = [tiny.record("guide_criteria", id=f"c{number}") for number in range(202)]
    lines = told(tiny.write(data, guide_criteria=rows))
    assert "data/guide_criteria.csv:202: too many rows, got more than 200 — expected at most 200 of this table" in lines


def test_of_endless_problems_the_first_thousand_are_told():
    bad = BadInput(Problem("a.csv", number, "", "x") for number in range(MOST_TOLD + 500))
    assert str(bad).splitlines()[-1] == "and 500 more" and len(str(bad).splitlines()) == MOST_TOLD + 1


# --- pages ---
NO_PAGES = {
    "a picture": "picture.png", "a script": "assets/javascripts/bundle.min.js", "another home": "README.md",
    "capitals": "About.md", "a space": "a b.md", "a hidden page": ".a.md",
}  # fmt: skip


@pytest.mark.parametrize("address", NO_PAGES.values(), ids=NO_PAGES)
def test_what_is_no_page_is_named(tmp_path, address):
    path = tmp_path / "docs" / address
    path.parent.mkdir(parents=True)
    path.write_text("x")
    (problem,) = map(str, inputs.strange_pages(tmp_path / "docs"))
    assert problem.startswith(f"docs/{address}:1: a file that nothing reads, got '{address}' — expected pages alone")
    assert inputs.pages(tmp_path / "docs") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 5001, "5,001 characters"),
        ("[^" * 50_000, "100,000 characters"),
        ("x\n" * 2001, "line 2,001"),
        ("\0", "a NUL byte"),
        ("a “dash” â€“ b", "'â€“'"),
        ("caf\ufffd", "'caf\ufffd'"),
    ],
)
def test_a_page_without_end_is_not_read(tmp_path, text, told):
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    with pytest.raises(inputs.Unreadable) as caught:
        inputs.read_page(tmp_path / "a.md")
    assert caught.value.got == told
    assert inputs.page_sources(tmp_path) == {}


def test_a_folder_of_tables_that_is_a_link_is_named(tmp_path):
    tiny.write(tmp_path / "elsewhere")
    (tmp_path / "data").symlink_to("elsewhere")
    assert "data:1: a link, got 'elsewhere' — expected a folder of its own, not a link" in told(tmp_path / "data")


@pytest.mark.parametrize(
    "address", ["figures/x.md", "claims/x.md", "4b-performance/x.md", "about/x.md", "comparison/x.md"]
)
def test_a_page_where_the_build_makes_pages_is_named(tmp_path, address):
    for name in ("about.md", address):
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text("x")
    (problem,) = map(str, inputs.strange_pages(tmp_path / "docs"))
    assert problem.startswith(f"docs/{address}:1: the build makes the pages of this folder")
