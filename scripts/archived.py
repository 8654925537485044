"""Ask the Internet Archive which copies it has of sources that could change, near the day on which we read them.

In: sources, and the copies that are known. Out: the rows of ``data/archived_copies.csv``. A copy that is known is not
asked for again, unless its source was read again; a source without one is asked for each time. ``links.py`` calls this.
Source: https://archive.org/help/wayback_api.php
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from sitedata.schema.archived import ARCHIVE, is_of, near, stays_as_it_is, taken_on
from sitedata.schema.tables import ArchivedCopy, Source

ASKED = "https://archive.org/wayback/available"
TIMEOUT_S = 20
PAUSE_S = 1.0  # between two questions
MOST_FAILURES = 3  # in a row: then nobody answers, and the other sources wait for the next time
LARGEST_ANSWER = 100_000  # bytes; one is some hundred
PLAIN = "http" + ARCHIVE.removeprefix("https")  # how the API writes addresses that the archive serves by https too


def ask(url: str, day: str) -> str:
    """What the API answers about the copy nearest to a day.

    Raises:
        OSError: nobody answered.
    """
    query = urlencode({"url": url, "timestamp": day.replace("-", "")})
    with urllib.request.urlopen(f"{ASKED}?{query}", timeout=TIMEOUT_S) as answer:
        return answer.read(LARGEST_ANSWER).decode("utf-8", "replace")


def copy_in(answer: str, source: Source) -> str:
    """The address of a good copy of what was read; empty where the answer holds none."""
    try:
        closest = json.loads(answer)["archived_snapshots"]["closest"]
        good, url = closest["available"] is True and closest["status"] == "200", str(closest["url"])
    except (ValueError, KeyError, TypeError):
        return ""
    url = ARCHIVE + url.removeprefix(PLAIN) if url.startswith(PLAIN) else url
    return url if good and _fits(url, source) else ""


def _fits(url: str, source: Source) -> bool:
    taken = taken_on(url)
    return taken is not None and near(taken, source.accessed) and is_of(url, source.url)


def copies_after(
    sources: Iterable[Source], known: Iterable[ArchivedCopy], ask: Callable[[str, str], str] = ask,
    pause_s: float = PAUSE_S,
) -> list[dict[str, str]]:  # fmt: skip
    """The rows that the table then holds."""
    copies, failures = {row.source_id: row.archived_url for row in known}, 0
    wanted = {source.id: source for source in sources if not stays_as_it_is(source.url)}
    copies = {id: url for id, url in copies.items() if id in wanted and _fits(url, wanted[id])}
    for id in sorted(wanted.keys() - copies.keys()):
        if failures == MOST_FAILURES:
            break
        try:
            if url := copy_in(ask(wanted[id].url, wanted[id].accessed.isoformat()), wanted[id]):
                copies[id] = url
            failures = 0
        except OSError:
            failures += 1
        time.sleep(pause_s)
    return [{"source_id": id, "archived_url": copies[id]} for id in sorted(copies)]
