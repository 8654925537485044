"""The verdict of each claim: typed where people decided from sources, else computed from our samples or probes.

In: a :class:`~sitedata.load.dataset.Dataset`. Out: one :class:`Judgement` per claim.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field

from sitedata.judge.decisions import Decision, combined, decide
from sitedata.judge.environments import measured_on, versions
from sitedata.judge.rules import Answer, ask, in_words, rules_of_claims
from sitedata.judge.witnesses import NEEDED
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.protocol.probes import ANSWERS
from sitedata.schema.tables import VERDICTS, Claim, ClaimProbe, ClaimRule, Evidence, Probe, VerdictChange

LEADS = {
    "holds": "Right",
    "partly": "Partly",
    "outdated": "No longer",
    "contradicted": "Not so",
    "tie": "A tie",
    "unclear": "Open",
    "untested": "Untested",
    "opinion": "Opinion",
}
"""Verdict → the words with which a headline about a claim begins, so that no false sentence stands there by itself."""
BY_MACHINE = "Depends on the machine"
"""The same where machines that count contradict each other."""


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict, the reason, and all that it rests on.

    ``probes`` are the scripts that were asked, ``mappings`` what each of their outcomes means, in the same order;
    ``left_out`` is what was asked but could not count, with the reason. ``rules`` ask the same of several measures, and
    ``decision`` says what the machines that count make of it. ``waiting`` are rules that will decide instead of the
    sources, once two independent machines that count have been measured. ``rows`` are the rows that decide: file below
    ``data/`` and line.
    """

    claim: Claim
    verdict: str
    reason: str
    evidence: list[Evidence] = field(default_factory=list)
    rules: list[ClaimRule] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    mappings: list[ClaimProbe] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    decision: Decision | None = None
    waiting: list[ClaimRule] = field(default_factory=list)

    @property
    def lead(self) -> str:
        """``Not so``, ``Depends on the machine``: the verdict as the beginning of a headline."""
        return BY_MACHINE if self.decision and self.decision.machines_differ else LEADS[self.verdict]

    @property
    def headline(self) -> str:
        """``Not so: TensorFlow trains convolutional networks faster than PyTorch``."""
        return f"{self.lead}: {self.claim.claim.removesuffix('.')}"

    @property
    def open_on(self) -> list[Environment]:
        """Machines whose answers leave a measured claim open."""
        return self.decision.open_on if self.decision else []

    @property
    def checked_on(self) -> datetime.date:
        """The day on which it was decided: that of its oldest probe or of its newest runs, else the typed one."""
        if answered := self._answered:
            return min(probe.ran_on for probe in answered)
        if days := [day for environment in self._environments if (day := measured_on(environment))]:
            return min(days)
        return self.claim.checked_on

    @property
    def checked_against(self) -> str:
        """The versions with which it was decided: what its probes or its runs had installed, else what is typed."""
        if answered := self._answered:
            return ", ".join(dict.fromkeys(part for probe in answered for part in probe.versions.split(", ")))
        if self._environments:
            return "; ".join(dict.fromkeys(versions(environment) for environment in self._environments))
        return self.claim.checked_against or ""

    @property
    def scope(self) -> str:
        """The typed scope, and the machines on which a measured claim stays open."""
        machines = " and ".join(environment.title for environment in self.open_on)
        return f"{self.claim.scope}; left open on {machines}" if machines else self.claim.scope

    @property
    def rows(self) -> list[tuple[str, int]]:
        deciding = (
            [("claim_rules.csv", rule.line) for rule in self.rules]
            if self.rules
            else [("claim_probes.csv", mapping.line) for mapping in self.mappings]
        )
        return [("claims.csv", self.claim.line), *deciding]

    @property
    def _answered(self) -> list[Probe]:
        return [probe for probe in self.probes if probe.outcome in ANSWERS]

    @property
    def _environments(self) -> list[Environment]:
        counted = [answer for answer in self.answers if not answer.not_counted] or self.answers
        return list(dict.fromkeys(answer.environment for answer in counted))


def judge(data: Dataset) -> dict[str, Judgement]:
    """Every claim by id, in file order."""
    rules = rules_of_claims(data)
    evidence: dict[str, list[Evidence]] = {}
    for row in data.rows("claim_evidence"):
        evidence.setdefault(row.claim_id, []).append(row)
    probes = data.by_id("probes")
    asked: dict[str, list[tuple[ClaimProbe, Probe]]] = {}
    for row in data.rows("claim_probes"):
        if row.probe_id in probes:
            asked.setdefault(row.claim_id, []).append((row, probes[row.probe_id]))
    judged = {}
    for claim in data.rows("claims"):
        rows = evidence.get(claim.id, [])
        if claim.kind == "probed":
            judged[claim.id] = _probed(claim, asked.get(claim.id, []), rows)
        elif claim.kind == "measured" and claim.id in rules:
            judged[claim.id] = measured(data, claim, rows, rules[claim.id])
        else:
            judged[claim.id] = _typed(data, claim, rows, rules.get(claim.id, []))
    return judged


