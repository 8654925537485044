"""The page *Needs a second look*: every stale fact, those on which most pages rest first.

In: pages as people wrote them, and what :mod:`sitedata.judge.staleness` found. Out: HTML. A page rests on a row if it cites it, or shows
it in a table or a figure; on a source, if it cites the source or rests on a row that does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from sitedata.judge.staleness import Look
from sitedata.load import inputs
from sitedata.load.dataset import Dataset
from sitedata.pages.fragments import Fragments
from sitedata.pages.lint.citations import citations
from sitedata.schema.tables import TABLES, key_of
from sitedata.text.addresses import place_of

CALL = re.compile(r"\{\{[^}]*?\b(figure|ecosystem_table|comparison_table|claim_ledger|source_list|environment_list)\(([^)]*)\)")
ALL_OF = {"comparison_table": "comparison", "claim_ledger": "claims", "source_list": "sources", "environment_list": "benchmarks"}
"""What a page calls to show a whole table → that table."""
TITLE = {"claims": "claim", "comparison": "text", "systems": "name", "sources": "title", "probes": "question", "frameworks": "name"}
FEW_PAGES = 3
PAGES_OF_ENVIRONMENTS = re.compile(r"^environments: yes$", re.MULTILINE)


def second_look(fragments: Fragments, docs: Path, base: str) -> Markup:
    return fragments.render("second_look.html", entries=entries_of(fragments, docs), few=FEW_PAGES, base=base)


def entries_of(fragments: Fragments, docs: Path) -> list[dict[str, object]]:
    """What the page lists, in its order."""
    sources = inputs.page_sources(docs)
    resting = pages_that_rest_on(fragments.data, sources)
    entries = [entry(fragments, look, sorted(resting[look.table, look.key])) for look in fragments.freshness.looks.values()]
    for id, figure in fragments.figures.items():
        if (why := fragments.freshness.why_figure(figure)) and not figure["raw"]:  # of our own measurements, the environment stands here
            pages = sorted(resting["figures", id])
            entries.append({
                "title": figure["title"], "name": f"figure {id}", "why": why, "tools": fragments.tools.of_figure(figure), "pages": pages,
                "address": f"{pages[0]}#{id}" if pages else "",
            })  # fmt: skip
    return sorted(entries, key=lambda each: (-len(each["pages"]), each["name"]))


def entry(fragments: Fragments, look: Look, pages: list[str]) -> dict[str, object]:
    name = f"{look.table.removesuffix('s') if look.table != 'comparison' else 'cell'} {look.key}"
    if look.row is None:
        environment = fragments.data.environments[look.key]
        return {
            "title": environment.title,
            "name": f"environment {look.key}",
            "why": look.why,
            "tools": fragments.tools.of_environment(look.key, environment.title),
            "pages": pages,
            "address": look.address,
        }
    tools = fragments.tools.of(look.table, look.row)
    title = getattr(look.row, TITLE[look.table]) if look.table in TITLE else look.key
    if look.table == "releases":
        title = "The list of releases"
    return {"title": title or look.key, "name": name, "why": look.why, "tools": tools, "pages": pages, "address": look.address}


def pages_that_rest_on(data: Dataset, sources: dict[str, str]) -> defaultdict[tuple[str, str], set[str]]:
    """Table and key of a row → addresses of the pages that rest on it. ``sources``: path of a page below ``docs/`` → its Markdown."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    claims = data.by_id("claims")
    for path, source in sources.items():
        page = place_of(Path(path))
        for _, id in citations(source):
            found["claims" if id in claims else "sources", id].add(page)
        for function, arguments in CALL.findall(source):
            ids = re.findall(r"[\"']([^\"']+)[\"']", arguments)
            if function == "figure":
                found["figures", ids[0] if ids else ""].add(page)
            elif function == "ecosystem_table":
                add(found, "systems", ids or [row.id for row in data.rows("systems")], page)
            else:
                table = ALL_OF[function]
                add(found, table, data.environments if table == "benchmarks" else map(key_of, data.rows(table)), page)
        if PAGES_OF_ENVIRONMENTS.search(source):
            add(found, "benchmarks", data.environments, page)
    for id in claims:
        found["claims", id].add(f"claims/{id}/")
    for row in data.rows("claims"):
        if row.kind == "measured":
            add(found, "benchmarks", data.environments, f"claims/{row.id}/")
    for row in data.rows("claim_probes"):
        found["probes", row.probe_id] |= found["claims", row.claim_id]
    _through_rows(data, found)
    return found


def add(found: dict[tuple[str, str], set[str]], table: str, keys: Iterable[str], page: str) -> None:
    for key in keys:
        found[table, key].add(page)


def _through_rows(data: Dataset, found: dict[tuple[str, str], set[str]]) -> None:
    """Pages that show a row rest on the sources that it names."""
    for row in data.rows("claim_evidence"):
        found["sources", row.source_id] |= found["claims", row.claim_id]
    for table in ("comparison", "systems", "frameworks", "studies"):
        if "source_ids" in TABLES[table].model_fields:
            for row in data.rows(table):
                for id in row.source_ids:
                    found["sources", id] |= found[table, key_of(row)]
