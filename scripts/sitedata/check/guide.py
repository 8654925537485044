"""Rules for the selection guide's tables.

A reason and a route rest on something, a reason points one way, and every option leads somewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product

from sitedata.check.references import dangling
from sitedata.check.rules import Finding, Rule, explained
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import FRAMEWORKS, GuideRule, Route, extras_of
from sitedata.text.problem import quoted

ADVICE_SECTION = "#8."
DECIDES = ("for", "against")
KEPT_UP = ("active", "maintenance")
WHAT_IS_POSSIBLE = "possible"
FOR_EACH_FRAMEWORK = ("runs-on", "trains-on", "must")
"""Questions about a target: of each option that a route reaches, every framework has a route; *none* is one."""
FEWEST_SOURCES = 2
EXTRA = re.compile(r"[A-Za-z0-9._-]+\[[a-z0-9-]+\]")
"""A package with an extra, as ``jax[tpu]``."""


def a_reason_rests_on_something(data: Dataset) -> Iterator[Finding]:
    """a claim, a system, a source or a row of the comparison table; only what we do not know may rest on nothing"""
    for row in data.rows("guide_rules"):
        if row.direction != "unknown" and not evidence(row):
            yield Finding("guide_rules", row, "claims", "a reason without evidence", quoted(row.id))
    for route in data.rows("routes"):
        if not (route.systems or route.rows or route.source_ids):
            yield Finding("routes", route, "systems", "a route without evidence", quoted(route.id))


def a_reason_remembers_what_it_rested_on(data: Dataset) -> Iterator[Finding]:
    """as many verdicts as claims, and as many statuses as systems, in the same order"""
    pairs = [("guide_rules", row, row.claims, "verdicts") for row in data.rows("guide_rules")]
    pairs += [(table, row, row.systems, "statuses") for table in ("guide_rules", "routes") for row in data.rows(table)]
    for table, row, ids, column in pairs:
        if len(getattr(row, column)) != len(ids):
            problem = f"not one for each of {len(ids)}"
            yield Finding(table, row, column, problem, quoted(" ".join(getattr(row, column))))


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
    """options in which it does count"""
    for table in ("guide_rules", "routes"):
        for row in data.rows(table):
            if never := [option for option in row.unless if option in row.when]:
                yield Finding(table, row, "unless", "an option in which it counts too", quoted(" ".join(never)))


def routes_decide_what_is_possible(data: Dataset) -> Iterator[Finding]:
    """a row in data/routes.csv for what speaks for or against a framework there"""
    steps = {row.id: row.step for row in data.rows("guide_criteria")}
    for row in data.rows("guide_rules"):
        if row.direction in DECIDES and steps.get(row.criterion_id) == WHAT_IS_POSSIBLE:
            yield Finding(
                "guide_rules", row, "criterion_id", "a reason about what is possible", quoted(row.criterion_id)
            )


def a_route_that_is_not_kept_up_says_why(data: Dataset) -> Iterator[Finding]:
    """the reason, for a route that is not maintained: it holds a framework back"""
    for row in data.rows("routes"):
        if row.maturity != "maintained" and not row.why:
            yield Finding("routes", row, "why", f"missing, though it is {row.maturity}", "")


def a_target_says_how_each_framework_reaches_it(data: Dataset) -> Iterator[Finding]:
    """a route of every framework to it, with none of the other answers and with each; *none* is one"""
    options = [row.id for row in data.rows("guide_options")]
    questions = {row.id: row.question_id for row in data.rows("guide_options")}
    routes = data.rows("routes")
    for row in data.rows("guide_options"):
        mine = [route for route in routes if row.id in route.targets]
        if row.question_id not in FOR_EACH_FRAMEWORK or not mine:
            continue
        named = [id for id in options if any(id in (*route.when, *route.unless) for route in mine)]
        for other in (None, *named):
            missing = [
                id for id in FRAMEWORKS if not any(_leads(route, id, row.id, other, questions) for route in mine)
            ]
            if missing:
                beside = f" with {other}" if other else ""
                yield Finding("guide_options", row, "id", f"no route{beside} of {' '.join(missing)}", quoted(row.id))


def _leads(route: Route, framework: str, target: str, other: str | None, questions: dict[str, str]) -> bool:
    given = {target, other}
    asked = {questions.get(id): any(questions.get(each) == questions.get(id) and each in given for each in route.when)
             for id in route.when}  # fmt: skip
    return framework in route.frameworks and all(asked.values()) and not given & {*route.unless}


def a_framework_is_named_once(data: Dataset) -> Iterator[Finding]:
    """each framework once"""
    for table, column in (("guide_rules", "frameworks"), ("routes", "frameworks"), ("guide_situations", "first")):
        for row in data.rows(table):
            named = getattr(row, column)
            if len(set(named)) < len(named):
                yield Finding(table, row, column, "the same framework twice", quoted(" ".join(named)))


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


def a_route_has_no_part_that_is_gone(data: Dataset) -> Iterator[Finding]:
    """parts that are active or kept up, in a route that is called maintained"""
    systems = data.by_id("systems")
    for row in data.rows("routes"):
        gone = [id for id in row.systems if id in systems and systems[id].status not in KEPT_UP]
        if gone and row.maturity == "maintained":
            yield Finding("routes", row, "systems", "a part that is gone", quoted(" ".join(gone)))


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
    """a rule in data/guide_rules.csv or a route in data/routes.csv that it brings into play"""
    used = {id for row in data.rows("guide_rules") for id in row.when}
    used |= {id for row in data.rows("routes") for id in (*row.targets, *row.when)}
    unused = [row for row in data.rows("guide_options") if row.id not in used]
    names = [*dangling(data, "guide_rules", "when"), *dangling(data, "routes", "targets")]
    misnamed = explained([row.id for row in unused], names)
    for row in unused:
        if row.id not in misnamed:
            yield Finding("guide_options", row, "id", "touches nothing", quoted(row.id))


def a_former_option_is_gone(data: Dataset) -> Iterator[Finding]:
    """the name of an option that is no longer there"""
    options = data.by_id("guide_options")
    for row in data.rows("guide_options"):
        if row.formerly in options:
            yield Finding("guide_options", row, "formerly", "still an option of its own", quoted(row.formerly))


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


def a_situation_answers_once(data: Dataset) -> Iterator[Finding]:
    """at most one option of a question that allows one only"""
    questions = {row.id: row.question_id for row in data.rows("guide_options")}
    single = [row.id for row in data.rows("guide_questions") if not row.several]
    for row in data.rows("guide_situations"):
        asked = Counter(questions.get(id, id) for id in row.options)
        if any(asked[question] > 1 for question in single):
            yield Finding(
                "guide_situations", row, "options", "two answers to one question", quoted(" ".join(row.options))
            )


def a_situation_has_two_sources(data: Dataset) -> Iterator[Finding]:
    """at least two sources, of different publishers"""
    sources = data.by_id("sources")
    for row in data.rows("guide_situations"):
        if len({sources[id].publisher for id in row.source_ids if id in sources}) < FEWEST_SOURCES:
            yield Finding("guide_situations", row, "source_ids", "not two publishers", quoted(" ".join(row.source_ids)))


def an_extra_is_of_a_package_of_the_route(data: Dataset) -> Iterator[Finding]:
    """words like jax[tpu], each of a package of the route"""
    for route in data.rows("routes"):
        names = {package.rsplit("/", 1)[-1] for package in route.packages or ()}
        for extra in extras_of(route):
            if not EXTRA.fullmatch(extra) or extra.partition("[")[0] not in names:
                yield Finding("routes", route, "extras", "no extra of its packages", quoted(extra))


def a_fit_is_of_a_route_that_installs_something(data: Dataset) -> Iterator[Finding]:
    """a route with packages; the releases if they fit, what the installer said if they do not"""
    routes = data.by_id("routes")
    for row in data.rows("fits"):
        if row.route_id in routes and not routes[row.route_id].packages:
            yield Finding("fits", row, "route_id", "a route without packages", quoted(row.route_id))
        if (row.outcome == "fits") != bool(row.packages) or (row.outcome == "fits") == bool(row.problem):
            yield Finding("fits", row, "outcome", "not what the other cells say", quoted(row.outcome))


def evidence(row: GuideRule) -> list[str]:
    """What a rule rests on, each with the name of its table, because several tables may have the same id."""
    groups = (("claim", row.claims), ("system", row.systems), ("row", row.rows), ("source", row.source_ids))
    return [f"{kind}:{id}" for kind, ids in groups for id in ids]


RULES = (
    Rule(a_reason_rests_on_something),
    Rule(a_reason_remembers_what_it_rested_on),
    Rule(a_reason_points_at_somebody),
    Rule(a_reason_can_count),
    Rule(routes_decide_what_is_possible),
    Rule(a_framework_is_named_once),
    Rule(reasons_do_not_contradict),
    Rule(a_route_that_is_not_kept_up_says_why),
    Rule(a_target_says_how_each_framework_reaches_it),
    Rule(a_route_has_no_part_that_is_gone),
    Rule(an_option_answers_its_question),
    Rule(a_question_has_a_choice, needs=("guide_options",)),
    Rule(an_option_leads_somewhere, needs=("guide_rules", "routes")),
    Rule(a_former_option_is_gone),
    Rule(a_criterion_is_used, needs=("guide_rules",)),
    Rule(advice_became_something, needs=("guide_advice",)),
    Rule(a_situation_answers_once),
    Rule(a_situation_has_two_sources),
    Rule(an_extra_is_of_a_package_of_the_route),
    Rule(a_fit_is_of_a_route_that_installs_something),
)
