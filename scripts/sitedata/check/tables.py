"""Rules across rows. One small function a rule; the first line of its docstring ends the message.

A rule yields ``(table, row, column, problem, got)``. To add one, write it and put ``@rule`` over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from sitedata.judge.published import parity
from sitedata.load.csv_table import MOST_PROBLEMS
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import COMPARISON_COLUMNS, TABLES, Row, extra_of, key_of
from sitedata.text.problem import Problem, did_you_mean, quoted

Finding = tuple[str, Row, str, str, str]
RULES: list[Callable[[Dataset], Iterator[Finding]]] = []
FEW_HINTS = 10  # of a column: looking for the near id takes longer than finding that one is unknown


def rule(function: Callable[[Dataset], Iterator[Finding]]) -> Callable[[Dataset], Iterator[Finding]]:
    RULES.append(function)
    return function


def check(data: Dataset) -> list[Problem]:
    """Every broken rule, reported at the row that breaks it. Tables that did not load whole are judged by what loaded."""
    problems = list(_unknown_ids(data))
    for each in RULES:
        expected = (each.__doc__ or "").splitlines()[0].rstrip(".")
        for table, row, column, problem, got in islice(each(data), MOST_PROBLEMS):
            problems.append(Problem(data.tables[table].file, row.line, column, problem, got, expected))
    return problems


def _unknown_ids(data: Dataset) -> Iterator[Problem]:
    for name, model in TABLES.items():
        for column in model.model_fields:
            ref = extra_of(model, column, "ref")
            if not ref:
                continue
            table, key = ref.split(".")
            if not data.tables[table].whole:
                continue  # some of its ids were not read; its own message says why
            known = {getattr(row, key) for row in data.rows(table)} | data.tables[table].broken_ids
            for count, (row, each) in enumerate(islice(_unknown(data.rows(name), column, known), MOST_PROBLEMS)):
                hint = did_you_mean(each, known) if count < FEW_HINTS else ""
                yield Problem(data.tables[name].file, row.line, column, "unknown id", quoted(each), f"an id of data/{table}.csv{hint}")


def _unknown(rows: list[Row], column: str, known: set[str]) -> Iterator[tuple[Row, str]]:
    for row in rows:
        value = getattr(row, column)
        for each in (value,) if isinstance(value, str) else value or ():
            if each not in known:
                yield row, each


@rule
def every_cell_is_there(data: Dataset) -> Iterator[Finding]:
    """a row in data/comparison.csv for each criterion and column"""
    if data.tables["comparison"].problems:
        return  # the row may be there, and broken
    for criterion in data.rows("comparison_criteria"):
        for framework in COMPARISON_COLUMNS:
            if (criterion.id, framework) not in data.cells:
                yield "comparison_criteria", criterion, "id", f"no cell for {framework}", quoted(criterion.id)


@rule
def a_cell_says_something_or_why_not(data: Dataset) -> Iterator[Finding]:
    """either text, or empty_because"""
    for cell in data.rows("comparison"):
        if bool(cell.text) == bool(cell.empty_because):
            yield "comparison", cell, "text", "both filled" if cell.text else "nothing said and no reason given", ""


@rule
def a_cell_has_a_source(data: Dataset) -> Iterator[Finding]:
    """at least one source for what the cell says"""
    for cell in data.rows("comparison"):
        if cell.text and not cell.source_ids:
            yield "comparison", cell, "source_ids", "a statement without a source", ""


@rule
def groups_stay_together(data: Dataset) -> Iterator[Finding]:
    """the criteria of one group next to each other"""
    seen, last = set(), None
    for criterion in data.rows("comparison_criteria"):
        if criterion.group != last and criterion.group in seen:
            yield "comparison_criteria", criterion, "group", "the group begins twice", quoted(criterion.group)
        seen.add(criterion.group)
        last = criterion.group


@rule
def a_release_or_a_reason(data: Dataset) -> Iterator[Finding]:
    """either a package, or no_release_because"""
    for system in data.rows("systems"):
        if bool(system.package) == bool(system.no_release_because):
            yield "systems", system, "package", "both filled" if system.package else "neither is filled", ""


@rule
def a_package_has_releases(data: Dataset) -> Iterator[Finding]:
    """at least one stable release in data/releases.csv"""
    if not data.rows("releases") or data.tables["releases"].problems:
        return
    for table in ("systems", "frameworks"):
        for row in data.rows(table):
            if row.package and not data.newest_release(row.package):
                yield table, row, "package", "no release is known", quoted(row.package)


OWN_VERSION = re.compile(r"\b(?:tags?|versions?|releases?|packages?)\b(?: [\w-]+){0,2} v?\d+\.\d+", re.IGNORECASE)


@rule
def a_reason_leaves_versions_to_the_release(data: Dataset) -> Iterator[Finding]:
    """no version of the system's own package: the release beside the reason says the newest one"""
    for system in data.rows("systems"):
        if system.package and (found := OWN_VERSION.search(system.status_reason)):
            yield "systems", system, "status_reason", "a version that will be old at the next release", quoted(found[0])


@rule
def a_successor_is_named(data: Dataset) -> Iterator[Finding]:
    """the system that it became"""
    for system in data.rows("systems"):
        if system.status in ("renamed", "merged") and not system.successor:
            yield "systems", system, "successor", f"{system.status} into nothing", ""


@rule
def a_successor_is_another(data: Dataset) -> Iterator[Finding]:
    """another system"""
    for system in data.rows("systems"):
        if system.id in system.successor:
            yield "systems", system, "successor", "it succeeds itself", quoted(system.id)


