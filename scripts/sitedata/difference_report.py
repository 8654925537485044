"""A summary of :mod:`sitedata.difference` as Markdown, every value in it inert.

In: JSON that may come from anybody's pull request. Out: Markdown for a comment, a job summary or a terminal. Only the standard library:
the workflow that may write comments runs this file from ``main``, on the artifact of one that may not.

    python -m sitedata.difference_report difference.json > comment.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitedata.markdown import code

LARGEST_SUMMARY = 2_000_000  # bytes of JSON; 200 entries of each kind with values of 300 characters are a quarter of it
LONGEST_COMMENT = 60_000  # characters; GitHub takes 65,536
FEW = 25  # entries of a kind that are shown, the rest is counted
MARK = "<!-- difference -->"  # by which the workflow finds its own comment again


class NotASummary(Exception):
    """The JSON is not what :func:`sitedata.difference.compare` makes."""


def read(raw: bytes) -> dict[str, Any]:
    """Raises:
    NotASummary: too large, not JSON, or of another shape.
    """
    if len(raw) > LARGEST_SUMMARY:
        raise NotASummary(f"{len(raw):,} bytes, at most {LARGEST_SUMMARY:,} are read")
    try:
        found = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotASummary("not JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("counts"), dict):
        raise NotASummary("not a summary")
    for name, _, fields, _ in SECTIONS:
        entries = found.get(name)
        if not isinstance(entries, list) or type(found["counts"].get(name)) is not int:
            raise NotASummary(f"no list {name}")
        for each in entries:
            if fields and (not isinstance(each, dict) or any(not isinstance(each.get(field), str | int) for field in fields)):
                raise NotASummary(f"an entry of {name} lacks one of {', '.join(fields)}")
            if not fields and not isinstance(each, str):
                raise NotASummary(f"an entry of {name} is no text")
    return found


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
    rows = f"{number(each['rows_before'])} → {number(each['rows_after'])} rows, {number(each['rows_moved'])} of them moved, came or went"
    return f"{code(each['figure'])} {code(each['title'])}: {rows}"


def _environment(each: dict[str, Any]) -> str:
    return f"{code(each['environment'])}: {number(each['runs_before'])} → {number(each['runs_after'])} runs"


def _mark(each: dict[str, Any]) -> str:
    return f"{code(each['row'])}: {code(each['why'], 300)}"


Section = tuple[str, str, tuple[str, ...], Callable[[Any], str]]
SECTIONS: tuple[Section, ...] = (
    ("problems", "Problems: the data does not load, so what follows is only what the files say", (), lambda each: code(each, 400)),
    ("base_problems", "Problems of the version compared with", (), lambda each: code(each, 400)),
    ("verdicts", "Verdicts that become another", ("claim", "text", "kind", "before", "after", "reason", "cause"), _verdict),
    ("cells", "Cells", ("table", "row", "column", "before", "after"), _cell),
    ("added", "Rows added", ("table", "row", "said"), _row),
    ("removed", "Rows removed", ("table", "row", "said"), _row),
    ("figures", "Figures that move", ("figure", "title", "rows_before", "rows_after", "rows_moved"), _figure),
    ("environments", "Environments of the benchmark", ("environment", "runs_before", "runs_after"), _environment),
    ("stale_gained", "Marks gained: needs a second look", ("row", "why"), _mark),
    ("stale_lost", "Marks lost: no longer needs a second look", ("row", "why"), _mark),
    ("pages", "Pages touched", (), lambda each: code(each)),
    ("code", "Code that changed, on which any of this may rest as well", (), lambda each: code(each)),
)
IN_SHORT = (
    ("verdicts", "verdict", "verdicts"), ("cells", "cell", "cells"), ("added", "row added", "rows added"), ("removed", "row removed", "rows removed"),
    ("figures", "figure moves", "figures move"), ("stale_gained", "stale mark gained", "stale marks gained"),
    ("stale_lost", "stale mark lost", "stale marks lost"), ("pages", "page touched", "pages touched"),
)  # fmt: skip


def number(value: object) -> str:
    return f"{value:,}" if type(value) is int else "?"


def markdown(summary: dict[str, Any], pictures: bool = False) -> str:
    """``pictures``: do files ``<figure>.before.png`` and ``.after.png`` lie beside the text?"""
    counts = summary["counts"]
    short = [f"{counts[name]:,} {one if counts[name] == 1 else many}" for name, one, many in IN_SHORT if counts[name]]
    parts = [f"{MARK}\n## What this changes\n\n{', '.join(short) or 'Nothing that a reader sees'}."]
    for name, title, _, shown in SECTIONS:
        if entries := summary[name]:
            lines = [f"- {shown(each)}" for each in entries[:FEW]]
            more = f"\n- and {counts[name] - FEW:,} more" if counts[name] > FEW else ""
            parts.append(f"### {title}\n\n" + "\n".join(lines) + more)
            if name == "figures" and pictures:
                parts += [picture(each) for each in entries[:FEW] if each.get("picture")]
    text = "\n\n".join(parts) + "\n"
    return text if len(text) <= LONGEST_COMMENT else text[: text.rindex("\n", 0, LONGEST_COMMENT)] + "\n\nCut here: the artifact has the rest.\n"


def picture(each: dict[str, Any]) -> str:
    name = each["picture"]
    return f"{code(each['figure'])}, before and after:\n\n![before]({name}.before.png) ![after]({name}.after.png)"


def main(arguments: list[str]) -> int:
    try:
        path = Path(arguments[0])
        if path.stat().st_size > LARGEST_SUMMARY:
            raise NotASummary(f"{path.stat().st_size:,} bytes, at most {LARGEST_SUMMARY:,} are read")
        sys.stdout.write(markdown(read(path.read_bytes())))
    except (NotASummary, OSError, IndexError) as problem:
        print(f"no summary: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
