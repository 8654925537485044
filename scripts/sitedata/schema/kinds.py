"""Kinds of cells: how the text of one CSV cell becomes a typed value, and what is expected where it does not.

Each kind is an ``Annotated`` type. Its :class:`Kind` carries the sentence for error messages and the type and
constraints of the Frictionless Table Schema (https://datapackage.org/standard/table-schema/).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sitedata.schema.clock import today
from sitedata.text import addresses
from sitedata.text.garbled import garbled


@dataclass(frozen=True)
class Kind:
    """What a column accepts. ``expected`` ends an error message; the rest describes the column to other programs."""

    expected: str
    frictionless: str = "string"
    constraints: dict[str, Any] = field(default_factory=dict)
    required: bool = True


def bad(problem: str) -> PydanticCustomError:
    return PydanticCustomError("cell", problem.replace("{", "{{").replace("}", "}}"))


def _typed(parse: Callable[[str], Any], kind: Kind, python_type: Any) -> Any:
    def validate(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        if cell == "":
            if kind.required:
                raise bad("empty cell")
            return () if python_type == tuple[str, ...] else None
        return parse(cell)

    return Annotated[
        python_type if kind.required or python_type == tuple[str, ...] else python_type | None,
        BeforeValidator(validate),
        kind,
    ]


def optional(kind: Kind) -> Kind:
    return Kind(kind.expected + ", or an empty cell", kind.frictionless, kind.constraints, required=False)


# --- text -------------------------------------------------------------------------------------------------------------
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode: control, format (bidirectional marks), surrogate, private, unassigned, line and paragraph separators."""


LONGEST_TEXT = 2_000  # characters; six times the longest there is
LIVE_FORMULA = re.compile(r"=|[+-](?!\s+[A-Za-z]|-|$)|[+-].*[|!(]|@[\w.]+\(", re.DOTALL)
"""What a spreadsheet runs at the start of a cell: =1+1, -2+cmd|' /C x'!A0, @SUM(A1).

A dash before words and @litertjs/core are text.
"""


def parse_text(cell: str) -> str:
    if len(cell) > LONGEST_TEXT:
        raise bad(f"a text of {len(cell):,} characters, {LONGEST_TEXT:,} at most")
    if cell != cell.strip():
        raise bad("space at the start or end")
    if LIVE_FORMULA.match(cell):
        raise bad("a spreadsheet would run this as a formula")
    if garbled(cell):
        raise bad("read in a wrong encoding, and saved so")
    if cell.isprintable():  # nearly every cell, and a hundred times faster than checking each character of a long one
        return cell
    for character in cell:
        if character != "\n" and unicodedata.category(character) in UNSEEN:
            raise bad(f"invisible character U+{ord(character):04X}")
    return cell


TEXT = Kind("plain text without invisible characters", constraints={"maxLength": LONGEST_TEXT})
Text = _typed(parse_text, TEXT, str)
OptionalText = _typed(parse_text, optional(TEXT), str)


MOST_QUOTED_WORDS = 15  # what may be quoted without asking


def parse_quote(cell: str) -> str:
    if len(parse_text(cell).split()) > MOST_QUOTED_WORDS:
        raise bad(f"a quote of {len(cell.split())} words")
    return cell


OptionalQuote = _typed(parse_quote, optional(Kind(f"at most {MOST_QUOTED_WORDS} words, character by character")), str)


