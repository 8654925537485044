"""The selection guide's engine: chosen options in; routes, reasons, who is left after each step, what would tip it out.

First what is possible: of a framework's routes to a target the best counts, of several targets the worst. Then what is
there already, people, upkeep and speed: a later step only decides what the earlier ones leave open
(:data:`sitedata.schema.tables.STEPS`). Within a step reasons are added up, each fact once.

``overrides/assets/guide-engine.js`` is the same engine for the browser, on the same tables (:func:`as_json`); a test
compares the two on many combinations of options. Whole numbers only, so that both add up alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sitedata.judge.claims import Judgement
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import (
    FRAMEWORKS,
    MATURITIES,
    STEPS,
    STRENGTHS,
    WEIGHTS,
    GuideRule,
    GuideSituation,
    ModelSource,
    Route,
)
from sitedata.text.problem import Problem, quoted

MARGIN = STRENGTHS["clear"] * WEIGHTS["normal"]
"""Frameworks whose sums in a step differ by less than one clear reason of normal weight stay together."""

IF_IT_FITS = ("jax",)
"""Frameworks that are named first only where something speaks for them more than slightly."""

EXISTING = "code"
"""The criterion of what is there already."""
POSSIBLE, *WEIGHED = STEPS
WORTH = {maturity: number for number, maturity in enumerate(MATURITIES)}
KEPT = WORTH["maintained"]

First = tuple[str, ...]
Reachable = dict[str, dict[str, list[Route]]]
"""Target → framework → its routes there, the best first."""


@dataclass(frozen=True)
class Step:
    """What one step says.

    ``how``: *decides* and leaves those who come first, *narrows* and a later one decides, *agrees*, *disagrees* (it
    speaks for somebody whom an earlier step left out), *open* (it parts nobody), *silent* (nothing is about it).
    ``who`` is left after it; for one that disagrees, for whom it speaks.
    """

    id: str
    how: str
    who: First


@dataclass(frozen=True)
class Decision:
    """Who comes first, and how it came to that.

    ``held`` has the routes that hold a framework back: ``out`` have none that anybody keeps up to one of the targets,
    ``second`` an experimental one at best, while others have better. ``tried`` have no better one either, but code of
    theirs is there: a try costs less than a rewrite.
    """

    first: First = ()
    out: First = ()
    second: First = ()
    tried: First = ()
    held: Mapping[str, tuple[Route, ...]] | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What routes and reasons say.

    The reasons of a framework come step by step, within one in order of weight × strength; ``neutral``, ``unknown`` and
    ``before`` in file order. ``routes`` lead from those who come first to what is asked, the maintained ones first;
    ``reachable`` are those of everybody.
    """

    reasons_for: dict[str, list[GuideRule]]
    reasons_against: dict[str, list[GuideRule]]
    neutral: list[GuideRule]
    unknown: list[GuideRule]
    before: list[GuideRule]
    decision: Decision
    reachable: Reachable
    routes: list[Route]

    @property
    def first(self) -> First:
        """What to look at first; several for a tie, none before the first answer."""
        return self.decision.first


@dataclass(frozen=True)
class Tips:
    """What would change ``Answer.first``: another option, another weight, or the loss of one reason."""

    options: list[tuple[str, First]]
    weights: list[tuple[str, int, First]]
    hinges: list[str]


