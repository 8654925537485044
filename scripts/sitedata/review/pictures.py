"""Figures that change, as pictures side by side, and a page that shows them with the summary."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from sitedata.draw import raster
from sitedata.pages.fragments import templates
from sitedata.review.difference import State
from sitedata.text.files import Folder
from sitedata.text.inert import plain

LONGEST_SHOWN = 5000  # characters; a path has at most 4,096
MOST_PICTURES = 8  # pairs; each takes a browser half a second


def draw(summary: dict[str, Any], before: State, after: State, cache: Folder, out: Folder) -> bool:
    """Write ``<figure>.before.png`` and ``.after.png``; an entry of the summary gets the name of its pictures.

    Returns:
        whether there was a browser to draw with.
    """
    artist, wanted = raster.Artist(cache), []
    for entry in summary["figures"][:MOST_PICTURES]:
        name = entry["figure"].replace("/", "-")
        for when, state in (("before", before), ("after", after)):
            if figure := state.figures.get(entry["figure"]):
                size = figure.size.wide
                picture, size = raster.picture(
                    figure.wide, title=figure.title, foot=f"{when} · {figure.unit}", size=size
                )
                wanted.append((entry, name, when, artist.want(picture, "png", size)))
    try:
        artist.draw()
    except raster.NoBrowser:
        return False
    for entry, name, when, path in wanted:
        out.write(f"{name}.{when}.png", path.read_bytes())
        entry["picture"] = name
    return True


def page(summary: dict[str, Any], out: Path) -> str:
    """Every value in full, without invisible characters: a list of the report may be cut."""
    shown = functools.partial(plain, longest=LONGEST_SHOWN)
    return (
        templates()
        .get_template("difference.html")
        .render(summary=summary, exists=lambda name: (out / name).exists(), plain=shown)
    )
