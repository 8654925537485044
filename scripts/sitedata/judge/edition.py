"""What one build says: its data and all that follows from it.

Each part is computed once and handed to pages, API, publishing and reviews. In: a data set, the figures drawn from it,
the day. Out: an :class:`Edition`, which never changes once it is made.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from sitedata.judge import claims, guide, release_answers, years
from sitedata.judge.claims import Judgement
from sitedata.judge.fitting import Fits
from sitedata.judge.guide import Guide
from sitedata.judge.news import Item, news
from sitedata.judge.packages import Packages
from sitedata.judge.staleness import StaleMarks, newest_check
from sitedata.judge.years import Held
from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered
from sitedata.schema.figure import Drawn, Figure, Undrawn, apart
from sitedata.schema.measured import MEASURED
from sitedata.text.problem import Problem


@dataclass(frozen=True, eq=False)
class Edition:
    """The data of one build and what follows from it.

    ``data.shown`` says which environment its pages are about; ``drawn`` are the figures of all environments by the name
    of their files. ``day`` is that of the build, which decides what is past its review; without one, the newest day on
    which anything was checked.
    """

    data: Dataset
    drawn: Drawn = field(default_factory=dict)
    day: datetime.date | None = None
    about_main: Edition | None = None
    """The edition of the main environment, where this one is about another.

    What does not depend on the environment is taken from there.
    """

    @remembered
    def judged(self) -> dict[str, Judgement]:
        """Each claim by id, in file order."""
        return self.about_main.judged if self.about_main else claims.judge(self.data)

    @remembered
    def held(self) -> dict[str, list[Held]]:
        """Claim → from when to when it held: by sweeps that agree, or by the probes that releases since 2018 answer."""
        if self.about_main:
            return self.about_main.held
        swept = {id: own for id in years.rules(self.data) if (own := years.confirmed_for(self.data, id))}
        return swept | release_answers.histories(self.data, self.judged)

    @remembered
    def stale(self) -> StaleMarks:
        return self.about_main.stale if self.about_main else StaleMarks(self.data, self.day or newest_check(self.data))

    @remembered
    def guide(self) -> Guide:
        return self.about_main.guide if self.about_main else Guide.of(self.data)

    @remembered
    def packages(self) -> Packages:
        """What is known of each system's package."""
        return self.about_main.packages if self.about_main else Packages(self.data)

    @remembered
    def fits(self) -> Fits:
        """What fits together: releases of the frameworks, Pythons, systems and companions."""
        return self.about_main.fits if self.about_main else Fits(self.data)

    @remembered
    def news(self) -> list[Item]:
        """What happened, and what this site says otherwise since, the newest first."""
        return self.about_main.news if self.about_main else news(self.data)

    @property
    def since_article(self) -> list[Item]:
        return [item for item in self.news if item.known_on.isoformat() >= self.data.since]

    @remembered
    def to_read_again(self) -> dict[str, list[Problem]]:
        """Rules of the guide whose evidence changed since they were written."""
        return self.about_main.to_read_again if self.about_main else guide.flags(self.data, self.judged)

    @remembered
    def files(self) -> tuple[dict[str, Figure], dict[str, Undrawn]]:
        """Every figure by the name of its files: those that were drawn, then the others."""
        return apart(self.drawn)

    @remembered
    def _mine(self) -> tuple[dict[str, Figure], dict[str, Undrawn]]:
        others = {file: figure for file, figure in self.drawn.items() if file != figure.id}
        mine = {figure.id: figure for file, figure in self.drawn.items() if file not in others}
        mine |= {figure.id: figure for file, figure in others.items() if file == f"{self.data.shown}/{figure.id}"}
        return apart(mine)

    @property
    def figures(self) -> dict[str, Figure]:
        """Drawn figures by id; those that exist per environment, as the shown one has them."""
        return self._mine[0]

    @property
    def undrawn(self) -> dict[str, Undrawn]:
        """Figures without anything to draw, by id."""
        return self._mine[1]

    @remembered
    def of_claims(self) -> dict[str, Figure | Undrawn]:
        """Claim → the figure that shows what decides it."""
        return {figure.subject: figure for figure in (*self.figures.values(), *self.undrawn.values()) if figure.subject}

    def taking(self, older: Edition) -> Edition:
        """The same edition, with the older one's verdicts if no table that they rest on was read again since."""
        kept = older.__dict__.get(JUDGED.place)
        if kept and all(use.kind == "table" and self._has_table_of(older, use.name) for use in kept[1]):
            self.__dict__[JUDGED.place] = kept
        return self

    def _has_table_of(self, older: Edition, table: str) -> bool:
        if table in MEASURED:  # what was measured compares by identity
            return [*self.data.folders(table).values()] == [*older.data.folders(table).values()]
        return self.data.tables[table] is older.data.tables[table]

    def showing(self, environment: str) -> Edition:
        """The same edition with pages about another environment."""
        return replace(self, data=replace(self.data, shown=environment), about_main=self.about_main or self)


JUDGED: remembered = Edition.__dict__["judged"]
