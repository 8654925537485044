"""Which facts want a second look, and why. The only place that decides it: text, tables, figures, pages and exports ask here.

In: a data set and the day of the build (not the clock's, so that equal inputs give equal pages). Out: a :class:`Look` for each row or
figure that is past its review, was checked against an older release than the newest known, or rests on an address that no longer answers.
Nothing here stops a build: a stale fact is marked, and waits for somebody.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from packaging.version import Version

from sitedata.load.dataset import Dataset
from sitedata.schema.names import NAMES
from sitedata.schema.tables import LINK_OUTCOMES, TABLES, Claim, Release, Row, key_of
from sitedata.text.values import day

REVIEW_DAYS = 365  # a row without a review date of its own: the status "active" asks for signs of life within twelve months
ASKED_AGAIN_DAYS = 60  # the list of releases decides what is the newest; two missed monthly runs are noticed
VERSIONED_BY = {"tensorflow": ("tensorflow",), "pytorch": ("pytorch",), "keras-jax": ("keras", "jax")}
"""A column of the comparison → the frameworks whose releases may change what it says."""
PACKAGE_NAMES = {"tensorflow-cpu": "tensorflow", "torch": "pytorch", "keras": "keras", "jax": "jax"}
"""How probes name what they ran with → the framework."""
WHERE = "second-look"
"""The page that lists them."""
LISTED = {"claims": "claims/{}/", "comparison": "comparison/{}/", "systems": "ecosystem/{}/", "sources": "sources/#{}",
          "benchmarks": "methods/#environment-{}"}  # fmt: skip
"""A table → where on the site its row stands."""


@dataclass(frozen=True)
class Look:
    """A row that wants a second look. ``table`` is ``figures`` or ``benchmarks`` for what is no row of a table of ``data/``."""

    table: str
    key: str
    why: str
    row: Row | None = None

    @property
    def address(self) -> str:
        """Relative to the site's root; empty for what has no place of its own."""
        place = LISTED.get(self.table, "")
        return place.format(self.key.split(" ")[0]) if place else ""


