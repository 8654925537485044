"""What prose may ask the data. Every public method is a name that a page can use between ``{{`` and ``}}``."""

from __future__ import annotations

import datetime
from collections import Counter

from sitedata.draw.figure import TIE_BAND
from sitedata.judge import adoption
from sitedata.judge.packages import RECENT_DAYS, recent_releases
from sitedata.judge.published import TIMES, all_pairs, pairs_of
from sitedata.load.dataset import Dataset
from sitedata.load.named_values import in_last_year
from sitedata.pages.words.events import SinceArticle
from sitedata.pages.words.measurements import Measurements
from sitedata.schema.environments import BENCH_TABLES
from sitedata.schema.tables import TABLES, AdoptionPoint, Release, Row, kind_of
from sitedata.text.problem import did_you_mean

COUNTERS = [name for name in AdoptionPoint.model_fields if kind_of(AdoptionPoint, name).frictionless == "integer"]

PUBLISHED_TASKS = {"train": ("train",), "predict": ("predict", "generate")}
AHEAD = {
    "pytorch": lambda ratio: ratio < 1 / TIE_BAND,
    "tie": lambda ratio: 1 / TIE_BAND <= ratio <= TIE_BAND,
    "tensorflow": lambda ratio: ratio > TIE_BAND,
}
"""Which times of PyTorch, over those of TensorFlow, are whose lead."""


class Unknown(Exception):
    """A page asks for something that the data does not have.

    The message says what, and which names are similar; ``expected`` says which row it needs.
    """

    def __init__(
        self, message: str, expected: str = "a name and an id that exist (see docs/maintaining.md, Writing a page)"
    ):
        super().__init__(message)
        self.expected = expected


def one(rows: dict, key: object, what: str, table: str = ""):
    """The row with this key. ``table`` is where it would be."""
    if key not in rows:
        near = did_you_mean(str(key), [str(name) for name in rows])
        shown = " ".join(map(str, key)) if isinstance(key, tuple) else key
        raise Unknown(
            f"unknown {what} '{shown}'{near}", *([f"'{shown}' in a row of data/{table}.csv"] if table else [])
        )
    return rows[key]


