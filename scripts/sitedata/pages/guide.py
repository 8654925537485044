"""The selection guide as readers see it: the form, reasons, routes, situations, a tree, and what became of the advice.

In: the guide's tables and the judgements of claims. Out: HTML. The browser's script takes reasons and routes from the
tables, so each is written once.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from sitedata.judge import guide
from sitedata.judge.claims import Judgement
from sitedata.judge.endings import Ending, Parts, of_parts
from sitedata.judge.staleness import newest_check
from sitedata.load.uses import remembered
from sitedata.pages.fragments import Fragments
from sitedata.schema.names import NAMES
from sitedata.schema.tables import BECAME, FRAMEWORKS, MATURITIES, WEIGHTS, Fit, GuideAdvice, Route
from sitedata.text.problem import Problem
from sitedata.text.values import day, listed

CANDIDATES = NAMES | {"keras": "Keras 3"}
BECAME_WORDS = {word: word for word in BECAME} | {
    "stronger": "grown stronger",
    "stands": "still standing",
    "taste": "a matter of taste",
}
FIRST_SITUATIONS = 5
"""So many situations stand beside the questions, as examples."""
BEGIN = ("task", "runs-on")
"""The two questions that the home page asks."""
WHERE = ("runs-on", "trains-on", "must")
"""The questions that the tree of answers begins with: those about a target."""
RUNS = ("serving", "mobile-edge", "browser")
"""The areas of the systems that run a model for its users."""
ANY_FIELD = "In any field"
MOST_RUNTIMES = 2
"""A headline names no more for a framework."""
PROPER = ("Intel", "Google")
"""First words of options that keep their capital in a sentence."""
WHAT_ELSE = ("task", "code", "models")
"""The questions whose options are its branches."""


class GuidePages:
    def __init__(self, fragments: Fragments):
        self.fragments, self.data = fragments, fragments.data

    @property
    def judged(self) -> Mapping[str, Judgement]:
        return self.fragments.edition.judged

    @property
    def guide(self) -> guide.Guide:
        return self.fragments.edition.guide

    @remembered
    def titles(self) -> dict[str, str]:
        """Option → its title."""
        return {row.id: row.title for row in self.data.rows("guide_options")}

    @remembered
    def fits(self) -> dict[str, Fit]:
        """Route → which releases of its packages install together."""
        return {row.route_id: row for row in self.data.rows("fits")}

    def ends(self, parts: Parts) -> dict[str, str]:
        """Id of an end of one of these parts → ``Support of PyTorch 2.15 ends on 22 December 2026 (inferred)``."""
        today = self.fragments.edition.day or newest_check(self.data)
        return {one.row.id: said_end(one, today) for one in of_parts(parts, self.data, today)}

    @remembered
    def route_ends(self) -> dict[str, dict[str, str]]:
        """Route → what of its parts ended, or ends within a year."""
        rows = {route: self.fits.get(route.id) for route in self.data.rows("routes")}
        return {
            route.id: self.ends(Parts(tuple(fit.packages), fit.python, tuple(route.frameworks), tuple(route.systems)))
            if fit
            else self.ends(Parts(systems=tuple(route.systems)))
            for route, fit in rows.items()
        }

    @remembered
    def newest_ends(self) -> dict[str, dict[str, str]]:
        """Framework → what of its newest release ended, or ends within a year."""
        packages = {id: self.data.systems[id].package for id in FRAMEWORKS if id in self.data.systems}
        newest = {id: (package, self.data.newest_release(package)) for id, package in packages.items() if package}
        ends = {id: self.ends(Parts((f"{package}@{one.version}",))) for id, (package, one) in newest.items() if one}
        return {id: mine for id, mine in ends.items() if mine}

    def names(self, base: str) -> dict[str, Callable]:
        """What a page may use between ``{{`` and ``}}``."""
        return {
            "guide_tool": lambda: self.tool(base),
            "guide_begin": lambda: self.begin(base),
            "guide_table": lambda: self.table(base),
            "guide_routes": lambda: self.routes(base),
            "guide_situations": lambda: self.situations(base),
            "guide_tree": lambda: self.tree(base),
            "guide_in_short": self.in_short,
            "guide_advice": lambda: self.advice(base),
            "advice_tally": self.advice_tally,
            "situation_count": lambda: len(self.data.rows("guide_situations")),
            "route_count": lambda: len(self.data.rows("routes")),
        }

    def tool(self, base: str) -> Markup:
        """The questions, and the place where ``guide.js`` writes the answer."""
        engine = json.dumps(
            guide.as_json(self.guide)
            | {
                "names": CANDIDATES,
                "words": list(WEIGHTS),
                "releases": {id: self.released(id) for id in FRAMEWORKS},
                "runtimes": self.runtimes,
            },
            separators=(",", ":"),
        )
        days = [row.checked_on for table in ("guide_rules", "routes") for row in self.data.rows(table)]
        examples = [(row, self.query(row.options)) for row in self.data.rows("guide_situations")[:FIRST_SITUATIONS]]
        return self.render(
            "guide.html", base, guide=engine, examples=examples, weights=list(WEIGHTS), day=max(days, default="")
        )

    def begin(self, base: str) -> Markup:
        """Two questions for another page, with the headline of each pair of answers; sent, they open the guide."""
        asked = [row for row in self.data.rows("guide_questions") if row.id in BEGIN]
        choices = [["", *self.guide.questions[row.id]] for row in asked]
        answers = {}
        for pair in itertools.product(*choices):
            if given := [option for option in pair if option]:
                values = (option.removeprefix(f"{row.id}-") for row, option in zip(asked, pair, strict=True))
                answers["|".join(values)] = self.said(guide.evaluate(self.guide, given))
        return self.render("guide_begin.html", base, asked=asked, answers=json.dumps(answers, separators=(",", ":")))

    def table(self, base: str) -> Markup:
        """Every rule below the first of its options; the other options link there."""
        rules = self.data.rows("guide_rules")
        options = [row.id for row in self.data.rows("guide_options")]
        first = {rule.id: min(rule.when, key=options.index) for rule in rules}
        listed = {id: [rule for rule in rules if first[rule.id] == id] for id in options}
        also = {id: [rule for rule in rules if id in rule.when and first[rule.id] != id] for id in options}
        return self.render("guide_table.html", base, names=CANDIDATES, listed=listed, also=also, count=len(rules))

    def routes(self, base: str) -> Markup:
        """Every route, below the first of its targets, and where models come from.

        ``guide.js`` takes those of an answer from here.
        """
        rows = self.data.rows("routes")
        listed = {id: [route for route in rows if route.targets[0] == id] for id in self.guide.asked_by}
        return self.render(
            "guide_routes.html", base, names=CANDIDATES, listed={id: mine for id, mine in listed.items() if mine},
            sources=self.data.rows("model_sources"), count=len(rows),
        )  # fmt: skip

    def situations(self, base: str) -> Markup:
        """Every situation with its answer, below its field; those without one come last."""
        titles = self.titles
        groups: dict[str, list] = {titles[id]: [] for id in self.guide.questions.get("task", ())} | {ANY_FIELD: []}
        before = {}
        for row in self.data.rows("guide_situations"):
            answer = guide.evaluate(self.guide, row.options)
            before[row.id] = answer.before
            kept = [route for route in answer.routes if route.maturity == "maintained"]
            field = next((titles[id] for id in row.options if self.guide.asked_by[id] == "task"), ANY_FIELD)
            groups[field].append((row, self.said(answer), kept or answer.routes, self.query(row.options)))
        return self.render(
            "guide_situations.html", base, chain=chain, before=before, sources=self.data.sources,
            groups={title: rows for title, rows in groups.items() if rows},
        )  # fmt: skip

    def tree(self, base: str) -> Markup:
        """Nested lists: for each target who comes first, and what else would change that."""
        titles, made = self.titles, self.guide
        branches = []
        for question in (row for row in self.data.rows("guide_questions") if row.id in WHERE):
            leaves = []
            for target in made.questions[question.id]:
                now = guide.evaluate(made, [target])
                others: dict[guide.First, list[str]] = {}
                for option in (id for asked in WHAT_ELSE for id in made.questions[asked]):
                    then = guide.evaluate(made, [target, option]).first
                    if guide.tipped(now.first, then):
                        others.setdefault(then, []).append(titles[option])
                leaves.append((titles[target], self.said(now), [(headline(id), them) for id, them in others.items()]))
            branches.append((question.title, leaves))
        return self.render("guide_tree.html", base, branches=branches)

    @remembered
    def runtimes(self) -> dict[str, str]:
        """Route → the system that runs the model at the end of it, where there is one."""
        ends = {
            route.id: [self.data.systems[id].name for id in route.systems if self.data.systems[id].area in RUNS]
            for route in self.data.rows("routes")
        }
        return {id: systems[0] for id, systems in ends.items() if systems}

    def said(self, answer: guide.Answer) -> str:
        """The headline of an answer: ``Either: TensorFlow or Keras 3 with LiteRT; or PyTorch with ExecuTorch``."""
        ends = {
            framework: self._ends([routes[framework] for routes in answer.reachable.values() if framework in routes])
            for framework in answer.first
        }
        return headline(answer.first, ends)

    def _ends(self, ways: Sequence[Sequence[Route]]) -> tuple[str, ...]:
        """What runs the model: one runtime where it ends one of the best routes to every target, else that of each."""
        best = [[route for route in routes if route.maturity == routes[0].maturity] for routes in ways]
        named = [
            own for routes in best if (own := [self.runtimes[one.id] for one in routes if one.id in self.runtimes])
        ]
        shared = [name for name in (named[0] if named else ()) if all(name in own for own in named)]
        if len(named) > 1 and shared:
            return (shared[0],)
        return tuple(dict.fromkeys(
            self.runtimes[routes[0].id] for routes in ways if routes[0].id in self.runtimes
        ))[:MOST_RUNTIMES]  # fmt: skip

    def in_short(self) -> str:
        """``PyTorch comes first for AMD GPUs; TensorFlow for a microcontroller; they are alike for a server, …``."""
        groups: dict[str, list[str]] = {"pytorch": [], "tensorflow": [], "both": []}
        for question in ("runs-on", "trains-on"):
            for target in self.guide.questions.get(question, ()):
                first = set(guide.evaluate(self.guide, [target]).first) & {"tensorflow", "pytorch"}
                if first:
                    groups["both" if len(first) == 2 else first.pop()].append(briefly(self.titles[target]))
        said = {"pytorch": "PyTorch comes first for", "tensorflow": "TensorFlow for", "both": "they are alike for"}
        return "; ".join(f"{words} {listed(groups[key])}" for key, words in said.items() if groups[key])

    def query(self, options: Collection[str]) -> str:
        made = self.guide
        return urlencode([(made.asked_by[id], id.removeprefix(f"{made.asked_by[id]}-")) for id in made.asked_by
                          if id in options])  # fmt: skip

    def advice(self, base: str) -> Markup:
        """The ten pieces of advice, what became of each, and what the guide says where it would be followed.

        ``guide.js`` shows those that an answer touches.
        """
        rows = [(row, self.judged[row.claim_id], self.followed(row)) for row in self.data.rows("guide_advice")]
        return self.render("guide_advice.html", base, advice=rows)

    def followed(self, advice: GuideAdvice) -> str:
        """What the guide says where advice would be followed: ``Either: TensorFlow or PyTorch (A server)``."""
        said: dict[str, list[str]] = {}
        for option in advice.options:
            said.setdefault(self.said(guide.evaluate(self.guide, [option])), []).append(self.titles[option])
        return "; ".join(f"{words} ({', '.join(options)})" for words, options in said.items())

    def advice_tally(self) -> str:
        """``1 grown stronger, 2 still standing``: counts and words, in the order of ``BECAME``."""
        count = Counter(row.became for row in self.data.rows("guide_advice"))
        return ", ".join(f"{count[word]} {BECAME_WORDS[word]}" for word in BECAME if count[word])

    def released(self, system: str) -> str:
        """A system's newest release with the day, if it has one: ``1.5.1 of 22 September 2026``."""
        row = self.data.systems.get(system)
        release = row and self.data.newest_release(row.package)
        return f"{release.version} of {day(release.released_on)}" if release else ""

    def render(self, template: str, base: str, **values: object) -> Markup:
        data = self.data
        options = data.rows("guide_options")
        return self.fragments.render(
            template, base=base, questions=data.rows("guide_questions"), options=options,
            criteria={row.id: row for row in data.rows("guide_criteria")}, counted=self.guide.weights,
            titles=self.titles, judged=self.judged, systems=data.systems,
            rows=data.by_id("comparison_criteria"), exported=data.by_id("probes"), released=self.released,
            fits=self.fits, route_ends=self.route_ends, newest_ends=self.newest_ends, of_sources=data.sources,
            flags=self.fragments.edition.to_read_again, meanings=BECAME, maturities=MATURITIES, **values,
        )  # fmt: skip