class Freshness:
    """Looks by table and key. ``today`` is the day of the build; without one, the newest day on which anything was checked."""

    def __init__(self, data: Dataset, today: datetime.date | None = None):
        self.data = data
        self.today = today or newest_check(data)

    def why(self, table: str, row: Row) -> str:
        """Why this row wants a second look; empty if it does not."""
        found = self.looks.get((table, key_of(row)))
        return found.why if found else ""

    def why_figure(self, figure: Mapping) -> str:
        """A figure is stale if its newest reading is, or if the environment is that it shows. A study of others does not age: its year is shown."""
        if figure["raw"]:
            return self.why_environment(next((path.split("/")[-2] for _, path in figure["raw"] if path.count("/") >= 2), ""))
        if not figure["as_of"] or "studies" in figure["tables"] or self.today - last_day(figure["as_of"]) <= datetime.timedelta(REVIEW_DAYS):
            return ""
        return f"its newest reading is of {day(figure['as_of'])}"

    def why_environment(self, id: str) -> str:
        return self._environments.get(id, "")

    @cached_property
    def looks(self) -> dict[tuple[str, str], Look]:
        found: dict[tuple[str, str], Look] = {}
        for table, row, why in (*self._claims(), *self._rows(), *self._probes(), *self._links(), *self._releases()):
            key = (table, key_of(row))
            found[key] = Look(table, key[1], f"{found[key].why}; {why}" if key in found else why, row)
        return found | {("benchmarks", id): Look("benchmarks", id, why) for id, why in self._environments.items()}

    # --- what makes a fact stale --------------------------------------------------------------------------------------
    def _claims(self) -> Iterator[tuple[str, Row, str]]:
        for claim in self.data.rows("claims"):
            if claim.review_after < self.today:
                yield "claims", claim, f"its review was due on {day(claim.review_after)}"
            why = self._measured_with(claim) if claim.kind in ("measured", "probed") else self._older(claim.checked_against or "")
            if why:
                yield "claims", claim, why

    def _measured_with(self, claim: Claim) -> str:
        """A claim that code decided is as fresh as what the code ran with; what people read beside it does not count."""
        if claim.kind == "measured":
            fresh = self.data.environments.keys() - self._environments.keys()
            return "" if fresh or not self._environments else next(iter(self._environments.values()))
        return next((why for id in self._probes_of.get(claim.id, ()) if (why := self._old_probes.get(id))), "")

    def _rows(self) -> Iterator[tuple[str, Row, str]]:
        """Rows without a review date of their own."""
        for table in ("comparison", "systems", "frameworks"):
            for row in self.data.rows(table):
                if self.today - row.checked_on > datetime.timedelta(REVIEW_DAYS):
                    yield table, row, f"it was last checked on {day(row.checked_on)}"
        for cell in self.data.rows("comparison"):
            for framework in VERSIONED_BY[cell.framework]:
                release = self._first_of_newest_series.get(framework)
                if release and release.released_on > cell.checked_on:
                    yield "comparison", cell, f"{NAMES[framework]} {release.version} came out on {day(release.released_on)}, after the check"

    def _probes(self) -> Iterator[tuple[str, Row, str]]:
        for row in self.data.rows("probes"):
            if row.id in self._old_probes:
                yield "probes", row, self._old_probes[row.id]

    @cached_property
    def _old_probes(self) -> dict[str, str]:
        return {row.id: why for row in self.data.rows("probes") if (why := self._ran_with(row))}

    @cached_property
    def _probes_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.data.rows("claim_probes"):
            found.setdefault(row.claim_id, []).append(row.probe_id)
        return found

    def _ran_with(self, probe: Row) -> str:
        packages = dict(re.findall(r"([\w-]+) (\d[\w.]*)", probe.versions, re.ASCII))
        return next((why for name, version in packages.items() if (why := self._behind(PACKAGE_NAMES.get(name, ""), version, "ran with"))), "")

    def _links(self) -> Iterator[tuple[str, Row, str]]:
        """Addresses that did not answer as they should: each row that shows one."""
        dead = {row.url: row for row in self.data.rows("link_checks")}
        for table, column in (("sources", "url"), ("systems", "repository"), ("frameworks", "repository"), ("disputes", "url")):
            for row in self.data.rows(table):
                if answer := dead.get(getattr(row, column)):
                    yield (
                        table,
                        row,
                        f"its address was {answer.outcome} on {day(answer.checked_on)} ({answer.answer}): {LINK_OUTCOMES[answer.outcome]}",
                    )

    def _releases(self) -> Iterator[tuple[str, Row, str]]:
        rows = self.data.rows("releases")
        newest = max(rows, key=lambda row: row.checked_on, default=None)
        if newest and self.today - newest.checked_on > datetime.timedelta(ASKED_AGAIN_DAYS):
            yield "releases", newest, f"the package indexes were last asked on {day(newest.checked_on)}: newer releases may be unknown here"

    @cached_property
    def _environments(self) -> dict[str, str]:
        """Environment of the benchmark → why its results are old."""
        found = {}
        for environment in self.data.environments.values():
            for framework in ("tensorflow", "pytorch"):
                if why := self._behind(framework, environment.version(framework) or "", "measured with"):
                    found.setdefault(environment.id, why)
        return found

    # --- versions -----------------------------------------------------------------------------------------------------
    def _older(self, checked_against: str) -> str:
        """The newest version of each framework that the text names; release notes are about their own version, for ever."""
        for framework, name in NAMES.items():
            versions = re.findall(rf"\b{re.escape(name)} (?>(\d+(?:\.\d+)*))(?! release notes)", checked_against, re.ASCII)
            if versions and (why := self._behind(framework, max(versions, key=Version), "checked against")):
                return why
        return ""

    def _behind(self, framework: str, version: str, what: str) -> str:
        """Compared by series (2.13), as far as the version was named: fixes within a series change no fact that we state."""
        newest = self._newest.get(framework)
        found = re.match(r"\d+(?:\.\d+)*", version, re.ASCII)
        if not newest or not found:
            return ""
        parts = Version(found[0]).release[:2]
        if parts >= Version(newest.version).release[: len(parts)]:
            return ""
        return f"{what} {NAMES[framework]} {found[0]}; {newest.version} is known since {day(newest.released_on)}"

    @cached_property
    def _newest(self) -> dict[str, Release]:
        found = {row.id: self.data.newest_release(row.package) for row in self.data.rows("frameworks")}
        return {id: release for id, release in found.items() if release}

    @cached_property
    def _first_of_newest_series(self) -> dict[str, Release]:
        found = {}
        for row in self.data.rows("frameworks"):
            stable = [each for each in self.data.releases.get(row.package, []) if not each.prerelease]
            if stable:
                series = max(Version(each.version).release[:2] for each in stable)
                found[row.id] = min((each for each in stable if Version(each.version).release[:2] == series), key=lambda each: each.released_on)
        return found


def newest_check(data: Dataset) -> datetime.date:
    dated = [name for name in data.tables if name in TABLES and "checked_on" in TABLES[name].model_fields]
    days = [row.checked_on for name in dated for row in data.rows(name)]
    return max(days, default=datetime.date.min)


def last_day(as_of: str) -> datetime.date:
    """The last day of a year or a month, or the day itself."""
    parts = [int(part) for part in as_of.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
