"""Every message of one table's loading, as a contributor sees it."""

import csv
import datetime
import functools
import gzip
import os

import pytest
from pydantic import create_model

from sitedata.load import csv_table as loading
from sitedata.load import inputs
from sitedata.schema import kinds as c
from sitedata.schema.clock import today
from sitedata.schema.tables import Row

TINY = create_model("Tiny", __base__=Row, id=(c.Id, ...), text=(c.Text, ...))
SOON = (today() + datetime.timedelta(days=2)).isoformat()
NEXT_YEAR = str(today().year + 1)


def load(folder, content, model=TINY):
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return loading.load(path, model, "data/t.csv")


def lines(table):
    return list(map(str, table.problems))


@pytest.fixture
def small_limits(monkeypatch):
    before = csv.field_size_limit()
    monkeypatch.setattr(loading, "LARGEST_CELL", 20)
    monkeypatch.setattr(inputs, "read", functools.partial(inputs.read, largest=200))
    yield
    csv.field_size_limit(before)


def test_a_good_file_gives_typed_rows_with_their_lines(tmp_path):
    table = load(tmp_path, 'id,text\na,"two\nlines"\nb,"a ""quote"", a comma"\n')
    assert [(row.id, row.text, row.line) for row in table.rows] == [
        ("a", "two\nlines", 2),
        ("b", 'a "quote", a comma', 4),
    ]
    assert not table.problems
    assert table.whole


def test_missing_file(tmp_path):
    table = loading.load(tmp_path / "t.csv", TINY, "data/t.csv")
    assert lines(table) == ["data/t.csv:1: the file is missing — expected a file with the header id,text"]


def test_unreadable_file(tmp_path):
    assert lines(loading.load(tmp_path, TINY, "data/t.csv")) == [
        "data/t.csv:1: not a file, got a folder — expected a regular file"
    ]


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere.csv").write_text("id,text\na,x\n")
    (tmp_path / "t.csv").symlink_to("elsewhere.csv")
    expected = "data/t.csv:1: a link, got 'elsewhere.csv' — expected a file of its own, not a link"
    assert lines(loading.load(tmp_path / "t.csv", TINY, "data/t.csv")) == [expected]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("kind", ["pipe", "link to endless zeros"])
def test_what_never_ends_is_not_read(tmp_path, kind):
    path = tmp_path / "t.csv"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    assert len(lines(loading.load(path, TINY, "data/t.csv"))) == 1


def test_a_header_of_thousands_of_columns_is_one_problem(tmp_path):
    messages = lines(load(tmp_path, ",".join(f"column{number}" for number in range(20_000)) + "\n"))
    assert messages == ["data/t.csv:1: the header has too many columns, got 20,000 — expected id,text"]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_too_many_lines_are_counted_before_they_are_read(tmp_path, end):
    messages = lines(load(tmp_path, "id,text\n" + f"a,x{end}" * loading.MOST_LINES))
    assert messages[-1] == (
        f"data/t.csv:1: the file has too many lines, got {loading.MOST_LINES + 1:,} — expected "
        f"at most {loading.MOST_LINES:,}"
    )