@rule
def read_after_published(data: Dataset) -> Iterator[Finding]:
    """a day on or after the day of publication"""
    for source in data.rows("sources"):
        if source.published and source.accessed.isoformat() < source.published:
            yield "sources", source, "accessed", "read before it was published", quoted(source.accessed)


@rule
def parts_fit_the_whole(data: Dataset) -> Iterator[Finding]:
    """no more papers than there are in all"""
    for row in data.rows("papers"):
        for column in ("pytorch_papers", "tensorflow_papers"):
            if getattr(row, column) > row.papers_total:
                yield "papers", row, column, "more than papers_total", quoted(getattr(row, column))


@rule
def a_share_is_of_something(data: Dataset) -> Iterator[Finding]:
    """at least one paper, of which the others are a share"""
    for row in data.rows("papers"):
        if not row.papers_total:
            yield "papers", row, "papers_total", "no paper was counted", quoted(row.papers_total)


@rule
def a_percentage_is_one(data: Dataset) -> Iterator[Finding]:
    """a number from 0 to 100"""
    for row in data.rows("published_results"):
        if row.unit == "%" and not 0 <= row.value <= 100:
            yield "published_results", row, "value", "not a percentage", quoted(row.value)


UNITS_OF = {
    "step_time": {"ms"}, "wall_time": {"s"}, "throughput": {"images/s", "tokens/s", "sequences/s"}, "accuracy": {"%"},
    "bleu": {"BLEU"}, "gpu_memory": {"MB", "MiB"}, "host_memory": {"MB", "MiB"},
}  # fmt: skip


@rule
def the_unit_fits_the_metric(data: Dataset) -> Iterator[Finding]:
    """a unit of that metric"""
    for row in data.rows("published_results"):
        if row.unit not in UNITS_OF[row.metric]:
            yield "published_results", row, "unit", f"not a unit of {row.metric}", quoted(row.unit)


@rule
def more_than_nothing(data: Dataset) -> Iterator[Finding]:
    """a number above zero"""
    for row in data.rows("published_results"):
        if row.value <= 0:
            yield "published_results", row, "value", "nothing takes no time, memory or accuracy", quoted(row.value)


@rule
def one_number_for_one_setting(data: Dataset) -> Iterator[Finding]:
    """numbers that differ in at least one field that says how they were measured (name the difference in workload)"""
    seen: dict[tuple, str] = {}
    for row in data.rows("published_results"):
        setting = (*parity(row), row.framework, row.mode, row.framework_version)
        if setting in seen:
            yield "published_results", row, "id", f"measured under the same conditions as {seen[setting]}", quoted(row.id)
        seen.setdefault(setting, row.id)


# --- addresses --------------------------------------------------------------------------------------------------------
OURS = ("api/v1/", "badge/", "data/", "feeds/", "figures/")
"""Folders of files that a reader may link to; llms.txt is the one beside them."""
SUFFIXES = (".csv", ".csv.gz", ".json", ".png", ".svg", ".xml")


def file_kind(address: str) -> str:
    """The suffix of a file that the site promises; nothing for a page, and ``?`` for what is neither."""
    path = address.partition("#")[0]
    if path.endswith("/"):
        return ""
    if path == "llms.txt":
        return ".txt"
    suffix = next((each for each in SUFFIXES if path.endswith(each)), "?")
    return suffix if path.startswith(OURS) and not any(part.startswith("_") for part in path.split("/")) else "?"


@rule
def an_address_is_a_page_or_a_promised_file(data: Dataset) -> Iterator[Finding]:
    """a page, which ends in /, or a file of figures/, data/, api/v1/, badge/ or feeds/ with their suffixes"""
    for row in data.rows("redirects"):
        for column in ("address", "moved_to"):
            address = getattr(row, column)
            if file_kind(address) == "?" or (file_kind(address) and "#" in address):
                yield "redirects", row, column, "neither a page nor a file that is promised", quoted(address)


@rule
def a_moved_address_leads_to_its_like(data: Dataset) -> Iterator[Finding]:
    """a page for a page, and for a file one with the same suffix"""
    for row in data.rows("redirects"):
        if "?" not in (kinds := {file_kind(row.address), file_kind(row.moved_to)}) and len(kinds) > 1:
            yield "redirects", row, "moved_to", "another kind of address", quoted(row.moved_to)


@rule
def a_move_ends(data: Dataset) -> Iterator[Finding]:
    """an address that has not moved itself"""
    moved = {row.address for row in data.rows("redirects")}
    for row in data.rows("redirects"):
        if moved & {row.moved_to, row.moved_to.partition("#")[0]}:
            yield "redirects", row, "moved_to", "it has moved on", quoted(row.moved_to)


# --- disputes ---------------------------------------------------------------------------------------------------------
@rule
def a_dispute_is_about_something(data: Dataset) -> Iterator[Finding]:
    """what names a row of that table: its id, or the values of its key with a space between"""
    for row in data.rows("disputes"):
        if row.table == "figures" or (row.table in TABLES and not data.tables[row.table].whole):
            continue  # a figure is known only once it is drawn
        known = set(data.environments) if row.table == "benchmarks" else {key_of(each) for each in data.rows(row.table)}
        if row.row not in known and row.row not in getattr(data.tables.get(row.table), "broken_ids", ()):
            yield "disputes", row, "row", f"no such row in {row.table}", f"{quoted(row.row)}{did_you_mean(row.row, known)}"
