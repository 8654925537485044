"""Rules for the selection guide's tables.

A reason rests on something and points one way, and every answer leads somewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product

from sitedata.check.references import dangling
from sitedata.check.rules import Finding, Rule, explained
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import GuideRule
from sitedata.text.problem import quoted

ADVICE_SECTION = "#8."
DECIDES = ("for", "against")
KEPT_UP = ("active", "maintenance")


def a_reason_rests_on_something(data: Dataset) -> Iterator[Finding]:
    """at least one claim, system or row of the comparison table; only what we do not know may rest on nothing"""
    for row in data.rows("guide_rules"):
        if row.direction != "unknown" and not evidence(row):
            yield Finding("guide_rules", row, "claims", "a reason without evidence", quoted(row.id))


def a_reason_remembers_what_it_rested_on(data: Dataset) -> Iterator[Finding]:
    """as many verdicts as claims, and as many statuses as systems, in the same order"""
    for row in data.rows("guide_rules"):
        for ids, column in ((row.claims, "verdicts"), (row.systems, "statuses")):
            if len(getattr(row, column)) != len(ids):
                yield Finding(
                    "guide_rules",
                    row,
                    column,
                    f"not one for each of {len(ids)}",
                    quoted(" ".join(getattr(row, column))),
                )


def a_reason_points_at_somebody(data: Dataset) -> Iterator[Finding]:
    """frameworks and a strength for a reason for or against, and no strength for any other"""
    for row in data.rows("guide_rules"):
        if row.direction in DECIDES and not row.frameworks:
            yield Finding("guide_rules", row, "frameworks", f"a reason {row.direction} nobody", "")
        if (row.direction in DECIDES) != bool(row.strength):
            yield Finding(
                "guide_rules",
                row,
                "strength",
                "missing" if row.direction in DECIDES else f"a strength, though it is {row.direction}",
                "",
            )


def a_reason_can_count(data: Dataset) -> Iterator[Finding]:
    """options in which it does count, and a way only for a reason that decides what is possible"""
    steps = {row.id: row.step for row in data.rows("guide_criteria")}
    for row in data.rows("guide_rules"):
        if never := [option for option in row.unless if option in row.when]:
            yield Finding("guide_rules", row, "unless", "an option in which it counts too", quoted(" ".join(never)))
        decides = row.direction in DECIDES and steps.get(row.criterion_id, "possible") == "possible"
        if row.way and not decides:
            yield Finding("guide_rules", row, "way", "not about what is possible", quoted(row.way))


def a_framework_is_named_once(data: Dataset) -> Iterator[Finding]:
    """each framework once"""
    for row in data.rows("guide_rules"):
        if len(set(row.frameworks)) < len(row.frameworks):
            yield Finding(
                "guide_rules", row, "frameworks", "the same framework twice", quoted(" ".join(row.frameworks))
            )


def reasons_do_not_contradict(data: Dataset) -> Iterator[Finding]:
    """one direction for the same evidence, framework, criterion and option"""
    # evidence, criterion, option, framework → direction → first row
    said: defaultdict[tuple, dict[str, GuideRule]] = defaultdict(dict)
    for row in (row for row in data.rows("guide_rules") if row.direction != "unknown"):
        against: dict[int, GuideRule] = {}
        for subject in product(evidence(row), [row.criterion_id], row.when, row.frameworks):
            against |= {
                earlier.line: earlier for direction, earlier in said[subject].items() if direction != row.direction
            }
            said[subject].setdefault(row.direction, row)
        for _, earlier in sorted(against.items()):
            shared = sorted(set(evidence(earlier)) & set(evidence(row)))
            problem = f"{' '.join(shared)} is also {earlier.direction} in line {earlier.line}"
            yield Finding("guide_rules", row, "direction", problem, quoted(row.direction))


def a_way_has_no_part_that_is_gone(data: Dataset) -> Iterator[Finding]:
    """parts that are active or kept up, in a way that is called maintained"""
    systems = data.by_id("systems")
    for row in data.rows("guide_ways"):
        gone = [id for id in row.systems if id in systems and systems[id].status not in KEPT_UP]
        if gone and row.maturity == "maintained":
            yield Finding("guide_ways", row, "systems", "a part that is gone", quoted(" ".join(gone)))


def an_option_answers_its_question(data: Dataset) -> Iterator[Finding]:
    """the id of its question, a hyphen, and the value in the address"""
    questions = data.by_id("guide_questions")
    for row in data.rows("guide_options"):
        if row.question_id in questions and (not row.value or row.value == row.id):
            yield Finding("guide_options", row, "id", f"not an answer to {row.question_id}", quoted(row.id))


def a_question_has_a_choice(data: Dataset) -> Iterator[Finding]:
    """at least two options in data/guide_options.csv"""
    choices = Counter(option.question_id for option in data.rows("guide_options"))
    few = [row for row in data.rows("guide_questions") if choices[row.id] < 2]
    misnamed = explained([row.id for row in few], dangling(data, "guide_options", "question_id"))
    for row in few:
        if row.id not in misnamed:
            yield Finding("guide_questions", row, "id", "nothing to choose from", quoted(row.id))


def an_option_leads_somewhere(data: Dataset) -> Iterator[Finding]:
    """at least one rule in data/guide_rules.csv that counts for it"""
    used = {id for row in data.rows("guide_rules") for id in row.when}
    unused = [row for row in data.rows("guide_options") if row.id not in used]
    misnamed = explained([row.id for row in unused], dangling(data, "guide_rules", "when"))
    for row in unused:
        if row.id not in misnamed:
            yield Finding("guide_options", row, "id", "touches nothing", quoted(row.id))


def a_criterion_is_used(data: Dataset) -> Iterator[Finding]:
    """at least one rule in data/guide_rules.csv that is about it"""
    used = {row.criterion_id for row in data.rows("guide_rules")}
    unused = [row for row in data.rows("guide_criteria") if row.id not in used]
    misnamed = explained([row.id for row in unused], dangling(data, "guide_rules", "criterion_id"))
    for row in unused:
        if row.id not in misnamed:
            yield Finding("guide_criteria", row, "id", "no reason is about it", quoted(row.id))


def advice_became_something(data: Dataset) -> Iterator[Finding]:
    """a row in data/guide_advice.csv for each claim of section #8, and for no other"""
    told = {row.claim_id for row in data.rows("guide_advice")}
    wrong = [row for row in data.rows("claims") if row.section.startswith(ADVICE_SECTION) != (row.id in told)]
    misnamed = explained([row.id for row in wrong if row.id not in told], dangling(data, "guide_advice", "claim_id"))
    for row in wrong:
        if row.id not in misnamed:
            yield Finding(
                "claims",
                row,
                "id",
                "nothing says what became of it" if row.id not in told else "not a piece of advice",
                quoted(row.id),
            )


