"""Verdicts of one machine in words for prose.

In: outcomes of several models. Out: a word, and how many of them agree.
"""

from __future__ import annotations

from sitedata.judge.decisions import combined, left_open
from sitedata.judge.rules import verdict_of
from sitedata.pages.words.conditions import UNMEASURED


def judged(claim: str, outcomes: list[str]) -> str:
    """What one machine says of a claim from the outcomes of several models, as the ledger does, and what is open."""
    return in_words([verdict_of(outcome, claim) for outcome in outcomes])


def in_words(verdicts: list[str]) -> str:
    """``Partly here: holds for 3 of 7, unclear for 1``. An empty verdict is one that an interval left open."""
    if not verdicts:
        return UNMEASURED.capitalize()
    if left_open(verdicts):
        return f"Unclear here: clear for {sum(map(bool, verdicts)) or 'none'} of {len(verdicts)}"
    word = combined(verdicts)
    counts = [f"holds for {verdicts.count('holds')} of {len(verdicts)}"] if word == "partly" else []
    counts += (
        [f"unclear for {open}" + ("" if counts else f" of {len(verdicts)}")] if (open := verdicts.count("")) else []
    )
    return {"tie": "A tie here"}.get(word, f"{word.capitalize()} here") + (f": {', '.join(counts)}" if counts else "")
