"""From what models answered on machines to one verdict.

In: answers. Out: the verdict, and what it would be without each of the machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitedata.judge.rules import Answer
from sitedata.judge.witnesses import NEEDED, Witness, names_of, witnesses
from sitedata.load.environments import Environment
from sitedata.text.values import counted, listed

SAID = {
    "holds": "say that it holds", "partly": "say that it holds in part", "contradicted": "contradict it",
    "tie": "say that it is a tie", "outdated": "say that it is outdated",
}  # fmt: skip
CLEAR = {"holds": "for it", "contradicted": "against it", "partly": "in part", "outdated": "outdated", "tie": "a tie"}
"""The verdict of a model → how it counts in a sentence."""


@dataclass(frozen=True)
class Decision:
    """The verdict of the machines that count.

    ``together`` is what they say before it is asked whether any of them alone makes the difference; ``without`` has
    what the others say without each independent machine. ``open_on`` are machines that leave the claim open.
    ``answers`` are the verdicts of all their models, empty where one is not clear.
    """

    verdict: str
    together: str
    witnesses: list[Witness] = field(default_factory=list)
    without: list[tuple[Witness, str]] = field(default_factory=list)
    open_on: list[Environment] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """``Decided by 2 machines; without AMD EPYC, 2 cores, AVX-512 it would be contradicted.``"""
        if self.verdict == "untested":
            return ""
        if not self.witnesses:
            return "No machine that counts was asked; two independent ones are needed."
        if len(self.witnesses) < NEEDED:
            return (
                f"Asked of 1 machine, where two independent ones are needed; by that alone it {would(self.together)}."
            )
        count = f"{len(self.witnesses)} machines"
        if self.together == "unclear":
            return f"Asked of {count} ({_named(self.witnesses)}), and too few of their answers are clear."
        turned = [f"without {names_of(one)} it {would(verdict)}" for one, verdict in self.turned]
        if not turned:
            return f"Decided by {count} ({_named(self.witnesses)}); the same without any one of them."
        if self.verdict == "unclear":
            return f"Unclear: {count} together {SAID[self.together]}, but {'; '.join(turned)}.{self._clear_answers()}"
        return f"Decided by {count}; {'; '.join(turned)}."

    def _clear_answers(self) -> str:
        """Of all answers of machines that count, those that are clear: for the claim, against it, and ties."""
        of = Counter(self.answers)
        clear = [f"{of[id]} {words}" for id, words in CLEAR.items() if of[id]]
        return f" Clear of {counted(len(self.answers), 'answer')}: {listed(clear) or 'none'}." if of else ""

    @property
    def machines_differ(self) -> bool:
        """Is it unclear because what one machine says clearly, another says otherwise?"""
        clear = {verdict for _, verdict in self.without} - {"unclear", "untested"}
        return self.verdict == "unclear" and len(clear) > 1

    @property
    def turned(self) -> list[tuple[Witness, str]]:
        """The machines that make a difference, and what the others say."""
        return [(one, verdict) for one, verdict in self.without if verdict != self.together]


def would(verdict: str) -> str:
    """``would hold``, ``would be a tie``, ``would be contradicted``."""
    return {"holds": "would hold", "tie": "would be a tie"}.get(verdict, f"would be {verdict}")


def decide(answers: list[Answer]) -> Decision:
    """The verdict over all machines that count, if two are independent and it stands without any one of them."""
    that_count = [answer for answer in answers if not answer.not_counted]
    if not answers:
        return Decision("untested", "untested")
    together, open_on = over_machines(that_count)
    asked = witnesses(dict.fromkeys(answer.environment for answer in that_count))
    without = [
        (one, over_machines([answer for answer in that_count if answer.environment not in one])[0])
        for one in asked
        if len(asked) > 1
    ]
    stands = len(asked) >= NEEDED and all(verdict == together for _, verdict in without)
    said = [answer.verdict for answer in that_count]
    return Decision(together if stands else "unclear", together, asked, without, open_on, said)


def over_machines(answers: list[Answer]) -> tuple[str, list[Environment]]:
    """The verdict over all machines, and those that leave it open: no more than half of their answers are clear.

    An unclear answer counts neither for a claim nor against it. One clear counterexample refutes what is said of
    machines in general, so *contradicted* needs no answer from the open machines; *holds* and *tie* need one from each,
    or they are *partly* true.
    """
    machines = {answer.environment.id: answer.environment for answer in answers}
    mine = {id: [answer.verdict for answer in answers if answer.environment.id == id] for id in machines}
    open_on = [machines[id] for id, verdicts in mine.items() if left_open(verdicts)]
    if len(open_on) == len(machines):
        return "unclear", open_on
    verdict = combined([answer.verdict for answer in answers if answer.environment not in open_on], "unclear")
    return ("partly" if open_on and verdict in ("holds", "tie") else verdict), open_on


def left_open(verdicts: list[str]) -> bool:
    """Are too few answers of one machine clear? A claim about two models is not decided by one of them."""
    return 2 * sum(map(bool, verdicts)) <= len(verdicts)


def _named(witnesses: Sequence[Witness]) -> str:
    """``A and B``: the machines by their letters, or by their titles where they have none."""
    return listed(sorted(one.called for witness in witnesses for one in witness))


def combined(verdicts: list[str], undecided: str = "untested") -> str:
    """The verdict on which all agree; partly if they differ; ``undecided`` if none decides.

    What held and no longer does is outdated. Where nothing holds, a tie here does not soften a contradiction there.
    """
    decided = set(filter(None, verdicts))
    if decided == {"tie", "contradicted"}:
        return "contradicted"
    if decided == {"holds", "outdated"}:
        return "outdated"
    return decided.pop() if len(decided) == 1 else "partly" if decided else undecided
