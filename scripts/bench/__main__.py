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
from importlib import import_module
from pathlib import Path

import psutil

from bench import machine, results
from bench.arguments import parse
from bench.environments import ROOT, facts_of, found_pythons, installed_sizes
from bench.gpu import Gpu
from bench.processes import CannotStart, child, cleared, variables
from bench.progress import Progress
from bench.sweep import Sweep, wait_for_quiet
from sitedata.schema.clock import today
from sitedata.schema.environments import BENCH_TABLES
from sitedata.schema.protocol import duration, matrix
from sitedata.schema.protocol.applicable import applicable
from sitedata.schema.protocol.contestant import Contestant
from stopping import Stopped, orderly
from system import ended

WORK = ROOT / ".bench"  # journals and compilers' caches
# the largest contestant peaks at 1.5 GiB; compilers' caches and samples stay below 1 GiB
LEAST_MEMORY_GIB, LEAST_DISK_GIB = 3, 2
MODERN_MEMORY_GIB = 8  # GPT-2 in float64 has 1 GiB of weights, as much of gradients, and copies of both while it agrees
# versions that are recorded but do not name an environment, which is about TensorFlow and PyTorch
REFERENCE_LINES = ("jax",)
OTHER_COMMANDS = {"--through-time": "bench.years.__main__", "--deploy": "bench.deploy.__main__"}


def contestants_of(chosen: argparse.Namespace) -> list[Contestant]:
    contestants = matrix.MATRICES[chosen.matrix]()
    if "jax" in chosen.frameworks:
        contestants = matrix.with_jax(contestants)
    if chosen.device == "cuda":
        contestants = matrix.on_cuda(contestants)
        contestants += matrix.of_gpus(contestants) if chosen.matrix not in matrix.SHORT else []
    return [
        contestant
        for contestant in matrix.chosen(contestants, chosen.frameworks, chosen.shard)
        if re.search(chosen.only, contestant.name)
    ]


def check_room(least_gib: int = LEAST_MEMORY_GIB) -> None:
    """Raises:
    CannotStart: too little memory or disk.
    """
    memory, disk = psutil.virtual_memory().available / 1024**3, shutil.disk_usage(ROOT).free / 1024**3
    if memory < least_gib:
        raise CannotStart(f"too little memory: {memory:.1f} GiB free — expected {least_gib} GiB")
    if disk < LEAST_DISK_GIB:
        raise CannotStart(f"too little disk: {disk:.1f} GiB free — expected {LEAST_DISK_GIB} GiB")


def run(chosen: argparse.Namespace) -> Path:
    """The whole sweep, or as much as fits its time. Returns the environment's folder."""
    started = time.monotonic()
    gpu = Gpu.found() if chosen.device == "cuda" else None
    pythons = found_pythons(ROOT, chosen.frameworks, chosen.device)
    contestants = contestants_of(chosen)
    if not contestants:
        raise CannotStart("no contestant is left: --only, --shard or --frameworks leave nothing; --list shows them")
    check_room(MODERN_MEMORY_GIB if chosen.matrix == "modern" else LEAST_MEMORY_GIB)
    known = ask_frameworks(pythons, chosen.device)
    known["machine"] |= gpu.facts() if gpu else {}
    contestants, without = applicable(contestants, known)
    for variant, reason in without.items():
        log(f"without {variant}: {reason}")
    versions = {name: known[name]["version"] for name in pythons if name not in REFERENCE_LINES}
    folder = chosen.out / machine.environment_id(known["machine"], versions, chosen.device)
    journal = open_journal(chosen, folder.name)
    progress = Progress(WORK / "bench.log")
    sweep = Sweep(
        contestants, pythons, journal, WORK / "cache", chosen.rounds,
        shard=chosen.shard[0] if chosen.shard[1] > 1 else 0,
        ends_at=started + chosen.minutes * 60 if chosen.minutes else None, show=progress.line, step=progress.step,
        gpu=gpu,
    )  # fmt: skip
    if not journal.records and any(row["id"].startswith(sweep.prefix) for row in results.read_table(folder, "runs")):
        raise CannotStart(f"{folder.name} has this part of the sweep {sweep.name} already: give another --sweep")
    with_accuracy = (
        not chosen.skip_accuracy
        and chosen.shard[0] == 1
        and chosen.matrix in matrix.WITH_ACCURACY
        and chosen.device == "cpu"
    )
    log(
        f"environment {folder.name}, sweep {sweep.name}: {len(sweep.plan())} runs, {len(journal.records)} attempts done"
    )
    log(announced(sweep, to_compare(sweep, folder), with_accuracy, chosen.minutes, chosen.device))
    describe(folder, known, pythons, chosen.note)
    agree(sweep, folder, chosen.device)
    if with_accuracy:
        measure_accuracy(pythons, folder)
    wait_for_quiet(log)
    try:
        whole = sweep.run(after_round=lambda: results.write_runs(folder, journal.records, sweep.prefix))
    finally:
        progress.end()
    results.write_runs(folder, journal.records, sweep.prefix)
    if whole:
        journal.path.rename(journal.path.with_suffix(".done"))
    else:
        log("the same command goes on with what is left out")
    return folder


