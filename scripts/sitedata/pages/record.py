"""What each page uses, noted while the page is filled in.

With it a page can list what others show, and an edit reaches only the pages that it touches. In: what
:mod:`sitedata.load.uses` saw, and what a page cites. Out: a :class:`PageUses` for each page, by its address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sitedata.load.uses import Use
from sitedata.pages.shares import Link

PAGE_LIST = Use("page list", "")
"""Noted where a page shows what other pages use."""


@dataclass(frozen=True)
class PageUses:
    """What one page uses.

    ``tables`` were read, ``benchmarks`` among them if any environment was; ``figures`` are placed, by the name of their
    files. ``shown`` are rows on view beside what is cited: a table for all of its rows, or table and key. ``claims``
    and ``sources`` are cited. ``templates`` filled its parts; ``numbers`` are those for which the style sheet needs a
    rule. ``lists_pages``: it shows what other pages use, so it depends on all of them.
    """

    title: str
    tables: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    templates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    lists_pages: bool = False
    written: bool = False
    """Did a person write it, in ``docs/``? The others are made from a row, a figure or a claim."""
    about: str = ""
    """The environment that it is about, if that is not the main one."""

    def reading(self, seen: Iterable[Use]) -> PageUses:
        """The same page after more of it was made, which read ``seen``."""
        return replace(self, tables=self.tables | {use.name for use in seen if use.kind == "table"})

    def reached_by(self, tables: Collection[str], figures: Collection[str] = ()) -> bool:
        """Can it look different once these tables or figures change?"""
        return self.lists_pages or not self.tables.isdisjoint(tables) or not set(self.figures).isdisjoint(figures)


Record = Mapping[str, PageUses]
"""Address of a page → what it uses, in the order in which pages were made."""


def uses_of(
    seen: Iterable[Use], title: str, cited: Iterable[str] = (), claims: Collection[str] = (), **more: object
) -> PageUses:
    """``cited`` are ids of claims and sources; ``claims`` says which of them are claims."""
    of_kind: dict[str, list[str]] = {}
    for use in seen:
        of_kind.setdefault(use.kind, []).append(use.name)
    cited = list(cited)
    return PageUses(
        title, frozenset(of_kind.get("table", ())), tuple(of_kind.get("figure", ())), tuple(of_kind.get("shown", ())),
        tuple(id for id in cited if id in claims), tuple(id for id in cited if id not in claims),
        frozenset(of_kind.get("template", ())), frozenset(of_kind.get("number", ())), PAGE_LIST.kind in of_kind, **more,
    )  # fmt: skip


def pages_of_figures(record: Record) -> dict[str, list[Link]]:
    """Name of a figure's files → the pages that place it.

    Those that people wrote come first, each followed by its versions about other environments.
    """
    links: dict[str, list[Link]] = {}
    for address, uses in record.items():
        for file in uses.figures:
            links.setdefault(file, []).append(Link(uses.title, address))
    return links
