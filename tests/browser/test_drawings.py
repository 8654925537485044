"""Every drawing, wide and narrow, at the widths of phones and desktops: no word on another, none outside its frame."""

from __future__ import annotations

import re

import pytest

WIDTHS = (320, 390, 540, 768, 1280, 1600)  # CSS pixels, of the window
TOUCHING = 1  # CSS pixels by which the boxes of two words may overlap: letters do not fill theirs

MEASURE = """
([drawings, touching]) => {
  const holder = document.querySelector(".md-content__inner"), found = [];
  for (const [id, markup] of drawings) {
    holder.innerHTML = markup;
    for (const svg of holder.querySelectorAll("svg")) {
      const frame = svg.getBoundingClientRect();
      if (!frame.width) continue; // the drawing for other widths
      const words = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
      words.forEach(([one, a], index) => {
        const outside = Math.max(frame.left - a.left, a.right - frame.right, frame.top - a.top, a.bottom - frame.bottom);
        if (outside > touching) found.push(`${id}: ${one} is outside by ${outside.toFixed(1)}`);
        for (const [other, b] of words.slice(index + 1)) {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (Math.min(across, down) > touching) found.push(`${id}: ${one} lies on ${other} by ${across.toFixed(1)} × ${down.toFixed(1)}`);
        }
      });
    }
  }
  return found;
}
"""  # noqa: E501
FIGURE = re.compile(r'<figure class="fig [^"]*" id="([^"]+)".*?(<div class="fig-draw.*?</div>\s*</div>)', re.DOTALL)


def drawings_of(site) -> list[tuple[str, str]]:
    """Id and boxes of every drawing of the pages; most are on several."""
    drawn = {}
    for address in site.pages:
        text = (site.folder / address / "index.html").read_text("utf-8")
        drawn |= {boxes: id for id, boxes in FIGURE.findall(text)}
    return [(id, f'<figure class="fig">{boxes}</figure>') for boxes, id in drawn.items()]


def overlaps(page, drawings) -> list[str]:
    return page.evaluate(MEASURE, [drawings, TOUCHING])


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_drawing_lies_on_another_or_is_cut_off(open_page, site, width):
    drawings = drawings_of(site)
    assert len(drawings) > 60
    assert not overlaps(open_page(width=width), drawings)


SQUARE = '<figure class="fig"><div class="fig-draw"><svg viewBox="0 0 100 100">{}</svg></div></figure>'


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ('<text x="10" y="20">One</text><text x="10" y="60">Other</text>', 0),
        ('<text x="10" y="20">One</text><text x="14" y="22">Other</text>', 1),
        ('<text x="90" y="20">Far too long for it</text>', 1),
        ('<text x="10" y="2">Above</text>', 1),
    ],
    ids=["apart", "on another", "cut off at the right", "cut off above"],
)
def test_what_touches_is_seen(open_page, words, seen):
    assert len(overlaps(open_page(width=1280), [("made", SQUARE.format(words))])) == seen
