"""What a page cites, as footnotes at its end: a sentence and a link each. In: ids of claims and sources. Out: Markdown.

All that is known of a claim is on its own page, and of a source in the list of sources; a note leads there.
"""

from __future__ import annotations

import re
from collections import Counter

from sitedata.judge.claims import Judgement, meaning
from sitedata.pages.claims import ClaimPages
from sitedata.schema.tables import Source
from sitedata.text import values as text

MOST_WORDS = 28  # of a reason in a note, which is read beside a sentence of the text
LONGEST_TITLE = 120  # characters of a source's title
SENTENCE = re.compile(r"(?<!\b[A-Z])[.!?](?=\s+[^a-z\s])")
CLAUSES = (re.compile(r"[;:](?=\s)"), re.compile(r",(?=\s)"))
SIDES = {"holds": "for it", "tie": "a tie", "contradicted": "against it", "": "unclear"}
UNDECIDED = ("unclear", "untested")
DIRECT = ("holds", "contradicted")
"""Verdicts that a question and its answer explain; of others the note says what the answer means."""


def footnotes(claims: ClaimPages, cited: list[str], to_root: str) -> str:
    """The footnotes of what is cited; ``to_root`` leads from the page's file to the root of the pages."""
    if not cited:
        return ""
    known, judged, stale = claims.data.sources, claims.judged, set(claims.stale(cited))
    notes = [
        note_of_claim(judged[id], id in stale, to_root) if id in judged else note_of_source(known[id], to_root)
        for id in cited
        if id in judged or id in known
    ]
    return "".join("\n" + note for note in notes)


def ended(filled: str, footnotes: str) -> str:
    return filled.rstrip("\n") + "\n" + footnotes


def note_of_source(source: Source, to_root: str) -> str:
    """A source as a Markdown footnote: who, what, when published, and when read, with a link to its row."""
    title = text.inert(text.shortened(source.title, LONGEST_TITLE))
    link = f"[{title}](<{source.url}>)" if source.url.startswith("http") else f"{title}, `{source.url}`"
    when = f"published {text.day(source.published)}" if source.published else "undated"
    return (
        f"[^{source.id}]: {text.inert(source.publisher)}: {link}, {when},"
        f" [read {text.day(source.accessed)}]({to_root}sources/index.md#{source.id})\n"
    )


def note_of_claim(judged: Judgement, stale: bool, to_root: str) -> str:
    """A claim as a Markdown footnote: its verdict, why in a sentence, the day, and a link to its page."""
    verdict = f"**{judged.verdict.capitalize()}**{', needs a second look' if stale else ''}"
    return (
        f"[^{judged.claim.id}]: {verdict}: {text.inert(why(judged))} Checked {text.day(judged.checked_on)}."
        f" [Evidence]({to_root}claims/{judged.claim.id}/index.md)\n"
    )


def why(judged: Judgement) -> str:
    """One sentence about what decides a verdict, or a question and its answer."""
    return (counted(judged) if judged.decision else asked(judged)) or shortened(judged.reason)


def counted(judged: Judgement) -> str:
    """``2 machines gave 14 answers, 2 for it, 12 against it.`` Nothing where these decide nothing."""
    if judged.verdict in UNDECIDED:
        return ""
    count = Counter(answer.verdict for answer in judged.answers if not answer.not_counted)
    sides = [
        f"{'all' if len(count) == 1 else count[verdict]} {side}" for verdict, side in SIDES.items() if count[verdict]
    ]
    machines = text.counted(len(judged.decision.witnesses), "machine")
    return f"{machines} gave {text.counted(count.total(), 'answer')}, {', '.join(sides)}."


def asked(judged: Judgement) -> str:
    """What the first of the scripts that lead to the verdict was asked and answered, or what its answer means."""
    for row, probe in zip(judged.mappings, judged.probes, strict=True):
        if meaning(row, probe.outcome) == judged.verdict:
            answered = f"{probe.question.partition('?')[0]}? {probe.outcome.capitalize()}."
            return answered if judged.verdict in DIRECT or not row.why else shortened(row.why)
    return ""


def shortened(reason: str) -> str:
    """The first sentence of a reason; of one with more than :data:`MOST_WORDS` words the first clauses, and ``…``."""
    end = SENTENCE.search(reason)
    sentence = reason[: end.end()] if end else reason
    if len(sentence.split()) <= MOST_WORDS:
        return sentence
    for clause in CLAUSES:
        parts = [sentence[: found.start()] for found in clause.finditer(sentence)]
        if fitting := [part for part in parts if MOST_WORDS / 2 < len(part.split()) <= MOST_WORDS]:
            return f"{fitting[-1]} …"
    return f"{' '.join(sentence.split()[:MOST_WORDS])} …"
