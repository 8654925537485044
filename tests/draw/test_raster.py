"""Pictures that are copied from their page: none of their words is cut off."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import kaleido
import pytest
from PIL import Image

from sitedata.draw import raster, svg
from sitedata.draw.browser import find_browser
from sitedata.draw.raster import picture
from sitedata.text.files import Folder

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


@pytest.mark.slow
def test_a_page_that_has_drawn_others_draws_like_a_fresh_one(tmp_path, monkeypatch):
    bars = {
        "data": [{"type": "bar", "y": ["a", "b"], "x": [1, 20], "orientation": "h"}],
        "layout": {"xaxis": {"type": "log"}},
    }
    lines = {
        "data": [{"type": "scatter", "mode": "lines", "x": [1, 2], "y": [3, 1]}] * 2,
        "layout": {"title": {"text": "t"}},
    }
    wanted = [(figure, kind, (400, 300)) for figure in (bars, lines, bars) for kind in ("svg", "png")]
    monkeypatch.setattr(raster, "PAGES", 1)
    artist = raster.Artist(Folder(tmp_path, tmp_path.parent))
    places = [artist.want(*each) for each in wanted]
    assert apart(artist.draw) == 4

    async def compare():
        async with kaleido.Kaleido(n=1, path=find_browser()) as exporter:  # which loads its page anew for each figure
            for (figure, kind, (width, height)), place in zip(wanted, places, strict=True):
                options = {"format": kind, "width": width, "height": height, "scale": 2 if kind == "png" else 1}
                assert same(kind, place.read_bytes(), await exporter.calc_fig(figure, opts=options))

    apart(lambda: asyncio.run(compare()))


def apart(function):
    """In a thread of its own: where a browser was tested before, this one has an event loop that goes on running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def same(kind: str, ours: bytes, fresh: bytes) -> bool:
    if kind == "svg":
        return svg.slim(ours.decode()) == svg.slim(fresh.decode())
    return ours == raster.reduced(Image.open(io.BytesIO(fresh)))


@pytest.mark.parametrize(("kind", "end"), [("svg", b"</svg>"), ("png", b"IEND\xaeB`\x82")])
def test_a_drawing_that_was_cut_short_is_made_again(tmp_path, kind, end):
    artist = raster.Artist(Folder(tmp_path, tmp_path.parent))
    place = artist.want(FIGURE, kind, (400, 300))
    for content, is_wanted in ((b"<svg or png>" + end, False), (b"<svg or p", True), (b"", True)):
        artist.wanted.clear()
        place.write_bytes(content)
        assert artist.want(FIGURE, kind, (400, 300)) == place
        assert (place in artist.wanted) == is_wanted