def briefly(title: str) -> str:
    """``edge Linux`` of ``Edge Linux: Raspberry Pi, Jetson``, for the middle of a sentence."""
    words = re.split(r"[:,]", title)[0]
    first = words.split()[0]
    return words if (first.isupper() and len(first) > 1) or first in PROPER else words[:1].lower() + words[1:]


def said_end(one: Ending, today: datetime.date) -> str:
    how = f"{'ends' if one.day >= today else 'ended'} {'on' if one.exact else 'in'}"
    words = f"Support of {one.row.what} {how} {day(one.row.ends_on)}"
    if one.row.certainty == "announced":
        return f"{words} (announced)"
    return f"{words} ({one.row.certainty}: {one.row.reason.split('. ')[0].removesuffix('.')})"


def headline(first: guide.First, runtimes: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """``Look first at PyTorch``, ``Either: PyTorch or Keras 3``; the same words as in guide.js.

    ``runtimes``: framework → what runs its model in the end; those with the same stand together.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for id in first:
        groups.setdefault((runtimes or {}).get(id, ()), []).append(CANDIDATES[id])
    if not first:
        return "Answer a question to see where to look first."
    if [*groups] == [()] and len(first) == len(CANDIDATES):
        return "Any of the four"
    said = [_or(names) + (f" with {' and '.join(ends)}" if ends else "") for ends, names in groups.items()]
    return f"Look first at {said[0]}" if len(first) == 1 else f"Either: {'; or '.join(said)}"


def _or(names: list[str]) -> str:
    return " or ".join([*([", ".join(names[:-1])] if names[:-1] else []), names[-1]])


def chain(route: Route, names: Mapping[str, str] = CANDIDATES) -> str:
    """A route in one line: ``PyTorch → a .pte file by torch.export → ExecuTorch``."""
    parts = [
        " or ".join(names[id] for id in route.frameworks),
        *([route.export] if route.export else []),
        route.runtime,
    ]
    return " → ".join(parts)


def flag_lines(flags: Mapping[tuple[str, str], list[Problem]]) -> list[str]:
    """For the build's output."""
    return [str(problem) for problems in flags.values() for problem in problems]
