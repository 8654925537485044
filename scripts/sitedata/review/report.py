"""A summary of :mod:`sitedata.review.difference` as Markdown, every value in it inert.

In: JSON that may come from anybody's pull request. Out: Markdown for a comment, a job summary or a terminal. Only the
standard library: the workflow that may write comments runs this file from ``main``, on the artifact of one that may
not.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sitedata.text.inert import code

# bytes of JSON; 200 entries of each kind with values of 300 characters, and 3,000 files, are half of it
LARGEST_SUMMARY = 4_000_000
LARGEST_COUNT = 10**9
LONGEST_SUMMARY = 300_000  # characters; a job's summary may hold 1 MiB
LONGEST_COMMENT = 60_000  # characters; GitHub takes 65,536
FEW = 25  # entries of a kind that are shown, the rest is counted
MOST_LISTED = 1000  # files of a group that are shown outside of comments
FOLDERS = 12  # by which files are counted that are not shown
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
NO_TABLES = ("data_files", "docs_files", "code")
FILES = (*NO_TABLES, "tables")


class NotASummary(Exception):
    """The JSON is not what :func:`sitedata.review.difference.compare` makes."""


def read(raw: bytes) -> dict[str, Any]:
    """A summary that has the expected shape.

    Raises:
        NotASummary: too large, not JSON, or of another shape.
    """
    if len(raw) > LARGEST_SUMMARY:
        raise NotASummary(f"{len(raw):,} bytes, at most {LARGEST_SUMMARY:,} are read")
    try:
        summary = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotASummary("not JSON") from error
    if not isinstance(summary, dict) or not isinstance(summary.get("counts"), dict):
        raise NotASummary("not a summary")
    if not all(isinstance(summary.get(name), str) and COMMIT.fullmatch(summary[name]) for name in ("head", "base")):
        raise NotASummary("names no commits")
    for name, _, fields, _ in SECTIONS:
        entries = summary.get(name)
        if not isinstance(entries, list) or type(count := summary["counts"].get(name)) is not int:
            raise NotASummary(f"no list {name}")
        if not len(entries) <= count <= LARGEST_COUNT:
            raise NotASummary(f"a wrong count of {name}")
        for entry in entries:
            if fields and (
                not isinstance(entry, dict) or any(not isinstance(entry.get(field), str | int) for field in fields)
            ):
                raise NotASummary(f"an entry of {name} lacks one of {', '.join(fields)}")
            if not fields and not isinstance(entry, str):
                raise NotASummary(f"an entry of {name} is no text")
    return summary


def _verdict(each: dict[str, Any]) -> str:
    change = f"{code(each['before'] or 'new claim')} → {code(each['after'] or 'gone')}"
    why = f"\n  - why: {code(each['reason'], 300)}" if each["reason"] else ""
    cause = f"\n  - decided by {code(each['kind'])}: {code(each['cause'], 300)}" if each["cause"] else ""
    return f"{change} {code(each['claim'])}: {code(each['text'], 300)}{why}{cause}"


def _cell(each: dict[str, Any]) -> str:
    place = f"{code(each['table'])} {code(each['row'])} {code(each['column'])}"
    return f"{place}\n  - before: {code(each['before'], 300)}\n  - after: {code(each['after'], 300)}"


def _row(each: dict[str, Any]) -> str:
    return f"{code(each['table'])} {code(each['row'])}: {code(each['said'], 300)}"


def _figure(each: dict[str, Any]) -> str:
    rows = (
        f"{number(each['rows_before'])} → {number(each['rows_after'])} rows, "
        f"{number(each['rows_moved'])} of them moved, came or went"
    )
    return f"{code(each['figure'])} {code(each['title'])}: {rows}"


def _environment(each: dict[str, Any]) -> str:
    return f"{code(each['environment'])}: {number(each['runs_before'])} → {number(each['runs_after'])} runs"


def _mark(each: dict[str, Any]) -> str:
    return f"{code(each['row'])}: {code(each['why'], 300)}"


def file_line(each: dict[str, Any]) -> str:
    name = f"{code(each['was'])} → {code(each['path'])}" if each["was"] else code(each["path"])
    states = " → ".join(code(each[when], 300) for when in ("before", "after") if each[when])
    return f"{code(each['change'])} {name}" + (f": {states}" if states else "")


FILE = ("path", "was", "change", "before", "after")
Section = tuple[str, str, tuple[str, ...], Callable[[Any], str]]
SECTIONS: tuple[Section, ...] = (
    (
        "problems",
        "Problems: the data does not load, so what follows is only what the files say",
        (),
        lambda problem: code(problem, 400),
    ),
    ("base_problems", "Problems of the version compared with", (), lambda problem: code(problem, 400)),
    ("data_files", "Files that are no tables: in data/", FILE, file_line),
    ("docs_files", "Files that are no tables: in docs/", FILE, file_line),
    ("code", "Files that are no tables: code and all else, on which any of this may rest", FILE, file_line),
    (
        "verdicts",
        "Verdicts that become another",
        ("claim", "text", "kind", "before", "after", "reason", "cause"),
        _verdict,
    ),
    ("cells", "Cells", ("table", "row", "column", "before", "after"), _cell),
    ("added", "Rows added", ("table", "row", "said"), _row),
    ("removed", "Rows removed", ("table", "row", "said"), _row),
    ("figures", "Figures that move", ("figure", "title", "rows_before", "rows_after", "rows_moved"), _figure),
    ("environments", "Environments of the benchmark", ("environment", "runs_before", "runs_after"), _environment),
    ("stale_gained", "Marks gained: needs a second look", ("row", "why"), _mark),
    ("stale_lost", "Marks lost: no longer needs a second look", ("row", "why"), _mark),
    ("pages", "Pages touched", (), lambda path: code(path)),
    ("tables", "Tables whose cells are told above", FILE, file_line),
)
IN_SHORT = (
    ("verdicts", "verdict", "verdicts"), ("cells", "cell", "cells"), ("added", "row added", "rows added"),
    ("removed", "row removed", "rows removed"), ("figures", "figure moves", "figures move"),
    ("stale_gained", "stale mark gained", "stale marks gained"), ("stale_lost", "stale mark lost", "stale marks lost"),
    ("pages", "page touched", "pages touched"),
)  # fmt: skip


def number(value: object) -> str:
    return f"{value:,}" if type(value) is int else "?"


def markdown(summary: dict[str, Any], pictures: bool = False) -> str:
    """For a terminal and a job's summary.

    ``pictures``: are there files ``<figure>.before.png`` and ``.after.png`` beside the text?
    """
    return cut(
        "## What this changes\n\n" + body(summary, MOST_LISTED, pictures),
        LONGEST_SUMMARY,
        "Cut here: difference.json has the rest.",
    )


def body(summary: dict[str, Any], files: int, pictures: bool = False) -> str:
    """``files``: how many of a group are shown before the rest is counted by folder."""
    counts = summary["counts"]
    short = [counted(counts[name], one, many) for name, one, many in IN_SHORT if counts[name]]
    if others := sum(counts[name] for name in NO_TABLES):
        short.append(counted(others, "file that is no table", "files that are no tables"))
    parts = [compared(summary), f"{', '.join(short) or 'Nothing that a reader sees'}."]
    for name, title, _, shown in SECTIONS:
        if entries := summary[name]:
            few = files if name in FILES else FEW
            parts.append(
                f"### {title}\n\n"
                + "\n".join([*(f"- {shown(entry)}" for entry in entries[:few]), *rest(name, summary, few)])
            )
            if name == "figures" and pictures:
                parts += [picture(entry) for entry in entries[:FEW] if entry.get("picture")]
    return "\n\n".join(parts) + "\n"


def counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def compared(summary: dict[str, Any]) -> str:
    head, base = code(summary["head"]), code(summary["base"])
    if summary["head"] != summary["base"]:
        return (
            f"Commit {head}{' and uncommitted changes' * (summary.get('uncommitted') is True)}, compared with {base}."
        )
    if summary.get("uncommitted") is True:
        return f"Uncommitted changes, compared with the commit that they began at, {base}."
    return f"Base and head are one commit, {head}: there is nothing to compare."


def rest(name: str, summary: dict[str, Any], few: int) -> list[str]:
    """What is not shown, as a count; files by folder, so that none disappears without a trace."""
    more = summary["counts"][name] - few
    if more <= 0:
        return []
    return [f"- and {more:,} more" + (f": {by_folder(summary[name][few:])}" if name in FILES else "")]


def by_folder(entries: Sequence[dict[str, Any]]) -> str:
    folders = Counter(entry["path"].rpartition("/")[0] for entry in entries).most_common()
    shown = [f"{code(folder + '/')} {count:,}" for folder, count in folders[:FOLDERS]]
    return ", ".join(shown) + (f", and {len(folders) - FOLDERS:,} more folders" if len(folders) > FOLDERS else "")


def cut(text: str, longest: int, said: str) -> str:
    """Whole lines only: half a code span would let its text out."""
    return text if len(text) <= longest else text[: text.rindex("\n", 0, longest)] + f"\n\n{said}\n"


def picture(each: dict[str, Any]) -> str:
    name = each["picture"]
    return f"{code(each['figure'])}, before and after:\n\n![before]({name}.before.png) ![after]({name}.after.png)"
