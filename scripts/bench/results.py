"""What a sweep leaves: a journal while it runs, and the tables of one environment. Nothing is ever half-written.

The journal has one JSON line per run, written and synced before the next run starts; a line cut short by an
interruption is dropped and its run repeated. Tables are written whole beside the old ones and then take their place.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

from sitedata.schema.environments import BENCH_TABLES, file_name
from sitedata.schema.protocol.workloads import WORKLOADS
from sitedata.schema.tables import Row
from system import write_together

Record = dict  # columns of runs.csv, and step_time_us


class Journal:
    """The runs of one sweep so far. ``head`` is its first line: what the sweep is."""

    def __init__(self, path: Path, head: dict):
        self.path, self.head, self.records = path, head, []
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []  # what follows the last newline was cut
        if lines:
            self.head = json.loads(lines[0])
            self.records = [json.loads(line) for line in lines[1:]]
            with path.open("r+b") as file:
                file.truncate(sum(len(line) + 1 for line in lines))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            self._write(self.head)

    def add(self, record: Record) -> None:
        self._write(record)
        self.records.append(record)

    def _write(self, line: dict) -> None:
        with self.path.open("ab") as file:
            file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def run_id(record: Record) -> str:
    """A process of a sweep and its attempt: ``pytorch-onnx-mlp-r01-a2``."""
    return f"{record['process']}-a{record['attempt']}"


def written(folder: Path) -> list[str]:
    """The tables that an environment has."""
    return [name for name in BENCH_TABLES if (folder / file_name(name)).exists()]


def write_table(folder: Path, name: str, rows: Iterable[dict]) -> None:
    """Replace one table of an environment."""
    path = folder / file_name(name)
    write_together({path: content_of(path, BENCH_TABLES[name], rows)})


def content_of(path: Path, model: type[Row], rows: Iterable[dict]) -> bytes:
    """A table as its file holds it. Cells follow the schema's order; a missing one is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(model.model_fields), lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    content = text.getvalue().encode()
    return gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content  # equal samples, equal bytes


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / file_name(name)
    if not path.exists():
        return []
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    csv.field_size_limit(10_000_000)
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def write_runs(folder: Path, records: Iterable[Record], prefix: str) -> None:
    """Put the runs whose ids begin with ``prefix`` into the tables of an environment.

    Runs of other sweeps and other parts stay.
    """
    runs = [row for row in read_table(folder, "runs") if not row["id"].startswith(prefix)]
    kept = {row["id"] for row in runs}
    samples = [row for row in read_table(folder, "samples") if row["run_id"] in kept]
    for record in records:
        runs.append({key: value for key, value in record.items() if key != "step_time_us"})
        if record.get("step_time_us"):
            samples.append({"run_id": record["id"], "step_time_us": " ".join(map(str, record["step_time_us"]))})
    runs.sort(key=lambda row: row["id"])
    write_table(folder, "samples", sorted(samples, key=lambda row: row["run_id"]))
    write_table(folder, "runs", runs)


def merge(parts: Iterable[Path], into: Path) -> int:
    """Add what shards wrote to one environment's tables, row by row; a row whose key is already there is skipped.

    Returns how many runs were new.

    Raises:
        ValueError: a part is another environment, or was measured with another version of a framework.
    """
    before = len(read_table(into, "runs"))
    for part in parts:
        if part.name != into.name:
            raise ValueError(
                f"{part} is the environment {part.name}, expected {into.name}: other hardware or software is not merged"
            )
        _require_same_versions(part, into)
        # runs after what they refer to, so that an interruption leaves no run without it
        for name in reversed(BENCH_TABLES):
            rows = union(name, read_table(into, name), read_table(part, name))
            write_table(into, name, rows)
    return len(read_table(into, "runs")) - before


def union(table: str, ours: list[dict[str, str]], theirs: list[dict[str, str]]) -> list[dict[str, str]]:
    """All rows of two files, each key once: ours, unless theirs says that something does not agree."""
    key = BENCH_TABLES[table].key
    rows = {tuple(row[name] for name in key): row for row in ours}
    for row in theirs:
        place = tuple(row[name] for name in key)
        if place not in rows or row.get("agrees") == "no":
            rows[place] = row
    return sorted(rows.values(), key=lambda row: _order(table, row))


def _order(table: str, row: dict[str, str]) -> tuple:
    """The order in which a sweep writes a table; rows that tie keep theirs."""
    match table:
        case "runs":
            return (row["id"],)
        case "samples":
            return (row["run_id"],)
        case "environment":
            return (row["framework"] != "machine", row["framework"])
        case "sizes":
            return (row["framework"],)
        case "agreement":
            return (list(WORKLOADS).index(row["workload"]) if row["workload"] in WORKLOADS else len(WORKLOADS),)
    return ()


def _require_same_versions(part: Path, into: Path) -> None:
    """Refuse another version of a framework, such as a reference line, that the environment's name does not give.

    Raises:
        ValueError: a version differs.
    """
    known = {row["framework"]: row["value"] for row in read_table(into, "environment") if row["fact"] == "version"}
    for row in read_table(part, "environment"):
        before = known.get(row["framework"], row["value"])
        if row["fact"] == "version" and row["value"] != before:
            raise ValueError(
                f"{part} was measured with {row['framework']} {row['value']}, expected {before}: other versions "
                "are not merged"
            )