def announced(sweep: Sweep, agreement: list[str], with_accuracy: bool, minutes: int | None, device: str) -> str:
    """How long it will take, before anything is measured."""
    tuned, accuracy = tuned_models(sweep), with_accuracy
    on_cpus = duration.sweep_s(sweep.contestants, sweep.rounds, agreement=agreement, tuned=tuned, accuracy=accuracy)
    on_gpu = duration.gpu_sweep_s(sweep.contestants, sweep.rounds, agreement)
    known = dict(zip(duration.MACHINES, on_cpus, strict=True)) if device == "cpu" else {duration.GPU: on_gpu}
    taken = ", ".join(f"about {duration.in_words(time)} on {name}" for name, time in known.items())
    limit = f"; it ends after {minutes} min, what is left then waits for the same command" if minutes else ""
    return f"whole: {taken}{limit}. Stop with Ctrl-C; the same command goes on where it stopped"


def ask_frameworks(pythons: dict[str, Path], device: str) -> dict[str, dict[str, str]]:
    """What is known of each framework, and of the machine, a GPU's model included.

    Raises:
        CannotStart: frameworks do not start, or do not see the device.
    """
    known, problems = {}, []
    for name, python in pythons.items():
        try:
            known[name] = facts_of(python, name, device=device)
        except CannotStart as error:
            problems.append(str(error))
    if problems:
        raise CannotStart("; ".join(problems))
    ours = [name for name in cleared(device) if not name.startswith("PYTHON")]
    host = machine.facts() | {"harness": machine.harness(), "cleared-variables": ", ".join(ours) or "none"}
    for facts in known.values():
        host |= {"gpu-model": facts.pop("gpu-model")} if facts.get("gpu-model") else {}
    return known | {"machine": dict(sorted(host.items()))}


def describe(folder: Path, known: dict[str, dict[str, str]], pythons: dict[str, Path], note: str = "") -> None:
    """Write what is known of the machine and of the frameworks that take part.

    What an earlier sweep wrote about other frameworks stays. So does the author's note, until there is a new one; the
    harness is that of the last sweep.

    Raises:
        CannotStart: the folder holds measurements of another version of a framework that does not name the environment.
    """
    before = results.read_table(folder, "environment")
    for row in before:
        now = known.get(row["framework"], {}).get("version")
        if row["fact"] == "version" and now not in (None, row["value"]):
            raise CannotStart(
                f"{folder.name} was measured with {row['framework']} {row['value']}, this is {now}: give another "
                "folder with --out"
            )
    note = note or next((row["value"] for row in before if row["fact"] == "author-note"), "")
    if note:
        known = known | {"machine": dict(sorted((known["machine"] | {"author-note": note}).items()))}
    others = [row for row in before if row["framework"] not in known]
    facts = [
        {"framework": owner, "fact": name, "value": value} for owner in known for name, value in known[owner].items()
    ]
    results.write_table(
        folder,
        "environment",
        sorted([*others, *facts], key=lambda row: (row["framework"] != "machine", row["framework"])),
    )
    others = [row for row in results.read_table(folder, "sizes") if row["framework"] not in pythons]
    sizes = [row for name, python in pythons.items() for row in installed_sizes(python, name)]
    results.write_table(folder, "sizes", sorted([*others, *sizes], key=lambda row: row["framework"]))
    for name in set(BENCH_TABLES) - set(results.written(folder)):
        results.write_table(folder, name, [])  # an environment has all tables, if only with a header


def open_journal(chosen: argparse.Namespace, environment: str) -> results.Journal:
    """The journal of an interrupted sweep with the same question, or a new one."""
    question = {
        "matrix": chosen.matrix,
        "rounds": chosen.rounds,
        "frameworks": chosen.frameworks,
        "device": chosen.device,
    }
    question |= {"shard": list(chosen.shard), "only": chosen.only, "environment": environment}
    question |= {"sweep": chosen.sweep} if chosen.sweep else {}
    folder = WORK / "sweeps"
    for path in sorted(folder.glob("*.jsonl")):
        journal = results.Journal(path, {})
        if {name: journal.head.get(name) for name in question} == question:
            if not chosen.fresh:
                return journal
            path.rename(path.with_suffix(".left"))
    name = chosen.sweep or time.strftime("%Y%m%dt%H%M", time.gmtime())
    return results.Journal(folder / f"{name}-{chosen.shard[0]}of{chosen.shard[1]}.jsonl", question | {"sweep": name})


