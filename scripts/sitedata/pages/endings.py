"""The page *What ends when*. In: ends, as seen on the day of the build. Out: HTML that needs no script."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from sitedata.judge.endings import Ending, Endings, endings, seen_on
from sitedata.judge.staleness import newest_check
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.schema.names import NAMES
from sitedata.schema.tables import CERTAINTIES, END_KINDS


class EndingPieces:
    """``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def seen(self) -> Endings:
        note("shown", "ends")
        edition = self.fragments.edition
        return seen_on(edition.day or newest_check(edition.data), endings(edition.data))

    def table(self, which: str) -> Markup:
        """``soon``, ``later`` or ``over``."""
        rows = getattr(self.seen, which)
        groups = {kind: [one for one in rows if one.row.kind == kind] for kind in END_KINDS} if which == "over" else {}
        return self.fragments.render(
            "ends.html", rows=rows, groups=groups, which=which, base=self.base, names=NAMES, kinds=END_KINDS,
            certainties=CERTAINTIES, sources=self.fragments.data.sources, systems=self.fragments.data.systems,
        )  # fmt: skip

    def calendars(self) -> Markup:
        return self.fragments.render("calendars.html", base=self.base, names=NAMES)

    def next_one(self, begin: str = "") -> Ending | None:
        """The next whose id begins so: ``python-`` for Python itself, not for what a framework drops."""
        return next((one for one in (*self.seen.soon, *self.seen.later) if one.row.id.startswith(begin)), None)

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "ends_table": self.table, "calendar_links": self.calendars, "next_end": self.next_one,
            "ends_soon": lambda: len(self.seen.soon), "ends_over": lambda: len(self.seen.over),
        }  # fmt: skip
