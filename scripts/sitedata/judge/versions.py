"""Which release of a framework is the newest known one, and what is older.

In: a data set. Out: releases, and why a version is an old one.
"""

from __future__ import annotations

import re

from packaging.version import Version

from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered
from sitedata.schema.names import NAMES
from sitedata.schema.tables import Release
from sitedata.text.values import day


class KnownVersions:
    def __init__(self, data: Dataset):
        self.data = data

    def older_than_newest(self, checked_against: str) -> str:
        """Why the newest version that the text names of a framework is an old one; empty if none is.

        Release notes do not count: they are always about their own version.
        """
        for framework, name in NAMES.items():
            versions = re.findall(
                rf"\b{re.escape(name)} (?>(\d+(?:\.\d+)*))(?! release notes)", checked_against, re.ASCII
            )
            if versions and (why := self.behind(framework, max(versions, key=Version), "checked against")):
                return why
        return ""

    def behind(self, framework: str, version: str, what: str) -> str:
        """Why a version is an old one; empty if it is not. ``what`` says what was done with it.

        Compared by series (2.13), as far as the version was given: fixes within a series change no fact that we state.
        """
        newest = self._newest.get(framework)
        match = re.match(r"\d+(?:\.\d+)*", version, re.ASCII)
        if not newest or not match:
            return ""
        parts = Version(match[0]).release[:2]
        if parts >= Version(newest.version).release[: len(parts)]:
            return ""
        return f"{what} {NAMES[framework]} {match[0]}; {newest.version} is known since {day(newest.released_on)}"

    @remembered
    def _newest(self) -> dict[str, Release]:
        newest = {row.id: self.data.newest_release(row.package) for row in self.data.rows("frameworks")}
        return {id: release for id, release in newest.items() if release}

    @remembered
    def first_of_newest_series(self) -> dict[str, Release]:
        """Framework → the first release of its newest series."""
        first = {}
        for row in self.data.rows("frameworks"):
            stable = [release for release in self.data.releases.get(row.package, []) if release.stable]
            if stable:
                series = max(Version(release.version).release[:2] for release in stable)
                of_series = [release for release in stable if Version(release.version).release[:2] == series]
                first[row.id] = min(of_series, key=lambda release: release.released_on)
        return first
