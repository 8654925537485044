"""Archived copies of sources: what the archive answered, recorded in the form that its documentation shows."""

import json

import pytest

import archived
from sitedata.schema.tables import ArchivedCopy, Source
from tests.tiny import record

PAGE = "https://example.org/guide/"
COPY = "https://web.archive.org/web/20261120101500/https://example.org/guide/"


def source(**cells) -> Source:
    return Source(**record("sources", id="s", url=PAGE, accessed="2026-11-22") | cells)


def answered(**closest) -> str:
    """An answer, as https://archive.org/help/wayback_api.php shows one, some of its values replaced."""
    good = {
        "available": True,
        "url": "http" + COPY.removeprefix("https"),
        "timestamp": "20261120101500",
        "status": "200",
    }
    return json.dumps({"archived_snapshots": {"closest": good | closest}})


def test_a_copy_near_the_day_of_reading_is_written_with_https():
    asked = []
    rows = archived.copies_after([source()], [], lambda url, day: asked.append((url, day)) or answered(), pause_s=0)
    assert rows == [{"source_id": "s", "archived_url": COPY}] and asked == [(PAGE, "2026-11-22")]


NONE = {
    "not archived": '{"archived_snapshots":{}}',
    "no JSON": "<html>",
    "another form": "[]",
    "an error page was archived": answered(status="404"),
    "not available": answered(available=False),
    "taken long before": answered(url="http://web.archive.org/web/20250101000000/https://example.org/guide/"),
    "of another page": answered(url="http://web.archive.org/web/20261120101500/https://example.org/other/"),
    "on another host": answered(url="https://example.com/web/20261120101500/https://example.org/guide/"),
    "no day": answered(url="http://web.archive.org/web/20261399101500/https://example.org/guide/"),
}


@pytest.mark.parametrize("answer", NONE.values(), ids=NONE)
def test_what_is_no_copy_of_what_we_read_is_not_written(answer):
    assert archived.copies_after([source()], [], lambda *_: answer, pause_s=0) == []


def test_what_is_known_is_not_asked_again_until_its_source_is_read_again():
    known = [ArchivedCopy(source_id="s", archived_url=COPY), ArchivedCopy(source_id="gone", archived_url=COPY)]
    nobody = pytest.fail
    assert archived.copies_after([source()], known, nobody, pause_s=0) == [{"source_id": "s", "archived_url": COPY}]
    read_again = source(accessed="2025-11-22")
    assert archived.copies_after([read_again], known, lambda *_: '{"archived_snapshots":{}}', pause_s=0) == []


def test_a_file_of_a_commit_and_a_release_of_a_package_are_not_asked_for():
    kept = [source(url=f"https://github.com/a/b/blob/{'0' * 40}/c"), source(id="t", url="pkg:pypi/torch@2.15.0")]
    assert archived.copies_after(kept, [], pytest.fail, pause_s=0) == []


def test_an_archive_that_does_not_answer_is_left_alone_and_nothing_is_lost():
    asked = []

    def silent(url, day):
        asked.append(url)
        raise TimeoutError

    sources = [source(id=f"s{number}", url=f"https://example.org/{number}") for number in range(9)]
    kept = ArchivedCopy(source_id="s8", archived_url="https://web.archive.org/web/20261120101500/https://example.org/8")
    assert archived.copies_after(sources, [kept], silent, pause_s=0) == [kept.model_dump()]
    assert len(asked) == archived.MOST_FAILURES
