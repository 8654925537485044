"""Figures and their pictures, each made once: while nothing they depend on changes, they come from ``build/cache``.

In: data. Out: every figure, and for those that a browser could draw, the SVG of both widths and a PNG.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from sitedata.draw import raster
from sitedata.draw.all import plans
from sitedata.draw.figure import Spec, draw
from sitedata.load import named_values
from sitedata.load.dataset import Dataset
from sitedata.load.uses import noting
from sitedata.pages.shares import home_of
from sitedata.publish import data_package
from sitedata.publish.places import Places
from sitedata.schema.figure import Drawn, Figure, Undrawn
from sitedata.text.files import Folder
from sitedata.text.own_code import SCRIPTS, own_state, state_of

WIDTHS = ("wide", "narrow")


@dataclass(frozen=True)
class Kept:
    """A figure that was drawn, the tables that were read for it, and their state at the time."""

    figure: Figure | Undrawn
    tables: tuple[str, ...]
    state: str


KEPT = TypeAdapter(dict[str, Kept])
# by cache file: what this process read or wrote last; make serve asks after each edit
_last: dict[Path, dict[str, Kept]] = {}


def drawn_figures(data: Dataset, places: Places) -> Drawn:
    """Every figure by the name of its files, or why there is nothing to draw.

    A figure is drawn again only if a table that it read, what is known about it beforehand, the code or Plotly has
    changed.
    """
    cached, states = places.cache / "figures.json", States(places.data)
    before, kept = _last.get(cached) or _read(cached), {}
    for file, (spec, shown) in plans(data).items():
        old = before.get(file)
        kept[file] = old if old and old.state == states.of(spec, old.tables) else _drawn(spec, shown, states)
    if kept != before or not cached.exists():
        Folder(places.cache, places.root).write(cached.name, KEPT.dump_json(kept))
    _last[cached] = kept
    return {file: one.figure for file, one in kept.items()}


def _read(cached: Path) -> dict[str, Kept]:
    try:
        return KEPT.validate_json(cached.read_bytes())
    except (FileNotFoundError, ValidationError):  # the latter: of another version
        return {}


def _drawn(spec: Spec, data: Dataset, states: States) -> Kept:
    with noting() as seen:
        figure = draw(spec, data)
    tables = tuple(sorted({use.name for use in seen if use.kind == "table"}))
    new = KEPT.dump_json({"": Kept(figure, tables, states.of(spec, tables))})
    return KEPT.validate_json(new)[""]  # what is read later, so that both are the same


class States:
    """Short fingerprints of what a figure depends on: the code, Plotly's version and tables."""

    def __init__(self, data: Path, scripts: Path = SCRIPTS):
        self.data, self.scripts = data, scripts

    def of(self, spec: Spec, tables: Iterable[str]) -> str:
        """``tables`` are those read when it was drawn: whatever else it might read depends on their rows alone."""
        arguments = spec.draw.args if isinstance(spec.draw, partial) else ()
        known = repr(
            (
                replace(spec, draw=None),
                [given.model_dump() if isinstance(given, BaseModel) else given for given in arguments],
            )
        )
        return hashlib.sha256("\n".join([self._code, known, *map(self._table, tables)]).encode()).hexdigest()[:24]

    @cached_property
    def _code(self) -> str:
        return version("plotly") + (own_state() if self.scripts == SCRIPTS else state_of(self.scripts))

    def _table(self, name: str) -> str:
        if name not in self._tables:
            named = named_values.GIVING if name in named_values.COLUMNS else ()
            tables = [f"{table}.csv" for table in dict.fromkeys((name, *named))]
            measured = name in data_package.MEASURED
            files = data_package.measured_files(self.data, name) if measured else tables
            key = hashlib.sha256()
            for path in files:
                key.update(path.encode() + (self.data / path).read_bytes())
            self._tables[name] = key.hexdigest()
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, str]:
        return {}


@dataclass(frozen=True)
class Drawings:
    """Drawings in both formats.

    ``svg`` are by the name of a figure's files and by width, slimmed for a page; ``png`` are the paths of pictures.
    """

    svg: Mapping[str, Mapping[str, str]]
    png: Mapping[str, Path]


def wanted(artist: raster.Artist, figures: Mapping[str, Figure], site_url: str) -> dict[str, dict[str, Path]]:
    """Name of a figure's files → where its drawings, by width, and its ``png`` will be once drawn."""
    return {file: _want(artist, figure, site_url) for file, figure in figures.items()}


def there(places: Mapping[str, Mapping[str, Path]]) -> Drawings:
    """Of the wanted figures, those that are complete: without a browser, what an earlier build drew."""
    whole = {file: paths for file, paths in places.items() if all(path.exists() for path in paths.values())}
    svg = {file: {width: raster.inline_svg(paths[width]) for width in WIDTHS} for file, paths in whole.items()}
    return Drawings(svg, {file: paths["png"] for file, paths in whole.items()})


def _want(artist: raster.Artist, figure: Figure, site_url: str) -> dict[str, Path]:
    paths = {width: artist.want(getattr(figure, width), "svg", getattr(figure.size, width)) for width in WIDTHS}
    foot = f"{figure.unit} · as of {figure.as_of} · {home_of(site_url)}"
    picture, size = raster.picture(figure.wide, title=figure.title, foot=foot, size=figure.size.wide)
    return paths | {"png": artist.want(picture, "png", size)}
