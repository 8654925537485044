"""The page *What fits together*: a choice of framework, release, Python and system, and tables that need no script.

In: what fits together (:mod:`sitedata.judge.fitting`). Out: HTML; ``overrides/assets/fitting.js`` answers any other
choice from ``api/v1/fits.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup
from packaging.version import Version

from sitedata.judge.fitting import PYTHON, Fits, Fitting
from sitedata.judge.guide import WORTH
from sitedata.load.named_values import span
from sitedata.load.uses import note
from sitedata.pages.fragments import Fragments
from sitedata.pages.routes import install_lines
from sitedata.schema.names import NAMES
from sitedata.schema.tables import MATURITIES, PLATFORMS, Build, Fit, Route

FIRST = "pytorch"
FIRST_PLATFORM = "linux-x86-64"
RANGES_IN_WORDS = {"numpy": "NumPy", "protobuf": "protobuf", "keras": "Keras"}
BY_METADATA = {"cpu": "the CPU", "nvidia": "an NVIDIA GPU"}
BY_ROUTE = {"amd": "an AMD GPU", "apple": "an Apple GPU", "intel": "an Intel GPU", "tpu": "a Google TPU"}
"""What a framework computes on, by what says how: its package, or a route of the guide to ``trains-on-…``."""
IN_ITS_WHEEL = ("apple",)
"""Driven by the wheel of a framework itself, so that what installs it is the whole line."""


@dataclass(frozen=True)
class Series:
    """The last release of a series: ``2.13`` of 2.13.0 and 2.13.1."""

    name: str
    last: Fitting

    @property
    def pythons(self) -> str:
        return pythons_of(self.last, self.last.pythons)


@dataclass(frozen=True)
class Way:
    """How a framework computes on an accelerator; ``fit`` has the releases that install together, where that is all."""

    framework: str
    accelerator: str
    route: Route
    fit: Fit | None
    newest: Build

    @property
    def lines(self) -> list[str]:
        if self.fit:
            return install_lines(self.fit)
        name = self.newest.package.removeprefix(PYTHON)
        return [f'pip install "{name}[{extra}]=={self.newest.version}"' for extra in self._extras]

    @property
    def release(self) -> str:
        """Of the framework, in that line."""
        pinned = dict(one.rsplit("@", 1) for one in self.fit.packages) if self.fit else {}
        return pinned.get(self.newest.package, self.newest.version if self._extras else "")

    @property
    def _extras(self) -> list[str]:
        return (self.newest.tpu_extras or "").split() if self.accelerator == "tpu" else []


class FittingPieces:
    """Pieces of the page, each empty where nothing is known. ``base`` leads to the site's root."""

    def __init__(self, fragments: Fragments, base: str):
        self.fragments, self.base = fragments, base

    @property
    def fits(self) -> Fits:
        note("shown", "builds")
        return self.fragments.edition.fits

    @property
    def offered(self) -> dict[str, tuple[Fitting, ...]]:
        return {id: many for id, many in self.fits.of.items() if many}

    def _render(self, template: str, **names: object) -> Markup:
        return self.fragments.render(template, base=self.base, names=NAMES, platforms=PLATFORMS, **names)

    def tool(self) -> Markup:
        offered = self.offered
        if not offered:
            return self._render("fitting.html", releases=())
        framework = FIRST if FIRST in offered else next(iter(offered))
        newest = offered[framework][0]
        place = next((one for one in newest.places if one.platform == FIRST_PLATFORM), newest.places[0])
        return self._render(
            "fitting.html", frameworks={id: NAMES[id] for id in offered}, framework=framework,
            releases=offered[framework], newest=newest, place=place,
            packages={id: many[0].build.package.removeprefix(PYTHON) for id, many in offered.items()},
            python=place.pythons[-1], cell=(place.platform, place.pythons[-1]), accelerators=BY_METADATA | BY_ROUTE,
            ranges=RANGES_IN_WORDS,
            pythons=sorted({one for many in offered.values() for each in many for one in each.pythons}, key=Version),
        )  # fmt: skip

    def accelerators(self) -> Markup:
        """What metadata of the frameworks do not say: of each accelerator and framework the best route, or why none."""
        made = [way for accelerator in BY_ROUTE for way in self._ways(accelerator)]
        days = [way.route.checked_on for way in made]
        return self._render(
            "fitting_accelerators.html", ways=made, accelerators=BY_ROUTE, read_on=max(days, default=None),
            meanings=MATURITIES,
        )  # fmt: skip

    def _ways(self, accelerator: str) -> Iterator[Way]:
        """The best route of each framework; a fit of frameworks alone lacks what drives the accelerator."""
        data = self.fragments.data
        fits = {row.route_id: row for row in data.rows("fits") if row.outcome == "fits"}
        own = {id: many[0].build for id, many in self.offered.items()}
        packages = {build.package for build in own.values()}
        routes = [row for row in data.rows("routes") if f"trains-on-{accelerator}" in row.targets and not row.when]
        for framework, newest in own.items():
            mine = [row for row in routes if framework in row.frameworks]
            for route in sorted(mine, key=lambda row: WORTH[row.maturity])[-1:]:
                fit = fits.get(route.id)
                beside = {one.rsplit("@", 1)[0] for one in fit.packages} - packages if fit else set()
                whole = beside or accelerator in IN_ITS_WHEEL
                yield Way(framework, accelerator, route, fit if whole else None, newest)

    def newest(self) -> Markup:
        return self._render("fitting_newest.html", of_newest=self._newest, rows=rows, asked_on=self.fits.asked_on)

    def companions(self) -> Markup:
        return self._render("fitting_companions.html", of_newest=self._newest)

    @property
    def _newest(self) -> list[Fitting]:
        return [*self.fits.newest.values()]

    def releases(self) -> Markup:
        series = {id: series_of(many) for id, many in self.offered.items()}
        return self._render("fitting_releases.html", series=series, ranges=RANGES_IN_WORDS)

    def trials(self) -> Markup:
        trials = self.fits.trials
        unlisted = len(self.fragments.data.rows("fit_trials")) - len(trials)
        apart = [one for one in trials if not one.agrees]
        return self._render("fitting_trials.html", trials=trials, apart=apart, unlisted=unlisted)

    def newest_pythons(self, framework: str) -> str:
        """Of its newest release: ``3.11 to 3.15``."""
        fitting = self.fits.newest.get(framework)
        return in_words(fitting.pythons) if fitting else ""

    def common_python(self) -> str:
        """The newest Python for which the newest release of each has a wheel, or empty."""
        sets = [set(one.pythons) for one in self._newest]
        return max(set.intersection(*sets), key=Version, default="") if sets else ""

    def names(self) -> dict[str, Callable]:
        """What a page may ask for."""
        return {
            "fitting_tool": self.tool, "fitting_accelerators": self.accelerators, "fitting_newest": self.newest,
            "fitting_companions": self.companions, "fitting_releases": self.releases, "fitting_trials": self.trials,
            "newest_pythons": self.newest_pythons, "common_python": self.common_python,
        }  # fmt: skip


def rows(one: Fitting) -> list[tuple[str, str, str]]:
    """System, Pythons and what the system needs; one row where all are alike."""
    if len({(place.pythons, place.needs) for place in one.places}) == 1 and len(one.places) == len(PLATFORMS):
        return [("every system", pythons_of(one, one.places[0].pythons), "")]
    return [(place.name, in_words(place.pythons), place.needed) for place in one.places]


def pythons_of(one: Fitting, pythons: tuple[str, ...]) -> str:
    """``3.11 or later`` where nothing but the release's own word ends it."""
    return f"{pythons[0]} or later" if one.pure else in_words(pythons)


def in_words(pythons: Iterable[str]) -> str:
    return span(" ".join(pythons)) or ""


def series_of(many: Iterable[Fitting]) -> list[Series]:
    """Newest first."""
    last: dict[str, Fitting] = {}
    for one in many:
        last.setdefault(".".join(one.build.version.split(".")[:2]), one)
    return [Series(name, one) for name, one in last.items()]
