"""Claims as readers see them: the ledger, a page for each, footnotes, tallies. In: judgements. Out: HTML and Markdown."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup

import probes
from sitedata import claims, text
from sitedata.fragments import Fragments
from sitedata.schema import CLAIM_KINDS, VERDICTS, Claim

SECTION_PAGES = {
    "#0": ("", "Introduction"), "#1": ("1-evolution/", "Evolution"),
    "#2.A": ("2-tensorflow/", "TensorFlow: origins"), "#2.B": ("2-tensorflow/", "TensorFlow: features"),
    "#2.C": ("2-tensorflow/", "TensorFlow: architecture"), "#3.A": ("3-pytorch/", "PyTorch: origins"),
    "#3.B": ("3-pytorch/", "PyTorch: features"), "#3.C": ("3-pytorch/", "PyTorch: governance"),
    "#4.A": ("4a-implementation/", "Technical implementation"), "#4.B": ("4b-performance/", "Performance"),
    "#4.C": ("4c-experience/", "Development experience"), "#5": ("5-adoption/", "Adoption patterns"),
    "#6": ("6-strongholds/", "TensorFlow's strongholds"), "#7": ("7-momentum/", "PyTorch's momentum"),
    "#8.A": ("8-selection/", "When to choose TensorFlow"), "#8.B": ("8-selection/", "When to choose PyTorch"),
    "#9": ("9-outlook/", "Outlook"), "#10": ("10-conclusion/", "Conclusion"),
}  # fmt: skip
"""A section of the article → the address of our page about it, and its title."""


WHAT_CHANGES = {
    "sourced": "A better source, or a newer one, that says otherwise.",
    "measured": "Runs from another machine or another version: the rule is asked again at each build.",
    "probed": "Another outcome of the same script, for example with a newer version.",
    "opinion": "Nothing that we know of: it is a judgement. A way to test part of it would make that part a claim of its own.",
}
CODE = Path(probes.__file__).parent
EDITORS = {"github.com": "edit/main/", "gitlab.com": "-/edit/main/", "codeberg.org": "_edit/main/"}
"""Where a forge edits a file of the branch ``main``, relative to the repository's address."""


class ClaimPages:
    """``fragments`` renders, ``outputs`` is a folder with what each probe printed."""

    def __init__(self, fragments: Fragments, outputs: Path | None = None):
        self.fragments, self.data, self.outputs = fragments, fragments.data, outputs

    @functools.cached_property
    def judged(self) -> dict[str, claims.Judgement]:
        return claims.judge(self.data)

    def tally(self, section: str = "") -> str:
        """``18 claims: 7 hold, 4 outdated``: of all sections, or of one with its parts (``#2``)."""
        return claims.tally([each for each in self.judged.values() if (each.claim.section + ".").startswith(section + "." if section else "")])

    def verdict(self, id: str) -> str:
        return self.judged[id].verdict

    def ledger(self, base: str) -> Markup:
        """Every claim with its verdict, section by section."""
        sections: dict[str, list[claims.Judgement]] = {}
        for each in self.judged.values():
            sections.setdefault(each.claim.section, []).append(each)
        newest = max((each.claim.checked_on for each in self.judged.values()), default=None)
        count = Counter(each.verdict for each in self.judged.values())
        return self.fragments.render(
            "claims.html", judged=self.judged, sections=sections, base=base, verdicts=VERDICTS, kinds=CLAIM_KINDS,
            counts={verdict: count[verdict] for verdict in VERDICTS if count[verdict]}, pages=SECTION_PAGES,
            stale={id for id, each in self.judged.items() if each.claim.review_after < newest},
        )  # fmt: skip

    def page(self, id: str) -> str:
        """The Markdown of a claim's own page, two folders below the root."""
        judged = self.judged[id]
        figure = f"claim-{id}"
        return self.fragments.environment.get_template("claim.md").render(
            claim=judged.claim, judged=judged, title=as_yaml(judged.claim.claim), description=as_yaml(description_of(judged)), verdicts=VERDICTS,
            kinds=CLAIM_KINDS, section=SECTION_PAGES[judged.claim.section], rule=claims.rule_in_words, sources=self.data.sources,
            drawing=self.fragments.figure(figure, "../../") if figure in self.fragments.figures else "",
            codes={each.script: Markup((CODE / f"{each.script}.py").read_text(encoding="utf-8").rstrip()) for each in judged.probes},
            printed={each.id: Markup(self._printed(each.id)) for each in judged.probes}, change=WHAT_CHANGES[judged.claim.kind],
            history=[row for row in self.data.rows("verdict_log") if row.claim_id == id], **forge_links(self.fragments.repository, judged),
        )  # fmt: skip

    def footnote(self, id: str, to_root: str) -> str:
        """A claim as a Markdown footnote: verdict, reason, scope, day, and the way to its page."""
        judged = self.judged[id]
        claim = judged.claim
        return (
            f"[^{id}]: **{judged.verdict.capitalize()}**: {text.inert(claim.claim)} {text.inert(judged.reason)} Scope: {text.inert(claim.scope)}."
            f" Checked on {text.day(claim.checked_on)}. [Evidence]({to_root}claims/{id}.md)\n"
        )

    def _printed(self, id: str) -> str:
        path = self.outputs and self.outputs / f"{id}.txt"
        return path.read_text(encoding="utf-8").rstrip() if path and path.exists() else "It printed nothing."


def description_of(judged: claims.Judgement) -> str:
    """Between 80 and 165 characters, for search engines and link previews."""
    whole = f"{judged.verdict.capitalize()}. {judged.claim.claim} Scope: {judged.claim.scope}. Examined with dated evidence that you can open."
    return whole if len(whole) <= 165 else whole[:164].rsplit(" ", 1)[0] + "…"


def as_yaml(value: str) -> Markup:
    """A quoted scalar: JSON strings are YAML."""
    return Markup(json.dumps(value, ensure_ascii=False))


def forge_links(repository: str, judged: claims.Judgement) -> dict[str, str]:
    """``edit``: the row in the forge's editor; ``dispute``: an issue with id, value and reason filled in. Empty without a known forge."""
    claim: Claim = judged.claim
    editor = next((path for host, path in EDITORS.items() if host in repository.split("/")[2:3]), "")
    if not editor:
        return {"edit": "", "dispute": ""}
    body = f"Claim: {claim.claim}\nVerdict: {judged.verdict}\nReason: {judged.reason}\n\nWhat is wrong, and which source says so?\n"
    asked = urlencode({"title": f"Verdict of {claim.id}", "body": body})
    return {"edit": f"{repository}/{editor}data/claims.csv#L{claim.line}", "dispute": f"{repository}/issues/new?{asked}"}