@dataclass(frozen=True)
class Guide:
    """The questions with their options, the default weights, the rules and the routes, all in file order.

    ``several``: the questions of which several options may be chosen. ``steps``: criterion → the step of its reasons.
    """

    questions: dict[str, tuple[str, ...]]
    several: tuple[str, ...]
    weights: dict[str, int]
    steps: dict[str, str]
    rules: tuple[GuideRule, ...]
    routes: tuple[Route, ...]
    model_sources: tuple[ModelSource, ...]
    asked_by: dict[str, str]
    formerly: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, data: Dataset) -> Guide:
        options = data.rows("guide_options")
        questions = data.rows("guide_questions")
        old = dict.fromkeys(option.formerly for option in options if option.formerly)
        return cls(
            {
                question.id: tuple(option.id for option in options if option.question_id == question.id)
                for question in questions
            },
            tuple(question.id for question in questions if question.several),
            {
                criterion.id: WEIGHTS[criterion.weight]
                for criterion in data.rows("guide_criteria")
                if criterion.step != POSSIBLE
            },
            {criterion.id: criterion.step for criterion in data.rows("guide_criteria")},
            tuple(data.rows("guide_rules")),
            tuple(data.rows("routes")),
            tuple(data.rows("model_sources")),
            {option.id: option.question_id for option in options},
            {id: tuple(option.id for option in options if option.formerly == id) for id in old},
        )

    def grouped(self, options: Iterable[str]) -> list[list[str]]:
        """Options by their question."""
        groups: dict[str, list[str]] = {}
        for option in options:
            groups.setdefault(self.asked_by[option], []).append(option)
        return list(groups.values())

    @cached_property
    def conditions(self) -> dict[tuple[str, str], list[list[str]]]:
        """Kind and id of a rule or a route → the options of ``when``, by question."""
        return {("rule", row.id): self.grouped(row.when) for row in self.rules} | {
            ("route", row.id): self.grouped(row.when) for row in self.routes
        }

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The options to which routes lead, in the order of the questions."""
        reached = {target for route in self.routes for target in route.targets}
        return tuple(option for options in self.questions.values() for option in options if option in reached)

    def open_to(self, given: Collection[str]) -> list[Route]:
        """The routes whose conditions these options meet, whether or not their target is asked."""
        return [
            route
            for route in self.routes
            if all(any(option in given for option in group) for group in self.conditions["route", route.id])
            and not any(option in given for option in route.unless)
        ]

    def counting(self, given: Collection[str]) -> list[GuideRule]:
        """The rules that these options bring into play."""
        met = {rule_id for option in given for rule_id in self.touched.get(option, ())}
        return [
            rule
            for rule in self.rules
            if rule.id in met
            and (rule.match == "any" or self._all_met(rule, given))
            and not any(option in given for option in rule.unless)
        ]

    def _all_met(self, rule: GuideRule, given: Collection[str]) -> bool:
        return all(any(option in given for option in group) for group in self.conditions["rule", rule.id])

    def place(self, rule: GuideRule) -> int:
        """Where in the order of the steps its reason counts."""
        return list(STEPS).index(self.steps[rule.criterion_id])

    @cached_property
    def touched(self) -> dict[str, set[str]]:
        """Option → the ids of the rules that name it."""
        rule_ids: dict[str, set[str]] = {}
        for rule in self.rules:
            for option in rule.when:
                rule_ids.setdefault(option, set()).add(rule.id)
        return rule_ids

    def with_option(self, given: Collection[str], option: str) -> frozenset[str]:
        """With one option more; it takes the place of another one where its question allows one only."""
        question = self.asked_by[option]
        kept = given if question in self.several else [id for id in given if self.asked_by[id] != question]
        return frozenset((*kept, option))

    def models_for(self, framework: str, given: Collection[str]) -> list[ModelSource]:
        """Where models to start from come from, for one framework."""
        return [
            row for row in self.model_sources if framework in row.frameworks and any(id in given for id in row.when)
        ]


def evaluate(guide: Guide, given: Collection[str], weights: Mapping[str, int] | None = None) -> Answer:
    """What routes and reasons say for these options. ``weights``: criterion → 0 to 3, where a reader changed it."""
    weights = guide.weights | dict(weights or {})
    counting = guide.counting(given)
    sides: dict[str, dict[str, list[GuideRule]]] = {}
    for direction in ("for", "against"):
        mine = [rule for rule in counting if rule.direction == direction and weights.get(rule.criterion_id)]
        mine.sort(key=lambda rule: (guide.place(rule), -weighed(rule, weights)))  # stable: equal ones keep their order
        sides[direction] = {
            framework: [rule for rule in mine if framework in rule.frameworks] for framework in FRAMEWORKS
        }
    neutral, unknown, before = (
        [rule for rule in counting if rule.direction == direction] for direction in ("neutral", "unknown", "before")
    )
    reachable = reached(guide, given)
    decision = decide(guide, reachable, sides["for"], sides["against"], weights) if given else Decision()
    return Answer(
        sides["for"],
        sides["against"],
        neutral,
        unknown,
        before,
        decision,
        reachable,
        leading(reachable, decision.first),
    )


def weighed(rule: GuideRule, weights: Mapping[str, int]) -> int:
    return weights[rule.criterion_id] * STRENGTHS[rule.strength]


def reached(guide: Guide, given: Collection[str]) -> Reachable:
    """The routes to what is asked, of equals the one first that is made for more of it.

    A framework of which no route to a target is known is missing there.
    """
    usable = guide.open_to(given)
    found: Reachable = {}
    for target in (id for id in guide.targets if id in given):
        mine = [route for route in usable if target in route.targets]
        mine.sort(key=lambda route: (-WORTH[route.maturity], -len(guide.conditions["route", route.id])))  # stable
        by_framework = {id: [route for route in mine if id in route.frameworks] for id in FRAMEWORKS}
        found[target] = {id: routes for id, routes in by_framework.items() if routes}
    return found


def leading(reachable: Reachable, first: First) -> list[Route]:
    routes = [
        route
        for by_framework in reachable.values()
        for framework in first
        for route in by_framework.get(framework, ())
        if WORTH[route.maturity]
    ]
    return sorted(dict.fromkeys(routes), key=lambda route: -WORTH[route.maturity])


def decide(
    guide: Guide,
    reachable: Reachable,
    speaks_for: Mapping[str, list[GuideRule]],
    against: Mapping[str, list[GuideRule]],
    weights: Mapping[str, int],
) -> Decision:
    """Who is left after each step: those less than :data:`MARGIN` behind the best of it.

    One of :data:`IF_IT_FITS` takes part only with a reason for it that is more than slight. Where nobody has a
    maintained route, those with an experimental one stay; where nobody has that, all. An experimental route is enough
    for code that is there already.
    """
    asked = tuple(
        id for id in FRAMEWORKS if id not in IF_IT_FITS or any(rule.strength != "slight" for rule in speaks_for[id])
    )
    best = {id: [by_framework[id][0] for by_framework in reachable.values() if id in by_framework] for id in asked}
    worth = {id: min((WORTH[route.maturity] for route in best[id]), default=KEPT) for id in asked}
    most = max(worth.values())
    out = tuple(id for id in asked if worth[id] == 0 and most)
    behind = tuple(id for id in asked if 0 < worth[id] < most)
    tried = tuple(id for id in behind if any(_is_there(rule) for rule in speaks_for[id]))
    second = tuple(id for id in behind if id not in tried)
    held = {id: tuple(route for route in best[id] if WORTH[route.maturity] < most) for id in (*out, *behind)}
    left = tuple(id for id in asked if worth[id] == most or id in tried)
    steps = [Step(POSSIBLE, _how(asked, left, bool(reachable)), left)]
    told: dict[str, set[str]] = {framework: set() for framework in FRAMEWORKS}
    for step in WEIGHED:
        sums = {
            id: _sum(guide, speaks_for[id], step, weights, told[id]) - _sum(guide, against[id], step, weights, told[id])
            for id in asked
        }
        stay, favoured = _foremost(sums, left), _foremost(sums, asked)
        how = _how(
            left,
            stay,
            any(guide.steps[r.criterion_id] == step for id in asked for r in (*speaks_for[id], *against[id])),
        )
        who = stay
        if how == "open" and not set(favoured) & set(left):
            how, who = "disagrees", favoured
        elif how == "open" and len(favoured) < len(asked):
            how = "agrees"
        steps.append(Step(step, how, who))
        left = stay
    last = max((place for place, step in enumerate(steps) if step.how == "narrows"), default=None)
    if last is not None:
        steps[last] = Step(steps[last].id, "decides", steps[last].who)
    return Decision(left, out, second, tried, held, tuple(steps))


def _is_there(rule: GuideRule) -> bool:
    """Does it say that code in a framework is there already?"""
    return rule.criterion_id == EXISTING and rule.strength == "strong"


def _how(before: First, after: First, something: bool) -> str:
    if len(after) < len(before):
        return "narrows"
    return "open" if something else "silent"


def _foremost(sums: Mapping[str, int], among: First) -> First:
    best = max(sums[id] for id in among)
    return tuple(id for id in among if best - sums[id] < MARGIN)


def _sum(guide: Guide, rules: list[GuideRule], step: str, weights: Mapping[str, int], told: set[str]) -> int:
    """Of one side in one step. A fact counts once, where it weighs most; ``told`` are those that counted before."""
    total = 0
    for rule in rules:  # heaviest first
        if guide.steps[rule.criterion_id] != step or (rule.fact and rule.fact in told):
            continue
        told.update({rule.fact} if rule.fact else ())
        total += weighed(rule, weights)
    return total


def tips(guide: Guide, given: Collection[str], weights: Mapping[str, int] | None = None) -> Tips:
    """Every single option more and every weight that tips the balance, and every reason whose loss would tip it."""
    weights = guide.weights | dict(weights or {})
    now = evaluate(guide, given, weights)
    other_options = [
        (option, then)
        for option in guide.asked_by
        if option not in given
        and tipped(now.first, then := evaluate(guide, guide.with_option(given, option), weights).first)
    ]
    other_weights = [
        (criterion, weight, then)
        for criterion in guide.weights
        for weight in WEIGHTS.values()
        if weight != weights[criterion]
        and tipped(now.first, then := evaluate(guide, given, weights | {criterion: weight}).first)
    ]
    sides = (now.reasons_for, now.reasons_against)
    used = [rule for rule in guide.rules if any(rule in rules for side in sides for rules in side.values())]
    reachable = reached(guide, given)
    hinges = [
        rule.id
        for rule in used
        if tipped(now.first, decide(guide, reachable, *(without(rule, side) for side in sides), weights).first)
    ]
    return Tips(other_options, other_weights, hinges)


def still_open(guide: Guide, given: Collection[str], weights: Mapping[str, int] | None = None) -> list[str]:
    """The questions without an answer of which one option would change who comes first, or the routes."""
    now = evaluate(guide, given, weights)
    answered = {guide.asked_by[option] for option in given}

    def changes(option: str) -> bool:
        then = evaluate(guide, guide.with_option(given, option), weights)
        return then.first != now.first or then.routes != now.routes

    return [
        question
        for question, options in guide.questions.items()
        if question not in answered and any(changes(option) for option in options)
    ]


def tipped(now: First, then: First) -> bool:
    """Does another framework lead, or a tie begin or end? One of several joining or leaving does not count."""
    return now != then and (not set(now) & set(then) or len(now) == 1 or len(then) == 1)


def without(rule: GuideRule, side: Mapping[str, list[GuideRule]]) -> dict[str, list[GuideRule]]:
    return {framework: [reason for reason in reasons if reason is not rule] for framework, reasons in side.items()}


def as_json(guide: Guide) -> dict[str, object]:
    """What the browser's engine needs."""
    return {
        "frameworks": FRAMEWORKS,
        "questions": guide.questions,
        "several": guide.several,
        "formerly": guide.formerly,
        "weights": guide.weights,
        "steps": list(STEPS.items()),
        "step": guide.steps,
        "margin": MARGIN,
        "if_it_fits": IF_IT_FITS,
        "existing": EXISTING,
        "rules": [
            {
                "id": rule.id,
                "when": guide.conditions["rule", rule.id],
                "all": rule.match == "all",
                "unless": rule.unless,
                "fact": rule.fact or "",
                "criterion": rule.criterion_id,
                "frameworks": rule.frameworks,
                "direction": rule.direction,
                "strength": STRENGTHS.get(rule.strength, 0),
            }
            for rule in guide.rules
        ],
        "routes": [
            {
                "id": route.id,
                "targets": route.targets,
                "when": guide.conditions["route", route.id],
                "unless": route.unless,
                "frameworks": route.frameworks,
                "worth": WORTH[route.maturity],
            }
            for route in guide.routes
        ],
    }


