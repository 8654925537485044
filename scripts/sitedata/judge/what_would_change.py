"""What would change a verdict, derived for each claim from its own data. In: a judgement. Out: sentences.

For a rule: the answers that stand in the way; for a probe: the outcomes that would turn it; for sources: those on which
it rests.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitedata.judge import claims
from sitedata.judge.claims import Judgement
from sitedata.judge.decisions import combined
from sitedata.judge.rules import ACCURACY, METRIC_NAMES, Answer, rule_in_words
from sitedata.judge.witnesses import NEEDED
from sitedata.load.dataset import Dataset
from sitedata.schema.protocol.probes import ANSWERS
from sitedata.schema.tables import ClaimRule, Source
from sitedata.text import values

FOR, AGAINST = ("supports",), ("against", "context")


def turns(judged: Judgement, data: Dataset) -> list[str]:
    """At least one sentence; the last one says when somebody looks again."""
    match judged.claim.kind:
        case "measured":
            sentences = list(_of_rule(judged))
        case "probed":
            sentences = list(_of_probes(judged))
        case "sourced" if judged.decision:
            sentences = list(_of_rule(judged))
        case "sourced":
            sentences = [*_of_sources(judged, data.sources), *_of_waiting(judged)]
        case _:
            sentences = [
                "Nothing that we know of: it is a judgement. "
                "A way to test part of it would make that part a claim of its own."
            ]
    return [
        *sentences,
        f"Somebody looks again after {values.day(judged.claim.review_after)}, "
        "or earlier if a source or a version changes.",
    ]


# --- rules ------------------------------------------------------------------------------------------------------------
def _of_rule(judged: Judgement) -> Iterator[str]:
    if not judged.answers:
        yield "A sweep with comparable runs of both sides, on any machine: the rule is asked at each build."
        return
    for environment in dict.fromkeys(answer.environment for answer in judged.answers if not answer.not_counted):
        for rule in judged.rules:
            mine = [
                answer
                for answer in judged.answers
                if answer.environment is environment and answer.metric == rule.metric and not answer.not_counted
            ]
            measure = f", {METRIC_NAMES[rule.metric]}," if len(judged.rules) > 1 else ""
            stand = [answer for answer in mine if answer.verdict != "holds"]
            if stand:
                yield f"On {environment.title}{measure} the claim would hold if {_needed(rule, stand)}."
            elif mine:
                lost = _lost(rule, mine)
                yield f"On {environment.title}{measure} it would no longer hold for a model whose interval {lost}."
    if judged.decision and len(judged.decision.witnesses) < NEEDED:
        yield (
            "A second machine, of another processor or in another kind of host, "
            "that meets our protocol: with fewer than two the verdict stays unclear."
        )
    elif judged.verdict == "unclear":
        yield "A further machine: a verdict must stand without any one of those that decide it."
    if judged.open_on:
        yield (
            f"More rounds on {' and '.join(environment.title for environment in judged.open_on)} "
            "could make the unclear intervals narrow enough to decide."
        )
    yield "Runs from another machine or another version count at the next build."


def _of_waiting(judged: Judgement) -> Iterator[str]:
    """What our own measurements will be asked, and how many machines it takes."""
    if judged.waiting:
        asked = "; and ".join(rule_in_words(rule) for rule in judged.waiting)
        yield (
            f"Two independent machines that meet our protocol decide it instead of the sources once they have been "
            f"measured. They are asked: {asked}."
        )


def _needed(rule: ClaimRule, stand: list[Answer]) -> str:
    """What each answer that stands in the way would have to be.

    ``the whole interval lay above 1.10 for LSTM (now 0.54 (0.42–0.59))``
    """
    if rule.metric == ACCURACY:
        where = "within" if rule.expected == "tie" else "outside"
        now = "; ".join(
            f"{where} ±{answer.band:.2f} points for {answer.name} (now {answer.shown.split(' points')[0]})"
            for answer in stand
        )
        return f"the whole interval lay {now}"
    band = stand[0].band
    bound = f" and below {rule.at_most:g}" if rule.at_most else ""
    where = {
        "more": f"above {band:.2f}{bound}",
        "less": f"below {1 / band:.2f}",
        "tie": f"between {1 / band:.2f} and {band:.2f}",
        "differs": f"outside {1 / band:.2f} to {band:.2f}",
    }[rule.expected]
    return (
        f"the whole interval lay {where} for {'; '.join(f'{answer.name} (now {_plain(answer)})' for answer in stand)}"
    )


def _plain(answer: Answer) -> str:
    """An answer without brackets, for use inside brackets: ``1.08, 0.98–1.18``."""
    return answer.shown.replace(" (", ", ").removesuffix(")")


def _lost(rule: ClaimRule, mine: list[Answer]) -> str:
    """For a claim that holds: how far its nearest answer is from the band."""
    band = mine[0].band
    if rule.expected == "less":
        nearest = max(mine, key=lambda answer: answer.high)
        return f"reached above {1 / band:.2f}; the nearest is {nearest.name}, {nearest.shown}"
    if rule.expected == "more":
        nearest = min(mine, key=lambda answer: answer.low)
        return f"reached below {band:.2f}; the nearest is {nearest.name}, {nearest.shown}"
    return f"crossed the edge of the tie band; now {'; '.join(f'{answer.name} {answer.shown}' for answer in mine)}"


# --- probes -----------------------------------------------------------------------------------------------------------
def _of_probes(judged: Judgement) -> Iterator[str]:
    """Each single outcome that would lead to another verdict while the others stay as they are."""
    now = [claims.meaning(row, probe.outcome) for row, probe in zip(judged.mappings, judged.probes, strict=True)]
    quiet = True
    for number, (row, probe) in enumerate(zip(judged.mappings, judged.probes, strict=True)):
        becomes: dict[str, list[str]] = {}
        for outcome in ANSWERS:
            verdict = combined([*now[:number], claims.meaning(row, outcome), *now[number + 1 :]])
            if outcome != probe.outcome and claims.meaning(row, outcome) and verdict != judged.verdict:
                becomes.setdefault(verdict, []).append(outcome)
        for verdict, outcomes in becomes.items():
            quiet = False
            yield (
                f"If the answer to “{probe.question}” were {' or '.join(outcomes)} "
                f"instead of {probe.outcome}: {verdict}."
            )
    if quiet:
        yield "No single other outcome of its scripts would; several would have to change together."


# --- sources ----------------------------------------------------------------------------------------------------------
def _of_sources(judged: Judgement, sources: dict[str, Source]) -> Iterator[str]:
    says = (
        FOR if judged.verdict == "holds" else AGAINST[:1] if judged.verdict in ("outdated", "contradicted") else AGAINST
    )
    rows = [row for row in judged.evidence if row.says in says and row.source_id in sources]
    if judged.verdict == "untested":
        yield "A source that we can open and that answers it: a count, a survey or a measurement with its method."
    if not rows:
        return
    named = {row.source_id: f"{sources[row.source_id].title} ({sources[row.source_id].publisher})" for row in rows}
    if judged.verdict == "untested":
        yield f"What we found so far leaves it open: {'; '.join(named.values())}."
    elif len(named) == 1:
        yield f"It rests on one source: if that said otherwise, so would the verdict: {next(iter(named.values()))}."
    else:
        yield f"It would fall if these said otherwise, and narrow if one did: {'; '.join(named.values())}."
