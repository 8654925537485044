"""What fits together: on which system and Python a framework's release installs, and which companion suits it.

In: ``builds``, ``companions``, ``frameworks``, ``fit_trials``. Out: frozen values for pages and the API. Only what the
metadata of packages say is decided here; :class:`Tried` compares it with what a resolver said.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from sitedata.load.dataset import Dataset
from sitedata.load.named_values import accepts
from sitedata.load.uses import remembered
from sitedata.schema.tables import PLATFORMS, Build, Companion, Trial

PYTHON = "pkg:pypi/"
COMPILED = {f"{PYTHON}jax": f"{PYTHON}jaxlib"}
"""A framework whose own wheel is for all → the package that holds its compiled part."""
RANGES = ("numpy", "protobuf", "keras")
ANY = "any"
OVER = {"archived", "deprecated", "dormant"}
"""Statuses of systems whose packages no longer follow: what they accepted of all later releases says nothing."""
BINDING = ("==", "<", "<=", "~=", "===")
"""What keeps later releases out."""
Cell = tuple[str, str]  # platform, Python


@dataclass(frozen=True)
class Place:
    """A platform, the oldest glibc or macOS that its wheels run on (or ``""``), and its Pythons, oldest first."""

    platform: str
    needs: str
    pythons: tuple[str, ...]

    @property
    def name(self) -> str:
        return PLATFORMS[self.platform]

    @property
    def needed(self) -> str:
        """``glibc 2.28 or later``."""
        return (
            f"{'macOS' if self.platform.startswith('macos') else 'glibc'} {self.needs} or later" if self.needs else ""
        )


@dataclass(frozen=True)
class Suits:
    """The newest release of a companion that accepts a framework's release, on each of its platforms and Pythons.

    ``versions`` maps a release to where it is the newest; several only where one does not have all wheels. ``bound``:
    do its requirements exclude the framework's next series? Else they end later, or nowhere.
    """

    companion: Companion
    versions: Mapping[str, tuple[Cell, ...]]
    bound: bool
    status: str
    """That of its system, where it has one."""

    @property
    def name(self) -> str:
        return self.companion.package.removeprefix(PYTHON)

    @property
    def newest(self) -> str:
        return max(self.versions, key=Version)


@dataclass(frozen=True)
class Behind:
    """A companion whose releases are for older releases of the framework. ``version`` is its newest one."""

    companion: Companion
    version: str

    @property
    def name(self) -> str:
        return self.companion.package.removeprefix(PYTHON)


@dataclass(frozen=True)
class Fitting:
    """A stable release of a framework.

    ``ranges``: NumPy, protobuf or Keras → what it accepts, as it states it. ``driver`` is the oldest one of NVIDIA on
    Linux for the CUDA that it names, or ``""``.
    """

    framework: str
    build: Build
    places: tuple[Place, ...]
    ranges: Mapping[str, str]
    driver: str
    companions: tuple[Suits, ...]
    behind: tuple[Behind, ...]

    @property
    def pure(self) -> bool:
        """Without compiled code of its own, so that only what it requires can lack a wheel."""
        return self.build.wheels == ANY and self.build.package not in COMPILED

    @property
    def cells(self) -> set[Cell]:
        return {(place.platform, python) for place in self.places for python in place.pythons}

    @property
    def pythons(self) -> tuple[str, ...]:
        return tuple(sorted({python for _, python in self.cells}, key=Version))

    def installs(self, platform: str, python: str) -> bool:
        return (platform, python) in self.cells


@dataclass(frozen=True)
class Tried:
    """What a resolver said of a combination, and what the metadata let us expect."""

    trial: Trial
    expected: bool

    @property
    def agrees(self) -> bool:
        return self.expected == (self.trial.outcome == "fits")


class Fits:
    """Each framework's stable releases, newest first."""

    def __init__(self, data: Dataset):
        self.data = data
        self._placed: dict[tuple[str | None, str | None], tuple[Place, ...]] = {}

    @remembered
    def _builds(self) -> dict[str, list[Build]]:
        """Package → its releases, the newest version first."""
        found: defaultdict[str, list[Build]] = defaultdict(list)
        for row in sorted(self.data.rows("builds"), key=lambda row: Version(row.version), reverse=True):
            found[row.package].append(row)
        return found

    @remembered
    def pythons(self) -> tuple[str, ...]:
        """Every Python that some wheel is for, oldest first: what ``any`` and ``3.9+`` stand for."""
        listed = {
            python
            for row in self.data.rows("builds")
            for _, _, pythons in parted(row.wheels)
            for python in pythons
            if not python.endswith("+")
        }
        return tuple(sorted(listed, key=Version))

    @remembered
    def of(self) -> dict[str, tuple[Fitting, ...]]:
        return {row.id: tuple(self._fittings(row.id, row.package)) for row in self.data.rows("frameworks")}

    @remembered
    def newest(self) -> dict[str, Fitting]:
        """The first of each: to check pages takes no others, and what suits hundreds of releases takes long."""
        first = {row.id: next(iter(self._fittings(row.id, row.package)), None) for row in self.data.rows("frameworks")}
        return {id: fitting for id, fitting in first.items() if fitting}

    def _fittings(self, framework: str, package: str) -> Iterable[Fitting]:
        beside = [row for row in self.data.rows("companions") if row.framework == framework]
        for build in self._builds[package]:
            places = self._places(build)
            if not places:
                continue
            needs = required(build)
            cells = [(place.platform, python) for place in places for python in place.pythons]
            found = self._beside([one for one in beside if one.package != COMPILED.get(package)], build, cells)
            yield Fitting(
                framework, build, places,
                {name: str(needs[name]) or ANY for name in RANGES if name in needs},
                self._drivers.get((build.cuda or "").split(".")[0], ""),
                tuple(one for one in found if isinstance(one, Suits)),
                tuple(one for one in found if isinstance(one, Behind)),
            )  # fmt: skip

    def _places(self, build: Build) -> tuple[Place, ...]:
        """Those of its compiled part, where that is a package of its own."""
        compiled = COMPILED.get(build.package)
        if not compiled:
            return self.places(build)
        name = compiled.removeprefix(PYTHON)
        part = next(
            (one for one in self._builds[compiled] if said_of(build.requires or "", name, one.version) == "accepted"),
            None,
        )
        mine = {place.platform: set(place.pythons) for place in self.places(build)}
        return tuple(
            Place(place.platform, place.needs, both)
            for place in (self.places(part) if part else ())
            if (both := tuple(python for python in place.pythons if python in mine.get(place.platform, ())))
        )

    def places(self, build: Build) -> tuple[Place, ...]:
        """Where a release has wheels for a Python that it accepts."""
        key = (build.wheels, build.requires_python)
        if key not in self._placed:
            self._placed[key] = self._where(build)
        return self._placed[key]

    def _where(self, build: Build) -> tuple[Place, ...]:
        allowed = [python for python in self.pythons if accepts(build, python)]
        if build.wheels == "any":
            return tuple(Place(platform, "", tuple(allowed)) for platform in PLATFORMS) if allowed else ()
        found = []
        for platform, needs, listed in parted(build.wheels):
            from_on = next((Version(python.rstrip("+")) for python in listed if python.endswith("+")), None)
            mine = tuple(one for one in allowed if one in listed or (from_on and Version(one) >= from_on))
            if mine and platform in PLATFORMS:
                found.append(Place(platform, needs, mine))
        return tuple(sorted(found, key=lambda place: [*PLATFORMS].index(place.platform)))

    def _beside(self, companions: list[Companion], build: Build, cells: list[Cell]) -> list[Suits | Behind]:
        """What requires a companion that is behind is behind itself."""
        found = [one for companion in companions if (one := self._suits(companion, build, cells))]
        while True:
            late = {one.name for one in found if isinstance(one, Behind)}
            held = [one for one in found if isinstance(one, Suits) and late & set(self._asked_by(one))]
            if not held:
                return found
            found = [Behind(one.companion, one.newest) if one in held else one for one in found]

    def _asked_by(self, suits: Suits) -> Iterable[str]:
        newest = next(one for one in self._builds[suits.companion.package] if one.version == suits.newest)
        return required(newest)

    @remembered
    def _drivers(self) -> dict[str, str]:
        return {row.cuda: row.driver_linux for row in self.data.rows("cuda_drivers")}

    @remembered
    def _statuses(self) -> dict[str, str]:
        return {row.package: row.status for row in self.data.rows("systems") if row.package}

    def _suits(self, companion: Companion, build: Build, cells: list[Cell]) -> Suits | Behind | None:
        """A release of a companion suits if it names the framework, and accepts this release of it.

        Before a release that names no framework, or that is for an older one, none is looked at: what was said in
        earlier years of all later releases says nothing.
        """
        name = build.package.removeprefix(PYTHON)
        left, versions, bound = set(cells), {}, False
        for one in self._builds[companion.package]:
            said = said_of(one.requires or "", name, build.version)
            if not left or said in ("not named", "too new"):
                break
            if said == "refused":
                continue
            here = left & {(place.platform, python) for place in self.places(one) for python in place.pythons}
            if here:
                bound = bound or said_of(one.requires or "", name, following(build.version)) != "accepted"
                versions[one.version] = tuple(cell for cell in cells if cell in here)
                left -= here
        status = self._statuses.get(companion.package, "")
        if versions:
            return Suits(companion, versions, bound, status) if bound or status not in OVER else None
        newest = next(iter(self._builds[companion.package]), None)
        return Behind(companion, newest.version) if newest and name in required(newest) else None

    @remembered
    def trials(self) -> tuple[Tried, ...]:
        known = {(one.build.package, one.build.version): one for many in self.of.values() for one in many}
        return tuple(
            Tried(row, one.installs(row.platform, row.python))
            for row in self.data.rows("fit_trials")
            if (one := known.get((row.package, row.version)))
        )

    @property
    def asked_on(self) -> datetime.date | None:
        """The day on which the newest release was asked for."""
        return max((row.checked_on for row in self.data.rows("builds")), default=None)


