"""``make check`` on the real data: everything in one go, one message per mistake, pages included."""

import csv
import datetime
import io
import os
import re
import shutil

import pytest

from sitedata.review.repository import check_repository
from sitedata.text.problem import BadInput
from tests.conftest import ROOT

TODAY = datetime.date(2099, 1, 2)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, root / name)
    (root / "scripts").symlink_to(ROOT / "scripts")
    return root


@pytest.fixture
def tree(copied):
    """The real data and pages, which a test may change; its changes are undone for the next one."""
    before = {path: path.read_bytes() for name in ("data", "docs") for path in (copied / name).glob("*.*")}
    yield copied
    for path, raw in before.items():
        if path.read_bytes() != raw:
            path.write_bytes(raw)
            os.utime(path)


def said(tree):
    try:
        check_repository(tree, TODAY)
    except BadInput as bad:
        return [str(problem) for problem in bad.problems]
    return []


def test_what_pages_are_made_with_is_checked_too(tree):
    (tree / "overrides").mkdir()
    for name in ("mkdocs.yml", "overrides/sheet.css.orig"):
        (tree / name).write_text("<<<<<<< HEAD\n")
    told = said(tree)
    shutil.rmtree(tree / "overrides")
    (tree / "mkdocs.yml").unlink()
    assert [line.partition(",")[0] for line in told] == [
        "mkdocs.yml:1: merge conflict", "overrides/sheet.css.orig:1: a file that nothing reads",
    ]  # fmt: skip


def records(tree, table):
    return list(csv.reader(io.StringIO((tree / "data" / f"{table}.csv").read_text(encoding="utf-8"), newline="")))


def rewrite(tree, table, changed):
    """Replace the rows of a table by ``changed(rows)``; the header stays."""
    header, *rows = records(tree, table)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *changed(rows)])
    (tree / "data" / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")


def cell(table, key, column, value):
    """The first row that begins with ``key`` gets this value."""

    def change(tree):
        place = records(tree, table)[0].index(column)

        def of(rows):
            next(row for row in rows if row[0] == key)[place] = value
            return rows

        rewrite(tree, table, of)

    return change


def without(table, key):
    return lambda tree: rewrite(tree, table, lambda rows: [row for row in rows if row[0] != key])


def header(table, column, misspelled):
    def change(tree):
        path = tree / "data" / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(column, misspelled, 1), encoding="utf-8")

    return change


def page(name, old, new):
    def change(tree):
        path = tree / "docs" / name
        assert old in path.read_text(encoding="utf-8")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


MISTAKES = {
    "a space in an id": (
        cell("claims", "pt-creators", "id", "pt-creators "),
        r"data/claims\.csv:\d+: id: .*make fix does it\)",
    ),
    "an id that is no id": (cell("sources", "pytorch-readme", "id", "PyTorch readme"), r"data/sources\.csv:\d+: id: "),
    "a wrong id in a reference": (
        cell("claim_evidence", "pt-creators", "claim_id", "pt-creatorz"),
        r"data/claim_evidence\.csv:\d+: claim_id: unknown id, got 'pt-creatorz' .*did you mean 'pt-creators'",
    ),
    "a rule of a claim that there is not": (
        cell("claim_rules", "perf-comparable", "claim_id", "perf-comparablex"),
        r".*unknown id",
    ),
    "a row that many name is gone": (
        without("sources", "pytorch-readme"),
        r".*unknown id, got 'pytorch-readme' .*also named in data/",
    ),
    "a claim is gone": (without("claims", "pt-creators"), r".*unknown id, got 'pt-creators'"),
    "a result is gone": (without("probes", "keras-file"), r"scripts/.*a probe without a result, got 'keras-file'"),
    "another name in both": (
        cell("probes", "keras-file", "id", "keras-files"),
        r"data/probes\.csv:\d+: id: a result without a probe",
    ),
    "a misspelled column": (
        header("claims", "verdict", "verdit"),
        r"data/claims\.csv:1: verdit: unknown column.*did you mean 'verdict'",
    ),
    "a bad date": (
        cell("sources", "pytorch-readme", "accessed", "yesterday"),
        r"data/sources\.csv:\d+: accessed: not a date",
    ),
    "a row too often": (
        lambda tree: rewrite(
            tree, "sources", lambda rows: [*rows, next(row for row in rows if row[0] == "pytorch-readme")]
        ),
        r"data/sources\.csv:\d+: id: the same key twice",
    ),
    "a citation of nothing": (
        page("3-pytorch.md", "[^pt-creators]", "[^pt-creatorz]"),
        r"docs/3-pytorch\.md:\d+: unknown claim or source",
    ),
}


