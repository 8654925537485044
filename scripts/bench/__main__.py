"""The command: ``python -m bench``. Measures what the matrix asks for and writes ``data/benchmarks/<environment>/``."""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench import machine, plan, results
from bench.environments import FRAMEWORKS, facts_of, found_pythons, installed_sizes
from bench.processes import CannotStart, variables
from bench.sweep import Sweep, wait_for_quiet
from sitedata.benchmark_schema import BENCH_TABLES

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / ".bench"  # journals and compilers' caches
LEAST_MEMORY_GIB, LEAST_DISK_GIB = 3, 2  # the largest contestant peaks at 1.5 GiB; compilers' caches and samples stay below 1 GiB
QUICK_ROUNDS = 4
REFERENCE_LINES = ("jax",)  # versions that are written down but do not name an environment: it is about TensorFlow and PyTorch


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="matrix", action="store_const", const="quick", help="three workloads, four rounds: under five minutes")
    size.add_argument("--full", dest="matrix", action="store_const", const="full", help="everything in every mode: hours")
    parser.set_defaults(matrix="default")
    parser.add_argument("--rounds", type=int, help=f"how often each contestant runs (default {plan.ROUNDS}; quick: {QUICK_ROUNDS})")
    parser.add_argument("--frameworks", default="tensorflow,pytorch", help="with commas between; jax may be added (default %(default)s)")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--shard", default="1/1", metavar="N/M", help="measure part N of M; merge the parts with --merge")
    parser.add_argument("--fresh", action="store_true", help="begin a new sweep even if one was interrupted")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only contestants whose name fits this regular expression")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "benchmarks", metavar="DIR", help="where environments are kept")
    parser.add_argument("--skip-accuracy", action="store_true", help="only timing and memory")
    parser.add_argument("--note", default="", metavar="TEXT", help="what a reader must know of this machine; names no person, no machine")
    parser.add_argument("--list", action="store_true", help="print the contestants and stop")
    parser.add_argument("--merge", type=Path, nargs="+", metavar="DIR", help="add environments that shards wrote to the same one in --out")
    chosen = parser.parse_args(arguments)
    chosen.frameworks = chosen.frameworks.split(",")
    for name in chosen.frameworks:
        if name not in FRAMEWORKS:
            parser.error(f"argument --frameworks: got '{name}' — expected {', '.join(FRAMEWORKS)} with commas between")
    number, _, count = chosen.shard.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        parser.error(f"argument --shard: got '{chosen.shard}' — expected a part and a number of parts, like 2/4")
    chosen.shard = int(number), int(count)
    try:
        re.compile(chosen.only)
    except re.error as error:
        parser.error(f"argument --only: got '{chosen.only}', {error} — expected a regular expression")
    if chosen.rounds is not None and chosen.rounds < 1:
        parser.error(f"argument --rounds: got {chosen.rounds} — expected 1 or more")
    chosen.rounds = chosen.rounds or (QUICK_ROUNDS if chosen.matrix == "quick" else plan.ROUNDS)
    return chosen


def contestants_of(chosen: argparse.Namespace) -> list[plan.Contestant]:
    matrix = plan.MATRICES[chosen.matrix]()
    if "jax" in chosen.frameworks:
        matrix = plan.with_jax(matrix)
    if chosen.device == "cuda":
        matrix = plan.on_cuda(matrix)
    return [each for each in plan.chosen(matrix, chosen.frameworks, chosen.shard) if re.search(chosen.only, each.name)]


def check_room() -> None:
    """Raises:
    CannotStart: too little memory or disk.
    """
    memory, disk = psutil.virtual_memory().available / 1024**3, shutil.disk_usage(ROOT).free / 1024**3
    if memory < LEAST_MEMORY_GIB:
        raise CannotStart(f"too little memory: {memory:.1f} GiB free — expected {LEAST_MEMORY_GIB} GiB")
    if disk < LEAST_DISK_GIB:
        raise CannotStart(f"too little disk: {disk:.1f} GiB free — expected {LEAST_DISK_GIB} GiB")


def run(chosen: argparse.Namespace) -> Path:
    """The whole sweep. Returns the environment's folder."""
    pythons = found_pythons(ROOT, chosen.frameworks)
    contestants = contestants_of(chosen)
    if not contestants:
        raise CannotStart("no contestant is left: --only, --shard or --frameworks leave nothing; --list shows them")
    check_room()
    known = {name: facts_of(python, name) for name, python in pythons.items()} | {
        "machine": dict(sorted((machine.facts() | {"harness": machine.harness()}).items()))
    }
    versions = {name: known[name]["version"] for name in pythons if name not in REFERENCE_LINES}
    folder = chosen.out / machine.environment_id(known["machine"], versions, chosen.device)
    journal = open_journal(chosen, folder.name)
    sweep = Sweep(contestants, pythons, journal, WORK / "cache", chosen.rounds, shard=chosen.shard[0] if chosen.shard[1] > 1 else 0)
    log(f"environment {folder.name}, sweep {sweep.name}: {len(sweep.plan())} runs, {len(journal.records)} attempts done")
    log("stop with Ctrl-C; the same command goes on where it stopped")
    describe(folder, known, pythons, chosen.note)
    agree(sweep, folder)
    wait_for_quiet(log)
    sweep.run(after_round=lambda: results.write_runs(folder, journal.records, sweep.name))
    results.write_runs(folder, journal.records, sweep.name)
    if not chosen.skip_accuracy and chosen.matrix != "quick" and chosen.device == "cpu":
        measure_accuracy(pythons, folder)
    journal.path.rename(journal.path.with_suffix(".done"))
    return folder


