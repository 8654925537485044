"""What an address, package, id, version, time stamp and number may be, and what somebody might send instead."""

import datetime
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from sitedata.schema import kinds as c
from sitedata.text.addresses import place_of, wrong_address, wrong_path

TOMORROW = c.newest_day()
REFUSED = {
    "an address without an end of its number": (c.Address, "https://[::1"),
    "an address with a port that is none": (c.Address, "https://a.org:99999/"),
    "an address with a user": (c.Address, "https://you@a.org/"),
    "an address of a machine without a name": (c.Address, "http://127.0.0.1/x"),
    "an address of this machine": (c.Address, "http://localhost/x"),
    "an address of no host": (c.Address, "https:///x"),
    "an address with a direction mark": (c.Address, "https://a.org/\u202egnp.x"),
    "an address with letters that look like others": (c.Address, "https://\u0430.org/"),
    "an address that goes up": (c.Address, "https://a.org/x/../y"),
    "an address without end": (c.Address, "https://a.org/" + "x" * 500),
    "half a percent sign": (c.Address, "https://a.org/%4"),
    "another scheme": (c.Address, "file:///etc/passwd"),
    "a package above its index": (c.Purl, "pkg:pypi/../../x"),
    "a package of an index that we do not ask": (c.Purl, "pkg:evil/x"),
    "a package with a query": (c.Purl, "pkg:pypi/x?y=z"),
    "a package with a version where none belongs": (c.Purl, "pkg:pypi/torch@2.13.0"),
    "an npm scope that is not escaped": (c.Purl, "pkg:npm/@litertjs/core"),
    "a package in an address, going up": (c.Address, "pkg:github/a/../b"),
    "the id of a folder's own page": (c.Id, "index"),
    "the other one": (c.Id, "readme"),
    "an id that Windows cannot hold": (c.Id, "con"),
    "an id that Windows cannot hold, numbered": (c.Id, "lpt1"),
    "an id without end": (c.Id, "a" * 91),
    "one such id among others": (c.Ids, "a index"),
    "ids without end": (c.Ids, " ".join(f"a{number}" for number in range(31))),
    "a path out of the site": (c.Path, "data/../../../scripts/calendar.py"),
    "a path with an empty part": (c.Path, "data//x.csv"),
    "a path with a dot": (c.Path, "data/./x.csv"),
    "a path to what Windows cannot hold": (c.Path, "data/nul.csv"),
    "a path to a hidden file": (c.Path, "data/.htaccess"),
    "a path without end": (c.Path, "/".join(["abcdefgh"] * 30)),
    "a version of 4,301 digits": (c.Version, "1." + "9" * 4301),
    "a version with a hundred parts": (c.Version, ".".join("1" * 100)),
    "digits of another script": (c.Version, "٢.١"),
    "a time stamp that is a word": (c.Moment, "yesterday"),
    "a time stamp without a zone": (c.Moment, "2026-11-22T21:34:10"),
    "a time stamp of a day that there is not": (c.Moment, "2026-02-30T00:00:00Z"),
    "a time stamp of an hour that there is not": (c.Moment, "2026-11-22T25:00:00Z"),
    "a time stamp of next year": (c.Moment, f"{TOMORROW.year + 1}-01-02T00:00:00Z"),
    "a time stamp of the beginning": (c.Moment, "1970-01-01T00:00:00Z"),
    "a time stamp of a machine whose clock stood still": (c.Moment, "2013-01-01T00:00:12Z"),
    "a time stamp of a machine whose clock is ahead": (c.Moment, "2099-01-01T00:00:00Z"),
    "a day before there was anything": (c.Date, "0001-01-01"),
    "a number without end": (c.Number, "9" * 16),
    "a number with digits of another script": (c.Number, "١"),
    "a number with an underscore": (c.Number, "1_000"),
    "a difference that is infinite": (c.Difference, "inf"),
    "a difference that is not a number": (c.Difference, "nan"),
    "a difference beyond all bounds": (c.Difference, "1e300"),
    "a difference below zero": (c.Difference, "-1e-3"),
    "a difference with an underscore": (c.Difference, "1_000"),
    "a difference with digits of another script": (c.Difference, "١"),
    "times that are words": (c.StepTimes, "fast"),
    "times below zero": (c.StepTimes, "1000 -1 1000"),
    "a formula": (c.Text, "=1+1"),
    "a formula with a plus": (c.Text, "+1"),
    "a command": (c.Text, "-2+3+cmd|' /C calc'!A0"),
    "a command that begins as text does": (c.Text, "- cmd|' /C calc'!A0"),
    "a function of old": (c.Text, "@SUM(A1)"),
    "a text without end": (c.Text, "x" * 2001),
}
TAKEN = {
    "an address with a port and a query": (c.Address, "https://a-b.example.org:8443/x_y/(z)?a=b&c=%20#d"),
    "an address of an archive": (c.Address, "https://web.archive.org/web/2021/https://a.org/"),
    "a package": (c.Purl, "pkg:pypi/My.Lib"),
    "a package of a scope": (c.Purl, "pkg:npm/%40litertjs/core"),
    "a package with its version": (c.Address, "pkg:pypi/torch@2.13.0+cpu"),
    "an id with the name of a device in it": (c.Id, "console"),
    "the home": (c.Path, "./"),
    "an element of the home": (c.Path, "./#top"),
    "a file": (c.Path, "api/v1/claims/tf2-eager.json"),
    "a version with all its parts": (c.Version, "2.22.0rc0.post1"),
    "a time stamp": (c.Moment, "2026-11-22T21:34:10Z"),
    "today elsewhere": (c.Date, TOMORROW.isoformat()),
    "a difference": (c.Difference, "1.2e-14"),
    "a name of npm as text": (c.Text, "@litertjs/core README"),
    "a dash before words": (c.Text, "- not a formula"),
}


