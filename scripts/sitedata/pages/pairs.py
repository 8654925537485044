"""A page for each pair: which of the two to take, what differs, what each reaches, what happened and ends; and a list.

In: pairs. Out: Markdown, and HTML for the page *Two side by side*.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from sitedata.judge import pairs as judge
from sitedata.judge.claims import Judgement
from sitedata.judge.endings import Endings, seen_on
from sitedata.judge.guide import IF_IT_FITS
from sitedata.judge.pairs import Aim, Pair
from sitedata.judge.staleness import newest_check
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import CANDIDATES, GuidePages
from sitedata.pages.pair_facts import lines
from sitedata.schema.figure import Figure
from sitedata.schema.tables import CRITERION_GROUPS, MATURITIES, Criterion, Route, System
from sitedata.text.values import day, listed, shortened

BASE = "../../"  # from a pair's page to the root
SAYS = "What differs, which ways lead over each, what happened and what ends."
FEW = 6  # events, claims or figures; more are folded
EMBEDDED = ("counted", "measured")
"""Kinds of figures of which a page shows the first one that has both; it links the others."""
NUMBERS = {2: "Both", 3: "All three", 4: "All four", 5: "All five", 6: "All six"}
STANDS = {"maintenance": "in maintenance", "merged": "merged into another"}
HEADINGS = {
    "mobile-edge": "Phones and devices", "high-level-api": "Training loops", "interchange": "Export",
    "distributed": "Many GPUs", "compiler-hardware": "Compilers and hardware", "domain-library": "Libraries of a field",
}  # fmt: skip
"""Area of a system → what the list calls it, where its own name says too little."""


def pair_address(id: str) -> str:
    return f"compare/{id}/"


class PairPages:
    def __init__(self, fragments: Fragments):
        self.fragments, self.data = fragments, fragments.data
        self.guide = GuidePages(fragments)

    def page(self, pair: Pair) -> str:
        told, aims = lines(self.fragments.edition, pair), self._aims(pair)
        asked = pair.row.question if pair.row else ""
        answer = (pair.row.answer or "") if pair.row else ""
        short = " ".join(filter(None, (answer, standing(pair), self._leaning(pair, aims), self._newest(pair))))
        figures = self._figures(pair)
        shown = [one for kind in EMBEDDED if (one := next((each for each in figures if each.kind == kind), None))]
        table, row = ("side_by_side", pair.row) if pair.row else ("frameworks", pair.frameworks[0])
        beside = judge.with_system(self.data, *(system.id for system in pair.systems))
        return self.fragments.page(
            "pair_page.md", pair=pair, base=BASE, title=pair.title, asked=asked, short=short,
            description=shortened(" ".join(filter(None, (asked, short, SAYS))), 165, ",;:"),
            names=CANDIDATES, titles=self.guide.titles,
            differing=[line for line in told if not line.agrees], agreeing=[line for line in told if line.agrees],
            aims=aims, groups=groups(pair, aims), ways=self._ways(pair, aims), asks=self._asks,
            by_question=self._by_question, by_ways=any(row.id in IF_IT_FITS for row in pair.frameworks),
            query=lambda target: self.guide.query([target]), part=part, maturities=MATURITIES,
            rows=self._rows(pair), cells=self.data.cells, columns=[judge.column_of(each) for each in pair.frameworks],
            drawn=[self.fragments.figure(one.id, BASE, said=set(), told={}) for one in shown],
            figures=[one for one in figures if one not in shown], claims=self._claims(pair), few=FEW,
            events=judge.events_of(self.data, pair), ends=self._ends(pair),
            others=[each for each in beside if each.id != pair.id], own=self.fragments.tools.of(table, row),
        )  # fmt: skip

    def listing(self, base: str) -> Markup:
        """Every pair: those of the frameworks, then the others by what they are for."""
        note("shown", "side_by_side")
        listed: dict[str, list[tuple[Pair, str]]] = {}
        for pair in judge.pairs(self.data):
            area = "The four frameworks" if pair.frameworks else heading(pair.systems[0])
            said = self._leaning(pair, self._aims(pair)) if pair.frameworks else standing(pair)
            listed.setdefault(area, []).append((pair, said))
        return self.fragments.render("pairs.html", groups=listed, base=base)

    def names(self, base: str) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "pair_list": lambda: self.listing(base),
            "pair_count": lambda: len(judge.pairs(self.data)),
        }

    def _aims(self, pair: Pair) -> list[Aim]:
        return judge.aims(self.fragments.edition.guide, pair)

    def _by_question(self, aims: list[Aim]) -> dict[str, list[Aim]]:
        found: dict[str, list[Aim]] = {}
        for aim in aims:
            found.setdefault(self._asks[aim.question], []).append(aim)
        return found

    @property
    def _asks(self) -> dict[str, str]:
        return {row.id: row.short for row in self.data.rows("guide_questions")}

    def _newest(self, pair: Pair) -> str:
        """``Newest on the package index: LiteRT 2.3.0 of 6 October 2026, …``; of several, the active ones."""
        said = []
        for system in pair.systems:
            release = self.data.newest_release(system.package)
            if release and (system.status == "active" or len(pair.systems) == 2):
                said.append(f"{system.name} {release.version} of {day(release.released_on)}")
        return f"Newest on the package index: {', '.join(said)}." if said else ""

    def _leaning(self, pair: Pair, aims: list[Aim]) -> str:
        """``Of 21 goals in the guide, PyTorch is ahead for 9, TensorFlow for 2.``"""
        ahead = {row.id: sum(aim.ahead == row.id for aim in aims) for row in pair.frameworks}
        if not any(ahead.values()):
            return ""
        first, *others = sorted(ahead, key=ahead.__getitem__, reverse=True)
        rest = "".join(f", {CANDIDATES[id]} for {ahead[id] or 'none'}" for id in others)
        return f"Of {len(aims)} goals in the guide, {CANDIDATES[first]} is ahead for {ahead[first]}{rest}."

    def _ends(self, pair: Pair) -> Endings:
        return seen_on(self.fragments.edition.day or newest_check(self.data), judge.ends_of(self.data, pair))

    def _rows(self, pair: Pair) -> tuple[dict[str, list[Criterion]], list[Criterion]]:
        """The rows of the comparison table that differ, by their group, and the others."""
        differ, others = judge.criteria(self.data, pair) if pair.frameworks else ([], [])
        grouped = {group: [row for row in differ if row.group == group] for group in CRITERION_GROUPS}
        return {group: mine for group, mine in grouped.items() if mine}, others

    def _ways(self, pair: Pair, aims: list[Aim]) -> dict[str, str]:
        """System → ``Takes models from TensorFlow, Keras 3; experimental: JAX. Leads to: A server; A browser.``

        Not of a framework: routes begin there, and few name it as a part.
        """
        begin = {row.id for row in self.data.rows("frameworks")}
        return {
            system.id: self._way([(aim.target, aim.routes[at]) for aim in aims if aim.routes[at]])
            for at, system in enumerate(pair.systems)
            if system.id not in begin
        }

    def _way(self, reached: list[tuple[str, tuple[Route, ...]]]) -> str:
        best: dict[str, str] = {}
        for route in (route for _, routes in reached for route in routes):
            for id in route.frameworks:
                best[id] = max(best.get(id, route.maturity), route.maturity, key=[*MATURITIES].index)
        kept, tried = (
            ", ".join(name for id, name in CANDIDATES.items() if best.get(id) == each)
            for each in ("maintained", "experimental")
        )
        sources = "; ".join(filter(None, (kept, tried and f"experimental: {tried}")))
        targets = "; ".join(
            self.guide.titles[target] + (" (experimental)" if routes[0].maturity == "experimental" else "")
            for target, routes in reached
        )
        return f"Takes models from {sources}. Leads to: {targets}." if best else ""

    def _figures(self, pair: Pair) -> list[Figure]:
        return [
            figure for figure in self.fragments.edition.figures.values()
            if figure.kind != "claim" and all(has(figure, system) for system in pair.systems)
        ]  # fmt: skip

    def _claims(self, pair: Pair) -> list[Judgement]:
        """The claims that name every side."""
        names = [system.name.lower() for system in pair.systems]
        return [
            judged for judged in self.fragments.edition.judged.values()
            if all(name in judged.claim.claim.lower() for name in names)
        ]  # fmt: skip


def groups(pair: Pair, aims: list[Aim]) -> list[tuple[str, list[Aim]]]:
    """Who is ahead where, and where neither is."""
    level = {"maintained": "Either", "experimental": "Either, experimental", "none": "Neither"}
    named = [(f"{CANDIDATES[row.id]} first", row.id, "") for row in pair.frameworks]
    wanted = [*named, *((words, "", best) for best, words in level.items())]
    found = [(words, [aim for aim in aims if aim.ahead == id and best in ("", aim.best)]) for words, id, best in wanted]
    return [(words, mine) for words, mine in found if mine]


def standing(pair: Pair) -> str:
    """``TorchServe is archived; LitServe and KServe are active.`` And who is named as whose successor."""
    by_status: dict[str, list[str]] = {}
    for system in pair.systems:
        by_status.setdefault(STANDS.get(system.status, system.status), []).append(system.name)
    if len(by_status) == 1:
        said = [f"{NUMBERS.get(len(pair.systems), 'All')} are {next(iter(by_status))}"]
    else:
        said = [
            "; ".join(f"{listed(them)} {'is' if len(them) == 1 else 'are'} {one}" for one, them in by_status.items())
        ]
    for system in pair.systems:
        if after := [each.name for each in pair.systems if each.id in system.successor]:
            said.append(f"{listed(after)} {'is' if len(after) == 1 else 'are'} named as successor of {system.name}")
    return f"{'. '.join(said)}."


def heading(system: System) -> str:
    return HEADINGS.get(system.area, system.area.replace("-", " ").capitalize())


def part(route: Route) -> str:
    """A route without who wrote the model: ``a .pte file by torch.export → ExecuTorch``."""
    return " → ".join(filter(None, (route.export, route.runtime)))


def has(figure: Figure, system: System) -> bool:
    """Is it drawn in the figure? As one of the frameworks to show, in a row of its own, or as a column."""
    rows = {row.get(name) for row in figure.rows for name in ("framework", "system")}
    return bool(
        {system.id, system.name} & ({*figure.views.show, *rows} | {name.split("_")[0] for name in figure.columns})
    )
