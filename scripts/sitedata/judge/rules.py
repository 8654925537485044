"""What our own measurements say about the rule of a measured claim.

In: a dataset and a rule. Out: answers, and what could not count. A rule is asked in every environment that was measured
on its device. Only comparable runs count; the others are listed with the reason.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import median
from typing import Literal

from sitedata.judge import accuracy, comparisons
from sitedata.judge.environments import device_of, main_environment, marked_title
from sitedata.judge.intervals import LEVEL, median_interval, stepped_down
from sitedata.judge.ratios import Ratio, compare
from sitedata.judge.witnesses import asked_pair, not_counted
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.environments import Run
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.matrix import ROUNDS
from sitedata.schema.tables import ClaimRule
from sitedata.text.values import percent, signed

ACCURACY = "test_accuracy"
ACCURACY_ARMS = (("tensorflow", "matched"), ("pytorch", "other-seed"))  # what is asked, and what it is compared with
METRIC_NAMES = {
    "step_time_ms": "time of a step", "first_call_ms": "time of the first call", "import_ms": "time to import",
    "peak_rss_mib": "resident memory at its peak", "anonymous_mib": "anonymous memory", ACCURACY: "test accuracy",
    "device_used_mib": "GPU memory that the process takes", "device_allocated_mib": "GPU memory that its tensors take",
}  # fmt: skip
SAYS = {"holds": "holds for", "tie": "a tie for", "contradicted": "contradicted by", "": "unclear for"}
EXPECTED_WORDS = {
    "less": "below 1, beyond the tie band",
    "more": "above 1, beyond the tie band",
    "tie": "within the tie band",
    "differs": "outside the tie band",
}
OTHER = {
    "variant": "made in another way",
    "precision": "in another number format",
    "layout": "with another layout of tensors",
    "threads": "with another number of threads",
    "batch_size": "with another batch size",
}
"""Column of a run → what to say of runs that differ in it from what a rule compares."""
SIDE = ("workload", "framework", "mode", "task", "device")
"""The columns in which a run must match a side of a rule to be listed with the reason why it does not count."""

Says = Literal["holds", "contradicted", "tie", ""]


@dataclass(frozen=True)
class Answer:
    """What one model (or data set) in one environment says about a rule.

    ``verdict`` is empty where the interval decides nothing. ``middle``, ``low`` and ``high`` are the median with its
    interval, ``coverage`` is that interval's, ``band`` is what it is compared with: a factor, or for accuracy
    percentage points. All are unrounded. ``count`` is the number of rounds, or of pairs of trainings, behind them.
    ``not_counted`` says why it is shown and decides nothing; empty if it counts.
    """

    environment: Environment
    name: str
    shown: str
    verdict: Says
    samples: str = ""
    middle: float = 0.0
    low: float = 0.0
    high: float = 0.0
    band: float = 1.0
    count: int = 0
    coverage: float = 0.0
    metric: str = ""
    ratio: Ratio | None = None
    not_counted: str = ""


def rules_of_claims(data: Dataset) -> dict[str, list[ClaimRule]]:
    """Claim → its rules, one for each measure, in file order."""
    rules: defaultdict[str, list[ClaimRule]] = defaultdict(list)
    for row in data.rows("claim_rules"):
        rules[row.claim_id].append(row)
    return dict(rules)


def ask(data: Dataset, rule: ClaimRule) -> tuple[list[Answer], list[tuple[str, str]]]:
    """Answers from every environment of the rule's device, starting with the one that pages show.

    Those that count come from machines that meet our protocol, with the newest pair of releases that two of them have;
    they come first.
    """
    main = main_environment(data, rule.device)
    environments = sorted(
        (environment for environment in data.environments.values() if device_of(environment) == rule.device),
        key=lambda environment: (environment is not main, environment.id),
    )
    answers, left_out = [], []
    for environment in environments:
        mine = answers_of(environment, rule)
        answers += mine
        answered = {answer.name for answer in mine}
        left_out += [
            (f"{name} on {environment.title}", comparisons.NO_RUNS)
            for name in map(comparisons.name_of, rule.workloads) if name not in answered
        ]  # fmt: skip
        left_out += not_comparable(environment, rule)
    if not environments:
        left_out = [(comparisons.name_of(workload), "no environment is published here") for workload in rule.workloads]
    asked = asked_pair(dict.fromkeys(answer.environment for answer in answers))
    why_not = {answer.environment: not_counted(answer.environment, asked) for answer in answers}
    left_out = [(environment.title, why) for environment, why in why_not.items() if why] + left_out
    placed = (replace(answer, not_counted=why_not[answer.environment] or answer.not_counted) for answer in answers)
    return sorted(placed, key=lambda answer: bool(answer.not_counted)), left_out


def answers_of(environment: Environment, rule: ClaimRule) -> list[Answer]:
    """What the rule's models (or data sets) say in an environment, with intervals that hold together (Holm)."""
    if rule.metric == ACCURACY:
        return accuracy_answers(environment, rule.workloads, rule.expected)
    return _together(rule.workloads, lambda workload, level: _ratio_answer(environment, workload, rule, level))


