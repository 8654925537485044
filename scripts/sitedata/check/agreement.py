"""Do texts say what the rows of the systems that they name say? See :mod:`sitedata.check.rules`.

A sentence is judged by the words that it uses: it is no proof, but it catches a cell that still praises what was
archived, and a date that a new release has overtaken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitedata.check.rules import Finding, Rule
from sitedata.load.dataset import Dataset
from sitedata.load.named_systems import Named, NamedSystems
from sitedata.schema.tables import Row, System
from sitedata.text.problem import quoted

TEXTS = {"comparison": "text", "claims": "reason", "guide_rules": "reason"}
"""Table → its column of prose that may name systems."""
SENTENCE = re.compile(r"(?<=[.;!?])\s+")
ENDED = ("archived", "deprecated", "dormant")
CALLED_ENDED = re.compile(
    r"\b(?:is|are|was|were|been|has) (?:archived|deprecated|retired|discontinued|ended|no longer maintained)\b"
)
CALLED_ALIVE = re.compile(r"\b(?:is|are) (?:still )?(?:maintained|active|actively developed|alive)\b")
LAST_RELEASE = re.compile(
    r"\b(?:last release(?:d)?(?: (?:of|in|on|was|is)| v?\d[\d.]*)*|no(?: stable| new)? release since|none since) "
    r"(?:\d{1,2} )?((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})"
)
CLAUSE = re.compile(r"[^,;:()]{0,40}")
"""What may stand between a name and what is said of it."""
CANDIDATE = re.compile(r"\b\d+\.\d+(?:\.\d+)?(?:rc|a|b)\d+\b", re.ASCII)


def sentences(data: Dataset) -> Iterator[tuple[str, Row, str, str, list[Named]]]:
    """Table, row, column, sentence, and the systems that it names."""
    named = NamedSystems(data)
    for table, column in TEXTS.items():
        for row in data.rows(table):
            for sentence in SENTENCE.split(getattr(row, column) or ""):
                if found := named.in_text(sentence):
                    yield table, row, column, sentence, found


def said_of(sentence: str, what: re.Pattern[str], named: list[Named]) -> System | None:
    """The system of which the words are said: the last one before them, in the same clause."""
    if not (match := what.search(sentence)):
        return None
    before = [one for one in named if one.end <= match.start()]
    if before and CLAUSE.fullmatch(sentence, before[-1].end, match.start()):
        return before[-1].system
    return None


def what_is_active_is_not_called_ended(data: Dataset) -> Iterator[Finding]:
    """the status that data/systems.csv gives"""
    for table, row, column, sentence, named in sentences(data):
        if (system := said_of(sentence, CALLED_ENDED, named)) and system.status == "active":
            yield Finding(table, row, column, f"ended, but {system.id} is active", quoted(sentence))


def what_has_ended_is_not_called_alive(data: Dataset) -> Iterator[Finding]:
    """the status that data/systems.csv gives"""
    for table, row, column, sentence, named in sentences(data):
        if (system := said_of(sentence, CALLED_ALIVE, named)) and system.status in ENDED:
            yield Finding(table, row, column, f"alive, but {system.id} is {system.status}", quoted(sentence))


def a_last_release_is_the_newest(data: Dataset) -> Iterator[Finding]:
    """the month of the newest release in data/releases.csv; {id.released_on} in the text always says it"""
    for table, row, column, sentence, named in sentences(data):
        match, release = LAST_RELEASE.search(sentence), data.newest_release(named[0].system.package)
        if match and release and len(named) == 1 and f"{release.released_on:%B %Y}" != match[1]:
            what = f"{named[0].system.id} was released in {release.released_on:%B %Y}"
            yield Finding(table, row, column, what, quoted(match[0]))


def a_candidate_is_named_by_the_data(data: Dataset) -> Iterator[Finding]:
    """{tensorflow.candidate} within [[ ]], which goes when the release is there"""
    for table, column in TEXTS.items():
        for row in data.written(table):
            if match := CANDIDATE.search(getattr(row, column) or ""):
                yield Finding(table, row, column, "a candidate typed by hand", quoted(match[0]))


RULES = (
    Rule(what_is_active_is_not_called_ended, needs=("systems",)),
    Rule(what_has_ended_is_not_called_alive, needs=("systems",)),
    Rule(a_last_release_is_the_newest, needs=("systems", "releases")),
    Rule(a_candidate_is_named_by_the_data),
)
