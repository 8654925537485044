"""The command ``python -m probes.jobs``: does each system's first job, each in an environment of its own.

It writes ``data/first_jobs.csv``, a row for each try, and ``data/first_jobs/<system>-<attempt>.txt`` with what was
printed, after each system; an interrupted run goes on with ``--unanswered``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from probes.jobs.attempts import Attempt, Newest, Trier, row_of
from probes.jobs.installing import Uv, pythons
from probes.rows import bytes_of, rows_of
from probes.tidied import ROOT
from set_up import bring_uv, find_uv, variables
from sitedata.schema.protocol.first_jobs import ATTEMPTS, FirstJob, first_jobs
from system import ended, write_together

JOBS = Path(__file__).parents[1] / "first_jobs"


def newest_releases(data: Path) -> dict[str, Newest]:
    """Python package → its newest stable release, as the releases are ordered by their days and numbers."""
    newest: dict[str, Newest] = {}
    for row in rows_of(data, "releases"):
        if row["prerelease"] == "no" and not row["yanked"] and row["package"].startswith("pkg:pypi/"):
            name, numbers = row["package"].removeprefix("pkg:pypi/"), numbers_of(row["version"])
            if name not in newest or numbers >= numbers_of(newest[name].version):
                newest[name] = Newest(row["version"], row["released_on"], row["requires_python"])
    return newest


def numbers_of(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def write(data: Path, jobs: dict[str, FirstJob], job: FirstJob, attempts: list[Attempt]) -> None:
    """Replace the rows of this system; those of systems that have a job stay."""
    kept = [row for row in rows_of(data, "first_jobs") if row["system_id"] != job.system and row["system_id"] in jobs]
    rows = [*kept, *(row_of(job, one) for one in attempts)]
    rows.sort(key=lambda row: (row["system_id"], row["attempt"]))
    logs = {data / "first_jobs" / f"{job.system}-{one.kind}.txt": f"{one.printed}\n".encode() for one in attempts}
    for old in (data / "first_jobs").glob("*.txt"):
        if old not in logs and old.stem in {f"{job.system}-{kind}" for kind in ATTEMPTS}:
            old.unlink()
    write_together({data / "first_jobs.csv": bytes_of("first_jobs", rows)} | logs)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="probes.jobs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="PATTERN", help="only systems whose id fits this expression")
    parser.add_argument("--unanswered", action="store_true", help="only systems without a row in data/first_jobs.csv")
    chosen = parser.parse_args(arguments)
    data, jobs = ROOT / "data", first_jobs(JOBS)
    wanted = [job for job in jobs.values() if re.search(chosen.only, job.system)]
    if not wanted:
        parser.error(f"argument --only: got '{chosen.only}' — expected a pattern that fits one of {', '.join(jobs)}")
    uv = find_uv() or bring_uv()
    trier = Trier(Uv(uv, variables(uv)), pythons(uv), newest_releases(data))
    answered = {row["system_id"] for row in rows_of(data, "first_jobs")} if chosen.unanswered else set()
    for job in wanted:
        if job.system in answered:
            continue
        attempts = []
        for one in trier.attempts(job):
            attempts.append(one)
            told = f"{job.system}, {one.kind}: {one.outcome} ({one.seconds:g} s, Python {one.python}, {one.pins})"
            print(f"{told}: {one.finding}", file=sys.stderr, flush=True)
        write(data, jobs, job, attempts)
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