def accuracy_answers(environment: Environment, datasets: Iterable[str], expected: str) -> list[Answer]:
    return _together(datasets, lambda dataset, level: _accuracy_answer(environment, dataset, expected, level))


def _together(names: Iterable[str], one: Callable[[str, float], Answer | None]) -> list[Answer]:
    measured = [name for name in names if one(name, LEVEL)]
    return list(stepped_down(measured, one, lambda answer: bool(answer.verdict)).values())


def sides_of(environment: Environment, workload: str, rule: ClaimRule) -> list[dict[str, object]]:
    """What the rule compares, as columns of ``runs.csv``."""
    sides = (side.split(" ") for side in (rule.of, rule.over))
    return [
        comparisons.setting(environment, workload, framework, mode=mode, task=rule.task, device=rule.device)
        for framework, mode in sides
    ]


def ratio_of(environment: Environment, workload: str, rule: ClaimRule) -> Ratio | None:
    """The two sides of a rule in the main setting; None if they were never measured in the same round."""
    return compare(environment, rule.metric, *sides_of(environment, workload, rule))


def not_comparable(environment: Environment, rule: ClaimRule) -> Iterator[tuple[str, str]]:
    """How many runs of the rule's models and sides do not count, by reason."""
    if rule.metric == ACCURACY:
        rows = [
            row
            for row in environment.rows("accuracy")
            if row.dataset in rule.workloads and row.arm not in ("matched", "other-seed")
        ]
        if rows:
            trainings = {(row.dataset, row.framework, row.arm, row.optimizer, row.seed) for row in rows}
            yield (
                f"{len(trainings)} trainings on {environment.title}",
                "not everything is matched in them: they show what single defaults do",
            )
        return
    sides = {tuple(side.items()) for workload in rule.workloads for side in sides_of(environment, workload, rule)}
    reasons = sum((_not_like(environment, side) for side in sides), Counter())
    for why, count in sorted(reasons.items()):
        yield f"{count:,} run{'s' * (count != 1)} on {environment.title}", why


@functools.lru_cache(maxsize=1024)  # many claims ask for the same
def _not_like(environment: Environment, side: tuple[tuple[str, object], ...]) -> Counter[str]:
    """Why runs of a model, framework, mode, task and device do not belong to the setting ``side``, and how many."""
    wanted = dict(side)
    reasons: Counter[str] = Counter()
    for run in _runs_of(environment).get(tuple(wanted[name] for name in SIDE), ()):
        unlike = [name for name in OTHER if getattr(run, name) != wanted[name]]
        if unlike:
            reasons[", ".join(f"{OTHER[name]} ({getattr(run, name)})" for name in unlike)] += 1
        elif run.status != "ok":
            reasons[f"status {run.status}: see their reasons in runs.csv"] += 1
    return reasons


@functools.lru_cache(maxsize=64)
def _runs_of(environment: Environment) -> dict[tuple[object, ...], list[Run]]:
    """All runs, good or not, by the columns of :data:`SIDE`."""
    runs_by_side: dict[tuple[object, ...], list[Run]] = {}
    for run in environment.rows("runs"):
        runs_by_side.setdefault(tuple(getattr(run, name) for name in SIDE), []).append(run)
    return runs_by_side


def _ratio_answer(environment: Environment, workload: str, rule: ClaimRule, level: float) -> Answer | None:
    ratio = ratio_of(environment, workload, rule)
    if ratio is None:
        return None
    ratio, band = ratio.at(level), comparisons.band_of(environment, rule.metric)
    outcome = ratio.outcome(band)
    if rule.at_most and outcome == "more":  # "slightly more" is not "more than that"
        outcome = "more" if ratio.high <= rule.at_most else "beyond" if ratio.low > rule.at_most else "unclear"
    rounds = max(ratio.rounds_of_sweeps)
    return Answer(
        environment, comparisons.name_of(workload), comparisons.interval(ratio),
        verdict_of(outcome, rule.expected), comparisons.samples_path(environment, ratio.a, ratio.b),
        ratio.median, ratio.low, ratio.high, band, len(ratio.pairs), ratio.coverage, rule.metric, ratio,
        not_counted=f"{rounds} rounds in its longest sweep, where {ROUNDS} are needed" if rounds < ROUNDS else "",
    )  # fmt: skip


def _accuracy_answer(environment: Environment, dataset: str, expected: str, level: float) -> Answer | None:
    """The matched gap after the last epoch, compared with the effect of another seed alone.

    Its interval is that of the median over all pairs of trainings, each optimizer with each seed: one optimizer has
    fewer seeds than an interval needs. The band is the largest effect of another seed, with the optimizer for which
    that is smaller.
    """
    gaps = accuracy.gaps(environment, dataset)
    last = max((gap.epoch for gap in gaps), default=0)
    points_of = {(gap.framework, gap.arm, gap.optimizer): gap.points for gap in gaps if gap.epoch == last}
    optimizers = [
        optimizer
        for optimizer in sorted({key[2] for key in points_of})
        if all((*arm, optimizer) in points_of for arm in ACCURACY_ARMS)
    ]
    matched, seeds = ([points_of[*arm, optimizer] for optimizer in optimizers] for arm in ACCURACY_ARMS)
    points = [point for training in matched for point in training]
    if len(points) < 2:
        return None
    band = min(max(map(abs, differences)) for differences in seeds)
    low, high, coverage = median_interval(points, level)
    outcome = points_outcome(low, high, band) if coverage >= level else "unclear"
    shown = (
        f"{signed(median(points), 2)} points ({signed(low, 2)} to {signed(high, 2)}, {percent(coverage)}), "
        f"another seed moves it by up to {band:.2f}"
    )
    return Answer(
        environment, dataset, shown, verdict_of(outcome, expected), "", median(points), low, high, band,
        len(points), coverage, ACCURACY,
    )  # fmt: skip


