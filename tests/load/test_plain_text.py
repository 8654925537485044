"""What a merge left is told wherever a text is read; what only looks like it is not."""

import gzip

import pytest

from sitedata.load import inputs, sources
from sitedata.load.csv_table import load
from sitedata.load.fix import fix_texts
from sitedata.load.plain_text import Unreadable, conflict, decoded
from sitedata.schema.environments import BENCH_TABLES

TWO = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> theirs\n"
CONFLICTS = {
    "of two": (f"x\n{TWO}", 2),
    "of two and what was before": (f"x\n{TWO.replace('=======', '||||||| 986c62f' + chr(10) + '=======')}", 2),
    "at the start": (TWO, 1),
    "in a block of code": (f"```sh\n{TWO}```\n", 2),
    "without its start": (f"x\n{TWO.partition(chr(10))[2]}", 5),
    "without its end": ("x\n<<<<<<< .mine\nours\n", 2),
    "without names": ("x\n<<<<<<<\nours\n=======\n>>>>>>>\n", 2),
    "with long marks": (f"x\n{TWO.replace('<<<<<<<', '<' * 11)}", 2),
    "its middle, apart from any text": ("x\n\n=======\ny\n", 3),
}
NONE = {
    "a heading": "Merging\n=======\n\nText.\n",
    "quoted with spaces before": "    <<<<<<< HEAD\n    =======\n    >>>>>>> main\n",
    "in a line": "Lines such as <<<<<<< HEAD and >>>>>>> main\n",
    "a row of a table without cells": "| a | b |\n|---|---|\n||||||||\n",
    "a longer line": "x\n\n========\n",
    "shifts": "a <<<<<<< b\n<<<<<<\n<<<<<<<<x\n",
}


@pytest.mark.parametrize(("text", "line"), CONFLICTS.values(), ids=CONFLICTS)
def test_what_a_merge_left_is_told_at_its_line(text, line):
    with pytest.raises(Unreadable) as caught:
        decoded(text.encode())
    assert (caught.value.problem, caught.value.line) == ("merge conflict", line)


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_only_looks_like_it_is_read(text):
    assert conflict(text) is None and decoded(text.encode()) == text


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04\x14\0", gzip.compress(b"id\n", mtime=0), b"version https://git-lfs.github.com/spec/v1\n"]
)
def test_another_file_under_the_name_of_a_text_is_called_what_it_is(raw):
    with pytest.raises(Unreadable, match="no text under the name of one"):
        decoded(raw)


def test_all_marks_are_named_and_of_many_the_first():
    assert conflict(TWO * 4).expected.endswith("; also in line 5, 6, 10, 11, 15, …")


@pytest.mark.parametrize(
    "name",
    [
        "overrides/main.html",
        "scripts/sitedata/x.py",
        "scripts/x/claims.html",
        "mkdocs.yml",
        "package.json",
        "locks/x.txt",
        ".github/workflows/x.yml",
    ],
)
def test_a_merge_and_other_forms_are_told_in_whatever_makes_the_site(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for text in (TWO, "a\n=======\n"):
        path.write_text(text)
        (problem,) = sources.unreadable(tmp_path)
        assert str(problem).startswith(f"{name}:{2 if text[0] == 'a' else 1}: merge conflict, got ")
    path.write_bytes("a é\r\n".encode("utf-16"))
    (problem,) = sources.unreadable(tmp_path)
    assert str(problem).startswith(f"{name}:1: saved as UTF-16") and str(problem).endswith("(make fix does it)")
    assert fix_texts(tmp_path) and path.read_bytes() == "a é\n".encode() and not [*sources.unreadable(tmp_path)]


def test_a_merge_is_told_in_pages_outputs_and_packed_tables(tmp_path):
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text(TWO)
        with pytest.raises(Unreadable, match="merge conflict"):
            inputs.read_text(tmp_path / name)
    packed = tmp_path / "samples.csv.gz"
    packed.write_bytes(gzip.compress(f"run_id,step_time_us\n{TWO}".encode()))
    (problem,) = load(packed, BENCH_TABLES["samples"], "samples.csv.gz").problems
    assert str(problem).startswith("samples.csv.gz:2: merge conflict")


def test_what_somebody_has_beside_the_site_is_not_read(tmp_path):
    for name in (".coverage", "notes.txt", "overrides/.DS_Store", "overrides/font.woff2", "scripts/__pycache__/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"\0\xff")
    assert [*sources.unreadable(tmp_path)] == []