def tuned_models(sweep: Sweep) -> list[str]:
    """The workloads that are measured in the tuned division: their compiled steps must agree too."""
    return sorted({contestant.workload for contestant in sweep.contestants if contestant.variant == "tuned"})


def to_compare(sweep: Sweep, folder: Path) -> list[str]:
    """The workloads whose agreement the environment does not know yet, that of tuned steps included."""
    from bench import agreement

    rows = results.read_table(folder, "agreement")
    done = {(row["workload"], row["framework"]) for row in rows}
    tuned_done = {row["workload"] for row in rows if row["quantity"] == agreement.TUNED}
    wanted = sorted({contestant.workload for contestant in sweep.contestants if contestant.task != "import"})
    compared = [name for name in agreement.COMPARED if name in sweep.pythons]
    tuned = {*tuned_models(sweep)} - tuned_done
    return [
        workload for workload in wanted if workload in tuned or any((workload, name) not in done for name in compared)
    ]


def agree(sweep: Sweep, folder: Path, device: str = "cpu") -> None:
    """Correctness before speed: a framework that does not agree with PyTorch on a workload is not timed on it.

    If that framework is TensorFlow, none is; and nothing is timed on a workload on which one of them gives no values.
    """
    from bench import agreement

    rows, missing = results.read_table(folder, "agreement"), to_compare(sweep, folder)
    unknown: set[str] = set()
    if missing and {"tensorflow", agreement.REFERENCE} <= sweep.pythons.keys():
        log(f"agreement of {', '.join(missing)}")
        for workload in missing:
            try:
                with tempfile.TemporaryDirectory() as scratch:
                    fresh = agreement.check(sweep.pythons, [workload], Path(scratch), tuned_models(sweep), device)
            except agreement.AgreementError as error:
                log(f"not timed: {workload}, whose agreement is not known: {error}")
                unknown.add(workload)
                continue
            rows = agreement.replaced(rows, fresh)
            results.write_table(folder, "agreement", rows)
    bad = {(row["workload"], row["framework"]) for row in rows if row["agrees"] == "no"}
    for workload, framework in sorted(bad):
        log(
            f"not timed: {framework} does not agree with {agreement.REFERENCE} on {workload}; see "
            f"{folder.name}/agreement.csv"
        )
    sweep.contestants = [
        contestant
        for contestant in sweep.contestants
        if contestant.workload not in unknown
        and bad.isdisjoint({(contestant.workload, name) for name in (contestant.framework, "tensorflow")})
    ]


def measure_accuracy(pythons: dict[str, Path], folder: Path) -> None:
    rows: list[dict] = []
    data = WORK / "datasets.npz"
    finish([sys.executable, "-m", "bench.datasets", data])
    for name in ("tensorflow", "pytorch"):
        if name not in pythons:
            return
        out = WORK / f"accuracy-{folder.name}-{name}.csv"
        if not out.exists():
            log(f"accuracy experiment with {name}")
            finish([pythons[name], "-m", "bench.accuracy", "--framework", name, "--data", data, "--out", out])
        with out.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    results.write_table(folder, "accuracy", rows)
    from bench import defaults

    by_framework = {name: facts_of(pythons[name], name, module="bench.defaults") for name in ("tensorflow", "pytorch")}
    results.write_table(folder, "defaults", defaults.merge(by_framework["tensorflow"], by_framework["pytorch"]))


def finish(command: list[str | Path]) -> None:
    """Run it to its end; its output goes where our own goes.

    Raises:
        subprocess.CalledProcessError: its exit status was not 0.
    """
    with child(command, env=variables()) as process:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


def log(line: str) -> None:
    Progress(WORK / "bench.log").line(line)


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    for word, module in OTHER_COMMANDS.items():
        if word in words:
            return import_module(module).main([other for other in words if other != word])
    chosen = parse(words)
    today()  # a clock that is wrong would date every run
    try:
        with orderly():
            return do(chosen)
    except (CannotStart, ValueError, RuntimeError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"bench: {' '.join(map(str, error.cmd[1:4]))} ended with status {error.returncode}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as error:
        by, status = (f" by {error}", error.status) if isinstance(error, Stopped) else ("", 130)
        print(f"\nbench: interrupted{by}; the same command goes on where it stopped", file=sys.stderr)
        return status


def do(chosen: argparse.Namespace) -> int:
    if chosen.list:
        print("\n".join(contestant.name for contestant in contestants_of(chosen)))
    elif chosen.merge:
        for part in chosen.merge:
            print(f"{results.merge([part], chosen.out / part.name)} new runs from {part}")
    else:
        print(f"results are in {run(chosen)}")
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