def an_example_answers_once(data: Dataset) -> Iterator[Finding]:
    """at most one option of each question"""
    questions = {row.id: row.question_id for row in data.rows("guide_options")}
    for row in data.rows("guide_examples"):
        asked = [questions.get(id, id) for id in row.options]
        if len(set(asked)) < len(asked):
            yield Finding(
                "guide_examples", row, "options", "two answers to one question", quoted(" ".join(row.options))
            )


def evidence(row: GuideRule) -> list[str]:
    """What a rule rests on, each with the name of its table, because several tables may have the same id."""
    groups = (("claim", row.claims), ("system", row.systems), ("row", row.rows))
    return [f"{kind}:{id}" for kind, ids in groups for id in ids]


RULES = (
    Rule(a_reason_rests_on_something),
    Rule(a_reason_remembers_what_it_rested_on),
    Rule(a_reason_points_at_somebody),
    Rule(a_reason_can_count),
    Rule(a_framework_is_named_once),
    Rule(reasons_do_not_contradict),
    Rule(a_way_has_no_part_that_is_gone),
    Rule(an_option_answers_its_question),
    Rule(a_question_has_a_choice, needs=("guide_options",)),
    Rule(an_option_leads_somewhere, needs=("guide_rules",)),
    Rule(a_criterion_is_used, needs=("guide_rules",)),
    Rule(advice_became_something, needs=("guide_advice",)),
    Rule(an_example_answers_once),
)
