"""Two ratios per row, before and after something changed, and both in words.

In: effects. Out: a drawing, its height, texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitedata.draw.figure import NARROW, WIDE
from sitedata.draw.forest import LOOKS, heads, ratio_axis
from sitedata.draw.labels import label, name_rows, room_for, upright
from sitedata.draw.palette import STAND_IN
from sitedata.draw.plot import Plot
from sitedata.judge.comparisons import interval, winner
from sitedata.judge.conditions import Effect


def becomes(each: Effect) -> str:
    return f"{each.before.median:.2f} → {each.under.median:.2f}"


def in_words(each: Effect, between: str) -> str:
    ends = (
        f"{ratio.median:.2f} ({winner(ratio, band)})"
        for ratio, band in zip((each.before, each.under), each.bands, strict=True)
    )
    return f"{each.name}: {f' {between} '.join(ends)}"


def slopes(
    found: Sequence[Effect], narrow: bool, texts: Sequence[tuple[str, str]], bold: Sequence[bool]
) -> tuple[Plot, int]:  # fmt: skip
    """A drawing of two ratios per row, hollow before and filled after, in blocks of one kind; and its height.

    ``texts`` stand at the right; where ``bold`` is true, their second part is bold.
    """
    fig, notes, ticks, y, last = Plot(), [], [], 0.0, None
    names = [
        effect.name.replace(", ", "<br>", 1).replace(" → ", "<br>→ ") if narrow else effect.name for effect in found
    ]
    room = room_for(names, narrow)
    for effect, name, text, strong in zip(found, names, texts, bold, strict=True):
        if effect.kind != last:
            y -= 1.15 if last else 0.8
            notes.append(label(0, y, f"<b>{effect.kind}</b>", xref="paper", size=12, xshift=4 - room))
            last = effect.kind
        y -= 1.25 if narrow and "<br>" in name else 1
        ticks.append((y, name))
        _slope(fig, effect, y)
        words = "   ".join(filter(None, (text[0], f"<b>{text[1]}</b>" if strong else text[1])))
        notes.append(label(1, y, words, role="ink", size=11 if narrow else 12, xref="paper", xshift=6))
    wide, fine = (
        max(band for effect in found for band in effect.bands),
        min(band for effect in found for band in effect.bands),
    )
    fig.add_shape(
        type="rect",
        x0=1 / wide,
        x1=wide,
        y0=y - 0.7,
        y1=-0.2,
        fillcolor=STAND_IN["band"],
        line=dict(width=0),
        layer="below",
    )
    edges = [] if fine == wide else [(1 / fine, "dot"), (fine, "dot")]
    for at, dash in [(1.0, "solid"), *edges]:
        upright(fig, at, y - 0.7, -0.2, dash)
    right = 92 if narrow else 256
    plot_room = (NARROW if narrow else WIDE) - room - right
    ratio_axis(fig, [ratio for effect in found for ratio in (effect.before, effect.under)], wide, narrow, plot_room)
    notes += heads(("PyTorch faster", "TensorFlow faster"), ("pytorch", "tensorflow"), plot_room, right - 4)
    name_rows(fig, ticks, y - 0.7, -0.2)
    fig.update_layout(annotations=notes, margin=dict(l=room, r=right, t=50, b=8))
    return fig, int(-y * 25 + 72)


def _slope(fig: Plot, each: Effect, y: float) -> None:
    looks = [LOOKS[outcome] for outcome in each.outcomes]
    fig.add_scatter(
        x=[each.before.median, each.under.median], y=[y, y], mode="lines", showlegend=False, hoverinfo="skip",
        line=dict(color=STAND_IN[looks[1][0]], width=1.5),
    )  # fmt: skip
    for ratio, (role, symbol), hollow in zip((each.before, each.under), looks, ("-open", ""), strict=True):
        fig.add_scatter(
            x=[ratio.median], y=[y], mode="markers", showlegend=False,
            marker=dict(symbol=symbol.removesuffix("-open") + hollow, size=9, color=STAND_IN[role],
                        line=dict(width=1.5, color=STAND_IN[role])),
            hovertemplate=f"{each.name}, {'before' if hollow else 'after'}<br>{interval(ratio)}<extra></extra>",
        )  # fmt: skip
