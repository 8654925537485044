"""What our own measurements say about the rule of a measured claim.

In: a dataset and a rule. Out: answers, and what could not count. A rule is asked in every environment that was measured
on its device. Only comparable runs count; the others are listed with the reason.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Literal

from sitedata.judge import accuracy, comparisons
from sitedata.judge.environments import main_environment, marked_title
from sitedata.judge.intervals import bootstrap_median_interval
from sitedata.judge.ratios import Ratio, compare
from sitedata.load.dataset import Dataset
from sitedata.load.environments import Environment
from sitedata.schema.environments import Run
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.rounds import FEWEST_VALUES
from sitedata.schema.tables import ClaimRule
from sitedata.text.values import signed

ACCURACY = "test_accuracy"
ACCURACY_ARMS = (("tensorflow", "matched"), ("pytorch", "other-seed"))  # what is asked, and what it is compared with
METRIC_NAMES = {
    "step_time_ms": "time of a step", "first_call_ms": "time of the first call", "import_ms": "time to import",
    "peak_rss_mib": "resident memory at its peak", "anonymous_mib": "anonymous memory", ACCURACY: "test accuracy",
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
    95 % interval, ``band`` is what it is compared with: a factor, or for accuracy percentage points. All are unrounded.
    ``count`` is the number of rounds, or of pairs of trainings, behind them.
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


def ask(data: Dataset, rule: ClaimRule) -> tuple[list[Answer], list[tuple[str, str]]]:
    """Answers from every environment of the rule's device, starting with the one that pages show."""
    main = main_environment(data)
    environments = sorted(data.environments.values(), key=lambda environment: (environment is not main, environment.id))
    answers, left_out = [], []
    for environment in environments:
        for workload in rule.workloads:
            measured = (
                accuracy_answers(environment, workload, rule.expected)
                if rule.metric == ACCURACY
                else _ratio(environment, workload, rule)
            )
            answers += measured
            if not measured:
                left_out.append((f"{comparisons.name_of(workload)} on {environment.title}", comparisons.NO_RUNS))
        left_out += not_comparable(environment, rule)
    if not environments:
        left_out = [(comparisons.name_of(workload), "no environment is published here") for workload in rule.workloads]
    return answers, left_out


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


def _ratio(environment: Environment, workload: str, rule: ClaimRule) -> list[Answer]:
    ratio = ratio_of(environment, workload, rule)
    if ratio is None:
        return []
    band = comparisons.band_of(environment, rule.metric)
    outcome = ratio.outcome(band)
    if rule.at_most and outcome == "more":  # "slightly more" is not "more than that"
        outcome = "more" if ratio.high <= rule.at_most else "beyond" if ratio.low > rule.at_most else "unclear"
    samples = comparisons.samples_path(environment, ratio.a, ratio.b)
    shown, ends = comparisons.interval(ratio), (ratio.median, ratio.low, ratio.high, band, len(ratio.pairs))
    return [
        Answer(environment, comparisons.name_of(workload), shown, verdict_of(outcome, rule.expected), samples, *ends)
    ]


def accuracy_answers(environment: Environment, dataset: str, expected: str) -> list[Answer]:
    """The matched gap after the last epoch, compared with the effect of another seed alone.

    Its interval is the bootstrapped median over all pairs of trainings, each optimizer with each seed: one optimizer
    has fewer seeds than a 95 % interval needs. The band is the largest effect of another seed, with the optimizer for
    which that is smaller.
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
        return []
    band = min(max(map(abs, differences)) for differences in seeds)
    low, high = bootstrap_median_interval(points)
    outcome = points_outcome(low, high, band) if len(points) >= FEWEST_VALUES else "unclear"
    shown = (
        f"{signed(median(points), 2)} points ({signed(low, 2)} to {signed(high, 2)}), "
        f"another seed moves it by up to {band:.2f}"
    )
    return [
        Answer(
            environment, dataset, shown, verdict_of(outcome, expected), "", median(points), low, high, band, len(points)
        )
    ]


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
    """One sentence per machine.

    ``On AMD EPYC, 2 cores, AVX2: holds for LSTM 1.31 (1.25–1.40), a tie for GRU 1.02 (0.97–1.05).``
    """
    sentences = []
    for environment in dict.fromkeys(answer.environment for answer in answers):
        mine = [answer for answer in answers if answer.environment is environment]
        parts = [
            f"{SAYS[verdict]} {'; '.join(f'{answer.name} {answer.shown}' for answer in agreeing)}"
            for verdict in SAYS if (agreeing := [answer for answer in mine if answer.verdict == verdict])
        ]  # fmt: skip
        sentences.append(f"On {marked_title(environment)}: {', '.join(parts)}.")
    return " ".join(sentences) or "No environment has comparable runs of both sides."


def rule_in_words(rule: ClaimRule, answers: list[Answer] = ()) -> str:
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
    said = (
        f"{METRIC_NAMES[rule.metric].capitalize()} in {rule.task}, {sides}, on {where}: "
        f"{EXPECTED_WORDS[rule.expected]}{bound}, for {models}"
    )
    bands = {answer.environment.title: f"{1 / answer.band:.2f} to {answer.band:.2f}" for answer in answers}
    return said + (
        f". The tie band is {'; '.join(f'{band} on {title}' for title, band in bands.items())}" if bands else ""
    )
