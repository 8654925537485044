"""The selection guide's engine: answers and weights in; reasons, who is left after each step, what would tip it out.

First what is possible, then what is there already, then people, upkeep and speed: a later step only decides what the
earlier ones leave open (:data:`sitedata.schema.tables.STEPS`). Within a step reasons are added up, each fact once.

``overrides/assets/guide-engine.js`` is the same engine for the browser, on the same rules (:func:`as_json`); a test
compares the two on many combinations of answers. Whole numbers only, so that both add up alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sitedata.judge.claims import Judgement
from sitedata.load.dataset import Dataset
from sitedata.schema.tables import FRAMEWORKS, STEPS, STRENGTHS, WEIGHTS, GuideRule, GuideWay
from sitedata.text.problem import Problem, quoted

MARGIN = STRENGTHS["clear"] * WEIGHTS["normal"]
"""Frameworks whose sums in a step differ by less than one clear reason of normal weight stay together."""

IF_IT_FITS = ("jax",)
"""Frameworks that are named first only where something speaks for them."""

First = tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """Who comes first, and how it came to that.

    ``out`` have no maintained way and ``second`` only an experimental one, while others have better. ``left`` says for
    each step that left somebody out who stayed.
    """

    first: First = ()
    out: First = ()
    second: First = ()
    left: tuple[tuple[str, First], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the reasons say.

    The reasons of a framework come step by step, within one in order of weight × strength; ``neutral`` and ``unknown``
    in file order.
    """

    reasons_for: dict[str, list[GuideRule]]
    reasons_against: dict[str, list[GuideRule]]
    neutral: list[GuideRule]
    unknown: list[GuideRule]
    decision: Decision
    ways: list[GuideWay]

    @property
    def first(self) -> First:
        """What to look at first; several for a tie, none before the first answer."""
        return self.decision.first


@dataclass(frozen=True)
class Tips:
    """What would change ``Answer.first``: another answer, another weight, or the loss of one reason."""

    answers: list[tuple[str, str, First]]
    weights: list[tuple[str, int, First]]
    hinges: list[str]