class Values(Measurements, SinceArticle):
    """Numbers, dates and names for prose, looked up so that they cannot drift."""

    def __init__(self, data: Dataset):
        self.data = data

    def framework(self, id: str) -> Row:
        return one(self.data.by_id("frameworks"), id, "framework", "frameworks")

    def system(self, id: str) -> Row:
        return one(self.data.systems, id, "system", "systems")

    def study(self, id: str) -> Row:
        return one(self.data.by_id("studies"), id, "study", "studies")

    def result(self, id: str) -> Row:
        """A published number: ``{{ result("…").value }}``."""
        return one(self.data.by_id("published_results"), id, "published result", "published_results")

    def release(self, id: str, version: str = "") -> Release:
        """The newest stable release of a framework or system, or the one with a version.

        It has ``.version`` and ``.released_on``.
        """
        package = self._package(id)
        if version:
            return one(
                {row.version: row for row in self.data.releases.get(package, [])},
                version,
                f"version of {id}",
                "releases",
            )
        newest = self.data.newest_release(package)
        if newest is None:
            expected = (
                f"a stable release of {package} in data/releases.csv"
                if package
                else f"a package in the row of '{id}', and its releases"
            )
            raise Unknown(f"no release of '{id}' is known", expected)
        return newest

    def _package(self, id: str) -> str | None:
        """The package of a framework or system, if it has one."""
        owner = self.data.by_id("frameworks").get(id) or self.data.systems.get(id)
        if owner is None:
            known = [*self.data.by_id("frameworks"), *self.data.systems]
            raise Unknown(
                f"unknown framework or system '{id}'{did_you_mean(id, known)}",
                "an id of data/frameworks.csv or data/systems.csv",
            )
        return owner.package

    def releases_in_last_year(self, id: str) -> int:
        """Stable releases in the 365 days before the newest check."""
        self.release(id)  # raises if there is none to count
        asked_on = self.asked_on()
        return len(in_last_year(self.data.releases[self._package(id)], asked_on))

    def asked_on(self) -> datetime.date:
        """The day of the newest look at releases."""
        return max(row.checked_on for row in self.data.rows("releases"))

    def missing_releases(self) -> str:
        """A sentence where the package index showed few releases of the last weeks, or nothing."""
        recent = recent_releases(self.data)
        if recent is None or not recent.are_few:
            return ""
        return (
            f"The copy of the Python package index that was asked on {recent.asked_on} shows {recent.seen} releases of "
            f"the {RECENT_DAYS} days before, where {recent.usual:.0f} are usual: a newer release than ours may exist."
        )

    def reading(self, project: str, column: str, as_of: datetime.date | str = "") -> int:
        """A public counter: the newest reading, or the one of a day."""
        if column not in COUNTERS:
            raise Unknown(f"no counter '{column}'{did_you_mean(column, COUNTERS)}", f"one of {', '.join(COUNTERS)}")
        rows = [
            row for row in self.data.rows("adoption") if row.project == project and getattr(row, column) is not None
        ]
        readings = {row.as_of.isoformat(): getattr(row, column) for row in rows}
        if not readings:
            raise Unknown(
                f"no reading of '{column}' for '{project}'", f"a row of '{project}' with {column} in data/adoption.csv"
            )
        return one(readings, str(as_of) if as_of else max(readings), f"day of '{column}' for {project}", "adoption")

    def reading_day(self, which: str = "newest") -> datetime.date:
        """The day of the newest or the oldest reading of the public counters."""
        days = [row.as_of for row in self.data.rows("adoption")]
        if not days:
            raise Unknown("there is no reading of a public counter", "a row of data/adoption.csv")
        return max(days) if which == "newest" else min(days)

    def listed(self, project: str) -> int:
        """Downloads in 30 days at the newest day of the other list."""
        points = adoption.listed(self.data, project)
        if not points:
            raise Unknown(f"'{project}' is not listed", f"a row of '{project}' in data/listed_downloads.csv")
        return points[-1][1]

    def listed_lead(self, ahead: str, behind: str) -> datetime.date | None:
        """The day since which the other list has more downloads for one than for the other; None if it has fewer."""
        return adoption.lead(adoption.listed(self.data, ahead), adoption.listed(self.data, behind))

    def listed_day(self) -> datetime.date:
        """The newest day of the other list of downloads."""
        days = [row.as_of for row in self.data.rows("listed_downloads")]
        if not days:
            raise Unknown("there is no other list of downloads", "a row in data/listed_downloads.csv")
        return max(days)

    def crossing(self, column: str, ahead: str = "pytorch", behind: str = "tensorflow") -> datetime.date:
        """The first reading from which one project has the larger count at every reading of both."""
        day = adoption.crossing(self.data, column, ahead, behind)
        if day is None:
            expected = f"rows of '{ahead}' and '{behind}' with {column} on the same day in data/adoption.csv"
            raise Unknown(f"{ahead} does not lead {behind} in '{column}' at the newest reading of both", expected)
        return day

    def reading_before(self, column: str, project: str, day: datetime.date) -> datetime.date:
        """The day of the project's last reading before ``day``."""
        previous = adoption.before(self.data, column, project, day)
        if previous is None:
            raise Unknown(
                f"no reading of '{column}' for '{project}' before {day}",
                f"a row of '{project}' with {column} in data/adoption.csv",
            )
        return previous

    def no_newer_reading(self) -> str:
        """A sentence on the public counters' age: how old they are, and when we last looked for newer ones."""
        return adoption.no_newer(self.data)

    def named_one_range(self, since: str) -> str:
        """``20 to 38 %``: the share of papers that name exactly one of the two frameworks, from a month on."""
        shares = [
            100 * (row.pytorch_papers + row.tensorflow_papers) / row.papers_total
            for row in self.data.rows("papers") if row.month.strftime("%Y-%m") >= since
        ]  # fmt: skip
        if not shares:
            raise Unknown(f"no count of papers since {since}", "a row of data/papers.csv of that month or a later one")
        if len(set(shares)) == 1:
            return f"{shares[0]:.0f} %"
        return f"{min(shares):.0f} to {max(shares):.0f} %"

    def source(self, id: str) -> Row:
        return one(self.data.sources, id, "source", "sources")

    def source_year(self, id: str) -> int:
        """The year in which a source was published."""
        published = self.source(id).published
        if not published:
            raise Unknown(f"no day of '{id}' is known", f"'published' in the row of '{id}' in data/sources.csv")
        return int(str(published)[:4])

    def linked_papers(self) -> list[Row]:
        """Papers with linked code, year by year."""
        return sorted(self.data.rows("linked_papers"), key=lambda row: row.year)

    def newest_linked_papers(self) -> Row:
        """The same for the newest year that was counted."""
        years = self.linked_papers()
        if not years:
            raise Unknown("no count of papers with linked code", "a row in data/linked_papers.csv")
        return years[-1]

    def papers(self, conference: str, month: str) -> Row:
        rows = {(row.conference, row.month.strftime("%Y-%m")): row for row in self.data.rows("papers")}
        return one(rows, (conference, month), "count of papers", "papers")

    def time_ratio(self, pytorch_result: str) -> float:
        """Time of PyTorch over time of TensorFlow for the pair that this PyTorch number belongs to, unrounded."""
        return one(
            {pair.pytorch.id: pair.time_ratio for pair in all_pairs(self.data)},
            pytorch_result,
            "pair",
            "published_results",
        ).real

    def published_pairs(self, task: str, ahead: str = "") -> int:
        """Pairs of published times to ``train`` or to ``predict``: all, or those that a side leads beyond the tie band.

        ``ahead`` is ``pytorch``, ``tensorflow`` or ``tie``, for pairs within the band.
        """
        tasks = one(PUBLISHED_TASKS, task, "kind of published times")
        leads = one(AHEAD, ahead, "lead") if ahead else bool
        return sum(leads(pair.time_ratio) for pair in pairs_of(self.data, tasks=tasks, metrics=TIMES)[0])

    def systems_by_status(self, *statuses: str, named_in_article: bool = True) -> list[Row]:
        """Systems with one of these statuses, in file order."""
        return [
            row
            for row in self.data.rows("systems")
            if row.status in statuses and (row.in_article or not named_in_article)
        ]

    def count(self, table: str) -> int:
        """Rows of a table."""
        if table not in self.data.tables:
            raise Unknown(f"unknown table '{table}'{did_you_mean(table, self.data.tables)}")
        return len(self.data.rows(table))

    def readings_of(self, outcome: str) -> int:
        """How many second readings ended so."""
        return sum(row.outcome == outcome for row in self.data.rows("readings"))

    def newest_reading(self) -> datetime.date:
        """The day of the newest second reading."""
        days = [row.read_again_on for row in self.data.rows("readings")]
        if not days:
            raise Unknown("no row was read again", "a row in data/readings.csv")
        return max(days)

    def table_count(self) -> int:
        """Files of the data dictionary that people and programs keep in ``data/``, not counting the benchmark's."""
        return len(TABLES)

    def row_count(self) -> int:
        return sum(len(self.data.rows(name)) for name in TABLES)

    def environment_count(self) -> int:
        """Machines whose measurements are published here."""
        return len(self.data.environments)

    def environment_table_count(self) -> int:
        """Files for each of them."""
        return len(BENCH_TABLES)

    def environment_row_count(self) -> int:
        return sum(
            len(environment.rows(name)) for environment in self.data.environments.values() for name in BENCH_TABLES
        )

    def named_systems(self, family: str = "") -> int:
        """Systems that the article names: all, or those of a framework's family, itself among them."""
        return len(self._named(family))

    def status_count(self, status: str, family: str = "") -> int:
        """How many of them have a status."""
        return Counter(row.status for row in self._named(family))[status]

    def _named(self, family: str) -> list[Row]:
        known = {row.family for row in self.data.rows("systems")}
        if family and family not in known:
            raise Unknown(f"unknown family '{family}'{did_you_mean(family, known)}", "a family of data/systems.csv")
        return [row for row in self.data.rows("systems") if row.in_article and family in ("", row.family)]
