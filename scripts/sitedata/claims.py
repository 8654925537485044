"""The verdict of each claim: typed where people decided from sources, computed where our own samples or the outcome of a script decide.

In: a :class:`~sitedata.dataset.Dataset`. Out: a :class:`Judgement` a claim. A rule is asked in every environment that was measured
on its device; only comparable runs count, and what could not be compared is listed with the reason.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sitedata import contests
from sitedata.benchmarks import Environment
from sitedata.dataset import Dataset
from sitedata.palette import NAMES
from sitedata.schema import VERDICTS, Claim, ClaimRule, Evidence, Probe, VerdictChange

ACCURACY = "test_accuracy"
METRIC_NAMES = {
    "step_time_ms": "time of a step", "first_call_ms": "time of the first call", "import_ms": "time to import",
    "peak_rss_mib": "resident memory at its peak", "anonymous_mib": "anonymous memory", ACCURACY: "test accuracy",
}  # fmt: skip
SAYS = {"holds": "holds for", "tie": "a tie for", "contradicted": "contradicted by", "": "unclear for"}
EXPECTED_WORDS = {"less": "below 1", "more": "above 1", "tie": "within the tie band", "differs": "outside the tie band"}


@dataclass(frozen=True)
class Answer:
    """What one model (or data set) in one environment says to a rule. ``verdict`` is empty where the interval decides nothing."""

    environment: Environment
    name: str
    shown: str
    verdict: Literal["holds", "contradicted", "tie", ""]
    samples: str = ""


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict, why, and all that it rests on.

    ``probes`` are the scripts that decided it; ``left_out`` is what was asked and could not count, with the reason.
    """

    claim: Claim
    verdict: str
    reason: str
    evidence: list[Evidence] = field(default_factory=list)
    rule: ClaimRule | None = None
    probes: list[Probe] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def judge(data: Dataset) -> dict[str, Judgement]:
    """Every claim by id, in file order."""
    rules = {row.claim_id: row for row in data.rows("claim_rules")}
    evidence: dict[str, list[Evidence]] = {}
    for row in data.rows("claim_evidence"):
        evidence.setdefault(row.claim_id, []).append(row)
    judged = {}
    for claim in data.rows("claims"):
        rule, rows = rules.get(claim.id), evidence.get(claim.id, [])
        if claim.kind == "probed":
            judged[claim.id] = _probed(data, claim, rows)
        elif claim.kind == "measured" and rule:
            answers, left_out = ask(data, rule)
            judged[claim.id] = Judgement(
                claim, combined([each.verdict for each in answers]), in_words(answers), rows, rule, answers=answers, left_out=left_out
            )
        else:
            judged[claim.id] = Judgement(claim, claim.verdict or "untested", claim.reason or "", rows)
    return judged


def tally(judgements: list[Judgement]) -> str:
    """``18 claims: 7 hold, 4 outdated, 7 opinions``."""
    count = Counter(each.verdict for each in judgements)
    words = {"holds": "hold", "tie": "a tie" if count["tie"] == 1 else "ties", "opinion": "opinion" if count["opinion"] == 1 else "opinions"}
    parts = [f"{count[verdict]} {words.get(verdict, verdict)}" for verdict in VERDICTS if count[verdict]]
    return f"{len(judgements)} claim{'s' * (len(judgements) != 1)}: {', '.join(parts)}" if judgements else "no claim"


def changes(judged: dict[str, Judgement], log: list[VerdictChange], today: datetime.date) -> list[dict[str, str]]:
    """Rows that the log of verdicts lacks: claims whose verdict is not the last one logged."""
    last = {row.claim_id: row.verdict for row in sorted(log, key=lambda row: row.changed_on)}
    return [
        {"claim_id": id, "changed_on": today.isoformat(), "verdict": each.verdict, "cause": cause_of(each)}
        for id, each in judged.items() if last.get(id) != each.verdict
    ]  # fmt: skip


def cause_of(judged: Judgement) -> str:
    """What decided a verdict, for the log."""
    if judged.probes:
        return "probes: " + ", ".join(f"{each.id} {each.outcome}" for each in judged.probes)
    if judged.rule:
        return "samples of " + (", ".join(dict.fromkeys(each.environment.id for each in judged.answers)) or "no environment")
    return "opinion" if judged.verdict == "opinion" else "sources: " + ", ".join(dict.fromkeys(each.source_id for each in judged.evidence))


# --- probes -----------------------------------------------------------------------------------------------------------
def _probed(data: Dataset, claim: Claim, evidence: list[Evidence]) -> Judgement:
    """An answer counts; a script that failed or could not run is left out."""
    known = data.by_id("probes")
    asked = [(row, known[row.probe_id]) for row in data.rows("claim_probes") if row.claim_id == claim.id and row.probe_id in known]
    verdicts, left_out = [], []
    for row, probe in asked:
        verdict = {"yes": row.if_yes, "no": row.if_no, "absent": row.if_absent}.get(probe.outcome)
        if verdict:
            verdicts.append(verdict)
        else:
            left_out.append((probe.question, f"{probe.outcome}: {probe.finding}"))
    reason = " ".join(f"{probe.question} {probe.outcome.capitalize()}: {probe.finding}." for _, probe in asked) or "No probe has answered."
    return Judgement(claim, combined(verdicts), reason, evidence, probes=[probe for _, probe in asked], left_out=left_out)


