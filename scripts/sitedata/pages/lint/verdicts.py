"""A linter for verdicts in prose.

A verdict beside the citation of a claim must be the one that the ledger gives it, and must not be able to drift.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sitedata.judge.claims import Judgement
from sitedata.text.problem import Problem, quoted

COMPUTED = ("measured", "probed")
WORD = re.compile(
    r"\b(?:(holds|partly|outdated|contradicted|unclear|untested|an? (?:tie|opinion))|"
    r"unverifiable|not verifiable|cannot be (?:checked|verified))\b",
    re.IGNORECASE,
)
"""The words of the ledger, and other words for *untested*, which no page uses for a claim."""
RUN = re.compile(r"(?:\[\^[^\]\s]+\])+")  # citations side by side
VALUE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|`[^`]*`")  # what is not typed: values, and code
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*“\"])")  # a dot inside a number or a name does not end one
FENCE = re.compile(r"^\s*(```|~~~)")
NO_CLAIM = "a verdict without a claim"
ARTICLE = "| The article, 2025 |"
"""The start of the header of a table whose second column gives verdicts."""


def typed_verdicts(shown: str, source: str, judged: Mapping[str, Judgement]) -> Iterator[Problem]:
    """Verdicts beside a claim that the ledger does not give, or that it computes; in tables, those that cite no claim.

    The tables are those of the article's claims.
    """
    fenced = table = False
    for number, line in enumerate(source.splitlines(), start=1):
        if FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        table = line.startswith("|") and (table or line.startswith(ARTICLE))
        cells = VALUE.sub(" ", line).split("|")
        for cell in cells:
            yield from (Problem(shown, number, "", *parts) for parts in _beside_claims(cell, judged))
        if table and len(cells) > 2 and (parts := _without_a_claim(cells[2], judged)):
            yield Problem(shown, number, "", *parts)


def _beside_claims(cell: str, judged: Mapping[str, Judgement]) -> Iterator[tuple[str, str, str]]:
    """The nearest word before a run of citations in the same sentence counts, else the first one after it."""
    runs = list(RUN.finditer(cell))
    ends = [0, *(run.end() for run in runs)]
    starts = [*(run.start() for run in runs[1:]), len(cell)]
    for run, since, until in zip(runs, ends, starts, strict=False):
        before = list(WORD.finditer(SENTENCE.split(cell[since : run.start()])[-1]))
        after = list(WORD.finditer(SENTENCE.split(cell[run.end() : until])[0]))
        if before or after:
            word = before[-1] if before else after[0]
            for id in re.findall(r"\[\^([^\]]+)\]", run[0]):
                if id in judged:
                    yield from _compared(word, judged[id])


def _compared(word: re.Match, judgement: Judgement) -> Iterator[tuple[str, str, str]]:
    id, said = judgement.claim.id, (word[1] or "").lower().split(" ")[-1]
    value = f'{{{{ verdict("{id}") | capitalize }}}}'
    if judgement.claim.kind in COMPUTED:
        yield "a typed verdict that is computed", quoted(word[0]), value
    elif said != judgement.verdict:
        yield (
            "not the verdict of the ledger",
            quoted(word[0]),
            f"'{judgement.verdict}', the verdict of {id}, or {value}",
        )


def _without_a_claim(cell: str, judged: Mapping[str, Judgement]) -> tuple[str, str, str] | None:
    """What is wrong with a cell that begins with a verdict, in the ledger's words or others, and cites no claim."""
    word = WORD.match(cell.lstrip(" *"))
    cited = re.findall(r"\[\^([^\]]+)\]", cell)
    if word and not any(id in judged for id in cited):
        return NO_CLAIM, quoted(word[0]), "the claim [^id] beside it, or words that are no verdict"
    return None
