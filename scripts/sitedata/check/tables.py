"""Rules across rows: one small function per rule; the first line of its docstring ends the message.

See :mod:`sitedata.check.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitedata.check.references import dangling, unknown
from sitedata.check.rules import Finding, Rule, explained
from sitedata.load.dataset import Dataset
from sitedata.schema.parity import parity
from sitedata.schema.tables import COMPARISON_COLUMNS, TABLES, key_of
from sitedata.text.problem import nearest, quoted


def every_cell_is_there(data: Dataset) -> Iterator[Finding]:
    """a row in data/comparison.csv for each criterion and column"""
    gone = [
        criterion
        for criterion in data.rows("comparison_criteria")
        if any((criterion.id, name) not in data.cells for name in COMPARISON_COLUMNS)
    ]
    misnamed = explained([criterion.id for criterion in gone], dangling(data, "comparison", "criterion_id"))
    for criterion in gone:
        for framework in COMPARISON_COLUMNS:
            if criterion.id not in misnamed and (criterion.id, framework) not in data.cells:
                yield Finding("comparison_criteria", criterion, "id", f"no cell for {framework}", quoted(criterion.id))


def a_cell_says_something_or_why_not(data: Dataset) -> Iterator[Finding]:
    """either text, or empty_because"""
    for cell in data.rows("comparison"):
        if bool(cell.text) == bool(cell.empty_because):
            yield Finding(
                "comparison", cell, "text", "both filled" if cell.text else "nothing said and no reason given", ""
            )


def a_cell_has_a_source(data: Dataset) -> Iterator[Finding]:
    """at least one source for what the cell says"""
    for cell in data.rows("comparison"):
        if cell.text and not cell.source_ids:
            yield Finding("comparison", cell, "source_ids", "a statement without a source", "")


def groups_stay_together(data: Dataset) -> Iterator[Finding]:
    """the criteria of one group next to each other"""
    seen, last = set(), None
    for criterion in data.rows("comparison_criteria"):
        if criterion.group != last and criterion.group in seen:
            yield Finding("comparison_criteria", criterion, "group", "the group begins twice", quoted(criterion.group))
        seen.add(criterion.group)
        last = criterion.group


def a_release_or_a_reason(data: Dataset) -> Iterator[Finding]:
    """either a package, or no_release_because"""
    for system in data.rows("systems"):
        if bool(system.package) == bool(system.no_release_because):
            yield Finding("systems", system, "package", "both filled" if system.package else "neither is filled", "")


def a_part_has_hosts_that_are_known(data: Dataset) -> Iterator[Finding]:
    """packages of other systems or of frameworks, for a system without a package of its own"""
    known = {row.package for table in ("systems", "frameworks") for row in data.rows(table) if row.package}
    for system in data.rows("systems"):
        for host in system.part_of or ():
            if system.package:
                yield Finding("systems", system, "part_of", "it has a package of its own", quoted(host))
            elif host not in known:
                yield Finding("systems", system, "part_of", "no system's and no framework's package", quoted(host))


def a_package_has_releases(data: Dataset) -> Iterator[Finding]:
    """at least one stable release in data/releases.csv, or a description in data/packages.csv where no day is known"""
    if not data.rows("releases"):
        return
    described = {row.package for row in data.rows("packages")}
    for table in ("systems", "frameworks"):
        for row in data.rows(table):
            if row.package and row.package not in described and not data.newest_release(row.package):
                yield Finding(table, row, "package", "no release is known", quoted(row.package))


OWN_VERSION = re.compile(r"\b(?:tags?|versions?|releases?|packages?)\b(?: [\w-]+){0,2} v?\d+\.\d+", re.IGNORECASE)


def a_reason_leaves_versions_to_the_release(data: Dataset) -> Iterator[Finding]:
    """no version of the system's own package: the release beside the reason says the newest one"""
    for system in data.rows("systems"):
        if system.package and (match := OWN_VERSION.search(system.status_reason)):
            yield Finding(
                "systems", system, "status_reason", "a version that will be old at the next release", quoted(match[0])
            )


def a_successor_is_named(data: Dataset) -> Iterator[Finding]:
    """the system that it became"""
    for system in data.rows("systems"):
        if system.status in ("renamed", "merged") and not system.successor:
            yield Finding("systems", system, "successor", f"{system.status} into nothing", "")


def a_successor_is_another(data: Dataset) -> Iterator[Finding]:
    """another system"""
    for system in data.rows("systems"):
        if system.id in system.successor:
            yield Finding("systems", system, "successor", "it succeeds itself", quoted(system.id))


def read_after_published(data: Dataset) -> Iterator[Finding]:
    """a day on or after the day of publication"""
    for source in data.rows("sources"):
        if source.published and source.accessed.isoformat() < source.published:
            yield Finding("sources", source, "accessed", "read before it was published", quoted(source.accessed))


def parts_fit_the_whole(data: Dataset) -> Iterator[Finding]:
    """no more papers than there are in all"""
    for row in data.rows("papers"):
        for column in ("pytorch_papers", "tensorflow_papers"):
            if getattr(row, column) > row.papers_total:
                yield Finding("papers", row, column, "more than papers_total", quoted(getattr(row, column)))


def a_share_is_of_something(data: Dataset) -> Iterator[Finding]:
    """at least one paper, of which the others are a share"""
    for row in data.rows("papers"):
        if not row.papers_total:
            yield Finding("papers", row, "papers_total", "no paper was counted", quoted(row.papers_total))


