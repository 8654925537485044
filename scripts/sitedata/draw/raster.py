"""Static drawings of figures by Plotly's own exporter, cached by content: only a changed figure is drawn again."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import io
import json
import os
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from sitedata.draw import cards, palette, svg
from sitedata.draw.browser import find_browser, none_found, wrong_with
from sitedata.text.files import Folder, write_if_changed
from stopping import cancelling

PNG_SCALE = 2  # device pixels per CSS pixel, so that a picture is sharp on today's screens
COLOURS = 192  # per picture: flat colours and the edges of letters need no more, and it takes a quarter of the bytes
METHOD, LEVEL = Image.Quantize.MAXCOVERAGE, 7  # nearer to the original than median cuts, and four times as fast
PAGES = 2  # of the browser, which draw side by side
CARDS_AT_ONCE = 12  # in one call of the exporter: a browser draws them in hardly more time than one
PICTURE_MARGIN = 20  # CSS pixels around a picture
TITLE_SIZE, FOOT_SIZE = 17, 11  # CSS pixels, of the words above and below it


class NoBrowser(Exception):
    """There is no browser to draw with; the text says why, and what to do."""


ENDS = {".svg": b"</svg>", ".png": b"IEND\xaeB`\x82"}


def _is_whole(path: Path) -> bool:
    """A drawing that a full disk or a copy cut short is made again."""
    try:
        with path.open("rb") as file:
            file.seek(-len(ENDS[path.suffix]), os.SEEK_END)
            return file.read() == ENDS[path.suffix]
    except OSError:  # it is not there, or shorter than its end
        return False


class Artist:
    """Draws what the cache lacks, with one browser for all of it."""

    def __init__(self, cache: Folder):
        self.cache = cache
        self.wanted: dict[Path, tuple[dict, str, tuple[int, int]]] = {}
        self.cards: dict[Path, cards.Card] = {}
        self._cancel: Callable[[], object] = lambda: None

    def want(self, figure: dict, kind: str, size: tuple[int, int]) -> Path:
        """Where the drawing will be once :meth:`draw` has run. ``kind`` is ``svg`` or ``png``."""
        path = self._place([figure, kind, size], kind)
        if not _is_whole(path):
            self.wanted[path] = (figure, kind, size)
        return path

    def want_card(self, card: cards.Card) -> Path:
        """The same for the picture of a link preview."""
        path = self._place([asdict(card), cards.SIZE], "png")
        if not _is_whole(path):
            self.cards[path] = card
        return path

    def _place(self, content: list, kind: str) -> Path:
        text = json.dumps([*content, COLOURS, METHOD.name, LEVEL, *drawn_with()], sort_keys=True)
        return self.cache.place(f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.{kind}")

    def draw(self) -> int:
        """Draw what was wanted and is not in the cache.

        Returns:
            how many drawings were made.

        Raises:
            NoBrowser: if something has to be drawn and no browser is found, or it does not draw.
        """
        if not self.wanted and not self.cards:
            return 0
        browser = find_browser()
        if wrong := none_found() if browser is None else wrong_with(browser):
            raise NoBrowser(wrong)
        try:
            with cancelling(lambda: self._cancel()):
                asyncio.run(self._draw_all(browser))
        except (TimeoutError, RuntimeError) as error:  # it hung or ended while it drew
            said = f"it stopped while it drew ({type(error).__name__})"
            raise NoBrowser(f"{browser}: {said} — expected pictures; the same command draws what is left") from error
        count = len(self.wanted) + len(self.cards)
        self.wanted.clear()
        self.cards.clear()
        return count

    async def _draw_all(self, browser: str) -> None:
        loop, drawing = asyncio.get_running_loop(), asyncio.current_task()
        self._cancel = lambda: loop.call_soon_threadsafe(drawing.cancel)
        async with exporter(browser) as kaleido:

            async def drawn(figure: dict, kind: str, size: tuple[int, int], scale: int) -> bytes:
                return await kaleido.calc_fig(
                    figure, opts={"format": kind, "width": size[0], "height": size[1], "scale": scale}
                )

            async def draw_figure(path: Path, figure: dict, kind: str, size: tuple[int, int]) -> None:
                raw = await drawn(figure, kind, size, PNG_SCALE if kind == "png" else 1)
                self.cache.write(path.name, reduced(Image.open(io.BytesIO(raw))) if kind == "png" else raw)

            async def draw_cards(batch: Sequence[tuple[Path, cards.Card]]) -> None:
                figure, size = cards.sheet([card for _, card in batch])
                whole = Image.open(io.BytesIO(await drawn(figure, "png", size, 1)))
                for number, (path, _) in enumerate(batch):
                    top = number * cards.SIZE[1]
                    self.cache.write(path.name, reduced(whole.crop((0, top, cards.SIZE[0], top + cards.SIZE[1]))))

            await asyncio.gather(
                *(draw_figure(path, *wanted) for path, wanted in self.wanted.items()),
                *map(draw_cards, batched([*self.cards.items()], CARDS_AT_ONCE)),
            )


def exporter(browser: str):
    """Plotly's exporter with pages that draw one figure after another.

    As it comes, it loads a page of several megabytes anew for each figure, which takes most of its time. Drawings are
    the same: a test compares them.
    """
    import kaleido

    class Exporter(kaleido.Kaleido):
        async def _return_kaleido_tab(self, tab) -> None:
            await self.tabs_ready.put(tab)

    return Exporter(n=PAGES, path=browser)


def batched(items: Sequence, size: int) -> list[Sequence]:
    return [items[start : start + size] for start in range(0, len(items), size)]


@functools.cache
def drawn_with() -> tuple[str, ...]:
    """Versions of what a drawing depends on, cached: to ask for one takes milliseconds, and drawings are many."""
    return version("plotly"), version("kaleido"), version("pillow")


def reduced(image: Image.Image) -> bytes:
    """A PNG with a palette: the same to the eye, a quarter of the bytes."""
    out = io.BytesIO()
    image.convert("RGB").quantize(COLOURS, METHOD, dither=Image.Dither.NONE).save(out, "png", compress_level=LEVEL)
    return out.getvalue()


def picture(figure: dict, *, title: str, foot: str, size: tuple[int, int]) -> tuple[dict, tuple[int, int]]:
    """A figure for a picture that will be copied away from its page: light colours, title above, source below.

    Returns:
        the figure, and its size in CSS pixels.
    """
    figure = json.loads(palette.to_light(json.dumps(figure)))
    layout = figure["layout"]
    width, height = size
    heads, feet = lines(title, width, TITLE_SIZE, bold=True), lines(foot, width, FOOT_SIZE)
    top, bottom = 44 + (len(heads) - 1) * 22, 40 + (len(feet) - 1) * 15
    margin = {"l": 80, "r": 80, "t": 100, "b": 80} | layout.get("margin", {})
    layout["margin"] = margin | {
        "t": margin["t"] + top,
        "b": margin["b"] + bottom,
        "l": margin["l"] + PICTURE_MARGIN,
        "r": margin["r"] + PICTURE_MARGIN,
    }
    width, height = width + 2 * PICTURE_MARGIN, height + top + bottom
    layout |= {"width": width, "height": height, "paper_bgcolor": palette.ROLES["surface"][0]}
    common = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "xshift": -margin["l"],
    }
    ink, muted = palette.ROLES["ink"][0], palette.ROLES["muted"][0]
    heading = common | {"y": 1, "yanchor": "bottom", "yshift": margin["t"] + 12, "text": f"<b>{'<br>'.join(heads)}</b>"}
    heading |= {"font": {"size": TITLE_SIZE, "color": ink}}
    footer = common | {"y": 0, "yanchor": "top", "yshift": -margin["b"] - 12, "text": "<br>".join(feet)}
    footer |= {"font": {"size": FOOT_SIZE, "color": muted}}
    layout["annotations"] = [*layout.get("annotations", []), heading, footer]
    return figure, (width, height)


def lines(text: str, width: int, size: int, *, bold: bool = False) -> list[str]:
    """The text as lines that fit in ``width`` CSS pixels at a type size of ``size``."""
    return [
        inert(line)
        for line in textwrap.wrap(text, int(width / (size * (cards.BOLD_LETTER if bold else cards.LETTER)))) or [""]
    ]


def inert(text: str) -> str:
    """The text without a ``<`` that Plotly would read as HTML."""
    return text.replace("<", "&lt;")


@functools.cache
def inline_svg(path: Path) -> str:
    """A cached drawing, slimmed for a page and kept beside the original.

    Its path names its content, so a slimmed drawing never goes stale.
    """
    kept = path.with_name(f"{path.stem}.{slimmed_with()}.slim")
    try:
        return kept.read_text(encoding="utf-8")
    except FileNotFoundError:
        slim = svg.slim(path.read_text(encoding="utf-8"))
        write_if_changed(kept, slim)
        return slim


@functools.cache
def slimmed_with() -> str:
    """A short hash of the code that slims."""
    code = b"".join(Path(module.__file__).read_bytes() for module in (svg, palette))
    return hashlib.sha256(code).hexdigest()[:8]
