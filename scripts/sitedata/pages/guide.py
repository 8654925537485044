"""The selection guide as readers see it: the form, the table of reasons, worked examples, what became of the advice.

In: the guide's tables and the judgements of claims. Out: HTML. The browser's script takes the reasons from the table,
so each is written once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from markupsafe import Markup, escape

from sitedata.judge import guide
from sitedata.judge.claims import Judgement
from sitedata.pages.fragments import Fragments
from sitedata.pages.words.facts import one
from sitedata.schema.names import NAMES
from sitedata.schema.tables import BECAME, STEPS, WAYS, WEIGHTS, GuideExample, GuideRule
from sitedata.text.problem import Problem
from sitedata.text.values import day

CANDIDATES = NAMES | {"keras": "Keras 3"}
BECAME_WORDS = {word: word for word in BECAME} | {
    "stronger": "grown stronger",
    "stands": "still standing",
    "taste": "a matter of taste",
}
WEIGHT_WORDS = {number: word for word, number in WEIGHTS.items()}


class GuidePages:
    def __init__(self, fragments: Fragments):
        self.fragments, self.data = fragments, fragments.data

    @property
    def judged(self) -> Mapping[str, Judgement]:
        return self.fragments.edition.judged

    @property
    def guide(self) -> guide.Guide:
        return self.fragments.edition.guide

    def names(self, base: str) -> dict[str, Callable]:
        """What a page may use between ``{{`` and ``}}``."""
        return {
            "guide_tool": lambda: self.tool(base),
            "guide_examples": lambda: self.examples(base),
            "guide_table": lambda: self.table(base),
            "guide_ways": lambda: self.ways(base),
            "advice": self.advice,
            "advice_tally": self.advice_tally,
        }

    def tool(self, base: str) -> Markup:
        """The questions, and the place where ``guide.js`` writes the answer."""
        examples = []
        for row in self.data.rows("guide_examples"):
            answers = dict(self.guide.where[id] for id in row.options)
            examples.append(
                {
                    "row": row,
                    "query": self.query(answers),
                    "headline": headline(guide.evaluate(self.guide, answers).first),
                }
            )
        engine = json.dumps(
            guide.as_json(self.guide) | {"names": CANDIDATES, "words": list(WEIGHTS)}, separators=(",", ":")
        )
        days = [row.checked_on for row in self.data.rows("guide_rules")]
        return self.render(
            "guide.html", base, guide=engine, examples=examples, weights=list(WEIGHTS), day=max(days, default="")
        )

    def table(self, base: str) -> Markup:
        """Every rule below the first of its options; the other options link there."""
        rules = self.data.rows("guide_rules")
        options = [row.id for row in self.data.rows("guide_options")]
        first = {rule.id: min(rule.when, key=options.index) for rule in rules}
        listed = {id: [rule for rule in rules if first[rule.id] == id] for id in options}
        also = {id: [rule for rule in rules if id in rule.when and first[rule.id] != id] for id in options}
        return self.render("guide_table.html", base, names=CANDIDATES, listed=listed, also=also, count=len(rules))

    def ways(self, base: str) -> Markup:
        """Every way; ``guide.js`` takes those of an answer from here."""
        return self.render("guide_ways.html", base, names=CANDIDATES, ways=self.data.rows("guide_ways"))

    def examples(self, base: str) -> Markup:
        rendered = [self.example(row, base) for row in self.data.rows("guide_examples")]
        return type(rendered[0])("\n\n").join(rendered) if rendered else Markup("")

    def example(self, example: GuideExample, base: str) -> Markup:
        answers = dict(self.guide.where[id] for id in example.options)
        answer, tips = guide.evaluate(self.guide, answers), guide.tips(self.guide, answers)
        order = sorted(CANDIDATES, key=lambda id: id not in answer.first)  # stable
        sides = [side[id] for side in (answer.reasons_for, answer.reasons_against) for id in CANDIDATES]
        advice = [
            (row, self.judged[row.claim_id])
            for row in self.data.rows("guide_advice")
            if set(row.options) & set(example.options)
        ]
        return self.render(
            "guide_answer.html", base, example=example, answer=answer, tips=tips, order=order, names=CANDIDATES,
            query=self.query(answers),
            chosen=[row for row in self.data.rows("guide_options") if row.id in example.options],
            weighed=self.weighed, most=max(sum(map(self.weighed, side)) for side in sides) or 1,
            headline=headline(answer.first), steps=steps_of(answer), tipping=self.tipping(answers, tips), advice=advice,
        )  # fmt: skip

    def weighed(self, rule: GuideRule) -> int:
        return guide.weighed(rule, self.guide.weights)

    def tipping(self, answers: Mapping[str, str], tips: guide.Tips) -> dict[str, list[tuple[str, str]]]:
        """What would come first → the changes that lead there, in words and as an address."""
        short = {row.id: row.short for row in self.data.rows("guide_questions")}
        title = {(row.question_id, row.value): row.title for row in self.data.rows("guide_options")}
        criteria = {row.id: row.title for row in self.data.rows("guide_criteria")}
        changes: dict[str, list[tuple[str, str]]] = {}
        for question, value, then in tips.answers:
            words = f"{short[question]}: {title[question, value]}"
            changes.setdefault(headline(then), []).append((words, self.query({**answers, question: value})))
        for criterion, weight, then in tips.weights:
            word = WEIGHT_WORDS[weight]
            query = f"{self.query(answers)}&weight-{criterion}={word}"
            changes.setdefault(headline(then), []).append((f"{criteria[criterion]} counts {word}", query))
        return changes

    def query(self, answers: Mapping[str, str]) -> str:
        return urlencode({question: answers[question] for question in self.guide.questions if question in answers})

    def advice(self, id: str) -> Markup:
        """What became of a piece of advice: the word, and the ledger's reason.

        ``guide.js`` shows it where the advice would be followed.
        """
        row = one({row.claim_id: row for row in self.data.rows("guide_advice")}, id, "piece of advice")
        judgement = self.judged[id]
        word = f'<b class="became became-{row.became}" title="{BECAME[row.became]}">{row.became}</b>'
        why = f'<span class="advice-why">{escape(judgement.reason)}</span>'
        given = f'data-options="{" ".join(row.options)}" data-advice="{escape(judgement.claim.claim)}"'
        return Markup(f'<span class="advice" {given}>{word} {why}</span>')

    def advice_tally(self) -> str:
        """``1 grown stronger, 2 still standing``: counts and words, in the order of ``BECAME``."""
        count = Counter(row.became for row in self.data.rows("guide_advice"))
        return ", ".join(f"{count[word]} {BECAME_WORDS[word]}" for word in BECAME if count[word])

    def _released(self, system: str) -> str:
        """A system's newest release with the day, if it has one: ``1.5.1 of 22 September 2026``."""
        release = self.data.newest_release(self.data.systems[system].package)
        return f"{release.version} of {day(release.released_on)}" if release else ""

    def render(self, template: str, base: str, **values: object) -> Markup:
        data = self.data
        rules = data.rows("guide_rules")
        criteria = {row.id: row for row in data.rows("guide_criteria")}
        options = data.rows("guide_options")
        touched = {option.id: {rule.criterion_id for rule in rules if option.id in rule.when} for option in options}
        return self.fragments.render(
            template, base=base, questions=data.rows("guide_questions"), options=options, criteria=criteria,
            touches={
                id: [criteria[criterion].title for criterion in criteria if criterion in touched_ids]
                for id, touched_ids in touched.items()
            },
            titles={row.id: row.title for row in options},
            short={row.id: row.short for row in data.rows("guide_questions")},
            judged=self.judged, systems=data.systems, rows=data.by_id("comparison_criteria"),
            exported=data.by_id("probes"), released=self._released,
            flags=self.fragments.edition.to_read_again, meanings=BECAME, way_words=WAYS, **values,
        )  # fmt: skip


