"""The page *Needs a second look*: every stale fact, those that most pages rest on first.

In: what each page uses, and what :mod:`sitedata.judge.staleness` found. Out: HTML. A page rests on a row if it cites
it, or shows it in a table or a figure; on a source, if it cites the source or rests on a row that does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup

from sitedata.judge.staleness import StaleMark
from sitedata.load.dataset import Dataset
from sitedata.pages.fragments import Fragments
from sitedata.pages.record import Record
from sitedata.schema.tables import TABLES, key_of

TITLE = {
    "claims": "claim",
    "comparison": "text",
    "systems": "name",
    "sources": "title",
    "probes": "question",
    "frameworks": "name",
}
FEW_PAGES = 3


def second_look(fragments: Fragments, record: Record, base: str) -> Markup:
    return fragments.render("second_look.html", entries=entries_of(fragments, record), few=FEW_PAGES, base=base)


def entries_of(fragments: Fragments, record: Record) -> list[dict[str, object]]:
    """What the page lists, in its order."""
    stale = fragments.edition.stale
    resting = pages_that_rest_on(fragments.data, record)
    entries = [entry(fragments, mark, sorted(resting[mark.table, mark.key])) for mark in stale.marks.values()]
    for id, figure in fragments.edition.figures.items():
        # our own measurements are listed by environment
        if (why := stale.why_figure(figure)) and not figure.is_ours:
            pages = sorted(resting["figures", id])
            entries.append({
                "title": figure.title, "name": f"figure {id}", "why": why, "tools": fragments.tools.of_figure(figure),
                "pages": pages, "address": f"{pages[0]}#{id}" if pages else "",
            })  # fmt: skip
    return sorted(entries, key=lambda entry: (-len(entry["pages"]), entry["name"]))


def entry(fragments: Fragments, mark: StaleMark, pages: list[str]) -> dict[str, object]:
    name = f"{mark.table.removesuffix('s') if mark.table != 'comparison' else 'cell'} {mark.key}"
    if mark.row is None:
        environment = fragments.data.environments[mark.key]
        return {
            "title": environment.title,
            "name": f"environment {mark.key}",
            "why": mark.why,
            "tools": fragments.tools.of_environment(mark.key, environment.title),
            "pages": pages,
            "address": mark.address,
        }
    tools = fragments.tools.of(mark.table, mark.row)
    title = getattr(mark.row, TITLE[mark.table]) if mark.table in TITLE else mark.key
    if mark.table == "releases":
        title = "The list of releases"
    return {
        "title": title or mark.key,
        "name": name,
        "why": mark.why,
        "tools": tools,
        "pages": pages,
        "address": mark.address,
    }


def pages_that_rest_on(data: Dataset, record: Record) -> defaultdict[tuple[str, str], set[str]]:
    """Table and key of a row → addresses of the pages that rest on it: pages that people wrote, and pages of claims."""
    resting: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for page, uses in record.items():
        if uses.written and not uses.about:
            add(resting, "claims", uses.claims, page)
            add(resting, "sources", uses.sources, page)
            add(resting, "figures", uses.figures, page)
            for shown in uses.shown:
                table, _, key = shown.partition(" ")
                add(
                    resting,
                    table,
                    [key] if key else data.environments if table == "benchmarks" else map(key_of, data.rows(table)),
                    page,
                )
    for row in data.rows("claims"):
        resting["claims", row.id].add(f"claims/{row.id}/")
        if row.kind == "measured":
            add(resting, "benchmarks", data.environments, f"claims/{row.id}/")
    for row in data.rows("claim_probes"):
        resting["probes", row.probe_id] |= resting["claims", row.claim_id]
    _through_rows(data, resting)
    return resting


def add(resting: dict[tuple[str, str], set[str]], table: str, keys: Iterable[str], page: str) -> None:
    for key in keys:
        resting[table, key].add(page)


def _through_rows(data: Dataset, resting: dict[tuple[str, str], set[str]]) -> None:
    """Pages that show a row rest on the sources that it names."""
    for row in data.rows("claim_evidence"):
        resting["sources", row.source_id] |= resting["claims", row.claim_id]
    for table in ("comparison", "systems", "frameworks", "studies", "events"):
        if "source_ids" in TABLES[table].model_fields:
            for row in data.rows(table):
                for id in row.source_ids:
                    resting["sources", id] |= resting[table, key_of(row)]
