"""Pictures that are copied from their page: none of their words is cut off."""

from __future__ import annotations

import pytest

from sitedata.draw.raster import picture

FIGURE = {"data": [], "layout": {"margin": {"l": 10, "r": 10, "t": 50, "b": 8}}}
LONG = (
    "Measured: On a CPU PyTorch usually needs more training time than TensorFlow, and somebody "
    "gave this sentence a second half"
)


@pytest.mark.parametrize("width", [358, 740])
def test_a_title_too_long_for_one_line_has_more_and_room_for_them(width):
    short, (_, low) = picture(FIGURE, title="Short", foot="a foot", size=(width, 300))
    long, (_, high) = picture(FIGURE, title=LONG, foot="a foot", size=(width, 300))
    said = long["layout"]["annotations"][0]["text"].removeprefix("<b>").removesuffix("</b>").split("<br>")
    assert " ".join(said) == LONG and all(len(line) * 17 * 0.6 < width for line in said)
    assert high - low == 22 * (len(said) - 1) == long["layout"]["margin"]["t"] - short["layout"]["margin"]["t"] > 0


def test_words_stay_words(tmp_path):
    made, _ = picture(FIGURE, title="a <b> c", foot="x < y", size=(740, 300))
    assert [note["text"] for note in made["layout"]["annotations"]] == ["<b>a &lt;b> c</b>", "x &lt; y"]