def in_short(answer: Answer) -> str:
    """One line that says all of an answer, the same in both engines."""

    def ids(rows: Iterable[GuideRule | Route]) -> str:
        return ",".join(row.id for row in rows)

    parts = [
        f"{framework} +{ids(answer.reasons_for[framework])} -{ids(answer.reasons_against[framework])}"
        for framework in FRAMEWORKS
    ]
    parts += [
        f"{sign}{ids(rules)}" for sign, rules in (("=", answer.neutral), ("?", answer.unknown), ("^", answer.before))
    ]
    decision = answer.decision
    parts += [f"{name}:{','.join(getattr(decision, name))}" for name in ("out", "second", "tried")]
    parts += [f"{id}<{ids(routes)}" for id, routes in (decision.held or {}).items()]
    parts += [f"{step.id}:{step.how}:{','.join(step.who)}" for step in decision.steps]
    parts.append(f"routes:{ids(answer.routes)}")
    return " ".join([*parts, f"first:{','.join(answer.first)}"])


def flags(data: Dataset, judged: Mapping[str, Judgement]) -> dict[tuple[str, str], list[Problem]]:
    """Table and id of a rule, a route or a situation → what changed since it was written.

    That is a verdict, a status, a table row that was checked again later, or the guide's own answer. A flag asks
    somebody to read the row again. It stops nothing.
    """
    guide = Guide.of(data)
    changed: dict[tuple[str, str], list[Problem]] = {}
    for table in ("guide_rules", "routes"):
        changed |= {(table, row.id): list(_changed(data, judged, table, row)) for row in data.rows(table)}
    changed |= {
        ("guide_situations", row.id): list(_answered_otherwise(data, guide, row))
        for row in data.rows("guide_situations")
    }
    return {id: problems for id, problems in changed.items() if problems}


