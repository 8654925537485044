"""Notes are short: one sentence says what decides a verdict; the claim's page has the rest."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from sitedata.judge.claims import Judgement
from sitedata.judge.decisions import Decision
from sitedata.pages.footnotes import MOST_WORDS, note_of_claim, shortened, why

LONG = "word " * 20


def judged(verdict: str, reason: str = "", **rest) -> Judgement:
    claim = SimpleNamespace(id="x", checked_on=datetime.date(2026, 11, 24))
    return Judgement(claim, verdict, reason, **rest)


def answer(verdict: str, not_counted: str = "") -> SimpleNamespace:
    return SimpleNamespace(verdict=verdict, not_counted=not_counted)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("It runs. It also stops.", "It runs."),
        ("Version 2.13 runs. Others do not.", "Version 2.13 runs."),
        ("A paper by J. Doe says so. Others do not.", "A paper by J. Doe says so."),
        ("No end", "No end"),
        (f"{LONG}end; {LONG}end.", f"{LONG}end …"),
        (f"{LONG}end, but {LONG}end.", f"{LONG}end …"),
        (f"One; {LONG}two, {LONG}end.", f"One; {LONG}two …"),
        (f"{LONG}{LONG}end.", f"{' '.join(['word'] * MOST_WORDS)} …"),
    ],
    ids=["first sentence", "number of a version", "initial", "no full stop", "clause", "comma", "short clause", "none"],
)
def test_a_reason_is_cut_where_something_ends(reason, said):
    assert shortened(reason) == said


def test_measured_answers_are_counted_and_what_does_not_count_is_not():
    answers = [answer("holds"), answer("contradicted"), answer("contradicted"), answer(""), answer("tie", "too old")]
    decision = Decision("partly", "partly", witnesses=[["a"], ["b"]])
    said = why(judged("partly", "On A: 1.31 (1.25–1.40).", answers=answers, decision=decision))
    assert said == "2 machines gave 4 answers, 1 for it, 2 against it, 1 unclear."
    agreed = judged("holds", answers=[answer("holds"), answer("holds")], decision=decision)
    assert why(agreed) == "2 machines gave 2 answers, all for it."


def test_what_stays_unclear_says_why_in_the_words_of_the_decision():
    reason = "Asked of 2 machines, and too few of their answers are clear. On A: unclear for MLP 1.01 (0.9–1.1)."
    said = why(judged("unclear", reason, answers=[answer("")], decision=Decision("unclear", "unclear")))
    assert said == "Asked of 2 machines, and too few of their answers are clear."


@pytest.mark.parametrize(
    ("verdict", "meanings", "said"),
    [
        ("holds", [("holds", "a. b")], "First? Yes."),
        ("partly", [("holds", "It does."), ("partly", "Only there. And so on.")], "Only there."),
        ("partly", [("partly", "")], "First? Yes."),
        ("partly", [("holds", "It does.")], "All of it."),
    ],
    ids=["question and answer", "what the answer means", "no meaning given", "no script alone"],
)
def test_a_probed_claim_says_what_was_asked_or_what_its_answer_means(verdict, meanings, said):
    probes = [SimpleNamespace(question=f"{name}? Asked here.", outcome="yes", ran_on=datetime.date(2026, 11, 24))
              for name in ("First", "Second")][: len(meanings)]  # fmt: skip
    rows = [SimpleNamespace(if_yes=if_yes, if_no=None, if_absent=None, why=text) for if_yes, text in meanings]
    assert why(judged(verdict, "All of it. More.", probes=probes, mappings=rows)) == said


def test_a_note_has_verdict_sentence_day_and_link():
    note = note_of_claim(judged("partly", "So it is. And more."), True, "../")
    assert note == (
        "[^x]: **Partly**, needs a second look: So it is&#46; Checked 24 November 2026."
        " [Evidence](../claims/x/index.md)\n"
    )
