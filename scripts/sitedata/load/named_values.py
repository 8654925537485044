"""Texts of rows that name values of other rows, filled: ``{pytorch.requires_python}`` becomes ``3.11 or later``.

In: a data set as it was read. Out: its tables with filled texts, and a problem for each name that has no value. So a
sentence about a version, a day or a Python cannot lag behind ``data/releases.csv``. ``[[…]]`` around a part of a text
leaves it out while one of its values does not exist: ``[[A candidate of {tensorflow.candidate} is out.]]``
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from sitedata.schema.tables import Build, Release, Row
from sitedata.text.problem import Problem, nearest, quoted
from sitedata.text.values import day

COLUMNS = {
    "comparison": ("text", "empty_because"),
    "systems": ("what", "status_reason", "no_release_because"),
    "claims": ("reason",),
    "guide_rules": ("reason",),
}
"""Table → its columns whose texts may name values."""
GIVING = ("frameworks", "systems", "releases", "packages")
"""The tables whose rows give the values."""
NAMED = re.compile(r"\{([a-z0-9-]+)\.([a-z_]+)(?: (\d+\.\d+))?\}", re.ASCII)
"""Whatever else stands in braces is text."""
OPTIONAL = re.compile(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)


@dataclass(frozen=True)
class Releases:
    """What can be said of a framework's or a system's releases. ``None`` is a value that does not exist now.

    ``requires`` is what the newest one installs with it.
    """

    all: list[Release]
    newest: Release | None
    open_candidate: Release | None
    requires: str
    asked_on: datetime.date

    def version(self) -> str | None:
        return self.newest and self.newest.version

    def released_on(self) -> str | None:
        return self.newest and day(self.newest.released_on)

    def candidate(self) -> str | None:
        return self.open_candidate and self.open_candidate.version

    def candidate_on(self) -> str | None:
        return self.open_candidate and day(self.open_candidate.released_on)

    def candidate_pythons(self) -> str | None:
        return span(self.open_candidate.pythons) if self.open_candidate else None

    def requires_python(self) -> str | None:
        """``3.11 or later``; see :func:`python_words`."""
        return python_words((self.newest and self.newest.requires_python) or "") or None

    def pythons(self) -> str | None:
        return span(self.newest.pythons) if self.newest else None

    def newest_for(self, python: str) -> str | None:
        """The newest stable release that accepts a Python."""
        rows = [row for row in self.all if row.stable and row.requires_python and accepts(row, python)]
        return max((row.version for row in rows), key=Version, default=None)

    def cuda(self) -> str | None:
        """The CUDA that its wheel for Linux brings along: ``13.2``."""
        match = re.search(r"(?:^| )cuda-toolkit[^ =]*==(\d+\.\d+)", self.requires)
        return match and match[1]

    def torch(self) -> str | None:
        """The PyTorch that it pins: ``2.13.0``."""
        match = re.search(r"(?:^| )torch==(\S+)", self.requires)
        return match and match[1]

    def in_last_year(self) -> str | None:
        if not self.all:
            return None
        return str(len(in_last_year(self.all, self.asked_on)))

    def series_in_last_year(self) -> str | None:
        """How many of them began a series (2.15) rather than fixed one (2.14.1)."""
        if not self.all:
            return None
        since = self.asked_on - datetime.timedelta(days=365)
        first: dict[tuple[int, ...], datetime.date] = {}
        for row in (row for row in self.all if row.stable):
            series = Version(row.version).release[:2]
            first[series] = min(first.get(series, row.released_on), row.released_on)
        return str(sum(since < date <= self.asked_on for date in first.values()))


def in_last_year(releases: Iterable[Release], asked_on: datetime.date) -> list[Release]:
    """The stable ones of the 365 days up to the day on which the indexes were asked."""
    since = asked_on - datetime.timedelta(days=365)
    return [row for row in releases if row.stable and since < row.released_on <= asked_on]


VALUES: dict[str, Callable] = {
    "version": Releases.version,
    "released_on": Releases.released_on,
    "candidate": Releases.candidate,
    "candidate_on": Releases.candidate_on,
    "candidate_pythons": Releases.candidate_pythons,
    "requires_python": Releases.requires_python,
    "pythons": Releases.pythons,
    "newest_for": Releases.newest_for,
    "cuda": Releases.cuda,
    "torch": Releases.torch,
    "in_last_year": Releases.in_last_year,
    "series_in_last_year": Releases.series_in_last_year,
}
"""What stands after the point; ``newest_for`` asks for a Python: ``{pytorch.newest_for 3.10}``."""
TAKES_PYTHON = {"newest_for"}


def span(pythons: str | None) -> str | None:
    """``3.10 3.11 3.12`` → ``3.10 to 3.12``; versions with a gap are listed."""
    if not pythons or pythons == "any":
        return pythons
    listed = pythons.split()
    minors = [int(version.rstrip("+").split(".")[1]) for version in listed]
    whole = len(listed) > 1 and minors == [*range(minors[0], minors[0] + len(minors))] and "+" not in pythons
    return f"{listed[0]} to {listed[-1]}" if whole else ", ".join(listed).replace("+", " or later")


def python_words(asked: str) -> str:
    """``>=3.11,<3.15`` → ``3.11 or later, below 3.15``; any other condition as it is written."""
    match = re.fullmatch(
        r">=(\d+\.\d+)(?:\.0)?(?:,<(\d+(?:\.\d+)?)(?:\.0)?)?", ",".join(sorted(_conditions(asked))[::-1])
    )
    if not match:
        return asked
    return f"{match[1]} or later" + (f", below {match[2]}" if match[2] else "")


def _conditions(asked: str) -> list[str]:
    return [part.replace(" ", "") for part in asked.split(",") if part.strip()]


def accepts(row: Release | Build, python: str) -> bool:
    """Does its metadata ask for a Python like this one? Not if nobody can read what it asks for."""
    return _accepts(row.requires_python or "", python)


@cache  # thousands of releases ask for the same few Pythons
def _accepts(asked: str, python: str) -> bool:
    try:
        return SpecifierSet(asked).contains(f"{python}.99")
    except InvalidSpecifier:
        return False


class Gone(Exception):
    """A value that does not exist at the moment."""


class Unnamed(Exception):
    """A name that stands for nothing. ``expected`` says what would."""

    def __init__(self, name: str, expected: str, tip: str = ""):
        super().__init__(name)
        self.expected, self.tip = expected, tip


def filled(data) -> tuple[dict, list[Problem]]:
    """``data`` is a :class:`~sitedata.load.dataset.Dataset`. Returns the tables that change, and what was wrong."""
    owners = {row.id: row.package for name in ("systems", "frameworks") for row in data.tables[name].rows}
    requires = {row.package: row.requires or "" for row in data.tables["packages"].rows}
    asked_on = max((row.checked_on for row in data.tables["releases"].rows), default=datetime.date.min)

    def value(match: re.Match) -> str:
        id, name, python = match.groups()
        if name not in VALUES:
            raise Unnamed(match[0], f"an id, a point, and one of {', '.join(VALUES)}", nearest(name, VALUES))
        if not owners.get(id):
            raise Unnamed(match[0], "the id of a framework or system with a package", nearest(id, owners))
        if bool(python) != (name in TAKES_PYTHON):
            raise Unnamed(match[0], "a Python (3.10) after newest_for, and after nothing else")
        package = owners[id]
        newest, candidate = data.newest_release(package), data.newest_candidate(package)
        told = Releases(data.releases.get(package, []), newest, candidate, requires.get(package, ""), asked_on)
        if (text := VALUES[name](told, *([python] if python else []))) is None:
            raise Gone(match[0])
        return text

    def part(match: re.Match) -> str:
        if not NAMED.search(match[1]):
            return match[0]
        try:
            return NAMED.sub(value, match[1])
        except Gone:
            return ""

    tables, problems = {}, []
    for name, columns in COLUMNS.items():
        table, rows = data.tables[name], []
        for row in table.rows:
            changes = {}
            for column in columns:
                try:
                    changes |= _changed(row, column, part, value)
                except (Unnamed, Gone) as wrong:
                    expected = getattr(
                        wrong, "expected", "a value that data/releases.csv gives, or [[ ]] around what speaks of it"
                    )
                    tip = getattr(wrong, "tip", "")
                    what = "a name without a value" if isinstance(wrong, Unnamed) else "a value that does not exist now"
                    problems.append(Problem(table.file, row.line, column, what, quoted(str(wrong)), expected, tip))
            rows.append(row.model_copy(update=changes) if changes else row)
        if any(new is not old for new, old in zip(rows, table.rows, strict=True)):
            tables[name] = replace(table, rows=rows)
    return tables, problems


def _changed(row: Row, column: str, part: Callable, value: Callable) -> dict[str, str]:
    text = getattr(row, column) or ""
    return {column: NAMED.sub(value, OPTIONAL.sub(part, text))} if NAMED.search(text) else {}