FILES = {
    "empty file": ("", "1: the file is empty — expected the header id,text"),
    "byte order mark": (
        b"\xef\xbb\xbfid,text\na,x\n",
        "1: starts with a byte order mark, got the bytes EF BB BF — expected UTF-8 without it (make fix does it)",
    ),
    "Windows line endings": (
        "id,text\na,x\r\nb,y\r\n",
        "2: Windows or Mac line ending, got a carriage return — expected lines that end in LF alone (make fix does it)",
    ),
    "Mac line endings": (
        "id,text\ra,x\r",
        "1: Windows or Mac line ending, got a carriage return — expected lines that end in LF alone (make fix does it)",
    ),
    "Latin-1 in the third line": (
        b"id,text\na,x\nb,caf\xe9\n",
        "3: not UTF-8, got the byte 0xE9 — expected a file saved as UTF-8 "
        "(is it Windows-1252, which would say 'café'? open it as that, and save it as UTF-8)",
    ),
    "NUL byte in the second line": ("id,text\na,\0\n", "2: binary data, got a NUL byte — expected UTF-8 text"),
    "UTF-16": (
        "id,text\na,é\n".encode("utf-16"),
        "1: saved as UTF-16, got the bytes FF FE — expected a file saved as UTF-8 (make fix does it)",
    ),
    "UTF-16 without its mark": (
        "id,text\na,x\n".encode("utf-16-le"),
        "1: binary data, got a NUL byte — expected UTF-8 text (is it UTF-16?)",
    ),
    "half a character of UTF-16": (
        "id,text\na,x\n".encode("utf-16") + b"x",
        "1: not whole UTF-16, got the bytes FF FE — expected a file saved as UTF-8",
    ),
    "unfinished merge": (
        "id,text\n<<<<<<< HEAD\na,x\n||||||| base\n=======\na,y\n>>>>>>> theirs\n",
        "2: merge conflict, got '<<<<<<< HEAD' — expected one of the versions, without the lines that a merge put "
        "around them; also in line 4, 7",
    ),
    "what is left of a merge": (
        "id,text\na,x\n=======\nb,y\n",
        "3: merge conflict, got '=======' — expected one of the versions, without the lines that a merge put around "
        "them",
    ),
    "semicolons": (
        "id;text\na;x\n",
        "1: cells separated by semicolons, got 'id;text' — expected commas (make fix does it)",
    ),
    "tabs, and commas in a cell": (
        "id\ttext\na\tx, y\n",
        r"1: cells separated by tabs, got 'id\ttext' — expected commas (make fix does it)",
    ),
    "semicolons, and a row that lacks a cell": (
        "id;text\na\n",
        "1: cells separated by semicolons, got 'id;text' — expected commas; line 2 has other cells than the header, so "
        "nothing can be mended here",
    ),
    "Excel's first line": (
        "sep=,\nid,text\na,x\n",
        "1: a line for Excel, got 'sep=,' — expected the header (make fix does it)",
    ),
    "quotes around whole rows": (
        '"id,text"\n"a,""x, y"""\n',
        "1: a whole row in quotes, got 2 of them — expected quotes around cells alone (make fix does it)",
    ),
    "quotes around one whole row": (
        'id,text\na,x\n"b,""x, y"""\n',
        "3: a whole row in quotes, got 1 of them — expected quotes around cells alone (make fix does it)",
    ),
    "trailing commas": (
        "id,text,,\na,x,,\nb,y\n",
        "1: empty columns, got 2 without a name — expected the table's columns alone (make fix does it)",
    ),
    "trailing commas of rows": (
        "id,text\na,x,,\nb,y,\n",
        "2: empty cells behind the last column, got 2 rows with them — expected as many cells as columns "
        "(make fix does it)",
    ),
    "an empty column between two": (
        "id,,text\na,,x\n",
        "1: empty columns, got 1 without a name — expected the table's columns alone (make fix does it)",
    ),
    "a column without a name": (
        "id,text,\na,x,note\n",
        "1: a column without a name, got 1 of them — expected a name in the header, or nothing in its cells",
    ),
    "empty rows at the end": (
        "id,text\na,x\n,\n,\n \n",
        "3: empty rows, got 3 without content — expected records alone (make fix does it)",
    ),
    "an empty row": ("id,text\na,x\n,\nb,y\n", "3: empty rows, got ',' — expected records alone (make fix does it)"),
    "empty rows before the header": (
        ",\n,\nid,text\na,x\n",
        "1: empty rows, got 2 without content — expected records alone (make fix does it)",
    ),
    "spaces and capitals in the header": (
        "id,Text \na,x\n",
        "1: a column's name, got 'Text ' — expected 'text' (make fix does it)",
    ),
    "too large file": (
        "id,text\n" + "a,x\n" * 50,
        "1: the file is too large, got 208 bytes — expected at most 200 bytes",
    ),
    "too large cell": (
        "id,text\na,x\nb," + "y" * 21,
        "3: a cell is too large, got field larger than field limit (20) — expected at most 20 characters",
    ),
    "text after a closing quote": (
        'id,text\na,"x"y\nb,z\n',
        (
            "2: broken quoting, got ',' expected after '\"' — expected quotes in pairs, a "
            'quote inside a cell doubled ("")'
        ),
    ),
    "quote that is never closed": (
        'id,text\na,x\nb,"y\nc,z\n',
        '3: broken quoting, got unexpected end of data — expected quotes in pairs, a quote inside a cell doubled ("")',
    ),
    "broken quoting in the header": (
        '"id"x,text\n',
        (
            "1: broken quoting, got ',' expected after '\"' — expected quotes in pairs, a "
            'quote inside a cell doubled ("")'
        ),
    ),
    "column that appears twice": ("id,text,text\na,x,y\n", "1: text: column appears twice — expected each column once"),
    "columns in another order": (
        "text,id\nx,a\n",
        "1: columns in another order, got text,id — expected id,text (make fix does it)",
    ),
    "too many cells": (
        "id,text\na,one, two\n",
        "2: wrong number of cells, got 3 — expected 2 (is a cell with a comma not quoted?)",
    ),
    "too few cells": ("id,text\na\n", "2: wrong number of cells, got 1 — expected 2"),
    "a page that was saved under its name": (
        "<!DOCTYPE html>\n<p>x</p>\n",
        "1: another file than this table, got '<!DOCTYPE html>' — expected the header id,text",
    ),
    "empty line": ("id,text\na,x\n\nb,y\n", "3: empty line — expected a record, or no line (make fix does it)"),
    "empty required cell": ("id,text\na,\n", "2: text: empty cell — expected plain text without invisible characters"),
    "bad cell after a cell of two lines": (
        'id,text\na,"two\nlines"\nB,x\n',
        "4: id: not an id, got 'B' — expected " + c.ID.expected,
    ),
    "same id in two rows": (
        "id,text\na,x\nb,y\na,z\n",
        "4: id: the same key twice, got 'a' — expected a key that is not yet in line 2",
    ),
}


