"""Kinds of cells: how the text of one CSV cell becomes a typed value, and what is expected where it does not.

Each kind is an ``Annotated`` type. Its :class:`Kind` carries the sentence for error messages and the type and
constraints of the Frictionless Table Schema (https://datapackage.org/standard/table-schema/).
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


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

    return Annotated[python_type if kind.required or python_type == tuple[str, ...] else python_type | None, BeforeValidator(validate), kind]


def optional(kind: Kind) -> Kind:
    return Kind(kind.expected + ", or an empty cell", kind.frictionless, kind.constraints, required=False)


# --- text -------------------------------------------------------------------------------------------------------------
UNSEEN = {
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
}  # Unicode: control, format (bidirectional marks), surrogate, private, unassigned, separators of lines


def parse_text(cell: str) -> str:
    if cell != cell.strip():
        raise bad("space at the start or end")
    if cell.isprintable():  # nearly every cell, and a hundred times faster than looking at each character of a long one
        return cell
    for character in cell:
        if character != "\n" and unicodedata.category(character) in UNSEEN:
            raise bad(f"invisible character U+{ord(character):04X}")
    return cell


TEXT = Kind("plain text without invisible characters")
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
parse_id, ID = pattern(ID_PATTERN, "lower-case letters, digits and single hyphens", "not an id")
Id = _typed(parse_id, ID, str)
OptionalId = _typed(parse_id, optional(ID), str)

parse_purl, PURL = pattern(r"pkg:[a-z]+/[A-Za-z0-9@%._/-]+", "a package URL like pkg:pypi/torch", "not a package URL")
Purl = _typed(parse_purl, PURL, str)
OptionalPurl = _typed(parse_purl, optional(PURL), str)

parse_address, ADDRESS = pattern(
    r"(https?://[^\s<>\"'`{}|\\^]+|pkg:[a-z]+/[A-Za-z0-9@._/-]+)",  # in parentheses: readers of datapackage.json put ^ and $ around it
    "an address that starts with https:// (or http://), or a package URL like pkg:pypi/torch@2.13.0",
    "not an address",
)
Address = _typed(parse_address, ADDRESS, str)
OptionalAddress = _typed(parse_address, optional(ADDRESS), str)

parse_path, PATH = pattern(
    r"(\./|[a-z0-9_][A-Za-z0-9._/-]*)(#[A-Za-z0-9._:-]+)?",
    "an address below the site's home, like 4b-performance/#memory, or ./ for the home",
    "not an address below the home",
)
Path = _typed(parse_path, PATH, str)
OptionalPath = _typed(parse_path, optional(PATH), str)

parse_hash, HASH = pattern(r"[0-9a-f]{10}", "ten hexadecimal digits", "not a hash")
Hash = _typed(parse_hash, HASH, str)

parse_version, VERSION = pattern(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?", "a version like 2.13.0 or 2.22.0rc0", "not a version")
Version = _typed(parse_version, VERSION, str)


parse_module, MODULE = pattern(r"[a-z][a-z0-9_]*", "the name of a script without .py: lower-case letters, digits and underscores", "not a script")
Module = _typed(parse_module, MODULE, str)


def parse_ids(cell: str) -> tuple[str, ...]:
    ids = tuple(cell.split(" "))
    for each in ids:
        parse_id(each)
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


Section = _typed(parse_section, Kind("a section of the article like #2.B", constraints={"pattern": SECTION_PATTERN}), str)
SECTIONS = optional(Kind("sections like #2.B, separated by one space", constraints={"pattern": f"{SECTION_PATTERN}( {SECTION_PATTERN})*"}))
Sections = _typed(parse_sections, SECTIONS, tuple[str, ...])


# --- dates ------------------------------------------------------------------------------------------------------------
def parse_day(cell: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise bad("not a date")
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        raise bad("no such day") from None


Day = _typed(parse_day, Kind("a day, past or future, written 2027-05-24", "date"), datetime.date)


def parse_date(cell: str) -> datetime.date:
    date = parse_day(cell)
    if date > datetime.date.today():
        raise bad("date in the future")
    return date


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
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII) or not math.isfinite(float(cell)):
        raise bad("not a number")
    return float(cell)


NUMBER = Kind("a number with a point and without separators, like 1305.52", "number")
Number = _typed(parse_number, NUMBER, float)
OptionalNumber = _typed(parse_number, optional(NUMBER), float)


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
    """A column with several values of a closed list, separated by one space. The same value may stand twice."""

    def parse(cell: str) -> tuple[str, ...]:
        found = tuple(cell.split(" "))
        for each in found:
            if each not in allowed:
                raise bad(f"not an allowed value: '{each}'" if len(found) > 1 else "not an allowed value")
        return found

    one = "|".join(map(re.escape, allowed))
    kind = Kind("one or more of " + ", ".join(allowed) + ", separated by one space", constraints={"pattern": f"({one})( ({one}))*"})
    return _typed(parse, kind if required else optional(kind), tuple[str, ...])