def pattern(expression: str, expected: str, problem: str) -> tuple[Callable[[str], str], Kind]:
    compiled = re.compile(expression, re.ASCII)

    def parse(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise bad(problem)
        return cell

    return parse, Kind(expected, constraints={"pattern": expression})


ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
LONGEST_ID = 90  # characters: it names files, in folders whose names count too
RESERVED_IDS = {"index", "readme"}
"""Pages of these names stand for their folder: MkDocs takes either for its index page."""
_parse_id, _ = pattern(ID_PATTERN, "", "not an id")


def parse_id(cell: str) -> str:
    _parse_id(cell)
    if len(cell) > LONGEST_ID:
        raise bad(f"an id of {len(cell):,} characters, {LONGEST_ID} at most")
    if cell in RESERVED_IDS:
        raise bad("a reserved id: it would take the place of a folder's own page")
    if wrong := addresses.wrong_name(cell):
        raise bad(f"not an id: {wrong}")
    return cell


ID = Kind("lower-case letters, digits and single hyphens", constraints={"pattern": ID_PATTERN, "maxLength": LONGEST_ID})
Id = _typed(parse_id, ID, str)
OptionalId = _typed(parse_id, optional(ID), str)

parse_purl, PURL = pattern(
    addresses.PACKAGE, "a package URL like pkg:pypi/torch or pkg:npm/%40litertjs/core", "not a package URL"
)
Purl = _typed(parse_purl, PURL, str)
OptionalPurl = _typed(parse_purl, optional(PURL), str)


def purls_of(one: str, expected: str) -> Any:
    """A column with several package URLs, separated by one space; it may be empty."""
    kind = Kind(f"{expected}, separated by one space", constraints={"pattern": f"{one}( {one})*"})
    whole = re.compile(one, re.ASCII)

    def parse(cell: str) -> tuple[str, ...]:
        for each in cell.split(" "):
            if not whole.fullmatch(each):
                raise bad(f"not a package URL: '{each}'")
        return tuple(cell.split(" "))

    return _typed(parse, optional(kind), tuple[str, ...])


OptionalPurls = purls_of(addresses.PACKAGE, "package URLs like pkg:pypi/torch")
OptionalReleases = purls_of(addresses.PACKAGE_RELEASE, "package URLs with a version, like pkg:pypi/torch@2.15.0")


def parse_address(cell: str) -> str:
    if addresses.PACKAGE_ADDRESS.fullmatch(cell):
        return cell
    if wrong := addresses.wrong_address(cell):
        raise bad(wrong)
    return cell


ADDRESS = Kind(
    "an address that starts with https:// (or http://), or a package URL like pkg:pypi/torch@2.13.0",
    constraints={
        "pattern": rf"(https?://[!-~]+|{addresses.PACKAGE}{addresses.PACKAGE_VERSION})",
        "maxLength": addresses.LONGEST_ADDRESS,
    },
)
Address = _typed(parse_address, ADDRESS, str)
OptionalAddress = _typed(parse_address, optional(ADDRESS), str)

PATH_PATTERN = r"(\./|[a-z0-9_][A-Za-z0-9._/-]*)(#[A-Za-z0-9._:-]+)?"
_parse_path, _ = pattern(PATH_PATTERN, "", "not an address below the home")


def parse_path(cell: str) -> str:
    path, _, anchor = _parse_path(cell).partition("#")
    if path != "./" and (wrong := addresses.wrong_path(path.removesuffix("/"))):
        raise bad(f"not an address below the home: {wrong}")
    if len(anchor) > addresses.LONGEST_PATH:
        raise bad(f"an anchor of {len(anchor)} characters, {addresses.LONGEST_PATH} at most")
    return cell


PATH = Kind(
    "an address below the site's home, like 4b-performance/#memory, or ./ for the home",
    constraints={"pattern": PATH_PATTERN},
)
Path = _typed(parse_path, PATH, str)
OptionalPath = _typed(parse_path, optional(PATH), str)

parse_words, WORDS = pattern(
    r"[a-z0-9][a-z0-9.+#]*( [a-z0-9][a-z0-9.+#]*){0,9}",
    "one to ten words in small letters, one space between",
    "not words",
)
Words = _typed(parse_words, WORDS, str)

parse_hash, HASH = pattern(r"[0-9a-f]{10}", "ten hexadecimal digits", "not a hash")
Hash = _typed(parse_hash, HASH, str)
parse_sha256, SHA256 = pattern(r"[0-9a-f]{64}", "64 hexadecimal digits", "not a SHA-256")
Sha256 = _typed(parse_sha256, SHA256, str)

parse_version, VERSION = pattern(
    r"\d{1,9}(\.\d{1,9}){0,5}((a|b|rc)\d{1,9})?(\.post\d{1,9})?", "a version like 2.13.0 or 2.22.0rc0", "not a version"
)
Version = _typed(parse_version, VERSION, str)
OptionalVersion = _typed(parse_version, optional(VERSION), str)


ONE_PYTHON = r"(?!3\.1\b)\d{1,3}\.\d{1,3}"  # nothing tracked here ever ran on 3.1, which spreadsheets make of 3.10
parse_python, PYTHON = pattern(ONE_PYTHON, "a version of Python like 3.13", "not a version of Python")
OptionalPython = _typed(parse_python, optional(PYTHON), str)
parse_pythons, PYTHONS = pattern(
    rf"any|{ONE_PYTHON}\+?( {ONE_PYTHON}\+?)*",
    "versions of Python like 3.11 3.12, one space between, or any",
    "not a list of versions",
)
OptionalPythons = _typed(parse_pythons, optional(PYTHONS), str)

_python = r"\d{1,3}\.\d{1,3}\+?"
parse_wheels, WHEELS = pattern(
    rf"any|[a-z0-9-]{{3,30}}(@\d{{1,3}}\.\d{{1,3}})?={_python}(,{_python})*"
    rf"( [a-z0-9-]{{3,30}}(@\d{{1,3}}\.\d{{1,3}})?={_python}(,{_python})*)*",
    "platforms, each with its Pythons, like linux-x86-64@2.28=3.11,3.12, one space between, or any",
    "not a list of wheels",
)
OptionalWheels = _typed(parse_wheels, optional(WHEELS), str)

_condition = r"(===|==|!=|<=|>=|~=|<|>)[0-9][0-9A-Za-z.*+!-]{0,40}"
_requirement = rf"[a-z0-9][a-z0-9-]{{0,80}}({_condition}(,{_condition})*)?"
parse_requirements, REQUIREMENTS = pattern(
    rf"{_requirement}( {_requirement})*",
    "requirements like numpy>=1.26.0 torch==2.13.0, one space between",
    "not a list of requirements",
)
OptionalRequirements = _typed(parse_requirements, optional(REQUIREMENTS), str)
parse_extras, EXTRAS = pattern(
    r"[a-z0-9-]{1,40}( [a-z0-9-]{1,40})*",
    "names of extras like cuda12 cuda13, one space between",
    "not names of extras",
)
OptionalExtras = _typed(parse_extras, optional(EXTRAS), str)
parse_at_least, AT_LEAST = pattern(
    r"\d{1,9}(\.\d{1,9}){0,5}\+?", "a version like 13.2.2, or 12.5.82+ for at least that one", "not a version"
)
OptionalAtLeast = _typed(parse_at_least, optional(AT_LEAST), str)

parse_module, MODULE = pattern(
    r"([a-z][a-z0-9_]{0,63}/)?[a-z][a-z0-9_]{0,63}",
    "the name of a script without .py, behind that of its folder: lower-case letters, digits and underscores",
    "not a script",
)
Module = _typed(parse_module, MODULE, str)

STEP_TIME = r"[1-9]\d{0,11}"
_step_times = re.compile(f"{STEP_TIME}( {STEP_TIME})*", re.ASCII)


def parse_step_times(cell: str) -> str:
    if not _step_times.fullmatch(cell):
        odd = next((time for time in cell.split(" ") if not _step_times.fullmatch(time)), "")
        raise bad(f"not a time in µs: '{odd[:20]}'")
    return cell


STEP_TIMES = Kind(
    "whole numbers of microseconds above zero, one space between",
    constraints={"pattern": f"{STEP_TIME}( {STEP_TIME})*"},
)
StepTimes = _typed(parse_step_times, STEP_TIMES, str)
OptionalStepTimes = _typed(parse_step_times, optional(STEP_TIMES), str)


MOST_IDS = 20  # in one cell; the longest list has 12


def parse_ids(cell: str) -> tuple[str, ...]:
    ids = tuple(cell.split(" "))
    if len(ids) > MOST_IDS:
        raise bad(f"{len(ids):,} ids, {MOST_IDS} at most")
    for id in ids:
        parse_id(id)
    if len(set(ids)) < len(ids):
        raise bad("the same id twice")
    return ids


IDS = Kind("ids separated by one space", constraints={"pattern": f"{ID_PATTERN}( {ID_PATTERN})*"})
Ids = _typed(parse_ids, IDS, tuple[str, ...])
OptionalIds = _typed(parse_ids, optional(IDS), tuple[str, ...])

SECTION_PATTERN = r"#(10|[0-9](\.[A-C])?)"


def parse_section(cell: str) -> str:
    if not re.fullmatch(SECTION_PATTERN, cell):
        raise bad("not a section of the article")
    return cell


def parse_sections(cell: str) -> tuple[str, ...]:
    return tuple(map(parse_section, cell.split(" ")))


Section = _typed(
    parse_section, Kind("a section of the article like #2.B", constraints={"pattern": SECTION_PATTERN}), str
)
SECTIONS = optional(
    Kind(
        "sections like #2.B, separated by one space", constraints={"pattern": f"{SECTION_PATTERN}( {SECTION_PATTERN})*"}
    )
)
Sections = _typed(parse_sections, SECTIONS, tuple[str, ...])


# --- dates ------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=4096)  # thousands of rows have the same few days
def parse_day(cell: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise bad("not a date")
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        raise bad("no such day") from None


Day = _typed(parse_day, Kind("a day, past or future, written 2027-05-24", "date"), datetime.date)


def newest_day() -> datetime.date:
    """The last day that can be today anywhere: a contributor's today may be tomorrow in UTC."""
    return today() + datetime.timedelta(days=1)


def parse_date(cell: str) -> datetime.date:
    date = parse_day(cell)
    if date > newest_day():
        raise bad("date in the future")
    if date.year < FIRST_YEAR:
        raise bad(f"a day before {FIRST_YEAR}")
    return date


FIRST_YEAR = 1990  # nothing that this site is about is older


def parse_moment(cell: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", cell, re.ASCII):
        raise bad("not a time stamp")
    day = parse_date(cell[:10])
    try:
        datetime.datetime.fromisoformat(cell)
    except ValueError:
        raise bad("no such time of day") from None
    if day.year < FIRST_RUN_YEAR:
        raise bad(f"before {FIRST_RUN_YEAR}: the clock of that machine was wrong")
    return cell


FIRST_RUN_YEAR = 2026  # no run of this harness is older


Moment = _typed(
    parse_moment,
    Kind(
        "a time in UTC that has passed, written 2026-11-22T21:34:10Z",
        constraints={"pattern": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"},
    ),
    str,
)


DATE = Kind("a day not after today, written 2026-11-22", "date")
Date = _typed(parse_date, DATE, datetime.date)
OptionalDate = _typed(parse_date, optional(DATE), datetime.date)


def parse_partial_date(cell: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cell, re.ASCII):
        raise bad("not a date")
    parse_date((cell + "-01-01")[:10])
    return cell


PARTIAL_DATE = Kind(
    "a year, month or day not after today, written 2026, 2026-11 or 2026-11-22",
    constraints={"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"},
)
OptionalPartialDate = _typed(parse_partial_date, optional(PARTIAL_DATE), str)
PartialDate = _typed(parse_partial_date, PARTIAL_DATE, str)


def parse_day_or_month(cell: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", cell, re.ASCII):
        raise bad("neither a day nor a month")
    parse_day((cell + "-01")[:10])
    return cell


DayOrMonth = _typed(
    parse_day_or_month,
    Kind(
        "a day or a month, past or future, written 2027-05-24 or 2027-05",
        constraints={"pattern": r"\d{4}-\d{2}(-\d{2})?"},
    ),
    str,
)


def parse_month(cell: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d{2}", cell, re.ASCII):
        raise bad("not a month")
    return parse_date(cell + "-01")


Month = _typed(parse_month, Kind("a month not after today, written 2026-11", "yearmonth"), datetime.date)


# --- numbers ----------------------------------------------------------------------------------------------------------
def parse_count(cell: str) -> int:
    if not re.fullmatch(r"\d{1,15}", cell, re.ASCII):
        raise bad("not a whole number")
    return int(cell)


COUNT = Kind("a whole number without separators, like 1440", "integer", {"minimum": 0})
Count = _typed(parse_count, COUNT, int)
OptionalCount = _typed(parse_count, optional(COUNT), int)


def parse_number(cell: str) -> float:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,20})?", cell, re.ASCII):
        raise bad("not a number")
    return float(cell)


NUMBER = Kind("a number with a point and without separators, like 1305.52", "number")
Number = _typed(parse_number, NUMBER, float)
OptionalNumber = _typed(parse_number, optional(NUMBER), float)

parse_difference, DIFFERENCE = pattern(
    r"\d{1,9}(\.\d{1,17})?(e[+-]\d{1,2})?", "a finite number from zero on, like 1.2e-14 or 0.001", "not a finite number"
)
Difference = _typed(parse_difference, DIFFERENCE, str)
OptionalDifference = _typed(parse_difference, optional(DIFFERENCE), str)
"""A difference as computed: its digits are kept, because rounding would hide that two machines differ."""


def parse_yes_no(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise bad("neither yes nor no")
    return cell == "yes"


YesNo = _typed(parse_yes_no, Kind("yes or no", constraints={"enum": ["yes", "no"]}), bool)


def one_of(*allowed: str, required: bool = True) -> Any:
    """A column with a closed list of values."""

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise bad("not an allowed value")
        return cell

    kind = Kind("one of " + ", ".join(allowed), constraints={"enum": list(allowed)})
    return _typed(parse, kind if required else optional(kind), str)


def many_of(*allowed: str, required: bool = True) -> Any:
    """A column with several values of a closed list, separated by one space. The same value may occur twice."""

    def parse(cell: str) -> tuple[str, ...]:
        values = tuple(cell.split(" "))
        for value in values:
            if value not in allowed:
                raise bad(f"not an allowed value: '{value}'" if len(values) > 1 else "not an allowed value")
        return values

    one = "|".join(map(re.escape, allowed))
    kind = Kind(
        "one or more of " + ", ".join(allowed) + ", separated by one space",
        constraints={"pattern": f"({one})( ({one}))*"},
    )
    return _typed(parse, kind if required else optional(kind), tuple[str, ...])
