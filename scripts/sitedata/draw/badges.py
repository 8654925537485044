"""A claim, a system or a row as a small picture for a README: verdict, status or age, and the month of the check.

In: an edition. Out: SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitedata.draw.palette import GLYPHS, ROLES, VERDICT_ROLES
from sitedata.judge.claims import Judgement
from sitedata.judge.edition import Edition
from sitedata.schema.tables import COLUMN_TITLES, Cell, Criterion, Release, System
from sitedata.text.values import shortened

HEIGHT, PAD, SIZE = 20, 8, 11  # CSS pixels, as other badges have them
MOST_CHARACTERS = 64  # of the claim; its title says the rest
NARROW, WIDE = set("iljtfrI.,:;'|!()[] "), set("mwMW@%—")
STATUS_ROLES = {
    "active": "good", "maintenance": "fair", "renamed": "fair", "merged": "fair", "dormant": "dated",
    "deprecated": "against", "archived": "against",
}  # fmt: skip
FONT = "Verdana,'DejaVu Sans',Geneva,sans-serif"


def badges(edition: Edition) -> dict[str, str]:
    """Path → picture, of every claim, system and row of the comparison table."""
    data, stale = edition.data, edition.stale
    made = {f"badge/{id}.svg": badge(judged) for id, judged in edition.judged.items()}
    for row in data.rows("systems"):
        made[f"badge/systems/{row.id}.svg"] = system_badge(row, data.newest_release(row.package))
    for row in data.rows("comparison_criteria"):
        cells = [data.cells[row.id, name] for name in COLUMN_TITLES]
        again = any(stale.why("comparison", cell) for cell in cells)
        made[f"badge/comparison/{row.id}.svg"] = criterion_badge(row, cells, again)
    return made


def badge(judged: Judgement) -> str:
    """``PyTorch trains slower on a CPU | ✕ contradicted · 2026-11``."""
    claim = shortened(judged.claim.claim.removesuffix("."), MOST_CHARACTERS, ",;:")
    says = f"{GLYPHS[judged.verdict]} {judged.verdict} · {judged.checked_on:%Y-%m}"
    whole = f"{judged.claim.claim} {judged.verdict}, {judged.checked_on}"
    return drawn(claim, says, whole, VERDICT_ROLES.get(judged.verdict, "muted"))


def system_badge(row: System, release: Release | None) -> str:
    """``TorchServe | archived · 0.12.0 · 2026-11``: status, newest release, and the month of the check."""
    says = " · ".join(filter(None, (row.status, release and release.version, f"{row.checked_on:%Y-%m}")))
    whole = f"{row.name}: {row.status}, checked on {row.checked_on}"
    return drawn(shortened(row.name, MOST_CHARACTERS), says, whole, STATUS_ROLES.get(row.status, "muted"))


def criterion_badge(row: Criterion, cells: Sequence[Cell], stale: bool) -> str:
    """``Default execution | checked · 2026-11``: its oldest check; where a cell needs a second look, that is said."""
    oldest = min(cell.checked_on for cell in cells)
    what = "second look" if stale else "checked"
    whole = f"{row.title} in TensorFlow, PyTorch and Keras 3 or JAX: {what}, {oldest}"
    return drawn(shortened(row.title, MOST_CHARACTERS), f"{what} · {oldest:%Y-%m}", whole, "dated" if stale else "good")


def drawn(left_words: str, right_words: str, whole: str, role: str) -> str:
    """Text is stretched to the room made for it, so that no font overflows."""
    left, right = width(left_words) + 2 * PAD, width(right_words) + 2 * PAD
    name = escape(whole)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" '
        f'aria-label="{name}"><title>{name}</title>'
        f'<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="3"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="{HEIGHT}" fill="{ROLES["ink"][0]}"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{ROLES[role][0]}"/></g>'
        f'<g fill="#fff" font-family="{FONT}" font-size="{SIZE}">'
        f"{text(PAD, left_words)}{text(left + PAD, right_words)}</g></svg>\n"
    )


def text(x: int, words: str) -> str:
    return f'<text x="{x}" y="14" textLength="{width(words)}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'


def width(words: str) -> int:
    """CSS pixels that Verdana needs for the words at :data:`SIZE`, within a few per cent."""
    return round(
        sum(4.2 if char in NARROW else 10.3 if char in WIDE else 8.1 if char.isupper() else 6.9 for char in words)
    )
