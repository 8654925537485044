"""Bad input on purpose: several hundred changes of the real tables, each accepted or reported with file and line.

Each day tries a different third of them, chosen by the seed that pytest prints at the top; ``MUTATIONS=all`` tries all.
What is accepted is built into a site in ``tests/site/test_hostile_texts.py``.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections import Counter

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.load.csv_table import load
from sitedata.load.dataset import forget
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from tests.conftest import ROOT, fuzz_seed
from tests.load.mutations import KINDS, Mutated, mutations_of

FEWEST = 300
DAYS = 3  # in which nearly all are tried
LONGEST_S = 5  # for one table, however bad; the slowest is the one with the most problems
MUST_BE_REFUSED = (
    "a script as a link", "a link that leaves its attribute", "a nul byte", "a huge cell", "marks of direction",
    "control characters", "half a character", "a column is missing", "the file is empty", "another delimiter",
    "random bytes", "not a table", "a byte order mark", "other line ends", "a row is there twice",
    "a row has too many cells", "needless quotes", "a cut character", "another encoding", "a stray quote",
)  # fmt: skip


pytestmark = pytest.mark.slow


def test_there_are_enough_and_each_kind_is_there():
    counts = Counter(name.split(":")[0] for table in TABLES for name, _ in mutations_of(table, KINDS))
    assert counts.total() >= FEWEST
    assert set(counts) == set(KINDS) > set(MUST_BE_REFUSED)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of ``data/``, in which one table at a time is bad."""
    made = tmp_path_factory.mktemp("mutations") / "data"
    # files whose names take long to compare
    shutil.copytree(ROOT / "data", made, ignore=shutil.ignore_patterns("frozen", "probes"))
    forget()
    checked_dataset(made)  # what does not change is read only once
    yield made
    forget()


def is_for_today(named: tuple[str, Mutated]) -> bool:
    return os.environ.get("MUTATIONS") == "all" or random.Random(f"{fuzz_seed()} {named[0]}").randrange(DAYS) == 0


def problems_of(folder) -> list[str]:
    """The problems that the check reports (none if it accepts), which it must do quickly."""
    started = time.process_time()
    try:
        checked_dataset(folder)
    except BadInput as bad:
        return list(map(str, bad.problems))
    finally:
        assert time.process_time() - started < LONGEST_S
    return []


def is_told(line: str, table: str) -> bool:
    place = rf"data/(({'|'.join(TABLES)})\.csv|{table}/[\w./-]+):\d+: ."  # or a file that its row names
    return bool(re.match(place, line)) and line.isprintable() and len(line) < 3000


@pytest.mark.parametrize("table", TABLES)
def test_a_mutation_is_accepted_or_told_with_file_and_line_and_some_kinds_never_accepted(folder, table):
    path = folder / f"{table}.csv"
    good, wrong, tried = path.read_bytes(), {}, 0
    for name, mutated in filter(is_for_today, mutations_of(table, KINDS)):
        path.write_bytes(mutated.raw)
        problems, tried = problems_of(folder), tried + 1
        badly = [line for line in problems if not is_told(line, table)]
        if badly or (problems and not any(f"data/{table}.csv" in line for line in problems)):
            wrong[name] = badly or problems[:3]
        elif not problems and name.startswith(MUST_BE_REFUSED):
            wrong[name] = "accepted"
    path.write_bytes(good)
    assert wrong == {} and tried


# --- size ------------------------------------------------------------------------------------------------------------
def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "papers.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    started = time.process_time()
    assert [str(problem) for problem in load(path, TABLES["papers"], "data/papers.csv").problems] == [
        "data/papers.csv:1: the file is too large, got 100,000,000 bytes — expected at most 10,000,000 bytes"
    ]
    assert time.process_time() - started < 1


def test_300_000_rows_are_refused_before_they_are_parsed(tmp_path):
    path = tmp_path / "papers.csv"
    path.write_bytes(
        (ROOT / "data" / "papers.csv").read_bytes() + b"".join(b"C%d,2020-06,1,1,9,x\n" % n for n in range(300_000))
    )
    started = time.process_time()
    lines = path.read_bytes().count(b"\n")
    assert [str(problem) for problem in load(path, TABLES["papers"], "data/papers.csv").problems] == [
        f"data/papers.csv:1: the file has too many lines, got {lines:,} — expected at most 50,000"
    ]
    assert time.process_time() - started < 2