@pytest.mark.parametrize(("content", "line"), FILES.values(), ids=FILES)
def test_file(tmp_path, small_limits, content, line):
    assert lines(load(tmp_path, content)) == [f"data/t.csv:{line}"]


def test_what_is_packed_is_told_the_same_and_that_nothing_mends_it(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbfid;text\r\na;x\r\n"))
    told = lines(loading.load(tmp_path / "t.csv.gz", TINY, "t.csv.gz"))
    assert [line.partition(",")[0] for line in told] == [
        "t.csv.gz:1: starts with a byte order mark",
        "t.csv.gz:1: Windows or Mac line ending",
        "t.csv.gz:1: cells separated by semicolons",
    ]
    assert "make fix" not in "".join(told)


def test_a_misspelt_column_names_the_nearest_and_is_told_once(tmp_path):
    assert lines(load(tmp_path, "id,txt\na,x\n")) == [
        "data/t.csv:1: txt: unknown column, got 'txt' — expected one of id, text (did you mean 'text'?)",
    ]


def test_an_unknown_column_and_a_missing_one_are_two_mistakes(tmp_path):
    assert lines(load(tmp_path, "id,colour\na,x\n")) == [
        "data/t.csv:1: colour: unknown column, got 'colour' — expected one of id, text",
        "data/t.csv:1: text: column is missing — expected the header id,text",
    ]


STATUS = c.one_of("active", "archived")
ADDRESS = "an address that starts with https:// (or http://), or a package URL like pkg:pypi/torch@2.13.0"
DAY = "a day not after today, written 2026-11-22"
PARTIAL = "a year, month or day not after today, written 2026, 2026-11 or 2026-11-22, or an empty cell"
NUMBER = "a number with a point and without separators, like 1305.52"
TEXT = "plain text without invisible characters"
COUNT = "a whole number without separators, like 1440"
SECTIONS = "sections like #2.B, separated by one space, or an empty cell"
VERSION = "a version like 2.13.0 or 2.22.0rc0"
PACKAGE = "a package URL like pkg:pypi/torch or pkg:npm/%40litertjs/core"
CELLS = {
    "id with a capital letter": (
        c.Id,
        "Keras",
        "not an id, got 'Keras'",
        "lower-case letters, digits and single hyphens",
    ),
    "id with two hyphens": (
        c.OptionalId,
        "a--b",
        "not an id, got 'a--b'",
        "lower-case letters, digits and single hyphens, or an empty cell",
    ),
    "ids separated by a comma": (c.Ids, '"a,b"', "not an id, got 'a,b'", "ids separated by one space"),
    "ids separated by two spaces": (c.Ids, "a  b", "not an id, got 'a  b'", "ids separated by one space"),
    "same id twice in a cell": (
        c.OptionalIds,
        "a b a",
        "the same id twice, got 'a b a'",
        "ids separated by one space, or an empty cell",
    ),
    "package name without pkg": (c.Purl, "torch", "not a package URL, got 'torch'", PACKAGE),
    "script as an address": (c.Address, "javascript:alert(1)", "not an address, got 'javascript:alert(1)'", ADDRESS),
    "data as an address": (
        c.OptionalAddress,
        "data:text/html;base64",
        "not an address, got 'data:text/html;base64'",
        ADDRESS + ", or an empty cell",
    ),
    "address without a scheme": (c.Address, "pytorch.org", "not an address, got 'pytorch.org'", ADDRESS),
    "address that closes an attribute": (
        c.Address, "https://a.b/'onclick",
        "not an address: a character that has no place in one, got 'https://a.b/'onclick'", ADDRESS,
    ),
    "version with a letter in front": (c.Version, "v2.13", "not a version, got 'v2.13'", VERSION),
    "section without a number sign": (c.Sections, "2.B", "not a section of the article, got '2.B'", SECTIONS),
    "German date": (
        c.Date,
        "22.11.2026",
        "not a date, got '22.11.2026'",
        DAY + " (did you mean '2026-11-22'? make fix does it)",
    ),
    "30 February": (c.Date, "2024-02-30", "no such day, got '2024-02-30'", DAY),
    "date in the future": (c.OptionalDate, SOON, f"date in the future, got '{SOON}'", DAY + ", or an empty cell"),
    "season": (c.OptionalPartialDate, "2024-spring", "not a date, got '2024-spring'", PARTIAL),
    "thirteenth month": (c.OptionalPartialDate, "2024-13", "no such day, got '2024-13'", PARTIAL),
    "year in the future": (c.OptionalPartialDate, NEXT_YEAR, f"date in the future, got '{NEXT_YEAR}'", PARTIAL),
    "day where a month is wanted": (
        c.Month,
        "2020-06-01",
        "not a month, got '2020-06-01'",
        "a month not after today, written 2026-11",
    ),
    "count with a separator": (
        c.Count, '"1,440"', "not a whole number, got '1,440'", COUNT + " (did you mean '1440'?)",
    ),
    "negative count": (c.OptionalCount, "-1", "not a whole number, got '-1'", COUNT + ", or an empty cell"),
    "not-a-number": (c.Number, "NaN", "not a number, got 'NaN'", NUMBER),
    "number with an exponent": (c.Number, "1e5", "not a number, got '1e5'", NUMBER),
    "infinity": (c.OptionalNumber, "inf", "not a number, got 'inf'", NUMBER + ", or an empty cell"),
    "infinity in digits": (c.Number, "9" * 400, f"not a number, got '{'9' * 60}…'", NUMBER),
    "a month that a spreadsheet shortened": (
        c.Month, "Jun-15", "not a month, got 'Jun-15'",
        "a month not after today, written 2026-11 (did you mean '2015-06'? make fix does it)",
    ),
    "a month or a day": (
        c.Month, "15-Jun", "not a month, got '15-Jun'",
        "a month not after today, written 2026-11 "
        "(a spreadsheet made this of it, which may be a day or a month: look it up in its source)",
    ),
    "a month where a day may be": (
        c.OptionalPartialDate, "Jun-15", "not a date, got 'Jun-15'",
        PARTIAL + " (a spreadsheet made this of it, which may be a day or a month: look it up in its source)",
    ),
    "a spreadsheet's day": (
        c.Date, "45823", "not a date, got '45823'",
        DAY + " (a spreadsheet counts days like that: did you mean '2025-06-15'?)",
    ),
    "a shortened number": (
        c.Count, "1.2E+05", "not a whole number, got '1.2E+05'",
        COUNT + " (a spreadsheet shortened it, which may have cost digits: look it up in its source)",
    ),
    "a number with a comma": (
        c.Number, '"3,5"', "not a number, got '3,5'", NUMBER + " (did you mean '3.5'?)",
    ),
    "a truth": (c.YesNo, "TRUE", "neither yes nor no, got 'TRUE'", "yes or no (did you mean 'yes'? make fix does it)"),
    "an apostrophe before a day": (
        c.Date, "'2026-11-22", "not a date, got ''2026-11-22'", DAY + " (did you mean '2026-11-22'? make fix does it)",
    ),
    "round quotes": (
        c.Id, "“a-b”", "not an id, got '“a-b”'",
        "lower-case letters, digits and single hyphens (did you mean 'a-b'? make fix does it)",
    ),
    "a space that is not broken": (
        c.Ids, "a\u00a0b", r"not an id, got 'a\xa0b'",
        "ids separated by one space (did you mean 'a b'? make fix does it)",
    ),
    "a space that nobody sees": (
        c.Id, "a\u200b-b", r"not an id, got 'a\u200b-b'",
        "lower-case letters, digits and single hyphens (did you mean 'a-b'? make fix does it)",
    ),
    "a Python that was 3.10": (
        c.OptionalPython, "3.1", "not a version of Python, got '3.1'",
        "a version of Python like 3.13, or an empty cell",
    ),
    "Pythons of which one was 3.10": (
        c.OptionalPythons, "3.9 3.1", "not a list of versions, got '3.9 3.1'",
        "versions of Python like 3.11 3.12, one space between, or any, or an empty cell",
    ),
    "perhaps": (c.YesNo, "perhaps", "neither yes nor no, got 'perhaps'", "yes or no"),
    "misspelt status": (
        STATUS,
        "activ",
        "not an allowed value, got 'activ'",
        "one of active, archived (did you mean 'active'?)",
    ),
    "status unlike any": (STATUS, "zzz", "not an allowed value, got 'zzz'", "one of active, archived"),
    "space in front of a text": (
        c.Text,
        " x",
        "space at the start or end, got ' x'",
        TEXT + " (did you mean 'x'? make fix does it)",
    ),
    "space behind a text": (
        c.OptionalText, "x ", "space at the start or end, got 'x '",
        TEXT + ", or an empty cell (did you mean 'x'? make fix does it)",
    ),
    "zero-width space": (c.Text, "a\u200bb", r"invisible character U+200B, got 'a\u200bb'", TEXT),
    "right-to-left override": (c.Text, "a\u202eb", r"invisible character U+202E, got 'a\u202eb'", TEXT),
    "an accent read as Windows-1252": (
        c.Text, "a cafÃ© there", "read in a wrong encoding, and saved so, got 'a cafÃ© there'",
        TEXT + " ('cafÃ©' was 'café')",
    ),
    "a lost character": (
        c.Text, "a caf\ufffd there", "read in a wrong encoding, and saved so, got 'a caf\ufffd there'",
        TEXT + " ('caf\ufffd' has lost a character)",
    ),
    "terminal escape": (c.Text, "a\x1b[31m", r"invisible character U+001B, got 'a\x1b[31m'", TEXT),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "problem", "expected"), CELLS.values(), ids=CELLS)
