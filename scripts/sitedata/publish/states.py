"""Frozen files in a built site. In: the site, what it shows now, the archive. Out: every state at its address.

What the archive holds for an address stays as it is; the present states that it lacks are copies of the live files.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

from sitedata.draw import svg
from sitedata.load import archive, inputs
from sitedata.load.archive import Archive, Published
from sitedata.publish.places import Places
from sitedata.text.files import Folder

STYLED = b"<style"


def things_in(file: Path) -> list[Published]:
    """What has a state, as the build left it in ``file``."""
    return [Published(**values) for values in json.loads(file.read_text(encoding="utf-8"))]


def lay_all(site: Path, places: Places) -> None:
    """What :func:`lay` does with the site that was just built and the archive beside it."""
    lay(site, things_in(places.things), archive.read(places.archive), places.archive)


def lay(site: Path, things: list[Published], kept: Archive, folder: Path) -> None:
    """Put what is kept, then what is shown now, at the frozen addresses of ``site``. ``folder`` is the archive's."""
    _lay_kept(site, kept, folder)
    for thing in things:
        _show(site, thing, kept)


@functools.lru_cache(maxsize=1)
def _lay_kept(site: Path, kept: Archive, folder: Path) -> None:
    """Once per reading of the index: under ``make serve`` the folder of the site stays."""
    out = Folder(site, site)
    for address, row in kept.files.items():
        _put(out, address, folder / row.object)


@functools.lru_cache(maxsize=10_000)
def _show(site: Path, thing: Published, kept: Archive) -> None:
    """Once per state, for the same reason."""
    out = Folder(site, site)
    for live, address in zip(thing.files, thing.frozen_files, strict=True):
        if address not in kept.files:
            # a copy: MkDocs writes into the live file under ``make serve``
            out.write(address, (site / live).read_bytes())


def _put(out: Folder, address: str, source: Path) -> None:
    """Put a kept file as it is, except a drawing with styles inside.

    Its styles become attributes, so that every host shows it.
    """
    if source.suffix == ".svg" and not (out.root / address).exists() and STYLED in (raw := inputs.read(source)):
        out.write(address, svg.without_styles(raw.decode(), svg.style_sheet_of(address)))
    else:
        out.put(address, source)
