"""Claims as readers see them: the ledger, a page for each, tallies.

In: judgements. Out: HTML and Markdown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from markdown.extensions.toc import slugify
from markupsafe import Markup

from sitedata.judge import claims, first_jobs, years
from sitedata.judge.rules import METRIC_NAMES, rules_in_words
from sitedata.judge.what_would_change import turns
from sitedata.load import inputs
from sitedata.load.scripts import code_of
from sitedata.load.uses import note, remembered
from sitedata.pages.forge import RowTools
from sitedata.pages.fragments import Fragments, slug
from sitedata.pages.quotes import Quotes
from sitedata.pages.words.facts import Unknown, one
from sitedata.schema.figure import Undrawn
from sitedata.schema.protocol.probes import ANSWERS
from sitedata.schema.tables import CLAIM_KINDS, OUTCOMES, SECTION_TITLES, VERDICTS, ClaimProbe, VerdictChange
from sitedata.text import values
from sitedata.text.problem import did_you_mean

SECTION_PAGES = {
    "#0": "",
    "#1": "1-evolution/",
    "#2.A": "2-tensorflow/",
    "#2.B": "2-tensorflow/",
    "#2.C": "2-tensorflow/",
    "#3.A": "3-pytorch/",
    "#3.B": "3-pytorch/",
    "#3.C": "3-pytorch/",
    "#4.A": "4a-implementation/",
    "#4.B": "4b-performance/",
    "#4.C": "4c-experience/",
    "#5": "5-adoption/",
    "#6": "6-strongholds/",
    "#7": "7-momentum/",
    "#8.A": "8-selection/",
    "#8.B": "8-selection/",
    "#9": "9-outlook/",
    "#10": "10-conclusion/",
}
"""A section of the article → the address of our page about it."""

WRONG = ("contradicted", "outdated")
MOST_ENTRIES = 60  # of the feed
NOTHING_PRINTED = "It printed nothing."


class ClaimPages:
    """Claims, rendered by ``fragments``.

    ``outputs`` is a folder with what each probe printed, ``quotes`` says how to quote a claim.
    """

    def __init__(self, fragments: Fragments, outputs: Path | None = None, quotes: Quotes | None = None):
        self.fragments, self.data, self.outputs, self.quotes = fragments, fragments.data, outputs, quotes

    @property
    def judged(self) -> dict[str, claims.Judgement]:
        return self.fragments.edition.judged

    def tally(self, section: str = "") -> str:
        """``18 claims: 7 hold, 4 outdated``: of all sections, or of one with its parts (``#2``)."""
        return claims.tally(
            [
                judgement
                for judgement in self.judged.values()
                if (judgement.claim.section + ".").startswith(section + "." if section else "")
            ]
        )

    def verdict(self, id: str) -> str:
        """The verdict of a claim, for prose: ``{{ verdict("perf-cnn-tf") | capitalize }}``."""
        return one(self.judged, id, "claim", "claims").verdict

    def against(self, *ids: str) -> bool:
        """Does the ledger say of each of these claims that it is wrong, then or now? For ``{% if against("…") %}``."""
        return all(self.verdict(id) in WRONG for id in ids)

    def with_verdict(self, verdict: str) -> list[str]:
        """Ids of the claims with this verdict, in the ledger's order."""
        if verdict not in VERDICTS:
            raise Unknown(f"unknown verdict '{verdict}'{did_you_mean(verdict, VERDICTS)}")
        return [id for id, judgement in self.judged.items() if judgement.verdict == verdict]

    def fresh(self, verdict: str) -> list[str]:
        """Those of them that need no second look."""
        stale = self.fragments.edition.stale
        return [id for id in self.with_verdict(verdict) if not stale.why("claims", self.judged[id].claim)]

    def listing(self, verdict: str, base: str) -> Markup:
        """The claims with this verdict as a Markdown list, each with its citation; stale ones are only counted."""
        fresh = self.fresh(verdict)
        more = len(self.with_verdict(verdict)) - len(fresh)
        lines = [
            f"- **{self.judged[id].lead}:** {values.inert(self.judged[id].claim.claim.removesuffix('.'))}[^{id}]"
            for id in fresh
        ]
        if more:
            others = "another" if more == 1 else f"{more} others"
            lines.append(f"- {others}, decided with an older release: [a second look]({base}second-look/index.md)")
        return Markup("\n".join(lines) or "- none of the claims, at present")

    def section_tally(self, section: str, base: str) -> Markup:
        """The tally of a section with a link to its claims, for the top of that section's page."""
        first = next(
            (
                judgement.claim.section
                for judgement in self.judged.values()
                if (judgement.claim.section + ".").startswith(section + ".")
            ),
            None,
        )
        if first is None:
            return Markup("")
        return Markup(
            f'<p class="tally">{self.tally(section)}. '
            f'<a href="{base}claims/#section-{slug(first)}">All with their evidence</a>.</p>'
        )

    def audit(self, base: str) -> Markup:
        """All claims as one band: a part for each verdict, as wide as it has claims, which leads to them."""
        count = Counter(judgement.verdict for judgement in self.judged.values())
        parts = {verdict: count[verdict] for verdict in VERDICTS if count[verdict]}
        return self.fragments.render("audit.html", parts=parts, verdicts=VERDICTS, base=base) if parts else Markup("")

    def marks(self, cited: list[str]) -> dict[str, str]:
        """Cited claim → its verdict, for the marker in the text."""
        return {id: self.judged[id].verdict for id in cited if id in self.judged}

    def stale(self, cited: list[str]) -> list[str]:
        """Those of the cited claims that need a second look."""
        return [
            id
            for id in cited
            if id in self.judged and self.fragments.edition.stale.why("claims", self.judged[id].claim)
        ]

    def ledger(self, base: str) -> Markup:
        """Every claim with its verdict, section by section."""
        note("shown", "claims")
        sections: dict[str, list[claims.Judgement]] = {}
        for judgement in self.judged.values():
            sections.setdefault(judgement.claim.section, []).append(judgement)
        count = Counter(judgement.verdict for judgement in self.judged.values())
        return self.fragments.render(
            "claims.html", judged=self.judged, sections=sections, base=base, verdicts=VERDICTS, kinds=CLAIM_KINDS,
            counts={verdict: count[verdict] for verdict in VERDICTS if count[verdict]},
            pages=SECTION_PAGES, titles=SECTION_TITLES,
        )  # fmt: skip

    def page(self, id: str, base: str = "../../") -> str:
        """The Markdown of a claim's own page, two folders below the root."""
        judged = self.judged[id]
        figure = self.fragments.edition.of_claims.get(id)
        # where sources decide still, a figure that cannot be drawn says nothing
        shown = figure is not None and not (judged.waiting and isinstance(figure, Undrawn))
        own = self._own_tools(judged)
        return self.fragments.page(
            "claim.md",
            claim=judged.claim, judged=judged, title=values.for_theme(judged.headline),
            anchor=slugify(judged.claim.claim.removesuffix("."), "-"),
            description=values.for_theme(description_of(judged)),
            verdicts=VERDICTS, kinds=CLAIM_KINDS, page=SECTION_PAGES[judged.claim.section], titles=SECTION_TITLES,
            rules=rules_in_words, metrics=METRIC_NAMES, sources=self.data.sources, base=base,
            share=self.quotes.claim_panel(judged, base) if self.quotes else "",
            drawing=self.fragments.figure(figure.id, base) if shown else "",
            codes={probe.script: code_of(probe.script) for probe in judged.probes},
            printed={probe.id: self._printed(probe.id) for probe in judged.probes}, turns=turns(judged, self.data),
            meanings=meanings, history=self._history.get(id, []), own=own,
            searches=[row for row in self.data.rows("searches") if row.claim_id == id],
            held=self.fragments.edition.held.get(id, []), outcomes=years.OUTCOMES,
            swept=bool(self.data.years) and id in years.rules(self.data),
            jobs=self._jobs[id], job_words=first_jobs.RESULTS,
        )  # fmt: skip

    def _own_tools(self, judged: claims.Judgement) -> RowTools:
        """The claim's row, and the first of the rows that decide it if people do not."""
        own = self.fragments.tools.of("claims", judged.claim, f"{judged.verdict}: {judged.reason}")
        deciding = [
            ("edit what decides it", self.fragments.tools.forge.edit(f"data/{file}", line))
            for file, line in judged.rows[1:2]
        ]
        return replace(own, edits=(*own.edits, *deciding)) if own.edits else own

    @remembered
    def _jobs(self) -> dict[str, list[first_jobs.JobResult]]:
        return first_jobs.of_claims(self.data)

    @remembered
    def _history(self) -> dict[str, list[VerdictChange]]:
        """Claim → its verdicts, the oldest first."""
        history: dict[str, list[VerdictChange]] = {}
        for row in claims.in_order(self.data.rows("verdict_log")):
            history.setdefault(row.claim_id, []).append(row)
        return history

    def probe_list(self, base: str) -> Markup:
        """Every question put to code, with its outcome and what it decides; those that decide claims come first.

        Questions about packages come last; the pages of their systems have the whole answers.
        """
        decides: dict[str, list[str]] = {}
        for row in self.data.rows("claim_probes"):
            decides.setdefault(row.probe_id, []).append(row.claim_id)
        packages = self.data.asked_packages
        homes = {row.package: row for row in self.data.rows("systems") if row.package}
        rows = self.data.rows("probes")
        others = [row for row in rows if row.id not in decides]
        groups = [
            ("They decide claims", "decide", [row for row in rows if row.id in decides]),
            ("They decide no claim of the article", "beside", [row for row in others if row.id not in packages]),
        ]
        about = [row for row in others if row.id in packages]
        return self.fragments.render(
            "probes.html", groups=[group for group in groups if group[2]], decides=decides, judged=self.judged,
            base=base, outcomes=OUTCOMES,
            packages=[(row, homes.get(packages[row.id].package)) for row in about],
            codes={row.script: code_of(row.script) for row in rows},
            printed={row.id: self._printed(row.id) for row in rows},
        )  # fmt: skip

    def feed(self, site_url: str, title: str) -> str:
        """The newest :data:`MOST_ENTRIES` entries of the log as Atom, the newest first.

        Source: https://www.rfc-editor.org/rfc/rfc4287
        """
        log = claims.in_order(self.data.rows("verdict_log"))[::-1][:MOST_ENTRIES]
        return self.fragments.render(
            "feed.xml", log=log, claims={id: judgement.claim for id, judgement in self.judged.items()},
            site_url=site_url, title=title, updated=log[0].changed_on.isoformat() if log else "2015-01-01",
        )  # fmt: skip

    def _printed(self, id: str) -> str:
        return printed(self.outputs, id)


def printed(outputs: Path | None, id: str) -> str:
    """What a probe printed, as text that hides nothing. ``outputs`` is the folder with what each one printed."""
    try:
        return (
            values.visible(inputs.read_text(outputs / f"{id}.txt", inputs.LARGEST_OUTPUT).rstrip())
            if outputs
            else NOTHING_PRINTED
        )
    except FileNotFoundError:
        return NOTHING_PRINTED


def meanings(row: ClaimProbe) -> str:
    """``If yes: holds; if no: contradicted; if absent: decides nothing``."""
    said = "; ".join(f"if {outcome}: {claims.meaning(row, outcome) or 'decides nothing'}" for outcome in ANSWERS)
    return said[0].upper() + said[1:]


def description_of(judged: claims.Judgement) -> str:
    """Between 80 and 165 characters, for search engines and link previews."""
    whole = f"{judged.headline}. Scope: {judged.scope}. Examined with dated evidence that you can open."
    return values.shortened(whole, 165)
