"""How a claim, a figure or a row is quoted: its state, and the panel that offers links, pictures and texts.

In: an edition, and which states are kept. Out: states, shares and HTML. Figures and rows know their own shares
(:mod:`sitedata.pages.figures`, :mod:`sitedata.pages.rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sitedata.judge.claims import Judgement
from sitedata.load.archive import Archive, Published, hash_of
from sitedata.load.uses import Use, note_all
from sitedata.pages.fragments import Fragments
from sitedata.pages.shares import RECOMMENDED, Link, Share
from sitedata.text import addresses


def figure_to_paste(fragments: Fragments, id: str, site: str) -> Markup:
    """The recommended text of a figure with a button that copies it; nothing for a figure with nothing to draw."""
    figure = fragments.edition.figures.get(id)
    if figure is None:
        return Markup("")
    note_all(Use("table", name) for name in figure.tables)
    file, root = figure.file, addresses.address("", site)
    share = Share("figure", file, figure.title, f"figures/{file}/", figure.as_of, "", "", picture=f"figures/{file}.png")
    return fragments.render("to_paste.html", text=share.recommended(root))


@dataclass(frozen=True)
class Quotes:
    """``site`` is the site's address, empty if it is not known."""

    fragments: Fragments
    archive: Archive
    site: str

    def panel(self, share: Share, base: str) -> Markup:
        texts = {text.id: text for text in share.texts(self.site)}
        first = texts.pop(RECOMMENDED, None)
        return self.fragments.render("share.html", share=share, first=first, others=list(texts.values()), base=base)

    def claim_panel(self, judged: Judgement, base: str) -> Markup:
        return self.panel(self.claim(judged), base)

    def claim(self, judged: Judgement) -> Share:
        state, claim = claim_state(judged), judged.claim
        row, picture = state.files
        frozen_row, frozen_badge = state.frozen_files
        links = [Link("Badge (SVG)", picture), Link("Claim with evidence (JSON)", row)]
        links += [Link("Frozen badge", frozen_badge), Link("Frozen claim (JSON)", frozen_row)]
        return Share(
            "claim", claim.id, claim.claim.removesuffix("."), f"claims/{claim.id}/", judged.checked_on.isoformat(),
            state.state, said=judged.verdict, picture=picture, frozen=frozen_badge, links=tuple(links),
        )  # fmt: skip


def claim_state(judged: Judgement) -> Published:
    content = [
        judged.claim.model_dump(mode="json"),
        judged.verdict,
        judged.reason,
        [row.model_dump(mode="json") for row in judged.evidence],
    ]
    content += [
        [[answer.name, answer.shown, answer.verdict] for answer in judged.answers],
        [row.model_dump(mode="json") for row in judged.probes],
    ]
    return Published("claim", judged.claim.id, hash_of(content))
