"""The command: ``make bench ARGS="--through-time"``. Resumes what was interrupted; ``--list`` says what it would do."""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from bench import machine
from bench.environments import ROOT
from bench.processes import CannotStart
from bench.progress import Progress
from bench.results import Journal
from bench.sweep import wait_for_quiet
from bench.years import accuracy, study, tables
from bench.years.releases import pythons_here, releases
from bench.years.sweep import Sweep
from sitedata.schema.protocol.years import ways
from stopping import orderly
from system import ended

WORK = ROOT / ".bench" / "years"


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench --through-time", description=__doc__)
    parser.add_argument("--only", default="", metavar="PATTERN", help="only releases whose name fits, as 'pytorch 1'")
    parser.add_argument("--minutes", type=int, help="begin nothing that ends later; the same command goes on")
    parser.add_argument("--quick", action="store_true", help="one round: does each release install, agree and run?")
    parser.add_argument("--sweep", default="", metavar="NAME", help="the minute (UTC) at which the sweep began")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "years", metavar="DIR", help="where results go")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help=argparse.SUPPRESS)
    parser.add_argument("--accuracy", action="store_true", help="train the accuracy experiment instead of timing steps")
    parser.add_argument("--study", action="store_true", help="time the programs of a study of 2018 instead")
    parser.add_argument("--list", action="store_true", help="print the releases, their Pythons and ways, and stop")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    chosen = parse(arguments)
    here = pythons_here()
    wanted = [release for release in releases(chosen.data, here) if re.search(chosen.only, release.name)]
    if chosen.list:
        for release in wanted:
            named = ", ".join(f"{way.mode} ({way.variant})" for way in ways(release.framework, release.version))
            print(f"{release.released_on} {release.name}: Python {release.python or 'missing'}: {named}")
        return 0
    progress = Progress(WORK / "years.log")
    if chosen.accuracy:
        with orderly():
            return 0 if accuracy.ask(wanted, here, chosen.data, WORK / "environments", progress.line) else 1
    if chosen.study:
        with orderly():
            return study.measure(chosen.data, here, WORK, progress.line)
    known = machine.facts() | {"harness": machine.harness()}
    journal = open_journal(chosen.sweep, chosen.quick, known)
    sweep = Sweep(
        journal.head["sweep"], wanted, here, journal, WORK / "environments", machine.usable_cores(),
        show=progress.line, ends_at=time.monotonic() + chosen.minutes * 60 if chosen.minutes else None,
        quick=chosen.quick,
    )  # fmt: skip
    out = WORK / "quick" if chosen.quick else chosen.out
    folder = out / machine.sweep_folder(journal.head["machine"], journal.head["sweep"])
    try:
        with orderly():
            if not chosen.quick:
                wait_for_quiet(progress.line)
            try:
                whole = sweep.run()
            finally:
                tables.write(folder, tables.tables(journal.head["machine"], journal.records))
    except CannotStart as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: interrupted; the same command goes on where it stopped", file=sys.stderr)
        return 130
    print(f"results are in {folder}" if whole else "the same command goes on with what is left out")
    return 0


def open_journal(sweep: str, quick: bool, known: dict[str, str]) -> Journal:
    """The newest one of this kind and machine, unless another name is asked for."""
    kind = "quick" if quick else "sweep"
    name = sweep or max((path.stem.split("-", 1)[1] for path in WORK.glob(f"{kind}-*.jsonl")), default="")
    name = name or time.strftime("%Y%m%dt%H%M", time.gmtime())
    return Journal(WORK / f"{kind}-{name}.jsonl", {"sweep": name, "machine": known})


if __name__ == "__main__":
    sys.exit(ended(main))
