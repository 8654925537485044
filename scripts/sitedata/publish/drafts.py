"""Pages made one by one, on request: what ``make serve`` shows before all of them are made.

In: the data and the pages as they are now. Out: the Markdown of a page, the same that
:func:`sitedata.publish.render.render` writes; it is made from the whole state and not from what an edit touched, so
that it cannot miss a change. A page that nobody requests costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from sitedata.check.dataset import checked_dataset
from sitedata.draw import raster
from sitedata.judge.edition import Edition
from sitedata.judge.environments import other_environments
from sitedata.load import archive as frozen
from sitedata.load.archive import Archive
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.pages.front_matter import front_matter, with_meta
from sitedata.pages.quotes import Quotes
from sitedata.pages.record import pages_of_figures
from sitedata.publish.drawings import Drawings, drawn_figures, there, wanted
from sitedata.publish.linking import Linking
from sitedata.publish.places import Places, build_day
from sitedata.text import addresses
from sitedata.text.files import Folder


def assembled(
    places: Places, edition: Edition, archive: Archive, svg: Mapping[str, Mapping[str, str]], site_url: str
) -> tuple[Pages, Quotes]:
    """What renders the pages of an edition, for the main environment and for every other one.

    ``svg`` are the drawings, as in :class:`Drawings`.
    """
    repository = os.environ.get("REPO_URL", "")
    fragments = Fragments(edition, svg, repository)
    others = {id: Fragments(edition.showing(id), svg, repository) for id in other_environments(edition.data)}
    quotes = Quotes(fragments, archive, site_url)
    return Pages(places.docs, fragments, others, places.outputs, site_url, quotes), quotes


def edited(path: Path, page: str, docs: Path) -> str:
    """The page with the address at which its source file in docs/ is edited.

    Pages made from a row know theirs already.
    """
    written = front_matter(page).get("made_from", path.as_posix())
    repository, editor = os.environ.get("REPO_URL", ""), os.environ.get("EDIT_URI", "")
    if not (repository and editor and (docs / written).is_file()):
        return page
    return with_meta(page, edit_url=f"{repository.rstrip('/')}/{editor}{written}")


class Drafts:
    """The pages of one state of the files."""

    def __init__(self, places: Places, site_url: str, older: Drafts | None = None):
        """``older`` are the drafts of a previous state: what has not changed since is not computed again.

        Raises:
            BadInput: what is wrong in ``data/``.
        """
        self.edition = Edition(data := checked_dataset(places.data), drawn_figures(data, places), build_day())
        figures = self.edition.files[0]
        known = set()
        if older:
            self.edition.taking(older.edition)
            known = {file for file in older.drawings.svg if figures.get(file) is older.edition.files[0][file]}
        artist = raster.Artist(Folder(places.cache / "images", places.root))
        self.drawings = there(
            wanted(artist, {file: figures[file] for file in figures if file not in known}, addresses.home(site_url))
        )
        if older:
            svg, png = ({file: kind[file] for file in known} for kind in (older.drawings.svg, older.drawings.png))
            self.drawings = Drawings(svg | self.drawings.svg, png | self.drawings.png)
        archive = frozen.read(places.archive, build_day())
        self.places = places
        self.pages, self.quotes = assembled(places, self.edition, archive, self.drawings.svg, addresses.home(site_url))

    def page(self, path: Path) -> str:
        """A page by its path below ``build/docs``.

        Raises:
            BadInput: what is wrong on it.
            KeyError: there is no such page.
        """
        linking = self._beside_figures if path.parts[0] == "figures" else self._beside
        made = linking.page(path)
        whole = linking.finished(path, self.pages.page(path, lambda: self.pages.record) if made is None else made)
        return edited(path, whole, self.places.docs)

    @cached_property
    def _beside(self) -> Linking:
        return Linking(self.quotes, self.drawings.svg, {}, self.places.outputs)

    @cached_property
    def _beside_figures(self) -> Linking:
        """Pages of figures name the pages that show them, and so need all of those."""
        return Linking(self.quotes, self.drawings.svg, pages_of_figures(self.pages.record), self.places.outputs)
