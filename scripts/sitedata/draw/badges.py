"""A claim as a small picture for a README: what is claimed, its verdict, the month in which it was checked.

In: a judgement. Out: SVG.
"""

from __future__ import annotations

from html import escape

from sitedata.draw.palette import GLYPHS, ROLES, VERDICT_ROLES
from sitedata.judge.claims import Judgement
from sitedata.text.values import shortened

HEIGHT, PAD, SIZE = 20, 8, 11  # CSS pixels, as other badges have them
MOST_CHARACTERS = 64  # of the claim; its title says the rest
NARROW, WIDE = set("iljtfrI.,:;'|!()[] "), set("mwMW@%—")
FONT = "Verdana,'DejaVu Sans',Geneva,sans-serif"


def badge(judged: Judgement) -> str:
    """``PyTorch trains slower on a CPU | ✕ contradicted · 2026-11``.

    Text is stretched to the room made for it, so that no font overflows.
    """
    claim = shortened(judged.claim.claim.removesuffix("."), MOST_CHARACTERS, ",;:")
    says = f"{GLYPHS[judged.verdict]} {judged.verdict} · {judged.checked_on:%Y-%m}"
    left, right = width(claim) + 2 * PAD, width(says) + 2 * PAD
    whole = escape(f"{judged.claim.claim} {judged.verdict}, {judged.checked_on}")
    colour = ROLES[VERDICT_ROLES.get(judged.verdict, "muted")][0]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" '
        f'aria-label="{whole}"><title>{whole}</title>'
        f'<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="3"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="{HEIGHT}" fill="{ROLES["ink"][0]}"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{colour}"/></g>'
        f'<g fill="#fff" font-family="{FONT}" font-size="{SIZE}">{text(PAD, claim)}{text(left + PAD, says)}</g></svg>\n'
    )


def text(x: int, words: str) -> str:
    return f'<text x="{x}" y="14" textLength="{width(words)}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'


def width(words: str) -> int:
    """CSS pixels that Verdana needs for the words at :data:`SIZE`, within a few per cent."""
    return round(
        sum(4.2 if char in NARROW else 10.3 if char in WIDE else 8.1 if char.isupper() else 6.9 for char in words)
    )