def points_outcome(low: float, high: float, band: float) -> str:
    """As :meth:`sitedata.judge.ratios.Ratio.outcome`, for a difference whose tie band is ``±band``."""
    if high < -band:
        return "less"
    if low > band:
        return "more"
    return "tie" if -band <= low and high <= band else "unclear"


def verdict_of(outcome: str, expected: str) -> Says:
    """What an outcome says about a rule; empty for *unclear*.

    ``outcome`` is as :meth:`sitedata.judge.ratios.Ratio.outcome` gives it, or *beyond* a rule's bound.
    """
    if outcome == "unclear":
        return ""
    if expected == "differs":
        return "contradicted" if outcome == "tie" else "holds"
    if outcome == expected:
        return "holds"
    return "tie" if outcome == "tie" else "contradicted"


# --- in words ---------------------------------------------------------------------------------------------------------
def in_words(answers: list[Answer]) -> str:
    """One sentence per machine and measure, and at the end the machines that are shown and do not count.

    ``On AMD EPYC, 2 cores, AVX2: holds for LSTM 1.31 (1.25–1.40, 97.8 %), a tie for GRU 1.02 (0.97–1.05, 97.8 %).``
    """
    sentences = []
    measures = dict.fromkeys(answer.metric for answer in answers)
    machines = dict.fromkeys(answer.environment for answer in answers)
    for environment, metric in product(machines, measures):
        mine = [answer for answer in answers if (answer.environment, answer.metric) == (environment, metric)]
        if counted := [answer for answer in mine if not answer.not_counted]:
            where = marked_title(environment) + (f", {METRIC_NAMES[metric]}" if len(measures) > 1 else "")
            sentences.append(f"On {where}: {_said(counted)}.")
    counting = {answer.environment for answer in answers if not answer.not_counted}
    if others := [marked_title(environment) for environment in machines if environment not in counting]:
        sentences.append(f"Shown and not counted: {'; '.join(others)}.")
    return " ".join(sentences) or "No environment has comparable runs of both sides."


def _said(answers: list[Answer]) -> str:
    """What agrees is said together, and a coverage that all intervals have is said once."""
    coverages = {percent(answer.coverage) for answer in answers if answer.coverage}
    once = coverages.pop() if len(coverages) == 1 and len(answers) > 1 else ""
    said = ", ".join(
        f"{SAYS[verdict]} {'; '.join(f'{answer.name} {answer.shown}' for answer in agreeing)}"
        for verdict in SAYS if (agreeing := [answer for answer in answers if answer.verdict == verdict])
    )  # fmt: skip
    return f"{said.replace(f', {once})', ')')}, each interval {once}" if once else said


def rules_in_words(rules: Sequence[ClaimRule], answers: Sequence[Answer] = ()) -> str:
    """All rules of a claim, each with the answers to its own measure."""
    return ". And: ".join(
        rule_in_words(rule, [answer for answer in answers if answer.metric == rule.metric]) for rule in rules
    )


def rule_in_words(rule: ClaimRule, answers: Sequence[Answer] = ()) -> str:
    """A rule for people: ``Time of a step in training, PyTorch eager ÷ TensorFlow tf.function, on a CPU: above 1, …``.

    With answers, also the width of the tie band on each of their machines.
    """
    models = ", ".join(map(comparisons.name_of, rule.workloads))
    if rule.metric == ACCURACY:
        return (
            "With everything matched, the gap in test accuracy after the last epoch "
            "(TensorFlow − PyTorch, median over optimizers and seeds) is "
            f"{'within' if rule.expected == 'tie' else 'outside'} what another seed alone moves it, for {models}"
        )
    sides = " ÷ ".join(" ".join((NAMES[side.split(" ")[0]], side.split(" ")[1])) for side in (rule.of, rule.over))
    where = "a CPU" if rule.device == "cpu" else "a GPU"
    bound = f" and at most {rule.at_most:g}" if rule.at_most else ""
    metric = METRIC_NAMES[rule.metric]
    said = (
        f"{metric[:1].upper()}{metric[1:]} in {rule.task}, {sides}, on {where}: "
        f"{EXPECTED_WORDS[rule.expected]}{bound}, for {models}"
    )
    bands = {answer.environment.title: f"{1 / answer.band:.2f} to {answer.band:.2f}" for answer in answers}
    return said + (
        f". The tie band is {'; '.join(f'{band} on {title}' for title, band in bands.items())}" if bands else ""
    )