# --- rules ------------------------------------------------------------------------------------------------------------
def ask(data: Dataset, rule: ClaimRule) -> tuple[list[Answer], list[tuple[str, str]]]:
    """Every environment of the rule's device, the one that pages show first."""
    main = contests.main_environment(data)
    environments = sorted(data.environments.values(), key=lambda each: (each is not main, each.id))
    answers, left_out = [], []
    for environment in environments:
        for workload in rule.workloads:
            found = accuracy_answers(environment, workload, rule.expected) if rule.metric == ACCURACY else _ratio(environment, workload, rule)
            answers += found
            if not found:
                left_out.append((f"{contests.name_of(workload)} on {environment.title}", contests.NO_RUNS))
    if not environments:
        left_out = [(contests.name_of(each), "no environment is published here") for each in rule.workloads]
    return answers, left_out


def ratio_of(environment: Environment, workload: str, rule: ClaimRule) -> contests.Ratio | None:
    """The two sides of a rule in the main setting; nothing if they were never measured in the same round."""
    sides = []
    for side in (rule.of, rule.over):
        framework, mode = side.split(" ")
        sides.append(contests.setting(environment, workload, framework, mode=mode, task=rule.task, device=rule.device))
    return contests.compare(environment, rule.metric, *sides)


def _ratio(environment: Environment, workload: str, rule: ClaimRule) -> list[Answer]:
    ratio = ratio_of(environment, workload, rule)
    if ratio is None:
        return []
    verdict = verdict_of(ratio.outcome(contests.band_of(environment, rule.metric)), rule.expected)
    samples = contests.samples_path(environment, ratio.a, ratio.b)
    return [Answer(environment, contests.name_of(workload), contests.interval(ratio), verdict, samples)]


def accuracy_answers(environment: Environment, dataset: str, expected: str) -> list[Answer]:
    """The matched gap after the last epoch, against what another seed alone moves; one answer for each optimizer."""
    found = {(gap.framework, gap.arm, gap.optimizer, gap.epoch): gap for gap in contests.gaps(environment, dataset)}
    answers = []
    for optimizer in sorted({key[2] for key in found}):
        last = max(key[3] for key in found)
        matched, seeds = (found.get((*arm, optimizer, last)) for arm in (("tensorflow", "matched"), ("pytorch", "other-seed")))
        if matched and seeds:
            band = max(map(abs, seeds.points))
            outcome = "tie" if abs(matched.median) <= band else "less" if matched.median < 0 else "more"
            shown = f"{matched.median:+.2f} points, another seed moves it by up to {band:.2f}".replace("-", "−")
            answers.append(
                Answer(environment, f"{dataset}, {optimizer.upper() if optimizer == 'sgd' else 'Adam'}", shown, verdict_of(outcome, expected))
            )
    return answers


def verdict_of(outcome: str, expected: str) -> Literal["holds", "contradicted", "tie", ""]:
    """``outcome`` as :meth:`sitedata.benchmarks.Ratio.outcome` gives it; empty for *unclear*."""
    if outcome == "unclear":
        return ""
    if expected == "differs":
        return "contradicted" if outcome == "tie" else "holds"
    if outcome == expected:
        return "holds"
    return "tie" if outcome == "tie" else "contradicted"


def combined(verdicts: list[str]) -> str:
    """One answer or all the same: that; different ones: partly; none that decides: untested.

    What held and has ended is outdated. Where nothing holds, a tie here does not soften a contradiction there.
    """
    decided = set(filter(None, verdicts))
    if decided == {"tie", "contradicted"}:
        return "contradicted"
    if decided == {"holds", "outdated"}:
        return "outdated"
    return decided.pop() if len(decided) == 1 else "partly" if decided else "untested"


def in_words(answers: list[Answer]) -> str:
    """``On AMD EPYC, 2 cores, AVX2: holds for LSTM 1.31 (1.25–1.40), a tie for GRU 1.02 (0.97–1.05).`` A sentence a machine."""
    sentences = []
    for environment in dict.fromkeys(each.environment for each in answers):
        mine = [each for each in answers if each.environment is environment]
        parts = [
            f"{SAYS[verdict]} {'; '.join(f'{each.name} {each.shown}' for each in found)}"
            for verdict in SAYS if (found := [each for each in mine if each.verdict == verdict])
        ]  # fmt: skip
        sentences.append(f"On {contests.marked_title(environment)}: {', '.join(parts)}.")
    return " ".join(sentences) or "No environment has comparable runs of both sides."


def rule_in_words(rule: ClaimRule) -> str:
    """What a person reads: ``time of a step in training, PyTorch eager ÷ TensorFlow tf.function, on a CPU, is above 1 for …``."""
    models = ", ".join(map(contests.name_of, rule.workloads))
    if rule.metric == ACCURACY:
        return (
            f"With everything matched, the gap in test accuracy after the last epoch, against what another seed alone moves, is "
            f"{'no larger' if rule.expected == 'tie' else 'larger'}, for {models}"
        )
    sides = " ÷ ".join(" ".join((NAMES[side.split(" ")[0]], side.split(" ")[1])) for side in (rule.of, rule.over))
    where = "a CPU" if rule.device == "cpu" else "a GPU"
    return f"{METRIC_NAMES[rule.metric].capitalize()} in {rule.task}, {sides}, on {where}: {EXPECTED_WORDS[rule.expected]}, for {models}"
