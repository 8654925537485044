"""Which releases are measured, and with which Python.

In: ``data/builds.csv``, ``data/turning_releases.csv`` and the Pythons here. Out: releases.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitedata.schema.protocol.years import PACKAGES, numbers

SYSTEM = "linux-x86-64"
NEWEST = (3, 99)


@dataclass(frozen=True)
class Release:
    """``python`` is the newest Python for which it has a wheel and that is here, as ``3.7``; empty if none is."""

    framework: str
    version: str
    released_on: str
    pythons: tuple[str, ...]
    python: str = ""

    @property
    def name(self) -> str:
        return f"{self.framework} {self.version}"

    @property
    def requirement(self) -> str:
        return f"{PACKAGES[self.framework]}=={self.version}"


def releases(data: Path, here: Mapping[str, Path]) -> list[Release]:
    """The newest of each year and those that turned something, by date. ``data`` is the folder of both tables."""
    rows = rows_of(data / "builds.csv")
    turning = {(row["framework"], row["version"]) for row in rows_of(data / "turning_releases.csv")}
    chosen = []
    for framework, package in PACKAGES.items():
        own = [row for row in rows if row["package"] == f"pkg:pypi/{package}" and "post" not in row["version"]]
        kept = {newest(row for row in own if row["released_on"][:4] == year) for year in _years(own)}
        kept |= {version for name, version in turning if name == framework}
        chosen += [_release(framework, row, here) for row in own if row["version"] in kept]
    return sorted(chosen, key=lambda release: (release.released_on, release.framework))


def named(data: Path, here: Mapping[str, Path], framework: str, version: str) -> Release:
    """One release of ``data/builds.csv``."""
    package = f"pkg:pypi/{PACKAGES[framework]}"
    rows = rows_of(data / "builds.csv")
    return _release(framework, next(r for r in rows if (r["package"], r["version"]) == (package, version)), here)


def feature_releases(data: Path, here: Mapping[str, Path]) -> list[Release]:
    """The first of each series since the first that is measured, as 2.4.0 of 2.4.4; with it all that is measured.

    By framework and version.
    """
    measured = {release.name: release for release in releases(data, here)}
    chosen = dict(measured)
    for framework, package in PACKAGES.items():
        begin = min(numbers(release.version) for release in measured.values() if release.framework == framework)
        own = [row for row in rows_of(data / "builds.csv") if row["package"] == f"pkg:pypi/{package}"]
        for row in sorted(own, key=lambda row: numbers(row["version"]), reverse=True):
            if numbers(row["version"]) >= begin and not _has_earlier(row, own):
                release = _release(framework, row, here)
                chosen.setdefault(release.name, release)
    return sorted(chosen.values(), key=lambda release: (release.framework, numbers(release.version)))


def _has_earlier(row: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> bool:
    """Is there an earlier one of its series?"""
    own = numbers(row["version"])
    return any(numbers(other["version"])[:2] == own[:2] and numbers(other["version"]) < own for other in rows)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _years(rows: Iterable[Mapping[str, str]]) -> set[str]:
    return {row["released_on"][:4] for row in rows}


def newest(rows: Iterable[Mapping[str, str]]) -> str:
    return max((row["version"] for row in rows), key=numbers)


def _release(framework: str, row: Mapping[str, str], here: Mapping[str, Path]) -> Release:
    built = dict(part.split("=") for part in row["wheels"].split() if "=" in part)
    pythons = next((found.split(",") for system, found in built.items() if system.split("@")[0] == SYSTEM), [])
    fitting = [version for version in pythons if version in here and version.startswith("3")]
    best = max(fitting, key=lambda version: tuple(map(int, version.split("."))), default="")
    return Release(framework, row["version"], row["released_on"], tuple(pythons), best)


def pythons_here() -> dict[str, Path]:
    """Minor version → interpreter, of those on the path and of pyenv's."""
    found: dict[str, Path] = {}
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for folder in sorted(kept.glob("3.*/bin/python")) if kept.is_dir() else ():
        found[".".join(folder.parent.parent.name.split(".")[:2])] = folder
    for minor in range(6, 20):
        path = shutil.which(f"python3.{minor}")
        if path and ".pyenv/shims" not in path:
            found.setdefault(f"3.{minor}", Path(path))
    return found