@dataclass(frozen=True)
class Guide:
    """The questions with the values of their options, the default weights and the rules, all in file order.

    ``steps``: criterion → the step to which its reasons belong.
    """

    questions: dict[str, tuple[str, ...]]
    weights: dict[str, int]
    steps: dict[str, str]
    rules: tuple[GuideRule, ...]
    ways: tuple[GuideWay, ...]
    where: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, data: Dataset) -> Guide:
        options = data.rows("guide_options")
        return cls(
            {
                question.id: tuple(option.value for option in options if option.question_id == question.id)
                for question in data.rows("guide_questions")
            },
            {criterion.id: WEIGHTS[criterion.weight] for criterion in data.rows("guide_criteria")},
            {criterion.id: criterion.step for criterion in data.rows("guide_criteria")},
            tuple(data.rows("guide_rules")),
            tuple(data.rows("guide_ways")),
            {option.id: (option.question_id, option.value) for option in options},
        )

    @cached_property
    def conditions(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """Rule → the questions that it names, each with the values that meet it."""
        return {rule.id: self._grouped(rule.when) for rule in self.rules}

    def _grouped(self, options: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
        grouped: dict[str, set[str]] = {}
        for option in options:
            question, value = self.where[option]
            grouped.setdefault(question, set()).add(value)
        return [(question, frozenset(values)) for question, values in grouped.items()]

    @cached_property
    def ways_when(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """Way → the questions that it names, each with the values that meet it."""
        return {way.id: self._grouped(way.when) for way in self.ways}

    def leading(self, answers: Mapping[str, str], first: First) -> list[GuideWay]:
        """The ways from these frameworks to what is asked, the maintained ones first."""
        met = [
            way
            for way in self.ways
            if set(way.frameworks) & {*first}
            and all(answers.get(question) in values for question, values in self.ways_when[way.id])
        ]
        return sorted(met, key=lambda way: way.maturity != "maintained")

    def counting(self, answers: Mapping[str, str]) -> list[GuideRule]:
        """The rules that these answers bring into play."""
        given = {*answers.items()}
        met = {rule_id for answer in given for rule_id in self.touched.get(answer, ())}
        return [
            rule
            for rule in self.rules
            if rule.id in met
            and (rule.match == "any" or self._all_met(rule, answers))
            and not any(self.where[option] in given for option in rule.unless)
        ]

    def _all_met(self, rule: GuideRule, answers: Mapping[str, str]) -> bool:
        return all(answers.get(question) in values for question, values in self.conditions[rule.id])

    def place(self, rule: GuideRule) -> int:
        """Where in the order of the steps its reason counts."""
        return list(STEPS).index(self.steps[rule.criterion_id])

    @cached_property
    def touched(self) -> dict[tuple[str, str], set[str]]:
        """Question and value → the ids of the rules that name them."""
        rule_ids: dict[tuple[str, str], set[str]] = {}
        for rule in self.rules:
            for option in rule.when:
                rule_ids.setdefault(self.where[option], set()).add(rule.id)
        return rule_ids


def evaluate(guide: Guide, answers: Mapping[str, str], weights: Mapping[str, int] | None = None) -> Answer:
    """What the reasons say for these answers.

    ``answers``: question → value, for the questions that are answered. ``weights``: criterion → 0 to 3, where a reader
    changed it.
    """
    weights = guide.weights | dict(weights or {})
    counting = guide.counting(answers)
    sides: dict[str, dict[str, list[GuideRule]]] = {}
    for direction in ("for", "against"):
        mine = [rule for rule in counting if rule.direction == direction and weights[rule.criterion_id]]
        mine.sort(key=lambda rule: (guide.place(rule), -weighed(rule, weights)))  # stable: equal ones keep their order
        sides[direction] = {
            framework: [rule for rule in mine if framework in rule.frameworks] for framework in FRAMEWORKS
        }
    neutral, unknown = (
        [rule for rule in counting if rule.direction == direction] for direction in ("neutral", "unknown")
    )
    decision = decide(guide, sides["for"], sides["against"], weights) if counting else Decision()
    ways = guide.leading(answers, decision.first)
    return Answer(sides["for"], sides["against"], neutral, unknown, decision, ways)


def weighed(rule: GuideRule, weights: Mapping[str, int]) -> int:
    return weights[rule.criterion_id] * STRENGTHS[rule.strength]


def decide(
    guide: Guide,
    speaks_for: Mapping[str, list[GuideRule]],
    against: Mapping[str, list[GuideRule]],
    weights: Mapping[str, int],
) -> Decision:
    """Who is left after each step: those less than :data:`MARGIN` behind the best of it.

    One of :data:`IF_IT_FITS` takes part only with a reason for it. Where nobody has a maintained way, all stay.
    """
    asked = [framework for framework in FRAMEWORKS if speaks_for[framework] or framework not in IF_IT_FITS]

    def with_way(way: str) -> First:
        return tuple(
            framework
            for framework in asked
            if any(rule.way == way for rule in (*speaks_for[framework], *against[framework]))
        )

    out, second = with_way("none"), with_way("experimental")
    left = [framework for framework in asked if framework not in out] or asked
    left = [framework for framework in left if framework not in second] or left
    steps = [("possible", tuple(left))] if len(left) < len(asked) else []
    told: dict[str, set[str]] = {framework: set() for framework in FRAMEWORKS}
    for step in STEPS:
        sums = {
            framework: _sum(guide, speaks_for[framework], step, weights, told[framework])
            - _sum(guide, against[framework], step, weights, told[framework])
            for framework in left
        }
        best = max(sums.values())
        stay = [framework for framework in left if best - sums[framework] < MARGIN]
        if len(stay) < len(left):
            left = stay
            steps = [*(one for one in steps if one[0] != step), (step, tuple(left))]
    return Decision(tuple(left), out, second, tuple(steps))


def _sum(guide: Guide, rules: list[GuideRule], step: str, weights: Mapping[str, int], told: set[str]) -> int:
    """Of one side in one step. A fact counts once, where it weighs most; ``told`` are those that counted before."""
    total = 0
    for rule in rules:  # heaviest first
        if guide.steps[rule.criterion_id] != step or (rule.fact and rule.fact in told):
            continue
        told.update({rule.fact} if rule.fact else ())
        total += weighed(rule, weights)
    return total


def tips(guide: Guide, answers: Mapping[str, str], weights: Mapping[str, int] | None = None) -> Tips:
    """Every single change of an answer or a weight that tips the balance, and every reason whose loss would tip it."""
    weights = guide.weights | dict(weights or {})
    now = evaluate(guide, answers, weights)
    other_answers = [
        (question, value, then)
        for question, values in guide.questions.items()
        for value in values
        if answers.get(question) != value
        and tipped(now.first, then := evaluate(guide, {**answers, question: value}, weights).first)
    ]
    other_weights = [
        (criterion, weight, then)
        for criterion in guide.weights
        for weight in WEIGHTS.values()
        if weight != weights[criterion]
        and tipped(now.first, then := evaluate(guide, answers, weights | {criterion: weight}).first)
    ]
    sides = (now.reasons_for, now.reasons_against)
    used = [rule for rule in guide.rules if any(rule in rules for side in sides for rules in side.values())]
    hinges = [
        rule.id
        for rule in used
        if tipped(now.first, decide(guide, *(without(rule, side) for side in sides), weights).first)
    ]
    return Tips(other_answers, other_weights, hinges)


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
        "weights": guide.weights,
        "steps": list(STEPS.items()),
        "step": guide.steps,
        "margin": MARGIN,
        "if_it_fits": IF_IT_FITS,
        "rules": [
            {
                "id": rule.id,
                "when": [[question, sorted(values)] for question, values in guide.conditions[rule.id]],
                "all": rule.match == "all",
                "unless": [list(guide.where[option]) for option in rule.unless],
                "way": rule.way or "",
                "fact": rule.fact or "",
                "criterion": rule.criterion_id,
                "frameworks": rule.frameworks,
                "direction": rule.direction,
                "strength": STRENGTHS.get(rule.strength, 0),
            }
            for rule in guide.rules
        ],
        "ways": [
            {
                "id": way.id,
                "when": [[question, sorted(values)] for question, values in guide.ways_when[way.id]],
                "frameworks": way.frameworks,
                "kept": way.maturity == "maintained",
            }
            for way in guide.ways
        ],
    }


def in_short(answer: Answer) -> str:
    """One line that says all of an answer, the same in both engines."""

    def ids(rules: list[GuideRule]) -> str:
        return ",".join(rule.id for rule in rules)

    parts = [
        f"{framework} +{ids(answer.reasons_for[framework])} -{ids(answer.reasons_against[framework])}"
        for framework in FRAMEWORKS
    ]
    parts += [f"{sign}{ids(rules)}" for sign, rules in (("=", answer.neutral), ("?", answer.unknown))]
    decision = answer.decision
    parts += [f"out:{','.join(decision.out)}", f"second:{','.join(decision.second)}"]
    parts += [f"{step}:{','.join(left)}" for step, left in decision.left]
    parts.append(f"ways:{','.join(way.id for way in answer.ways)}")
    return " ".join([*parts, f"first:{','.join(answer.first)}"])


def flags(data: Dataset, judged: Mapping[str, Judgement]) -> dict[str, list[Problem]]:
    """Rule → what changed since it was written: a verdict, a status, or a table row that was checked again later.

    A flag asks somebody to read the rule again. It stops nothing.
    """
    changed = {rule.id: list(_changed(data, judged, rule)) for rule in data.rows("guide_rules")}
    return {id: problems for id, problems in changed.items() if problems}


def _changed(data: Dataset, judged: Mapping[str, Judgement], rule: GuideRule) -> Iterator[Problem]:
    pairs: Iterable[tuple[str, str, str, str]] = [
        *(("verdicts", id, then, judged[id].verdict) for id, then in zip(rule.claims, rule.verdicts, strict=True)),
        *(
            ("statuses", id, then, data.systems[id].status)
            for id, then in zip(rule.systems, rule.statuses, strict=True)
        ),
    ]
    for column, id, then, now in pairs:
        if then != now:
            yield flagged(data, rule, column, f"{id} is now {now}", quoted(then))
    for id in rule.rows:
        days = [cell.checked_on for (criterion, _), cell in data.cells.items() if criterion == id]
        if days and max(days) > rule.checked_on:
            yield flagged(
                data, rule, "rows", f"{id} was compared with its sources again on {max(days)}", quoted(rule.checked_on)
            )


def flagged(data: Dataset, rule: GuideRule, column: str, what: str, got: str) -> Problem:
    file = data.tables["guide_rules"].file
    return Problem(
        file, rule.line, column, what, got, f"rule {rule.id} to be read again, its cell mended and checked_on set"
    )
