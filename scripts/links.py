"""Request every address that the data names, and write those that do not answer properly to ``data/link_checks.csv``.

Then ask for archived copies of sources that could change (:mod:`archived`).

In: the addresses of sources, systems, frameworks and disputes. Out: ``data/link_checks.csv``: one row per address that
is gone, refused or silent, with the day since when. An address that answers again loses its row. Where hardly anything
answers, the network is at fault and not the addresses: this is reported, and nothing changes. Run on a schedule, never
for a pull request.
"""

from __future__ import annotations

import argparse
import socket
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import archived
from sitedata.load.csv_table import load
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES, ArchivedCopy, LinkCheck, Source, columns_of
from sitedata.text.exports import rows_csv
from sitedata.text.files import write_if_changed
from system import ended

DATA = Path(__file__).resolve().parent.parent / "data"
NAMED_IN = {"sources": "url", "systems": "repository", "frameworks": "repository", "disputes": "url"}
TIMEOUT_S = 20
PAUSE_S = 1.0  # between two questions to one host
AT_ONCE = 8  # hosts
FEWEST_ANSWERS = 0.5  # of the hosts; fewer mean that this machine has no network
UNDECIDED = {401, 403, 405, 408, 425, 429, 451}  # the server minds the asker, or the hour: says nothing about the page
ask_archive = archived.ask
ASKS_AS = "Mozilla/5.0 (compatible; tensorflow-vs-pytorch link check)"
Answer = tuple[str, str]  # outcome ("" for fine, "undecided"), and what exactly was answered


def ask(url: str) -> Answer:
    """Request only the head first; a server that does not like that is asked for the page."""
    answer = ("silent", "no answer")
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(url, method=method, headers={"User-Agent": ASKS_AS, "Accept": "*/*"})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S):
                return "", ""
        except urllib.error.HTTPError as error:
            error.close()
            answer = outcome_of(error.code), str(error.code)
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, socket.gaierror):
                return "gone", "no such host"
            answer = ("silent", type(reason).__name__)
        except Exception as error:  # a server may answer with anything; http.client has an exception for much of it
            answer = ("silent", type(error).__name__)
    return answer


def outcome_of(status: int) -> str:
    return "gone" if status in (404, 410) else "undecided" if status in UNDECIDED else "refused"


def addresses() -> list[str]:
    """Every address once. Package URLs do not count as addresses."""
    urls = {
        getattr(row, column)
        for table, column in NAMED_IN.items()
        for row in load(DATA / f"{table}.csv", TABLES[table]).rows
        if (getattr(row, column) or "").startswith("http")
    }
    return sorted(urls)


def ask_all(urls: Iterable[str], ask: Callable[[str], Answer], pause_s: float) -> dict[str, Answer]:
    """Hosts in parallel, the addresses of one host one after the other."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)

    def ask_host(mine: list[str]) -> list[tuple[str, Answer]]:
        answers = []
        for number, url in enumerate(mine):
            time.sleep(pause_s if number else 0)
            answers.append((url, ask(url)))
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(answer for answers in pool.map(ask_host, by_host.values()) for answer in answers)


def answering_hosts(answers: dict[str, Answer]) -> float:
    """Share of hosts of which at least one address answered anything at all."""
    hosts = {urlsplit(url).netloc for url in answers}
    alive = {
        urlsplit(url).netloc
        for url, (outcome, answer) in answers.items()
        if outcome in ("", "undecided") or answer.isdecimal()
    }
    return len(alive) / len(hosts) if hosts else 1.0


def rows_after(before: list[LinkCheck], answers: dict[str, Answer], today: str) -> list[dict[str, str]]:
    """What the file then holds: undecided rows stay as they were; rows of addresses that nobody names any more go."""
    known = {row.url: row for row in before}
    rows = []
    for url, (outcome, answer) in sorted(answers.items()):
        old = known.get(url)
        if outcome == "undecided" and old:
            rows.append({name: str(getattr(old, name)) for name in columns_of(LinkCheck)})
        elif outcome not in ("", "undecided"):
            since = old.since.isoformat() if old else today
            rows.append(dict(zip(columns_of(LinkCheck), (url, outcome, answer, since, today), strict=True)))
    return rows


def main(arguments: list[str] | None = None) -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args(
        arguments
    )
    table, copies, sources = (
        load(DATA / f"{name}.csv", model, f"data/{name}.csv")
        for name, model in (("link_checks", LinkCheck), ("archived_copies", ArchivedCopy), ("sources", Source))
    )
    if problems := [*table.problems, *copies.problems, *sources.problems]:
        print("\n".join(map(str, problems)), "nothing in data/ is changed", sep="\n", file=sys.stderr)
        return 1
    answers = ask_all(addresses(), ask, PAUSE_S)
    if (share := answering_hosts(answers)) < FEWEST_ANSWERS:
        print(f"only {share:.0%} of the hosts answered: no network? data/link_checks.csv is unchanged", file=sys.stderr)
        return 1
    rows = rows_after(table.rows, answers, today().isoformat())
    for row in rows:
        print(f"{row['outcome']} ({row['answer']}) since {row['since']}: {row['url']}")
    write_if_changed(DATA / "link_checks.csv", rows_csv(rows, columns_of(LinkCheck)))
    print(f"{len(answers)} addresses asked, {len(rows)} do not answer as they should")
    found = archived.copies_after(sources.rows, copies.rows, ask_archive, PAUSE_S)
    write_if_changed(DATA / "archived_copies.csv", rows_csv(found, columns_of(ArchivedCopy)))
    print(f"{len(found)} archived copies of sources are known, {len(copies.rows)} were")
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