def parted(wheels: str | None) -> list[tuple[str, str, tuple[str, ...]]]:
    """``linux-x86-64@2.28=3.11,3.12`` → platform, ``2.28``, ``("3.11", "3.12")``; nothing for ``any``."""
    found = []
    for one in (wheels or "").split():
        if "=" in one:
            where, _, pythons = one.partition("=")
            platform, _, needs = where.partition("@")
            found.append((platform, needs, tuple(pythons.split(","))))
    return found


def required(build: Build) -> Mapping[str, SpecifierSet]:
    """Name of a package → the releases of it that a build accepts."""
    return _required(build.requires or "")


@cache  # a thousand releases ask for the same few things
def _required(requires: str) -> Mapping[str, SpecifierSet]:
    asked = [Requirement(text) for text in requires.split()]
    return {one.name: SpecifierSet(str(one.specifier), prereleases=True) for one in asked}


def following(version: str) -> str:
    """The first release of the next series: ``2.16.0`` for 2.15.1."""
    major, minor = _version(version).release[:2]
    return f"{major}.{minor + 1}.0"


_version = cache(Version)


@cache
def said_of(requires: str, name: str, version: str) -> Literal["accepted", "too new", "refused", "not named"]:
    """What requirements say of a release of a package; ``too new`` if one of them ends before it."""
    asked = _required(requires).get(name)
    if asked is None:
        return "not named"
    given = _version(version)
    if asked.contains(given):
        return "accepted"
    ends = any(
        one.operator in BINDING
        and not one.contains(given, prereleases=True)
        and given >= _version(one.version.removesuffix(".*"))
        for one in asked
    )
    return "too new" if ends else "refused"
