"""What a page cites, as footnotes at its end. In: ids of claims and sources. Out: Markdown."""

from __future__ import annotations

from sitedata.pages.claims import ClaimPages
from sitedata.schema.tables import Source
from sitedata.text import values as text


def footnotes(claims: ClaimPages, cited: list[str], to_root: str) -> str:
    """The footnotes of what is cited; ``to_root`` leads from the page's file to the root of the pages."""
    if not cited:
        return ""
    known, judged = claims.data.sources, claims.judged
    notes = [
        claims.footnote(id, to_root) if id in judged else footnote(known[id], to_root)
        for id in cited
        if id in judged or id in known
    ]
    return "".join("\n" + note for note in notes)


def ended(filled: str, footnotes: str) -> str:
    return filled.rstrip("\n") + "\n" + footnotes


def footnote(source: Source, to_root: str) -> str:
    """A source as a Markdown footnote: who, what, when published, when read."""
    title = text.inert(source.title)
    link = f"[{title}](<{source.url}>)" if source.url.startswith("http") else f"{title}, `{source.url}`"
    when = f"published {text.day(source.published)}, " if source.published else "undated, "
    return (
        f"[^{source.id}]: {text.inert(source.publisher)}: {link}, {when}read {text.day(source.accessed)}"
        f" ({text.inert(source.version_read)}). [{text.inert(source.id)}]({to_root}sources/index.md#{source.id})\n"
    )
