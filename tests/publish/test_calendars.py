"""Calendars and feeds of frameworks and systems, read as a calendar program and a reader of feeds read them."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.publish.calendars import LONGEST_LINE, calendars, escaped, fold
from sitedata.publish.news_feeds import news_feeds
from tests.tiny import TINY, record, write

SITE = "https://site.example/wiki/"
ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "Wheels; for <b>ü</b>, and \\ more. " * 6


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    ends = [
        record("ends", id="day", ends_on="2027-05-24", systems="litert", what="A, B; C", reason=WORDS.strip()),
        record("ends", id="month", ends_on="2028-02", systems="", frameworks="jax"),
    ]
    return checked_dataset(
        write(tmp_path_factory.mktemp("ends") / "data", ends=[row | {"source_ids": "s"} for row in ends])
    )


def events(text: str) -> list[dict[str, str]]:
    """Unfolded and unescaped, as RFC 5545 says."""
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n")) and "\n" not in text.replace(
        "\r\n", ""
    )
    lines = text.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            for mark in (",", ";", "\\"):
                value = value.replace(f"\\{mark}", mark)
            found[-1][name] = value
    return found


def test_each_end_is_a_whole_day_of_its_calendars(data):
    made = calendars(data, SITE, "Title")
    assert set(made) == {
        f"calendars/{name}.ics" for name in ("all", "tensorflow", "pytorch", "keras", "jax", "systems/litert")
    }
    day, month = events(made["calendars/all.ics"])
    assert (day["DTSTART;VALUE=DATE"], day["DTEND;VALUE=DATE"]) == ("20270524", "20270525")
    assert day["SUMMARY"] == "Support ends: A, B; C" and day["DESCRIPTION"].startswith(WORDS.strip() + "\\nAnnounced")
    assert (day["UID"], day["URL"]) == ("day@what-ends", f"{SITE}what-ends/#day")
    assert month["DTSTART;VALUE=DATE"] == "20280229" and month["SUMMARY"].endswith(
        "(in February 2028, the day is not known)"
    )
    assert [one["UID"] for one in events(made["calendars/jax.ics"])] == ["month@what-ends"]
    assert [one["UID"] for one in events(made["calendars/systems/litert.ics"])] == ["day@what-ends"]


def test_without_an_address_of_the_site_none_is_invented(data):
    assert "URL:" not in calendars(data, "", "Title")["calendars/all.ics"]
    assert "url" not in json.dumps(json.loads(news_feeds(Edition(data), "", "Title")["feeds/jax.json"])["items"])


def test_no_character_is_cut_where_a_line_is_folded():
    pieces = list(fold("ü" * 100))
    assert "".join(piece.removeprefix(" ") for piece in pieces) == "ü" * 100 and len(pieces) > 2
    assert escaped("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"


def test_a_framework_a_system_a_claim_and_a_row_have_a_feed_as_atom_and_as_json(data):
    made = news_feeds(Edition(data), SITE, "Title")
    row = TINY["comparison_criteria"][0]["id"]
    ids = ("jax", "systems/litert", "claims/two", f"comparison/{row}")
    assert {f"feeds/{id}.{kind}" for id in ids for kind in ("xml", "json")} <= set(made)
    assert "verdict/one/" in made["feeds/claims/one.xml"] and "<entry>" not in made["feeds/claims/two.xml"]
    feed = ElementTree.fromstring(made["feeds/systems/litert.xml"])
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Support ends on 24 May 2027: A, B; C"
    assert "<b>ü</b>" in entry.findtext(f"{ATOM}content")
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}feeds/systems/litert.xml"
    told = json.loads(made["feeds/systems/litert.json"])
    (item,) = told["items"]
    assert (
        told["version"] == "https://jsonfeed.org/version/1.1" and told["feed_url"] == f"{SITE}feeds/systems/litert.json"
    )
    assert item["title"] == entry.findtext(f"{ATOM}title") and item["url"] == f"{SITE}what-ends/#day"
    assert item["id"] == entry.findtext(f"{ATOM}id")
