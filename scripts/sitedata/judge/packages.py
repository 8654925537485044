"""Does a system install beside the newest release of a framework? By what packages declare, and by what was tried.

In: a data set. Out: what a package's own metadata say and exclude, where only declared requirements are compared and
what a requirement requires in turn is not looked at; and the answers of the probes that installed it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from packaging.requirements import InvalidRequirement, Requirement

from sitedata.load.dataset import Dataset
from sitedata.load.named_values import accepts
from sitedata.load.uses import note
from sitedata.schema.names import NAMES
from sitedata.schema.protocol.probes import DISTRIBUTIONS
from sitedata.schema.protocol.probes import PYTHON_PACKAGE as PYTHON
from sitedata.schema.tables import Advisory, Framework, Package, Probe, Release, System

RECENT_DAYS = 28
RESTS_ON = ("advisories", "frameworks", "package_probes", "packages", "probes", "releases")
SAME = {"tensorflow-cpu": "tensorflow", "tensorflow-gpu": "tensorflow", "jaxlib": "jax"}
"""Packages that come in the same version as a framework's own."""
PYTHONS = tuple(f"3.{minor}" for minor in range(6, 30))


@dataclass(frozen=True)
class Beside:
    """A framework's newest release, and why a system's newest release does not install beside it (or ``""``).

    ``needed``: does the system ask for the framework at all? ``refused`` is what our own try found where it failed,
    though nothing that is declared says so; else empty.
    """

    framework: str
    version: str
    needed: bool
    why_not: str
    refused: str = ""


@dataclass(frozen=True)
class Tried:
    """A framework of our environments, and what came of installing the package beside it.

    ``alive`` and ``needs`` are the answers of the two probes; None where nobody asked, as ``because`` says.
    """

    framework: str
    alive: Probe | None
    needs: Probe | None
    because: str


@dataclass(frozen=True)
class PackageFacts:
    """What is known of a system's package. ``release`` is its newest stable one, if its day is known."""

    release: Release | None
    description: Package | None
    beside: tuple[Beside, ...]
    tried: tuple[Tried, ...]
    advisories: tuple[Advisory, ...]
    """Of the package, or of those that the system is a part of."""
    hosts: tuple[Release, ...]
    """The newest stable release of each package that the system is a part of."""
    withdrawn: tuple[Release, ...]


class Packages:
    """What is known of every system's package; each is looked at once."""

    def __init__(self, data: Dataset):
        self.data = data
        self._known: dict[tuple[str, ...], PackageFacts] = {}

    def of(self, system: System) -> PackageFacts:
        package, hosts = system.package or "", system.part_of or ()
        for table in RESTS_ON:
            note("table", table)
        if (package, *hosts) not in self._known:
            self._known[package, *hosts] = self._facts(package, hosts)
        return self._known[package, *hosts]

    def _facts(self, package: str, hosts: Iterable[str]) -> PackageFacts:
        release, description = self.data.newest_release(package), self.data.packages.get(package)
        frameworks = [row for row in self.data.rows("frameworks") if row.package != package]
        beside = tuple(
            one
            for row in frameworks
            if release and description and package.startswith(PYTHON) and (one := self._beside(release, row))
        )
        tried = self._tried(package)
        refused = {one.framework: one.alive.finding for one in tried if one.alive and one.alive.outcome == "no"}
        return PackageFacts(
            release,
            description,
            tuple(replace(one, refused="" if one.why_not else refused.get(one.framework, "")) for one in beside),
            tried,
            tuple(row for row in self.data.rows("advisories") if row.package in (package, *hosts)),
            tuple(newest for host in hosts if (newest := self.data.newest_release(host))),
            tuple(row for row in self.data.releases.get(package, ()) if row.yanked),
        )

    def _tried(self, package: str) -> tuple[Tried, ...]:
        asked = [
            Tried(one.framework, self._answers.get(one.alive_id), self._answers.get(one.needs_id), "")
            for one in self.data.package_questions
            if one.package == package
        ]
        unasked = [
            Tried(row.framework, None, None, row.not_asked_because)
            for row in self.data.rows("package_probes")
            if row.package == package and row.not_asked_because
        ]
        return tuple(sorted((*asked, *unasked), key=lambda one: list(DISTRIBUTIONS).index(one.framework)))

    @cached_property
    def _answers(self) -> dict[str, Probe]:
        return self.data.by_id("probes")

    def _beside(self, release: Release, framework: Framework) -> Beside | None:
        newest = self.data.newest_release(framework.package)
        if newest is None:
            return None
        asked = [one for one in self._requires(release.package) if self._is(one.name, framework)]
        excluded = next((one for one in asked if not one.specifier.contains(newest.version, prereleases=True)), None)
        name = NAMES[framework.id]
        if excluded:
            why = f"it asks for {excluded.name}{excluded.specifier}"
        elif (ours := accepted(release)) and (theirs := accepted(newest)) and not ours & theirs:
            why = f"no Python suits both: it is for {told(release)}, {name} for {told(newest)}"
        else:
            why = ""
        return Beside(framework.id, newest.version, bool(asked), why)

    def _is(self, name: str, framework: Framework) -> bool:
        return f"{PYTHON}{SAME.get(name, name)}" == framework.package

    def _requires(self, package: str) -> list[Requirement]:
        listed = []
        for text in (self.data.packages[package].requires or "").split():
            try:
                listed.append(Requirement(text))
            except InvalidRequirement:
                continue
        return listed


def accepted(release: Release) -> set[str]:
    """The Pythons that a release accepts and has wheels for; empty where it says nothing."""
    wheels = (release.pythons or "any").split()
    from_on = next((wheel.rstrip("+") for wheel in wheels if wheel.endswith("+")), None)
    compiled = {python for python in PYTHONS if python in wheels or (from_on and _minor(python) >= _minor(from_on))}
    allowed = {python for python in PYTHONS if accepts(release, python)}
    return allowed if wheels == ["any"] else allowed & compiled


def _minor(python: str) -> int:
    return int(python.split(".")[1])


def told(release: Release) -> str:
    return release.pythons if release.pythons and release.pythons != "any" else f"Python {release.requires_python}"


@dataclass(frozen=True)
class RecentReleases:
    """How many releases an index showed for the last :data:`RECENT_DAYS` days before it was asked.

    ``usual`` is the mean of the year before, for as many days.
    """

    asked_on: datetime.date
    seen: int
    usual: float

    @property
    def are_few(self) -> bool:
        """Fewer than half of what is usual: the copy of the index that was asked may lag."""
        return self.seen < self.usual / 2


def recent_releases(data: Dataset) -> RecentReleases | None:
    """Does the index of Python packages show as many new releases as usual? None if it was never asked."""
    rows = [row for row in data.rows("releases") if row.package.startswith(PYTHON)]
    if not rows:
        return None
    asked_on = max(row.checked_on for row in rows)
    ages = [(asked_on - row.released_on).days for row in rows]
    seen = sum(age < RECENT_DAYS for age in ages)
    before = sum(RECENT_DAYS <= age < 365 for age in ages)
    return RecentReleases(asked_on, seen, before * RECENT_DAYS / (365 - RECENT_DAYS))
