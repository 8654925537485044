"""The command ``make probes ARGS="--through-time"``: asks releases since 2018, each in an environment of its own.

It writes ``data/release_answers.csv``, and what was printed into ``data/release_answers/<release>.txt``, after each
release; ``--unanswered`` goes on with what is left, ``--between`` asks where two neighbours differ.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from bench.years.environments import CannotInstall, environment
from bench.years.releases import Release, feature_releases, pythons_here, releases
from probes.asking import Answer, ask
from probes.rows import bytes_of, rows_of
from probes.tidied import ROOT, tidy
from sitedata.schema.clock import today
from sitedata.schema.protocol.probes import ANSWERS, PROBES, THROUGH_TIME
from sitedata.schema.protocol.years import numbers
from system import ended, write_together

WORK = ROOT / ".bench" / "years" / "environments"
MOST_PYTHONS = 2
"""A release may have wheels for a Python on which not all of it works yet: then the one before is asked as well."""
LONGEST_PRINTED = 1200  # characters of one probe that are kept


@dataclass(frozen=True)
class Asked:
    """What one probe answered in one release."""

    release: Release
    id: str
    answer: Answer

    @property
    def row(self) -> dict[str, str]:
        return {
            "probe_id": self.id, "version": self.release.version, "python": self.release.python,
            "outcome": self.answer.outcome, "finding": self.answer.finding, "ran_on": today().isoformat(),
        }  # fmt: skip

    @property
    def said(self) -> str:
        head = f"{self.id}, {self.release.name}, Python {self.release.python}: {self.answer.outcome}"
        return f"{head}: {self.answer.finding}\n{self.answer.printed[-LONGEST_PRINTED:]}".strip()


def questions(release: Release) -> list[str]:
    """Ids of the probes about its framework."""
    return [id for id in THROUGH_TIME if PROBES[id].environment == release.framework]


def asked_of(release: Release, ids: Collection[str], here: dict[str, Path]) -> Iterator[Asked]:
    """Each probe, in the newest Python in which its script does not break.

    Raises:
        CannotInstall: there is no environment for it in any Python.
    """
    left = list(ids)
    WORK.mkdir(parents=True, exist_ok=True)
    fitting = sorted(filter(here.__contains__, release.pythons), key=numbers, reverse=True)[:MOST_PYTHONS]
    for place, python in enumerate(fitting, start=1):
        one = replace(release, python=python)
        try:
            with environment(one, here[python], WORK / f"probes-{release.framework}") as interpreter:
                asked = [Asked(one, id, ask(interpreter, PROBES[id])) for id in left]
        except CannotInstall:
            if place == len(fitting):
                raise
            continue
        last = place == len(fitting)
        yield from (one for one in asked if last or one.answer.outcome in ANSWERS)
        left = [one.id for one in asked if one.answer.outcome not in ANSWERS]
        if not left:
            return


def write(data: Path, asked: list[Asked], known: Collection[str] = THROUGH_TIME) -> None:
    """Replace the rows of these releases and probes; the rows of other ``known`` probes stay."""
    new = {(one.id, one.release.version) for one in asked}
    kept = [
        row for row in rows_of(data, "release_answers")
        if (row["probe_id"], row["version"]) not in new and row["probe_id"] in known
    ]  # fmt: skip
    rows = sorted([*kept, *(one.row for one in asked)], key=lambda row: (row["probe_id"], numbers(row["version"])))
    printed = {}
    for name in {one.release.name for one in asked}:
        path = data / "release_answers" / f"{name.replace(' ', '-')}.txt"
        parts = dict(_parts(path))
        parts |= {one.id: one.said for one in asked if one.release.name == name}
        printed[path] = ("\n\n".join(parts[id] for id in sorted(parts)) + "\n").encode()
        path.parent.mkdir(exist_ok=True)
    write_together({data / "release_answers.csv": bytes_of("release_answers", rows)} | printed)


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    """Probe → what it printed, of a file that :func:`write` wrote."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for part in re.split(rf"\n\n(?=(?:{'|'.join(THROUGH_TIME)}), )", text.strip()):
        if part:
            yield part.split(",", 1)[0], part


def between(data: Path, here: dict[str, Path]) -> Release | None:
    """The release in the middle between two that answer otherwise, with others between them; None if there is none."""
    known = {(row["probe_id"], row["version"]): row["outcome"] for row in rows_of(data, "release_answers")}
    every = feature_releases(data, here)
    for id in THROUGH_TIME:
        own = [release for release in every if release.framework == PROBES[id].environment]
        told = [place for place, release in enumerate(own) if known.get((id, release.version)) in ANSWERS]
        for before, after in pairwise(told):
            tried = {version for _, version in known}
            left = [release for release in own[before + 1 : after] if release.version not in tried]
            if left and known[id, own[before].version] != known[id, own[after].version]:
                return left[len(left) // 2]
    return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="probes --through-time", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="PATTERN", help="only releases whose name fits, as 'pytorch 1'")
    parser.add_argument("--unanswered", action="store_true", help="only what data/release_answers.csv lacks")
    parser.add_argument("--between", action="store_true", help="only releases between two that answer otherwise")
    chosen = parser.parse_args(arguments)
    data, here = ROOT / "data", pythons_here()
    if chosen.between:
        while release := between(data, here):
            _ask_one(data, release, questions(release), here)
        return 0
    for release in releases(data, here):
        if not re.search(chosen.only, release.name):
            continue
        ids = questions(release)
        if chosen.unanswered:
            known = {
                row["probe_id"]
                for row in rows_of(data, "release_answers")
                if row["version"] == release.version and row["outcome"] in ANSWERS
            }
            ids = [id for id in ids if id not in known]
        if ids:
            _ask_one(data, release, ids, here)
    return 0


def _ask_one(data: Path, release: Release, ids: list[str], here: dict[str, Path]) -> None:
    try:
        asked = list(asked_of(release, ids, here))
    except CannotInstall as error:
        said = tidy(str(error), [str(WORK)])
        asked = [Asked(release, id, Answer("could-not-run", f"not installed: {said}", "", 0.0)) for id in ids]
    for one in asked:
        told = f"{one.release.name}, Python {one.release.python}, {one.id}: {one.answer.outcome}"
        print(f"{told}: {one.answer.finding}", file=sys.stderr, flush=True)
    write(data, asked)


if __name__ == "__main__":
    sys.exit(ended(main))
