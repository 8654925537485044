"""What is wrong with a page as a person wrote it, whatever its placeholders are filled with.

In: its source. Out: problems with their lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sitedata.judge.edition import Edition
from sitedata.load.dataset import Dataset
from sitedata.pages.front_matter import front_matter, front_matter_problems
from sitedata.pages.lint.citations import citations
from sitedata.pages.lint.comparisons import bare_comparisons
from sitedata.pages.lint.first_words import shaky_first_words
from sitedata.pages.lint.markup import typed_markup
from sitedata.pages.lint.verdicts import typed_verdicts
from sitedata.text.problem import Problem, did_you_mean, quoted

UNKNOWN = "unknown claim or source"


def mistakes(shown: str, source: str, edition: Edition, wrong: Collection[str] = ()) -> Iterator[Problem]:
    """``shown`` is what a problem calls the page. A table that is ``wrong`` lacks rows, so it is not asked."""
    yield from front_matter_problems(shown, source)
    yield from unfounded(shown, source)
    yield from typed_markup(shown, source)
    if not {"claims", "sources"} & {*wrong}:
        yield from unknown_citations(shown, source, edition)
    if "claims" not in wrong:
        yield from typed_verdicts(shown, source, edition.judged)
    if not wrong:
        yield from shaky_first_words(shown, source, lambda id: open_or_disputed(edition, id))


def open_or_disputed(edition: Edition, id: str) -> str:
    """Why a claim should not be the first thing that a reader learns; empty if it may be."""
    judged = edition.judged.get(id)
    if judged and judged.verdict in ("untested", "unclear"):
        return f"{id} is {judged.verdict}"
    disputed = any(row.table == "claims" and row.row == id for row in edition.data.rows("disputes"))
    return f"{id} is disputed" if disputed else ""


def old_first_words(shown: str, source: str, edition: Edition) -> Iterator[Problem]:
    """First words that rest on what has become old: told, and no reason to stop, since time alone brings it about."""

    def why(id: str) -> str:
        judged = edition.judged.get(id)
        return edition.stale.why("claims", judged.claim) if judged else edition.stale.evidence.why_old(id)

    yield from shaky_first_words(shown, source, why)


def unknown_citations(shown: str, source: str, edition: Edition) -> Iterator[Problem]:
    known, judged = edition.data.sources, edition.judged
    for line, cited in citations(source):
        if cited not in known and cited not in judged:
            expected = f"the id of a row in data/claims.csv or data/sources.csv{did_you_mean(cited, [*known, *judged])}"
            yield Problem(shown, line, "", UNKNOWN, quoted(f"[^{cited}]"), expected)


def unfounded(shown: str, source: str) -> Iterator[Problem]:
    """Comparisons that rest on nothing visible. A page about our own method says so with ``own_method: yes``."""
    if front_matter(source).get("own_method") is True:
        return
    expected = "a claim [^id], a source, a link or a value from the data in the same sentence"
    for line, words in bare_comparisons(source):
        yield Problem(shown, line, "", "a comparison that rests on nothing", quoted(words), expected)


def uncited(data: Dataset, cited: set[str]) -> Iterator[Problem]:
    """Sources that neither a page nor a row rests on. ``cited`` are those of all pages."""
    used = cited | data.cited_sources
    for source in data.sources.values():
        if source.id not in used:
            yield Problem(
                data.tables["sources"].file,
                source.line,
                "id",
                "nobody cites it",
                quoted(source.id),
                "a page or a row that rests on it",
            )
