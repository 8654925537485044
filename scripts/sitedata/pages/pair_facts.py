"""What is known of each side of a pair, line by line, so that lines which agree can be told from those that do not.

In: a pair and an edition. Out: lines of texts, each with the address that it rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sitedata.judge.adoption import series
from sitedata.judge.edition import Edition
from sitedata.judge.fitting import Fitting
from sitedata.judge.packages import PackageFacts
from sitedata.judge.pairs import Pair
from sitedata.load.named_values import in_last_year, python_words, span
from sitedata.schema.names import NAMES
from sitedata.schema.tables import PLATFORMS, Framework, System
from sitedata.text.values import day, number

UNKNOWN = "not known here"
"""What stands beside an answer of the other side; :data:`NONE` where nothing known is an answer."""
NONE = {"Advisories on its releases": "nothing that we list"}


class Said(NamedTuple):
    """One cell. ``address``, below the site's root, stands behind ``link`` after the text, or else behind the text.

    ``status`` is a system's, shown as its mark.
    """

    text: str
    address: str = ""
    link: str = ""
    status: str = ""


class Line(NamedTuple):
    label: str
    cells: tuple[Said, ...]

    @property
    def agrees(self) -> bool:
        return len({(cell.text, cell.status) for cell in self.cells}) == 1


@dataclass(frozen=True)
class Side:
    """A system of a pair, with what the edition knows of it. ``fitting`` is the newest release of a framework."""

    edition: Edition
    system: System
    framework: Framework | None
    facts: PackageFacts
    fitting: Fitting | None

    def status(self) -> Said:
        return Said(self.system.status_reason, status=self.system.status)

    def newest(self) -> Said:
        release = self.facts.release
        if release:
            return Said(f"{release.version} of {day(release.released_on)}", f"sources/#{release.source_id}")
        described = self.facts.description
        return Said(f"{described.version}; its day is not known" if described else self.system.no_release_because or "")

    def pace(self) -> Said:
        rows = self.edition.data.releases.get(self.system.package or "", ())
        asked_on = max((row.checked_on for row in rows), default=None)
        return Said(f"{len(in_last_year(rows, asked_on))}" if asked_on else "")

    def what(self) -> Said:
        return Said(self.system.what)

    def keeper(self) -> Said:
        return Said(self.system.keeper)

    def licence(self) -> Said:
        if self.framework:
            return Said(self.framework.licence)
        return Said((self.facts.description and self.facts.description.licence) or "")

    def first_public(self) -> Said:
        return Said(day(self.framework.first_public) if self.framework else "")

    def pythons(self) -> Said:
        if self.fitting:
            suffix = " or later" if self.fitting.pure else ""
            listed = self.fitting.pythons
            return Said(f"{listed[0]}{suffix}" if suffix else span(" ".join(listed)) or "", "what-fits/")
        release = self.facts.release
        accepted = python_words((release and release.requires_python) or "")
        wheels = (release and release.pythons) or "any"
        built = "" if wheels == "any" else f"wheels for {span(wheels)}"
        return Said("; ".join(filter(None, (accepted, built))))

    def platforms(self) -> Said:
        if self.fitting:
            names, at = [place.name for place in self.fitting.places], "what-fits/"
        else:
            listed, at = (self.facts.description and self.facts.description.platforms) or (), ""
            names = [PLATFORMS.get(id, id) for id in listed if id != "any"] if listed != ("any",) else [*PLATFORMS]
        return Said("every system" if len(names) == len(PLATFORMS) else ", ".join(names), at)

    def cuda(self) -> Said:
        build = self.fitting and self.fitting.build
        if not build or not build.cuda:
            return Said("none named" if build else "")
        driver = f", driver {self.fitting.driver} or newer on Linux" if self.fitting.driver else ""
        return Said(f"{build.cuda.replace('+', ' or later')}{driver}", "what-fits/")

    def size(self) -> Said:
        described = self.facts.description
        return Said(f"{described.size_mb:g} MB" if described and described.size_mb else "")

    def needs(self) -> Said:
        if not self.facts.description or not self.facts.beside:
            return Said("")
        asked = [
            f"{NAMES[one.framework]}, "
            + (
                f"not {one.version}: {one.why_not or one.refused}"
                if one.why_not or one.refused
                else f"{one.version} suits"
            )
            for one in self.facts.beside
            if one.needed
        ]
        return Said("; ".join(asked) or "none of the four")

    def tried(self) -> Said:
        answers = [one.alive for one in self.facts.tried if one.alive]
        beside: dict[str, list[str]] = {}
        for probe in answers:
            beside.setdefault(probe.finding, []).append(probe.versions.split(",")[0])
        said = "; ".join(f"{finding}, beside {' and '.join(them)}" for finding, them in beside.items())
        return Said(said, f"probes/#{answers[0].id}", day(answers[0].ran_on)) if answers else Said("")

    def downloads(self) -> Said:
        return self._counted("pypi_downloads_month")

    def stars(self) -> Said:
        return self._counted("stars")

    def _counted(self, column: str) -> Said:
        counts = series(self.edition.data, self.system.id, column)
        return Said(number(counts[-1][1]), "5-adoption/", day(counts[-1][0])) if counts else Said("")

    def advisories(self) -> Said:
        many = self.facts.advisories
        return Said(
            " ".join(f"{one.kind.capitalize()}: {one.affects}." for one in many), f"ecosystem/{self.system.id}/"
        )


LINES: dict[str, Callable[[Side], Said]] = {
    "Status": Side.status,
    "Newest release": Side.newest,
    "Stable releases in twelve months": Side.pace,
    "What it is": Side.what,
    "Maintainer": Side.keeper,
    "Licence": Side.licence,
    "First public": Side.first_public,
    "Pythons": Side.pythons,
    "Wheels for": Side.platforms,
    "CUDA of its wheels": Side.cuda,
    "Wheel, Linux on x86-64": Side.size,
    "Its package requires": Side.needs,
    "Tried by our script": Side.tried,
    "Downloads a month": Side.downloads,
    "Stars on GitHub": Side.stars,
    "Advisories on its releases": Side.advisories,
}
"""What a reader calls it → what is known of a side. A line of which one side alone knows something is left out."""


def sides(edition: Edition, pair: Pair) -> list[Side]:
    frameworks = {row.id: row for row in pair.frameworks}
    fits = edition.fits.of if frameworks else {}
    newest = {id: many[0] for id, many in fits.items() if many}
    return [
        Side(edition, one, frameworks.get(one.id), edition.packages.of(one), newest.get(one.id)) for one in pair.systems
    ]


def lines(edition: Edition, pair: Pair) -> list[Line]:
    both = sides(edition, pair)
    made = [Line(label, tuple(told(side) for side in both)) for label, told in LINES.items()]
    return [
        Line(label, tuple(cell if cell.text else Said(NONE.get(label, UNKNOWN)) for cell in cells))
        for label, cells in made
        if sum(bool(cell.text) for cell in cells) > (label not in NONE)
    ]
