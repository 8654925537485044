"""What keeps a row out of archived_copies.csv, tried with all other rules in test_tables; and what a good one shows."""

from sitedata.api.records import Records
from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.pages.fragments import Fragments
from tests.tiny import changed, record, write

PAGE, COMMIT = "https://example.org/guide/", "https://github.com/a/b/blob/f67457790c9c2ab67347d6fe53270e8d3df20868/c"
FORM = "https://web.archive.org/web/, the full time as 14 digits, and the address of its source"


def copied(archived_url, url=PAGE):
    """A source that was read on 22 November 2026, and an archived copy of it."""
    row = record("archived_copies", source_id="s", archived_url=archived_url)
    return changed("sources", 0, url=url, accessed="2026-11-22") | {"archived_copies": [row]}


BROKEN = {
    "a copy is of an archive: without a full time": (
        copied(f"https://web.archive.org/web/2026/{PAGE}"),
        "archived_copies.csv:2: archived_url: no archived copy, "
        f"got 'https://web.archive.org/web/2026/{PAGE}' — expected {FORM}",
    ),
    "a copy is of an archive: of another page": (
        copied("https://web.archive.org/web/20261120101500/https://example.org/other/"),
        "archived_copies.csv:2: archived_url: a copy of another page, "
        f"got 'https://web.archive.org/web/20261120101500/https://example.org/other/' — expected {FORM}",
    ),
    "a copy is what we read: taken long before": (
        copied(f"https://web.archive.org/web/20250101000000/{PAGE}"),
        "archived_copies.csv:2: archived_url: a copy of another time, got '2025-01-01' — expected a day at most 92 "
        "days from the one in accessed of its source",
    ),
    "only what can change needs a copy: a file of a commit": (
        copied(f"https://web.archive.org/web/20261120101500/{COMMIT}", COMMIT),
        "archived_copies.csv:2: source_id: its source cannot change, got 's' — expected no row for a file of a commit "
        "or a release of a package, which stay as they are",
    ),
}


def test_a_copy_is_named_beside_its_source_and_the_others_are_counted(tmp_path):
    copy = f"https://web.archive.org/web/20261120101500/{PAGE}"
    editions = {
        id: Edition(checked_dataset(write(tmp_path / id, **tables)))
        for id, tables in {"with": copied(copy), "without": copied(copy) | {"archived_copies": []}}.items()
    }
    pages = {id: str(Fragments(edition).source_list("../")) for id, edition in editions.items()}
    link = f'<a class="archived" href="{copy}" rel="noopener">archived 20 November 2026</a>'
    assert link in pages["with"] and "0 of the 1 sources could change" in pages["with"]
    assert "archived 20" not in pages["without"] and "1 of the 1 sources could change" in pages["without"]
    places = {
        id: Records(edition.data, "", edition.stale, edition.packages, edition.held).source("s")
        for id, edition in editions.items()
    }
    assert (places["with"].archived_url, places["without"].archived_url) == (copy, None)