@pytest.mark.parametrize(("change", "message"), MISTAKES.values(), ids=MISTAKES)
def test_one_mistake_gives_one_message(tree, change, message):
    change(tree)
    [problem] = said(tree)
    assert re.match(message, problem), problem


def test_a_system_that_is_gone_is_told_where_it_is_still_named(tree):
    without("systems", "torchtext")(tree)
    assert [re.sub(r":\d+: ", ": ", problem).split(" — ")[0] for problem in said(tree)] == [
        "data/events.csv: systems: unknown id, got 'torchtext'",
        "data/releases.csv: package: nobody's package, got 'pkg:pypi/torchtext'",
        "scripts/probes/first_jobs/torchtext_job.py: nobody's first job, got 'torchtext'",
    ]


@pytest.fixture
def typed(tree):
    """Where a page says in words of its own what the ledger says of the claim that CONTRIBUTING disputes."""
    page("3-pytorch.md", "[^pt-creators] They are", "Partly[^pt-creators]. They are")(tree)
    lines = (tree / "docs" / "3-pytorch.md").read_text(encoding="utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, start=1) if "Partly[^pt-creators]" in line]
    assert said(tree) == []
    return f"docs/3-pytorch.md:{number}"


def test_a_disputed_verdict_is_told_with_the_page_that_types_it(tree, typed):
    """The example of CONTRIBUTING: a check of the data alone would accept it, and the build would stop."""
    cell("claims", "pt-creators", "verdict", "contradicted")(tree)
    assert [problem.split(" — ")[0] for problem in said(tree)] == [
        "data/claims.csv:35: verdict: not in the log of verdicts, got 'contradicted'",
        f"{typed}: not the verdict of the ledger, got 'Partly'",
    ]


def test_a_broken_source_hides_no_typed_verdict(tree, typed):
    cell("claims", "pt-creators", "verdict", "contradicted")(tree)
    cell("sources", "article-2025", "id", "article-2025 ")(tree)
    line = 1 + [row[0] for row in records(tree, "sources")].index("article-2025 ")
    assert [problem.split(": ")[0] for problem in said(tree)] == [
        "data/claims.csv:35", f"data/sources.csv:{line}", typed,
    ]  # fmt: skip


@pytest.mark.usefixtures("typed")
def test_mistakes_of_all_kinds_are_told_in_one_go(tree):
    cell("papers", "CVPR", "month", "June")(tree)  # a cell
    cell("claim_evidence", "pt-creators", "source_id", "no-such-source")(tree)  # a reference
    cell("systems", "torchx", "status_reason", "Release 0.7 is the last.")(tree)  # a rule across cells
    cell("claims", "pt-creators", "verdict", "contradicted")(tree)  # the log
    page("index.md", "\n# ", "\n<script>\n# ")(tree)  # the source of a page
    page("3-pytorch.md", '"torchtext"', '"torchtexts"')(tree)  # a placeholder
    files = [problem.split(": ")[0].split(":")[0] for problem in said(tree)]
    assert files == [
        "data/claim_evidence.csv", "data/claims.csv", "data/papers.csv", "data/systems.csv", "docs/3-pytorch.md",
        "docs/3-pytorch.md", "docs/index.md",
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["claims", "comparison", "frameworks", "guide_options", "sources", "systems"])
def test_a_table_without_rows_ends_in_problems_and_not_in_a_trace(tree, table):
    rewrite(tree, table, lambda rows: [])
    assert all(re.match(r"(data|docs|scripts)/[\w./-]+:\d+: ", problem) for problem in said(tree))


def test_a_copied_measurement_ends_in_a_problem_and_not_in_a_trace(tree):
    """What is wrong with an environment is found after everything is loaded, and the pages are still checked."""
    first = min((tree / "data" / "benchmarks").iterdir())
    copy = first.with_name(f"{first.name}-2")
    shutil.copytree(first, copy)
    try:
        told = said(tree)
    finally:
        shutil.rmtree(copy)
    assert told and all(problem.startswith("data/benchmarks/") for problem in told)