def tally(judgements: list[Judgement]) -> str:
    """``18 claims: 7 hold, 4 outdated, 7 opinions``."""
    count = Counter(judgement.verdict for judgement in judgements)
    words = {
        "holds": "hold",
        "tie": "a tie" if count["tie"] == 1 else "ties",
        "opinion": "opinion" if count["opinion"] == 1 else "opinions",
    }
    parts = [f"{count[verdict]} {words.get(verdict, verdict)}" for verdict in VERDICTS if count[verdict]]
    return f"{len(judgements)} claim{'s' * (len(judgements) != 1)}: {', '.join(parts)}" if judgements else "no claim"


def changes(judged: dict[str, Judgement], log: list[VerdictChange], today: datetime.date) -> list[dict[str, str]]:
    """Rows that the log of verdicts lacks: claims whose verdict is not the last one logged."""
    last = {row.claim_id: row for row in in_order(log)}
    rows = []
    for id, judgement in judged.items():
        before = last.get(id)
        if before is None or before.verdict != judgement.verdict:
            number = before.number + 1 if before and before.changed_on == today else 1
            rows.append(
                {
                    "claim_id": id,
                    "changed_on": today.isoformat(),
                    "number": str(number),
                    "verdict": judgement.verdict,
                    "cause": cause_of(judgement),
                }
            )
    return rows


def in_order(log: list[VerdictChange]) -> list[VerdictChange]:
    """As they happened; within a day a claim's changes are numbered."""
    return sorted(log, key=lambda row: (row.changed_on, row.number))


def cause_of(judged: Judgement) -> str:
    """What decided a verdict, for the log."""
    if judged.probes:
        return "probes: " + ", ".join(f"{probe.id} {probe.outcome}" for probe in judged.probes)
    if judged.decision:
        ids = dict.fromkeys(answer.environment.id for answer in judged.answers if not answer.not_counted)
        turned = [
            f"without {' and '.join(environment.id for environment in witness)} {verdict}"
            for witness, verdict in judged.decision.turned
        ]
        return "; ".join(["samples of " + (", ".join(ids) or "no environment that counts"), *turned])
    return (
        "opinion"
        if judged.verdict == "opinion"
        else "sources: " + ", ".join(dict.fromkeys(row.source_id for row in judged.evidence))
    )


# --- probes -----------------------------------------------------------------------------------------------------------
def _probed(claim: Claim, asked: list[tuple[ClaimProbe, Probe]], evidence: list[Evidence]) -> Judgement:
    """The verdict from the outcomes of probes.

    An answer counts; a script that failed or could not run is left out, and so is an answer that decides nothing for
    this claim.
    """
    verdicts, left_out = [], []
    for row, probe in asked:
        if verdict := meaning(row, probe.outcome):
            verdicts.append(verdict)
        else:
            why = "decides nothing here" if probe.outcome in ANSWERS else probe.finding
            left_out.append((probe.question, f"{probe.outcome}: {why}"))
    reason = " ".join(
        f"{probe.question} {probe.outcome.capitalize()}: {probe.finding}. {row.why}".strip() for row, probe in asked
    )
    return Judgement(
        claim, combined(verdicts), reason or "No probe has answered.", evidence, probes=[probe for _, probe in asked],
        mappings=[row for row, _ in asked], left_out=left_out,
    )  # fmt: skip


def meaning(row: ClaimProbe, outcome: str) -> str:
    """The verdict to which an outcome leads; empty if it leads to none."""
    return {"yes": row.if_yes, "no": row.if_no, "absent": row.if_absent}.get(outcome) or ""


# --- sources ----------------------------------------------------------------------------------------------------------
def _typed(data: Dataset, claim: Claim, evidence: list[Evidence], rules: list[ClaimRule]) -> Judgement:
    """What people decided, unless enough machines have answered meanwhile what they could only read."""
    if rules:
        judged = measured(data, claim, evidence, rules)
        if len(judged.decision.witnesses) >= NEEDED:
            return judged
    return Judgement(claim, claim.verdict or "untested", claim.reason or "", evidence, waiting=rules)


# --- rules ------------------------------------------------------------------------------------------------------------
def measured(data: Dataset, claim: Claim, evidence: list[Evidence], rules: list[ClaimRule]) -> Judgement:
    """What the machines that count answer to the rules of a claim."""
    asked = [ask(data, rule) for rule in rules]
    answers = [answer for answers, _ in asked for answer in answers]
    left_out = list(dict.fromkeys(entry for _, left_out in asked for entry in left_out))
    decision = decide(answers)
    return Judgement(
        claim, decision.verdict, f"{decision.in_words} {in_words(answers)}".strip(), evidence, rules, answers=answers,
        left_out=left_out, decision=decision,
    )  # fmt: skip
