"""``make fix``: what it repairs, what it leaves to people, and that it changes nothing else."""

import csv
import io
import os
import random
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.load import canonical, inputs
from sitedata.load.csv_table import load
from sitedata.load.fix import fix, fix_texts, repaired_file
from sitedata.load.plain_text import Unreadable
from sitedata.load.records import parsed
from sitedata.load.repair import day_of, month_of, repaired
from sitedata.schema import kinds as c
from sitedata.schema.tables import TABLES, Source, kind_of
from sitedata.text.problem import BadInput
from system import Refused
from tests.tiny import record, write

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("22.11.2026", "2026-11-22"), ("2026/11/22", "2026-11-22"), ("2026-1-5", "2026-01-05"),
        ("25/12/2025", "2025-12-25"), ("12/25/2025", "2025-12-25"), ("05/05/2026", "2026-05-05"),
        ("22 November 2026", "2026-11-22"), ("Nov 22, 2026", "2026-11-22"), ("2026-11-22 00:00:00", "2026-11-22"),
        ("22nd Nov 2026", "2026-11-22"),
    ],
)  # fmt: skip
def test_a_date_that_means_one_day_becomes_it(written, meant):
    assert day_of(written) == meant


@pytest.mark.parametrize(
    "written",
    ["11/12/2026", "30.02.2026", "2026-13-01", "yesterday", "22.11.26", "2026", "٢٢.11.2026", "2026-11-22T23:30:00Z"],
)
def test_a_date_that_could_mean_two_days_or_none_is_left_to_people(written):
    assert day_of(written) is None


def test_months():
    assert (month_of("June 2020"), month_of("2020/6"), month_of("6/2020"), month_of("2020"), month_of("13/2020")) == (
        "2020-06", "2020-06", "2020-06", None, None,
    )  # fmt: skip


def test_words_of_a_closed_list_get_their_case_and_text_keeps_its_own():
    assert repaired("Archived ", kind_of(TABLES["systems"], "status")) == "archived"
    assert repaired("arhived", kind_of(TABLES["systems"], "status")) is None
    assert repaired("pytorch", c.TEXT) is None
    assert repaired("2024-04-02", kind_of(TABLES["sources"], "published")) is None


SPOILED = {
    "byte order mark": (lambda raw: b"\xef\xbb\xbf" + raw, "sources.csv:1: byte order mark removed"),
    "Windows line ends": (
        lambda raw: raw.replace(b"\n", b"\r\n"),
        "sources.csv:1: Windows or Mac line endings became LF",
    ),
    "needless quotes": (lambda raw: raw.replace(b"\nb,", b'\n"b",'), "sources.csv:3: id: written as "),
    "space at the end": (lambda raw: raw.replace(b"\nb,", b"\nb ,"), "sources.csv:3: id: 'b ' became 'b'"),
    "order": (
        lambda raw: raw.splitlines(True)[0] + b"".join(raw.splitlines(True)[:0:-1]),
        "sources.csv:2: rows from here on sorted by id",
    ),
    "date": (
        lambda raw: raw.replace(b"2026-11-22", b"22.11.2026", 1),
        "sources.csv:2: accessed: '22.11.2026' became '2026-11-22'",
    ),
    "empty line": (lambda raw: raw.replace(b"\nb,", b"\n\nb,"), "sources.csv:3: empty line removed"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), "sources.csv:1: UTF-16 became UTF-8"),
    "semicolons": (lambda raw: delimited(raw, ";"), "sources.csv:1: semicolons became commas"),
    "tabs": (lambda raw: delimited(raw, "\t"), "sources.csv:1: tabs became commas"),
    "bars": (lambda raw: delimited(raw, "|"), "sources.csv:1: bars became commas"),
    "Excel's first line": (lambda raw: b"sep=,\n" + raw, "sources.csv:1: line for Excel removed"),
    "rows in quotes": (
        lambda raw: b"".join(b'"%s"\n' % line.replace(b'"', b'""') for line in raw.splitlines()),
        "sources.csv:1: quotes around whole rows removed, 4 of them",
    ),
    "trailing commas": (lambda raw: raw.replace(b"\n", b",,\n"), "sources.csv:1: 2 empty columns removed"),
    "empty rows": (lambda raw: raw + b",,,\n,,,\n", "sources.csv:5: 2 empty rows removed"),
    "name of a column": (lambda raw: raw.replace(b"id,title", b"ID,title"), "sources.csv:1: 'ID' became 'id'"),
    "no end of the last line": (lambda raw: raw[:-1], "sources.csv:4: line end added"),
}


