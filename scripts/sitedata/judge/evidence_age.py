"""How old the evidence is, which is not the day on which somebody opened it.

In: a data set. Out: for a source, the day of the copy, commit or release that was read; for a row, why it rests on old
evidence alone. A page about how things stand says nothing about today if what it speaks about has had releases since.
What tells of an event (a paper, release notes, an announcement) does not age.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sitedata.load.dataset import Dataset
from sitedata.load.uses import remembered, remembering
from sitedata.schema.tables import Source
from sitedata.text.values import day

STATES = ("docs", "repository", "package-index", "specification")
"""Kinds of sources that say how things are; the others tell what happened."""
REVIEW_DAYS = 365  # as for rows without a review date of their own
DATED = re.compile(r"\b(?:of|updated) (\d{4}-\d\d-\d\d)\b", re.ASCII)
OWNERS = {"tensorflow": "tensorflow", "pytorch": "pytorch", "keras-team": "keras", "jax-ml": "jax", "google/jax": "jax"}
SITES = {
    "tensorflow.org": "tensorflow", "pytorch.org": "pytorch", "keras.io": "keras", "jax.dev": "jax",
    "jax.readthedocs.io": "jax", "ai.google.dev": "litert",
}  # fmt: skip
"""Whose repositories and whose documentation: the framework or system whose releases they follow."""


class EvidenceAge:
    def __init__(self, data: Dataset):
        self.data = data
        self.why_old = remembering(self._why_old)

    def as_of(self, source: Source) -> datetime.date | None:
        """The day for which it speaks; None for an undated copy."""
        purl, _, version = source.url.partition("@")
        for row in self.data.releases.get(purl, ()):
            if row.version == version:
                return row.released_on
        match = DATED.search(source.version_read)
        return datetime.date.fromisoformat(match[1]) if match else last_day(source.published)

    def only_old(self, ids: Iterable[str], days: int = REVIEW_DAYS) -> str:
        """Why all of these sources are old, about the freshest; empty if one is not, or tells of an event.

        ``days`` is the review period of what rests on them: history need not be looked at as often as the present.
        """
        whys = [self.why_old(id, days) for id in ids]
        return min(whys, key=lambda why: (why.startswith("undated"), why)) if whys and all(whys) else ""

    def _why_old(self, id: str, days: int = REVIEW_DAYS) -> str:
        source = self.data.sources.get(id)
        if source is None or source.kind not in STATES:
            return ""
        owner = self._speaks_of(source)
        release = owner and self.data.newest_release(self._packages.get(owner))
        if not release:
            return ""
        as_of = self.as_of(source)
        if as_of is None and days <= REVIEW_DAYS:
            return f"undated: {source.publisher}, {source.title} was read in a copy of unknown age"
        if as_of is None or release.released_on - as_of <= datetime.timedelta(days):
            return ""
        return (
            f"what it rests on is of {day(as_of)} or older, {release.version} of {self._names[owner]} "
            f"of {day(release.released_on)}"
        )

    def _speaks_of(self, source: Source) -> str:
        """The framework or system whose releases may change what it says; empty where none is known."""
        if source.url.startswith("pkg:"):
            return self._by_package.get(source.url.partition("@")[0], "")
        parts = urlsplit(source.url)
        host, path = parts.netloc.removeprefix("www.").lower(), parts.path.strip("/").lower().split("/")
        if host == "github.com":
            repository = "/".join(path[:2])
            return self._by_repository.get(repository) or OWNERS.get(repository) or OWNERS.get(path[0], "")
        return next((owner for site, owner in SITES.items() if host == site or host.endswith(f".{site}")), "")

    @remembered
    def _rows(self) -> list:
        return [*self.data.rows("systems"), *self.data.rows("frameworks")]  # frameworks come last, and win

    @remembered
    def _packages(self) -> dict[str, str]:
        return {row.id: row.package for row in self._rows if row.package}

    @remembered
    def _names(self) -> dict[str, str]:
        return {row.id: row.name for row in self._rows}

    @remembered
    def _by_package(self) -> dict[str, str]:
        return {package: id for id, package in self._packages.items()}

    @remembered
    def _by_repository(self) -> dict[str, str]:
        """``pytorch/vision`` → the system that lives there, if it has releases."""
        return {
            row.repository.lower().removeprefix("https://github.com/").rstrip("/"): row.id
            for row in self._rows
            if row.package and (row.repository or "").startswith("https://github.com/")
        }


def last_day(published: str | None) -> datetime.date | None:
    """The last day of a year or a month, or the day itself."""
    if not published:
        return None
    parts = [int(part) for part in published.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