def headline(first: guide.First) -> str:
    """``Look first at PyTorch``, ``Either: PyTorch or Keras 3``; the same words as in guide.js."""
    names = [CANDIDATES[id] for id in first]
    if not names:
        return "Answer a question to see where to look first."
    if len(names) == 1:
        return f"Look first at {names[0]}"
    return "Any of the four" if len(names) == len(CANDIDATES) else f"Either: {', '.join(names[:-1])} or {names[-1]}"


def steps_of(answer: guide.Answer) -> list[tuple[str, str]]:
    """How it came to that, step by step, a few bold words and the rest of the line; the same as in guide.js."""

    def why(framework: str, way: str) -> str:
        reasons = [*answer.reasons_against[framework], *answer.reasons_for[framework]]
        return next(rule.reason for rule in reasons if rule.way == way)

    decision = answer.decision
    lines = [(f"{CANDIDATES[id]} is out", why(id, "none")) for id in decision.out]
    lines += [(f"{CANDIDATES[id]} comes second", why(id, "experimental")) for id in decision.second]
    return lines + [
        (STEPS[step], f"{', '.join(CANDIDATES[id] for id in left)} {'stay' if len(left) > 1 else 'stays'}")
        for step, left in decision.left
    ]


def flag_lines(flags: Mapping[str, list[Problem]]) -> list[str]:
    """For the build's output."""
    return [str(problem) for problems in flags.values() for problem in problems]
