"""The comment under a pull request: what the forge says and what the pull request's own code computed, kept apart.

In: an event of the workflow Comment. Out: the comment of every open pull request with that head branch, new or
rewritten. Only the standard library; this runs from ``main``, and nothing of the pull request is run or believed. What
is written depends on the current state at the forge and not on which event came last, so that a comment never goes on
describing an older commit.

    python -m sitedata.review.comment
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitedata.review.forge import Forge, NoAnswer
from sitedata.review.report import LARGEST_SUMMARY, NotASummary, read
from sitedata.review.words import MARK, comment
from sitedata.text.inert import code
from system import ended

ARTIFACT, FILE = "difference", "difference.json"
LARGEST_ARTIFACT = 4_000_000  # bytes, packed; before anything is fetched
AUTHOR = "github-actions[bot]"


@dataclass(frozen=True)
class Pull:
    """An open pull request: its number, its head commit, and the branch that it targets."""

    number: int
    head: str
    into: str


def pulls(forge: Forge, event: dict[str, Any]) -> list[Pull]:
    """Those with the branch of the event, by the forge's own word, whatever an artifact may say."""
    if asked := event.get("pull_request"):
        label, commit = asked["head"]["label"], asked["head"]["sha"]
    else:
        run = event["workflow_run"]
        owner = ((run.get("head_repository") or {}).get("owner") or {}).get("login")
        label, commit = f"{owner}:{run['head_branch']}", run["head_sha"]
    candidates = forge.listed("pulls", state="open", head=label)
    mine = [pull for pull in candidates if label == pull["head"]["label"] or commit == pull["head"]["sha"]]
    return [Pull(pull["number"], pull["head"]["sha"], pull["base"]["ref"]) for pull in mine]


def newest_run(forge: Forge, pull: Pull, event: dict[str, Any]) -> dict[str, Any]:
    """The newest run for the head, or an empty one. The event knows that its run ended before the list does."""
    ended = [run for run in [event.get("workflow_run")] if run and run["head_sha"] == pull.head]
    runs = forge.listed("runs", 0, "workflow_runs", event="pull_request", head_sha=pull.head)
    known = {run["id"]: run for run in (*runs, *ended) if run["head_sha"] == pull.head}
    return known[max(known)] if known else {}


def computed(forge: Forge, pull: Pull, run: dict[str, Any]) -> dict[str, Any]:
    """The summary that a run left.

    Raises:
        NotASummary: why there is none, as Markdown.
    """
    if not run:
        raise NotASummary(
            "no run of this commit is known yet; there is none for one that conflicts with its target or asks to "
            "be skipped"
        )
    if run.get("status") != "completed":
        raise NotASummary(f"its run has not ended, and is {code(run.get('status'))}")
    ended = f"its run ended with {code(run.get('conclusion'))}"
    try:
        left = [
            artifact
            for artifact in forge.listed("artifacts", run["id"], "artifacts", name=ARTIFACT)
            if artifact.get("name") == ARTIFACT
        ]
        if not left:
            raise NotASummary(f"{ended} and left no summary")
        newest = max(left, key=lambda artifact: artifact["id"])
        if newest["size_in_bytes"] > LARGEST_ARTIFACT:
            raise NotASummary(
                f"{ended} and left {newest['size_in_bytes']:,} bytes, at most {LARGEST_ARTIFACT:,} are read"
            )
        summary = read(unpacked(forge.call("artifact", newest["id"])))
    except NoAnswer as problem:
        raise NotASummary(f"{ended}, and what it left could not be fetched: {code(problem)}") from problem
    if summary["head"] != pull.head:
        raise NotASummary(f"{ended}, and its summary speaks of another commit, {code(summary['head'])}")
    return summary


def unpacked(archive: bytes) -> bytes:
    """Read in memory and no further than allowed: nothing of an artifact is written to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            entry = packed.getinfo(FILE)
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotASummary("its summary is packed in an unknown way")
            return packed.open(entry).read(LARGEST_SUMMARY + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise NotASummary("its artifact holds no summary") from error


def tell(forge: Forge, pull: Pull, event: dict[str, Any]) -> None:
    """Write or rewrite the comment. Where there is none that could go stale, wait until there is something to say."""
    run, summary, why = newest_run(forge, pull, event), None, ""
    try:
        summary = computed(forge, pull, run)
    except NotASummary as problem:
        why = str(problem)
    try:
        files = forge.listed("files", pull.number)
    except NoAnswer:
        files = None
    comments = forge.listed("comments", pull.number)
    mine = [
        written
        for written in comments
        if (written.get("user") or {}).get("login") == AUTHOR and (written.get("body") or "").startswith(MARK)
    ]
    if not mine and run.get("status") != "completed":
        return
    text = comment(pull.head, pull.into, files, summary, why, run.get("html_url", ""))
    for written in mine:
        forge.call("rewrite", written["id"], body=text)
    if not mine:
        forge.call("write", pull.number, body=text)


def main() -> int:
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    forge = Forge(os.environ["GITHUB_REPOSITORY"])
    try:
        for pull in pulls(forge, event):
            tell(forge, pull, event)
    except NoAnswer as problem:
        print(f"the forge did not answer: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
