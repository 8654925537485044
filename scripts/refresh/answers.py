"""What an index says about a package, in one form for all indexes."""

from __future__ import annotations

from dataclasses import dataclass, field


class Unreachable(Exception):
    """An index did not give a usable answer."""


@dataclass(frozen=True)
class Release:
    """A version: the day of its first file (UTC), what it asks of Python, and why it was withdrawn (or ``""``).

    ``pythons`` are the versions for which it has wheels, or ``any``.
    """

    version: str
    released_on: str
    prerelease: bool = False
    requires_python: str = ""
    pythons: str = ""
    yanked: str = ""


@dataclass(frozen=True)
class Description:
    """What the newest release says about itself. ``requires`` and ``addresses`` are lists joined by a space each."""

    version: str
    summary: str = ""
    licence: str = ""
    author: str = ""
    addresses: str = ""
    requires: str = ""
    platforms: str = ""
    size_mb: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Advisory:
    """A known weakness of a version."""

    id: str
    affects: str
    fixed_in: str
    summary: str
    url: str


@dataclass(frozen=True)
class Answer:
    releases: list[Release] = field(default_factory=list)
    description: Description | None = None
    advisories: list[Advisory] = field(default_factory=list)
