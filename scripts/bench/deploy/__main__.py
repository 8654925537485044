"""The command: ``make bench ARGS="--deploy"``. Resumes what was interrupted; ``--list`` says what it would do."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from bench import machine
from bench.deploy import browse, tables
from bench.deploy.sweep import Sweep, chosen_pairs
from bench.environments import ROOT, installed_sizes, make, python_of
from bench.processes import CannotStart, run, variables
from bench.progress import Progress
from bench.results import Journal
from bench.sweep import wait_for_quiet
from set_up import SetUpFailed
from sitedata.schema.clock import today
from sitedata.schema.protocol.deployment import BROWSERS, ROUNDS, WAYS
from stopping import orderly
from system import ended

WORK = ROOT / ".bench" / "deploy"


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench --deploy", description=__doc__)
    parser.add_argument("--only", default="", metavar="PATTERN", help="only ways with models that fit, as 'onnx mlp'")
    parser.add_argument("--minutes", type=int, help="begin nothing that ends later; the same command goes on")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is called (default %(default)s)")
    parser.add_argument("--sweep", default="", metavar="NAME", help="the minute (UTC) at which it began")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "data" / "deployments", metavar="DIR", help="where results go"
    )
    parser.add_argument("--list", action="store_true", help="print ways and models, and stop")
    chosen = parser.parse_args(arguments)
    try:
        re.compile(chosen.only)
    except re.error as error:
        parser.error(f"argument --only: got '{chosen.only}', {error} — expected a regular expression")
    if chosen.rounds < 1:
        parser.error(f"argument --rounds: got {chosen.rounds} — expected 1 or more")
    return chosen


def main(arguments: list[str] | None = None) -> int:
    chosen = parse(arguments)
    pairs = chosen_pairs(chosen.only)
    for name in sorted(missing := missing_browsers(way for way, _ in pairs)):
        print(f"left out: all ways in {BROWSERS[name]}, which is not on this machine", file=sys.stderr)
    pairs = [(way, model) for way, model in pairs if WAYS[way].served_in not in missing]
    if chosen.list:
        print("\n".join(f"{way} {model}" for way, model in pairs))
        return 0
    today()  # a clock that is wrong would date every run
    progress = Progress(WORK / "deploy.log")
    try:
        with orderly():
            pythons = environments([way for way, _ in pairs])
            journal = open_journal(chosen.sweep, machine.facts() | {"harness": machine.harness()})
            sweep = Sweep(
                journal.head["sweep"], pairs, pythons, journal, WORK / journal.head["sweep"], digits(),
                machine.usable_cores(), show=progress.line,
                ends_at=time.monotonic() + chosen.minutes * 60 if chosen.minutes else None,
                rounds=chosen.rounds,
            )  # fmt: skip
            wait_for_quiet(progress.line)
            try:
                whole = sweep.run()
            finally:
                folder = chosen.out / machine.sweep_folder(journal.head["machine"], journal.head["sweep"])
                tables.write(folder, tables.tables(journal.head["machine"], installed(journal), journal.records))
    except (CannotStart, SetUpFailed) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: interrupted; the same command goes on where it stopped", file=sys.stderr)
        return 130
    if whole and chosen.rounds >= ROUNDS and not chosen.only and not missing:
        journal.path.rename(journal.path.with_suffix(".done"))
    print(f"results are in {folder}" if whole else "the same command goes on with what is left out")
    return 0


def digits() -> Path:
    """The file of data that models are trained with; made once.

    Raises:
        CannotStart: the harness's environment could not make it.
    """
    path = WORK / "digits.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        done = run([sys.executable, "-m", "bench.datasets", str(path)], env=variables())
        if done.returncode:
            raise CannotStart(f"no data to train with: {(done.stderr.strip().splitlines() or ['no word'])[-1]}")
    return path


def missing_browsers(ways: Iterable[str]) -> set[str]:
    asked = {WAYS[way].served_in for way in ways if WAYS[way].in_browser}
    return {name for name in asked if browse.program(name) is None}


def environments(ways: list[str]) -> dict[str, Path]:
    """Environment → its Python, each made if it is not there; browser → the Python that starts it.

    Raises:
        CannotStart: too little disk, what was installed does not start, or npm did not bring the browsers' runtimes.
        SetUpFailed: uv could not install it.
    """
    names = {"harness"} | {name for way in ways for name in (WAYS[way].exported_in, WAYS[way].served_in)}
    browsers = names & set(BROWSERS)
    for name in sorted(names - browsers):
        make(name)
    if browsers:
        browse.install()
    return {name: python_of(ROOT, "harness" if name in browsers else name) for name in sorted(names)}


def installed(journal: Journal) -> dict[str, list[dict]]:
    """Environment or browser → what is in it, for every way that the journal knows, chosen this time or not."""
    ways = {one["exported"][0] if "exported" in one else one["way"] for one in journal.records}
    names = {name for way in ways for name in (WAYS[way].exported_in, WAYS[way].served_in)}
    return {
        name: browse.packages(name) if name in BROWSERS else packages(python_of(ROOT, name), name)
        for name in sorted(names)
    }


def packages(python: Path, name: str) -> list[dict]:
    """What is installed, with sizes; and Python, without one."""
    version = run([python, "-c", "import platform; print(platform.python_version())"]).stdout.strip()
    return [*installed_sizes(python, name), {"package": "python", "version": version, "size_mib": None}]


def open_journal(sweep: str, known: dict[str, str]) -> Journal:
    """The newest one that is not whole, unless another name is asked for."""
    name = sweep or max((path.stem for path in WORK.glob("*.jsonl")), default="")
    name = name or time.strftime("%Y%m%dt%H%M", time.gmtime())
    return Journal(WORK / f"{name}.jsonl", {"sweep": name, "machine": known})


if __name__ == "__main__":
    sys.exit(ended(main))
