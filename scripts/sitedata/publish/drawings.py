"""Figures and their pictures, each made once: what nothing that it follows from has changed comes from ``build/cache``.

In: data. Out: every figure, and for those that a browser could draw, the SVG of both widths and a PNG.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sitedata.draw import raster
from sitedata.load.dataset import Dataset
from sitedata.pages.shares import home_of
from sitedata.publish import data_package
from sitedata.publish.places import Places
from sitedata.schema.figure import Drawn, Figure, as_json, read_json
from sitedata.schema.tables import TABLES
from sitedata.text.files import Folder

SCRIPTS = Path(__file__).parents[2]
WIDTHS = ("wide", "narrow")


def drawn_figures(data: Dataset, places: Places) -> Drawn:
    """Every figure by the name of its files, or why there is nothing to draw.

    Figures are computed again only if a table that they read, the code or Plotly changed.
    """
    cached = places.cache / f"figures-{figures_key(places.data)}.json"
    if cached.exists():
        return read_json(cached.read_bytes())
    from sitedata.draw.all import draw_all  # Plotly takes half a second to import

    drawn = as_json(draw_all(data))
    for old in places.cache.glob("figures-*.json"):
        old.unlink()
    Folder(places.cache, places.root).write(cached.name, drawn)
    return read_json(drawn)  # what is read later, so that both are the same


def figures_key(data: Path, scripts: Path = SCRIPTS) -> str:
    """What figures follow from, as one short word: all code, because a list of what they use would forget some;
    tables; Plotly's version.
    """
    key = hashlib.sha256(version("plotly").encode())
    for path in sorted(scripts.rglob("*.py")):
        key.update(path.relative_to(scripts).as_posix().encode() + path.read_bytes())
    for path in data_package.benchmark_files(data):
        key.update(path.encode() + (data / path).read_bytes())
    for name in TABLES:
        if name not in ("comparison", "comparison_criteria", "sources") and not name.startswith("guide_"):  # no figure reads these
            key.update((data / f"{name}.csv").read_bytes())
    return key.hexdigest()[:24]


@dataclass(frozen=True)
class Drawings:
    """``svg`` are drawings by the name of a figure's files and by width, slimmed for a page; ``png`` the places of
    pictures.
    """

    svg: Mapping[str, Mapping[str, str]]
    png: Mapping[str, Path]


def wanted(artist: raster.Artist, figures: Mapping[str, Figure], site_url: str) -> dict[str, dict[str, Path]]:
    """Name of a figure's files → where its drawings, by width, and its ``png`` will be once the artist has drawn."""
    return {file: _want(artist, figure, site_url) for file, figure in figures.items()}


def there(places: Mapping[str, Mapping[str, Path]]) -> Drawings:
    """Of what was wanted, figures of which all is there: without a browser, what an earlier build drew."""
    whole = {file: paths for file, paths in places.items() if all(path.exists() for path in paths.values())}
    svg = {file: {width: raster.inline_svg(paths[width]) for width in WIDTHS} for file, paths in whole.items()}
    return Drawings(svg, {file: paths["png"] for file, paths in whole.items()})


def _want(artist: raster.Artist, figure: Figure, site_url: str) -> dict[str, Path]:
    paths = {width: artist.want(getattr(figure, width), "svg", getattr(figure.size, width)) for width in WIDTHS}
    foot = f"{figure.unit} · as of {figure.as_of} · {home_of(site_url)}"
    picture, size = raster.picture(figure.wide, title=figure.title, foot=foot, size=figure.size.wide)
    return paths | {"png": artist.want(picture, "png", size)}