def _changed(data: Dataset, judged: Mapping[str, Judgement], table: str, row: GuideRule | Route) -> Iterator[Problem]:
    pairs: Iterable[tuple[str, str, str, str]] = [
        ("statuses", id, then, data.systems[id].status) for id, then in zip(row.systems, row.statuses, strict=True)
    ]
    if isinstance(row, GuideRule):
        verdicts = zip(row.claims, row.verdicts, strict=True)
        pairs = [*(("verdicts", id, then, judged[id].verdict) for id, then in verdicts), *pairs]
    for column, id, then, now in pairs:
        if then != now:
            yield flagged(data, table, row, column, f"{id} is now {now}", quoted(then))
    for id in row.rows:
        days = [cell.checked_on for (criterion, _), cell in data.cells.items() if criterion == id]
        if days and max(days) > row.checked_on:
            yield flagged(
                data, table, row, "rows", f"{id} was compared with its sources again on {max(days)}",
                quoted(row.checked_on),
            )  # fmt: skip


def _answered_otherwise(data: Dataset, guide: Guide, row: GuideSituation) -> Iterator[Problem]:
    answer = evaluate(guide, row.options)
    if answer.first != tuple(id for id in FRAMEWORKS if id in row.first):
        now = " ".join(answer.first)
        yield flagged(data, "guide_situations", row, "first", f"the guide now says {now}", quoted(" ".join(row.first)))
    missing = [id for id in row.routes if id not in {route.id for route in answer.routes}]
    if missing:
        yield flagged(data, "guide_situations", row, "routes", "not in the guide's answer", quoted(" ".join(missing)))


def flagged(
    data: Dataset, table: str, row: GuideRule | Route | GuideSituation, column: str, what: str, got: str
) -> Problem:
    expected = f"{row.id} to be read again, its cell mended and checked_on set"
    return Problem(data.tables[table].file, row.line, column, what, got, expected)