def a_percentage_is_one(data: Dataset) -> Iterator[Finding]:
    """a number from 0 to 100"""
    for row in data.rows("published_results"):
        if row.unit == "%" and not 0 <= row.value <= 100:
            yield Finding("published_results", row, "value", "not a percentage", quoted(row.value))


UNITS_OF = {
    "step_time": {"ms"},
    "wall_time": {"s"},
    "throughput": {"images/s", "tokens/s", "sequences/s", "samples/s"},
    "accuracy": {"%"},
    "bleu": {"BLEU"},
    "gpu_memory": {"MB", "MiB"},
    "host_memory": {"MB", "MiB"},
}


def the_unit_fits_the_metric(data: Dataset) -> Iterator[Finding]:
    """a unit of that metric"""
    for row in data.rows("published_results"):
        if row.unit not in UNITS_OF[row.metric]:
            yield Finding("published_results", row, "unit", f"not a unit of {row.metric}", quoted(row.unit))


def more_than_nothing(data: Dataset) -> Iterator[Finding]:
    """a number above zero"""
    for row in data.rows("published_results"):
        if row.value <= 0:
            yield Finding(
                "published_results", row, "value", "nothing takes no time, memory or accuracy", quoted(row.value)
            )


def one_number_for_one_setting(data: Dataset) -> Iterator[Finding]:
    """numbers that differ in at least one field that says how they were measured (name the difference in workload)"""
    seen: dict[tuple, str] = {}
    for row in data.rows("published_results"):
        setting = (*parity(row), row.framework, row.mode, row.framework_version)
        if setting in seen:
            yield Finding(
                "published_results", row, "id", f"measured under the same conditions as {seen[setting]}", quoted(row.id)
            )
        seen.setdefault(setting, row.id)


# --- addresses --------------------------------------------------------------------------------------------------------
OURS = ("api/v1/", "badge/", "calendars/", "data/", "feeds/", "figures/")
"""Folders of files that a reader may link to; llms.txt is the only such file outside them."""
SUFFIXES = (".csv", ".csv.gz", ".ics", ".json", ".png", ".svg", ".xml")


def file_kind(address: str) -> str:
    """The suffix of a file that the site promises; empty for a page, and ``?`` for what is neither."""
    path = address.partition("#")[0]
    if path.endswith("/"):
        return ""
    if path == "llms.txt":
        return ".txt"
    suffix = next((ending for ending in SUFFIXES if path.endswith(ending)), "?")
    return suffix if path.startswith(OURS) and not any(part.startswith("_") for part in path.split("/")) else "?"


def an_address_is_a_page_or_a_promised_file(data: Dataset) -> Iterator[Finding]:
    """a page, which ends in /, or a file of figures/, data/, api/v1/, badge/, calendars/ or feeds/ with its suffix"""
    for row in data.rows("redirects"):
        for column in ("address", "moved_to"):
            address = getattr(row, column)
            if file_kind(address) == "?" or (file_kind(address) and "#" in address):
                yield Finding("redirects", row, column, "neither a page nor a file that is promised", quoted(address))


def a_moved_address_leads_to_its_like(data: Dataset) -> Iterator[Finding]:
    """a page for a page, and for a file one with the same suffix"""
    for row in data.rows("redirects"):
        if "?" not in (kinds := {file_kind(row.address), file_kind(row.moved_to)}) and len(kinds) > 1:
            yield Finding("redirects", row, "moved_to", "another kind of address", quoted(row.moved_to))


def a_move_ends(data: Dataset) -> Iterator[Finding]:
    """an address that has not moved itself"""
    moved = {row.address for row in data.rows("redirects")}
    for row in data.rows("redirects"):
        if moved & {row.moved_to, row.moved_to.partition("#")[0]}:
            yield Finding("redirects", row, "moved_to", "it has moved on", quoted(row.moved_to))


# --- disputes ---------------------------------------------------------------------------------------------------------
def a_dispute_is_about_something(data: Dataset) -> Iterator[Finding]:
    """what names a row of that table: its id, or the values of its key with a space between"""
    seen: set[str] = set()
    for row in data.rows("disputes"):
        if row.table == "figures" or (row.table in TABLES and not data.tables[row.table].whole):
            continue  # a figure is known only once it is drawn
        known = (
            set(data.environments) if row.table == "benchmarks" else {key_of(target) for target in data.rows(row.table)}
        )
        named = {
            *seen,
            *getattr(data.tables.get(row.table), "broken_ids", ()),
            *(unknown(data, f"{row.table}.id") if row.table in TABLES else ()),
        }
        if row.row not in known | named:
            seen.add(row.row)
            yield Finding(
                "disputes", row, "row", f"no such row in {row.table}", quoted(row.row), nearest(row.row, known)
            )


RULES = (
    Rule(every_cell_is_there, needs=("comparison",)),
    Rule(a_cell_says_something_or_why_not),
    Rule(a_cell_has_a_source),
    Rule(groups_stay_together),
    Rule(a_release_or_a_reason),
    Rule(a_part_has_hosts_that_are_known, needs=("systems", "frameworks")),
    Rule(a_package_has_releases, needs=("releases", "packages")),
    Rule(a_reason_leaves_versions_to_the_release),
    Rule(a_successor_is_named),
    Rule(a_successor_is_another),
    Rule(read_after_published),
    Rule(parts_fit_the_whole),
    Rule(a_share_is_of_something),
    Rule(a_percentage_is_one),
    Rule(the_unit_fits_the_metric),
    Rule(more_than_nothing),
    Rule(one_number_for_one_setting),
    Rule(an_address_is_a_page_or_a_promised_file),
    Rule(a_moved_address_leads_to_its_like),
    Rule(a_move_ends),
    Rule(a_dispute_is_about_something),
)
