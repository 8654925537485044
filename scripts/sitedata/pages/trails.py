"""Where a page stands among the others: the page above it, the one before it and the one after it.

In: a page's address. Out: values for its front matter, which the theme's parts show as the active group, the way back
and the links at its end. The navigation is ordered by what readers want; pages about the article keep its order here.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import NamedTuple

from sitedata.judge.edition import Edition
from sitedata.judge.pairs import pairs
from sitedata.load.uses import unnoted

READING_ORDER = (
    "1-evolution", "2-tensorflow", "3-pytorch", "4-comparison", "4a-implementation", "4b-performance",
    "4b-conditions", "4b-gpu", "4b-published", "4c-experience", "5-adoption", "6-strongholds", "7-momentum",
    "8-selection", "8b-situations", "8c-already", "9-outlook", "10-conclusion",
)  # fmt: skip
"""The pages about the article's ten sections, in its order."""
ABOVE = {
    "claims": "claims/", "comparison": "4a-implementation/", "ecosystem": "ecosystem/", "figures": "figures/",
    "compare": "compare/", "routes": "8-selection/", "4b-performance": "4b-performance/", "4b-gpu": "4b-gpu/",
    "4b-conditions": "4b-conditions/",
}  # fmt: skip
"""Folder of pages that the navigation does not list → the page in it that leads to them."""
Meta = dict[str, object]


class Step(NamedTuple):
    """One page: its address below the site's root, and its title as characters; empty: the navigation has it."""

    address: str
    title: str = ""

    @property
    def meta(self) -> Meta:
        return {"url": self.address, "title": escape(self.title, quote=False)}


def placed(steps: list[Step]) -> dict[str, tuple[int, list[Step]]]:
    """Address → the place among the steps, and the steps."""
    return {step.address: (at, steps) for at, step in enumerate(steps)}


ARTICLE = placed([Step(f"{id}/") for id in READING_ORDER])


class Trails:
    """Of all pages of one edition."""

    def __init__(self, edition: Edition):
        self.edition = edition

    def meta(self, address: str) -> Meta:
        """Of a page below another: ``up``; of one in a row: ``previous`` and ``next``, and ``reading`` in the article.

        A neighbour's title may lag behind an edit while pages are served; no page is made again for it.
        """
        folder, _, rest = address.rstrip("/").partition("/")
        above = {"up": ABOVE[folder]} if rest and folder in ABOVE else {}
        row = self._rows.get(folder, {}) if rest else ARTICLE
        if address not in row:
            return above
        at, steps = row[address]
        beside = {"previous": steps[at - 1] if at else None, "next": steps[at + 1] if at + 1 < len(steps) else None}
        return above | ({} if rest else {"reading": True}) | {name: step.meta for name, step in beside.items() if step}

    @cached_property
    def _rows(self) -> dict[str, dict[str, tuple[int, list[Step]]]]:
        """Folder → address → place among all pages of the folder, in the order of their table."""
        with unnoted():
            data, figures = self.edition.data, self.edition.files[0]
            titles = {
                "claims": {id: judged.headline for id, judged in self.edition.judged.items()},
                "comparison": {row.id: row.title for row in data.rows("comparison_criteria")},
                "ecosystem": {row.id: row.name for row in data.rows("systems")},
                "figures": {file: figure.title for file, figure in figures.items() if "/" not in file},
                "compare": {pair.id: pair.title for pair in pairs(data)},
                "routes": {row.id: row.id.replace("-", " ") for row in data.rows("routes")},
            }
        return {
            folder: placed([Step(f"{folder}/{id}/", title) for id, title in named.items()])
            for folder, named in titles.items()
        }
