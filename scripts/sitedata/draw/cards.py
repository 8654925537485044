"""Pictures for link previews, 1200 × 630: what a chat or a wiki shows beside a link.

In: words and a drawing. Out: a Plotly figure. The exporter that draws the figures draws them too. A figure's card
holds its own drawing, cut off at the bottom where it is too tall.
"""

from __future__ import annotations

import base64
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sitedata.draw import palette, svg
from sitedata.text.values import shortened

SIZE = (1200, 630)  # pixels: the ratio of 1.91 that previews are cut to
EDGE, BAR = 64, 14  # pixels: the margin, and the bar at the left edge in the colour of the mark
LETTER, BOLD_LETTER = 0.56, 0.62  # times the font size: mean width of a letter in a wide sans-serif face
LARGEST, SMALLEST = 64, 36  # pixels; what is smaller cannot be read in a preview 400 pixels wide
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Card:
    """Plotly's annotations and pictures for one card, placed in pixels from its upper left corner."""

    notes: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    tones: tuple[str, ...]
    """The colours of the bar, from top to bottom: that of the mark, or those of the two that are compared."""


def card(
    *,
    kicker: str,
    title: str,
    foot: str,
    mark: tuple[str, str] | None = None,
    lines: Sequence[str] = (),
    drawing: str = "",
) -> Card:
    """``kicker`` stands above the title, ``lines`` follow it; ``mark`` is a word with a role, such as a verdict."""
    notes = [_note(cut(kicker, 26), 52, 26, "muted")]
    words, size = fitted(title, rows=2 if drawing else 3 if lines else 4, largest=40 if drawing else LARGEST)
    notes.append(_note(f"<b>{words}</b>", 96, size, "ink"))
    below = 96 + int(size * 1.3) * (words.count("<br>") + 1)
    if mark:
        notes.append(_note(f"<b>{mark[0]}</b>", max(below + 20, 440), 60, mark[1]))
    notes += [_note(line, below + 34 + 46 * number, 30, "ink") for number, line in enumerate(lines)]
    notes.append(_note(foot, SIZE[1] - 58, 24, "muted"))
    pictures = [_picture(drawing, below + 14)] if drawing else []
    roles = [mark[1]] if mark else ["tensorflow", "pytorch"]
    return Card(notes, pictures, tuple(palette.ROLES[role][0] for role in roles))


def sheet(cards: Sequence[Card]) -> tuple[dict[str, Any], tuple[int, int]]:
    """Cards one below the other in one figure, and its size: one call of the exporter draws them all."""
    width, height = SIZE[0], SIZE[1] * len(cards)
    notes, pictures, bars = [], [], []
    for number, card in enumerate(cards):
        top = number * SIZE[1]
        part = SIZE[1] / len(card.tones)
        bars += [
            {
                "x0": 0, "x1": BAR / width, "y0": 1 - (top + (at + 1) * part) / height,
                "y1": 1 - (top + at * part) / height, "fillcolor": tone, "type": "rect", "xref": "paper",
                "yref": "paper", "line": {"width": 0},
            }
            for at, tone in enumerate(card.tones)
        ]  # fmt: skip
        notes += [note | {"yshift": note["yshift"] - top} for note in card.notes]
        for picture in card.pictures:
            places = {"x": EDGE / width, "y": 1 - (top + picture["y"]) / height}
            pictures.append(picture | places | {"sizex": picture["sizex"] / width, "sizey": picture["sizey"] / height})
    layout = {
        "width": width, "height": height, "margin": dict.fromkeys("ltrb", 0), "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff", "font": {"family": palette.FONT}, "xaxis": {"visible": False}, 
        "yaxis": {"visible": False}, "annotations": notes, "shapes": bars, "images": pictures,
    }  # fmt: skip
    return {"data": [], "layout": layout}, (width, height)


def fitted(words: str, *, rows: int, largest: int) -> tuple[str, int]:
    """The words in bold, on at most ``rows`` lines in the largest type that they fit in.

    Words that do not fit even in the smallest type are cut and end in ``…``.
    """
    for size in range(largest, SMALLEST - 1, -4):
        lines = textwrap.wrap(words, int((SIZE[0] - 2 * EDGE) / (BOLD_LETTER * size)))
        if len(lines) <= rows:
            break
    else:
        lines = textwrap.wrap(
            words, int((SIZE[0] - 2 * EDGE) / (BOLD_LETTER * SMALLEST)), max_lines=rows, placeholder="…"
        )
    return "<br>".join(map(plain, lines)), size


def cut(words: str, size: int = 30) -> str:
    """As much as fits on one line of a card."""
    most = int((SIZE[0] - 2 * EDGE) / (LETTER * size))
    return plain(shortened(words, most))


def wrapped(words: str, size: int = 30, rows: int = 4) -> list[str]:
    """The words on at most so many lines of a card."""
    most = int((SIZE[0] - 2 * EDGE) / (LETTER * size))
    return [plain(line) for line in textwrap.wrap(words, most, max_lines=rows, placeholder=" …")]


def plain(words: str) -> str:
    """Text for Plotly, which reads some tags and character references."""
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _note(words: str, top: int, size: int, role: str) -> dict[str, Any]:
    return {
        "text": words, "x": 0, "y": 1, "xref": "paper", "yref": "paper", "xshift": EDGE, "yshift": -top,
        "showarrow": False, "xanchor": "left",
        "yanchor": "top", "align": "left", "font": {"size": size, "color": palette.ROLES[role][0]},
    }  # fmt: skip


def _picture(drawing: str, top: int) -> dict[str, Any]:
    """The drawing between title and foot: whole if it is flat enough, else at full width and cut off at the bottom."""
    width, height = map(float, VIEW.search(drawing).groups())
    wide, high = SIZE[0] - 2 * EDGE, SIZE[1] - top - 78
    shown = min(height, width * high / wide)
    alone = svg.standalone(drawing)
    alone = VIEW.sub(
        f'width="{wide}" height="{high}" preserveAspectRatio="xMinYMin meet" viewBox="0 0 {width:g} {shown:g}"',
        alone,
        count=1,
    )
    return {
        "source": "data:image/svg+xml;base64," + base64.b64encode(alone.encode()).decode(), "xref": "paper",
        "yref": "paper", "y": top,
        "sizex": wide, "sizey": high, "xanchor": "left", "yanchor": "top", "sizing": "contain", "layer": "above",
    }  # fmt: skip