def delimited(raw, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(record for _, record in parsed(raw.decode())[0])
    return out.getvalue().encode()


@pytest.fixture
def folder(tmp_path):
    more = [record("sources", id=id) for id in "abs"]
    return write(tmp_path / "data", sources=more)


@pytest.mark.parametrize(("spoil", "said"), SPOILED.values(), ids=SPOILED)
def test_it_repairs_what_check_complains_about_says_so_and_nothing_is_left_for_a_second_time(folder, spoil, said):
    path = folder / "sources.csv"
    good = path.read_bytes()
    path.write_bytes(spoil(good))
    assert path.read_bytes() != good
    with pytest.raises(BadInput) as caught:
        checked_dataset(folder)
    assert "make fix does it" in str(caught.value)
    assert [str(change)[: len(f"data/{said}")] for change in fix(folder)] == [f"data/{said}"]
    assert path.read_bytes() == good
    assert fix(folder) == []


# what else may be wrong with the file: a function of its bytes and of chance
ALSO_WRONG = {
    "a merge": lambda raw, chance: raw.replace(b"\nb,", b"\n<<<<<<< HEAD\nb,") + b"=======\n>>>>>>> main\n",
    "a rest of a merge": lambda raw, chance: raw + b"=======\n",
    "a quote": lambda raw, chance: raw.replace(b"\nb,", b'\n"b,'),
    "a lost cell": lambda raw, chance: raw.replace(b"\nb,", b"\n"),
    "a cell too many": lambda raw, chance: raw.replace(b"\nb,", b"\nb,x,"),
    "a strange column": lambda raw, chance: raw.replace(b"title", b"name", 1),
    "a doubled column": lambda raw, chance: raw.replace(b"title", b"id", 1),
    "Latin-1": lambda raw, chance: raw.replace(b"\nb,", b"\nb,\xe9"),
    "a semicolon in a cell": lambda raw, chance: raw.replace(b"\nb,", b"\nb;c,"),
    "any byte": lambda raw, chance: (at := chance.randrange(len(raw))) and raw[:at] + chance.randbytes(1) + raw[at:],
    "half of it": lambda raw, chance: raw[: len(raw) // 2],
    "nothing": lambda raw, chance: raw,
}


@pytest.mark.parametrize("wrong", ALSO_WRONG.values(), ids=ALSO_WRONG)
def test_fix_never_adds_a_problem_loses_no_word_and_is_done_at_once(folder, wrong):
    path, chance = folder / "sources.csv", random.Random(7)
    good = path.read_bytes()
    for _ in range(12):
        raw = wrong(good, chance)
        for spoil, _ in chance.sample([*SPOILED.values()], chance.randrange(1, 4)):
            try:
                raw = spoil(raw)
            except UnicodeDecodeError:  # two spoils that nobody can combine
                continue
        path.write_bytes(raw)
        before = [str(problem) for problem in load(path, Source).problems]
        repairs = fix_file(path, Source, "data/sources.csv")
        after = [str(problem) for problem in load(path, Source).problems]
        assert len(after) <= len(before), (raw, before, after)
        assert "make fix does it" not in "".join(after), (raw, after)
        assert words(path.read_bytes()) == words(raw)
        assert fix_file(path, Source, "data/sources.csv") == [] and (repairs or path.read_bytes() == raw)


def fix_file(path, model, shown_as):
    repairs, content = repaired_file(path, model, shown_as)
    if content is not None:
        path.write_bytes(content)
    return repairs


def words(raw):
    """Every word of a file and how often it is there, whatever its encoding, without Excel's first line."""
    text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    return Counter(re.findall(r"\w+", text.lower())) - Counter(["sep"] * text.startswith("sep="))


@pytest.mark.parametrize("spoil", ["byte order mark", "Windows line ends", "UTF-16"])
def test_pages_and_what_probes_printed_are_saved_anew(tmp_path, spoil):
    pages = (tmp_path / "docs" / "a.md", tmp_path / "data" / "probes" / "a.txt")
    for path in pages:
        path.parent.mkdir(parents=True)
        path.write_bytes(SPOILED[spoil][0]("a é\n<b>\n".encode()))
        with pytest.raises(Unreadable) as caught:
            inputs.read_page(path)
        assert "(make fix does it)" in str(caught.value.at("a"))
    told = fix_texts(tmp_path)
    assert [repair.file for repair in told] == ["docs/a.md", "data/probes/a.txt"]
    assert {path.read_bytes() for path in pages} == {"a é\n<b>\n".encode()}


def test_columns_in_another_order(folder):
    path = folder / "papers.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text("\n".join(",".join(line.split(",")[::-1]) for line in good.splitlines()) + "\n", encoding="utf-8")
    assert [str(change) for change in fix(folder)] == ["data/papers.csv:1: columns in the order of the schema"]
    assert path.read_text(encoding="utf-8") == good


@pytest.mark.parametrize(
    "raw", [b'id,title\na,"x"y\n', b"id\n\xff\n", b"id\na\0b\n", b""], ids=["broken quotes", "Latin-1", "NUL", "empty"]
)
def test_a_file_that_is_no_table_stays_as_it_is(tmp_path, raw):
    path = tmp_path / "sources.csv"
    path.write_bytes(raw)
    assert repaired_file(path, Source, "data/sources.csv") == ([], None)
    assert path.read_bytes() == raw


def test_what_a_person_must_decide_is_left_and_the_rest_repaired(folder):
    path = folder / "sources.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("\na,", "\na ,").replace(",repository,", ",website,", 1),
        encoding="utf-8",
    )
    assert [str(change) for change in fix(folder)] == ["data/sources.csv:2: id: 'a ' became 'a'"]
    with pytest.raises(BadInput, match="not an allowed value, got 'website'"):
        checked_dataset(folder)


def test_the_real_tables_are_canonical(working_tree):
    assert fix(working_tree / "data") == []


def test_spoiling_the_real_tables_at_random_and_fixing_them_gives_them_back(tmp_path):
    """What a spreadsheet does to every table, spaces and line ends; the order of rows where it means nothing."""
    chance = random.Random(6)
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("benchmarks"))
    for name, model in TABLES.items():
        path = tmp_path / "data" / f"{name}.csv"
        records = [record for _, record in _read(path)]
        if model.ordered_by and name != "adoption":  # there the order within a day is kept
            body = records[1:]
            chance.shuffle(body)
            records = [records[0], *body]
        records = [records[0], *([cell + " " * (chance.random() < 0.02) for cell in record] for record in records[1:])]
        empty = chance.randrange(3)
        records = [[*record, *[""] * empty] for record in records] + [[""] * (len(records[0]) + empty)] * 5
        raw = delimited(canonical.text_of(records).encode(), chance.choice(",;\t|")).replace(b"\n", b"\r\n")
        path.write_bytes(raw.decode().encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"])))
    assert fix(tmp_path / "data")
    for name in TABLES:
        assert (tmp_path / "data" / f"{name}.csv").read_bytes() == (DATA / f"{name}.csv").read_bytes(), name


def _read(path):
    return parsed(path.read_text(encoding="utf-8"))[0]


def test_make_fix_prints_each_repair_and_then_checks(working_tree, command_line):
    path = working_tree / "data" / "papers.csv"
    path.write_text(
        re.sub("^CVPR,", "CVPR ,", path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE), encoding="utf-8"
    )
    done = command_line(working_tree, "fix")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["data/papers.csv:2: conference: 'CVPR ' became 'CVPR'", "1 repair made"]
    path.write_text(
        path.read_text(encoding="utf-8").replace("\nCVPR,2015-06,0,", '\nCVPR,2015-06,"1,440",', 1), encoding="utf-8"
    )
    done = command_line(working_tree, "fix")
    assert (done.returncode, done.stdout) == (1, "0 repairs made\n")
    assert done.stderr.endswith("\n1 problem is left for a person\n") and "got '1,440'" in done.stderr


def test_a_needless_quote_is_told_with_line_column_and_both_forms(tmp_path):
    path = tmp_path / "papers.csv"
    path.write_text(
        (DATA / "papers.csv").read_text(encoding="utf-8").replace("\nCVPR,2015-06,0", '\nCVPR,"2015-06",0'),
        encoding="utf-8",
    )
    assert [str(problem) for problem in load(path, TABLES["papers"], "data/papers.csv").problems] == [
        "data/papers.csv:2: month: quotes where none are needed, or the like, "
        "got 'CVPR,\"2015-06\",0,0,602,pytorch-vs-tensorflow-data'"
        " — expected 'CVPR,2015-06,0,0,602,pytorch-vs-tensorflow-data' (make fix does it)"
    ]


def test_where_one_file_is_locked_none_is_repaired(tmp_path, monkeypatch):
    folder = write(tmp_path / "data")
    spoiled = {folder / f"{name}.csv" for name in ("papers", "sources", "studies")}
    for path in spoiled:
        path.write_bytes(path.read_bytes() + b"\n")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "papers.csv" and access(path, mode))
    with pytest.raises(Refused, match=r"papers\.csv: the file cannot be written — expected .*; nothing was changed"):
        fix(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