def typed(kind, value: str):
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(("kind", "value"), REFUSED.values(), ids=REFUSED)
def test_refused(kind, value):
    with pytest.raises(ValidationError):
        typed(kind, value)


@pytest.mark.parametrize(("kind", "value"), TAKEN.values(), ids=TAKEN)
def test_taken(kind, value):
    assert typed(kind, value) in (
        value,
        datetime.date.fromisoformat(value) if value[:2] == "20" and len(value) == 10 else value,
    )


KINDS = [c.Address, c.Purl, c.Id, c.Ids, c.Path, c.Version, c.Moment, c.Date, c.Month, c.PartialDate, c.Count, c.Number,
         c.Difference, c.StepTimes, c.Text, c.Hash, c.Module, c.Section, c.YesNo]  # fmt: skip


@given(
    kind=some.sampled_from(KINDS),
    value=some.text(max_size=60) | some.from_regex(r"[0-9a-z.:/#@%+_-]{1,60}", fullmatch=True),
)
def test_any_text_is_taken_or_refused_in_words(kind, value):
    try:
        typed(kind, value)
    except ValidationError as error:
        assert all(detail["msg"] for detail in error.errors(include_url=False))


@given(some.text(max_size=80))
def test_a_good_path_has_no_part_that_leads_away(path):
    if not wrong_path(path):
        assert all(part not in ("", ".", "..") and part.isascii() for part in path.split("/")) and not path.startswith(
            "/"
        )


@given(some.from_regex(r"https?://[ -~]{0,80}", fullmatch=True))
def test_a_good_address_holds_nothing_that_could_end_an_attribute_or_a_link(text):
    if not wrong_address(text):
        assert not set(text) & set("\"'<>`{}|\\^ ")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("index.md", ""),
        ("a.md", "a/"),
        ("part/b.md", "part/b/"),
        ("part/index.md", "part/"),
        ("reindex.md", "reindex/"),
    ],
)
def test_place_of_a_page(path, place):
    assert place_of(PurePosixPath(path)) == place
