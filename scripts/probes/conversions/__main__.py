"""The command ``python -m probes.conversions``: tries each way of ``data/conversion_ways.csv`` on each model.

Each way is a process of its own, which is started anew behind a model that ends it. Its rows of
``data/conversions.csv`` are written when it ends, so an interrupted run goes on with ``--unanswered``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bench import processes
from bench.processes import CannotStart
from probes.__main__ import ROOT, versions
from probes.conversions.attempt import ANSWER
from probes.environments import python_for
from probes.rows import bytes_of, rows_of
from probes.tidied import tidy
from sitedata.schema.clock import today
from sitedata.schema.protocol.conversions import MODELS
from system import ended, write_together

TIME_LIMIT_S = 900  # a model, on a machine that others use
LONGEST_FINDING = 200  # characters
DATA = ROOT / "data"


def tried(way: dict[str, str], models: Sequence[str]) -> Iterator[dict[str, str]]:
    """The row of each model. Where the process ends or hangs, that model fails, and the next one has another process.

    Raises:
        CannotStart: the environment of the way is missing.
    """
    python = python_for(way["environment"])
    if not python.exists():
        raise CannotStart(f"no environment {way['environment']}: make conversions, which makes it")
    counted = {"versions": versions(python, way["packages"].split()), "ran_on": today().isoformat()}
    left = [*models]
    while left:
        answers, ended_by = _run(python, way, left)
        if not answers:
            answers = [{"model": left[0], "outcome": "fails", "finding": ended_by, "difference_ppm": ""}]
        for answer in answers:
            left.remove(answer["model"])
            yield {"way_id": way["id"]} | answer | counted


def _run(python: Path, way: dict[str, str], models: Sequence[str]) -> tuple[list[dict[str, str]], str]:
    """The answers of one process, and what it said last."""
    command = [str(python), "-m", "probes.conversions.attempt", way["id"], way["model_in"], *models]
    with tempfile.TemporaryDirectory() as folder:
        settings = processes.variables() | {"TMPDIR": folder}
        try:
            done = processes.run(command, TIME_LIMIT_S * len(models), env=settings, cwd=folder)
        except subprocess.TimeoutExpired:
            return [], f"stopped after {TIME_LIMIT_S * len(models)} s"
        print(done.stderr, file=sys.stderr)
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        answers = [
            json.loads(line.removeprefix(ANSWER)) for line in done.stdout.splitlines() if line.startswith(ANSWER)
        ]
        for answer in answers:
            answer["finding"] = tidy(answer["finding"], [folder])[:LONGEST_FINDING].strip()
        return answers, tidy(f"ended with status {done.returncode}: {said}", [folder])[:LONGEST_FINDING].strip()


def write(row: dict[str, str], ways: Collection[str]) -> None:
    """Put the row in its place; rows of ways that are gone go."""
    kept = {(one["way_id"], one["model"]): one for one in rows_of(DATA, "conversions") if one["way_id"] in ways}
    kept[row["way_id"], row["model"]] = row
    models = [*MODELS]
    rows = sorted(kept.values(), key=lambda one: (one["way_id"], models.index(one["model"])))
    write_together({DATA / "conversions.csv": bytes_of("conversions", rows)})


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="conversions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="PATTERN",
        help="only ways and models, as 'jax-onnx mlp', that fit this expression",
    )
    parser.add_argument("--unanswered", action="store_true", help="only tries without a row in data/conversions.csv")
    chosen = parser.parse_args(arguments)
    ways = {row["id"]: row for row in rows_of(DATA, "conversion_ways")}
    wanted = {id: [model for model in MODELS if re.search(chosen.only, f"{id} {model}")] for id in ways}
    if not any(wanted.values()):
        parser.error(f"argument --only: got '{chosen.only}' — expected a pattern that fits one of {', '.join(ways)}")
    answered = {(row["way_id"], row["model"]) for row in rows_of(DATA, "conversions")} if chosen.unanswered else set()
    for id, models in wanted.items():
        for row in tried(ways[id], [model for model in models if (id, model) not in answered]):
            told = " ".join(filter(None, (row["outcome"], row["difference_ppm"] and f"{row['difference_ppm']} ppm")))
            print(f"{id} {row['model']}: {told} {row['finding']}", file=sys.stderr, flush=True)
            write(row, ways)
    return 0


if __name__ == "__main__":
    sys.exit(ended(main))