def describe(folder: Path, known: dict[str, dict[str, str]], pythons: dict[str, Path], note: str = "") -> None:
    """Write what is known of the machine and of the frameworks that take part; what an earlier sweep wrote of others stays.

    So does the author's note, until there is another; the harness is that of the last sweep.

    Raises:
        CannotStart: the folder holds measurements of another version of a framework that does not name the environment.
    """
    before = results.read_table(folder, "environment")
    for row in before:
        now = known.get(row["framework"], {}).get("version")
        if row["fact"] == "version" and now not in (None, row["value"]):
            raise CannotStart(f"{folder.name} was measured with {row['framework']} {row['value']}, this is {now}: give another folder with --out")
    note = note or next((row["value"] for row in before if row["fact"] == "author-note"), "")
    if note:
        known = known | {"machine": dict(sorted((known["machine"] | {"author-note": note}).items()))}
    others = [row for row in before if row["framework"] not in known]
    facts = [{"framework": owner, "fact": name, "value": value} for owner in known for name, value in known[owner].items()]
    results.write_table(folder, "environment", sorted([*others, *facts], key=lambda row: (row["framework"] != "machine", row["framework"])))
    others = [row for row in results.read_table(folder, "sizes") if row["framework"] not in pythons]
    sizes = [row for name, python in pythons.items() for row in installed_sizes(python, name)]
    results.write_table(folder, "sizes", sorted([*others, *sizes], key=lambda row: row["framework"]))
    for name in set(BENCH_TABLES) - set(results.written(folder)):
        results.write_table(folder, name, [])  # an environment has all tables, if only with a header


def open_journal(chosen: argparse.Namespace, environment: str) -> results.Journal:
    """The journal of an interrupted sweep with the same question, or a new one."""
    question = {"matrix": chosen.matrix, "rounds": chosen.rounds, "frameworks": chosen.frameworks, "device": chosen.device}
    question |= {"shard": list(chosen.shard), "only": chosen.only, "environment": environment}
    folder = WORK / "sweeps"
    for path in sorted(folder.glob("*.jsonl")):
        journal = results.Journal(path, {})
        if {name: journal.head.get(name) for name in question} == question:
            if not chosen.fresh:
                return journal
            path.rename(path.with_suffix(".left"))
    name = time.strftime("%Y%m%dt%H%M", time.gmtime())
    return results.Journal(folder / f"{name}-{chosen.shard[0]}of{chosen.shard[1]}.jsonl", question | {"sweep": name})


def agree(sweep: Sweep, folder: Path) -> None:
    """Correctness before speed: who does not agree with PyTorch on a workload is not timed there, and if it is TensorFlow, nobody is."""
    from bench import agreement

    compared = [name for name in agreement.COMPARED if name in sweep.pythons]
    rows = results.read_table(folder, "agreement")
    done = {(row["workload"], row["framework"]) for row in rows}
    wanted = sorted({each.workload for each in sweep.contestants if each.task != "import"})
    missing = [each for each in wanted if any((each, name) not in done for name in compared)]
    if missing and {"tensorflow", agreement.REFERENCE} <= sweep.pythons.keys():
        log(f"agreement of {', '.join(missing)}")
        with tempfile.TemporaryDirectory() as scratch:
            fresh = agreement.check(sweep.pythons, missing, Path(scratch))
        replaced = {(row["workload"], row["framework"]) for row in fresh}
        rows = [row for row in rows if (row["workload"], row["framework"]) not in replaced] + fresh
        results.write_table(folder, "agreement", rows)
    bad = {(row["workload"], row["framework"]) for row in rows if row["agrees"] == "no"}
    for workload, framework in sorted(bad):
        log(f"not timed: {framework} does not agree with {agreement.REFERENCE} on {workload}; see {folder.name}/agreement.csv")
    sweep.contestants = [
        each for each in sweep.contestants if (each.workload, each.framework) not in bad and (each.workload, "tensorflow") not in bad
    ]


def measure_accuracy(pythons: dict[str, Path], folder: Path) -> None:
    rows: list[dict] = []
    data = WORK / "datasets.npz"
    subprocess.run([sys.executable, "-m", "bench.datasets", str(data)], check=True, env=variables())
    for name in ("tensorflow", "pytorch"):
        if name not in pythons:
            return
        out = WORK / f"accuracy-{folder.name}-{name}.csv"
        if not out.exists():
            log(f"accuracy experiment with {name}")
            command = [str(pythons[name]), "-m", "bench.accuracy", "--framework", name, "--data", str(data), "--out", str(out)]
            subprocess.run(command, check=True, env=variables())
        with out.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    results.write_table(folder, "accuracy", rows)
    from bench import defaults

    found = {name: facts_of(pythons[name], name, module="bench.defaults") for name in ("tensorflow", "pytorch")}
    results.write_table(folder, "defaults", defaults.merge(found["tensorflow"], found["pytorch"]))


def log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
    WORK.mkdir(exist_ok=True)
    with (WORK / "bench.log").open("a", encoding="utf-8") as file:
        file.write(time.strftime("%Y-%m-%dT%H:%M:%SZ ", time.gmtime()) + line + "\n")


def main(arguments: list[str] | None = None) -> int:
    chosen = parse(arguments)
    try:
        if chosen.list:
            print("\n".join(each.name for each in contestants_of(chosen)))
        elif chosen.merge:
            for part in chosen.merge:
                print(f"{results.merge([part], chosen.out / part.name)} new runs from {part}")
        else:
            print(f"results are in {run(chosen)}")
    except (CannotStart, ValueError, RuntimeError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"bench: {' '.join(map(str, error.cmd[1:4]))} ended with status {error.returncode}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: interrupted; the same command goes on where it stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