def test_cell(tmp_path, kind, typed, problem, expected):
    table = load(
        tmp_path, f"id,value\na,{typed}\n", create_model("One", __base__=Row, id=(c.Id, ...), value=(kind, ...))
    )
    assert lines(table) == [f"data/t.csv:2: value: {problem} — expected {expected}"]
    assert (table.rows, table.broken_ids) == ([], {"a"})


def test_empty_optional_cells_are_nothing(tmp_path):
    model = create_model(
        "Optional",
        __base__=Row,
        id=(c.Id, ...),
        ids=(c.OptionalIds, ...),
        number=(c.OptionalNumber, ...),
        day=(c.OptionalDate, ...),
    )
    (row,) = load(tmp_path, "id,ids,number,day\na,,,\n", model).rows
    assert (row.ids, row.number, row.day) == ((), None, None)


def test_all_problems_of_a_file_at_once_in_its_order(tmp_path):
    table = load(tmp_path, "id,text\nA, x\n\nb\nc,y\nc,z\n")
    assert [line.split(" — ")[0] for line in lines(table)] == [
        "data/t.csv:2: id: not an id, got 'A'",
        "data/t.csv:2: text: space at the start or end, got ' x'",
        "data/t.csv:3: empty line",
        "data/t.csv:4: wrong number of cells, got 1",
        "data/t.csv:6: id: the same key twice, got 'c'",
    ]


def test_a_flood_of_problems_stops(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "MOST_PROBLEMS", 3)
    table = load(tmp_path, "id,text\n" + "A,x\n" * 9)
    assert len(table.problems) == 4
    assert lines(table)[-1] == "data/t.csv:4: stopped after 3 problems — expected the first ones to be mended"
    assert not table.whole
