"""From the journal of a sweep through the years to its tables in ``data/years/<machine>/``.

In: the journal's records. Out: rows of :mod:`sitedata.schema.years`. A row is written for whatever was tried.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.results import Record, content_of, run_id
from sitedata.schema.protocol.years import numbers
from sitedata.schema.years import YEAR_TABLES, YearRun, file_name
from system import write_together

LIMITS = {"float64": (1e-7, 1e-5), "float32": (1e-4, 1e-2)}
"""Precision → largest difference of outputs, and of losses. In double both are wider than rounding: TensorFlow's own
``tf.nn.gelu`` has the root of 2 in single, and old optimizers hold the learning rate in it."""
BESIDE = ("numpy", "keras", "protobuf")
Row = dict[str, object]


def tables(machine: dict[str, str], records: list[Record]) -> dict[str, list[Row]]:
    """Table name → rows, in order."""
    measured = [record for record in records if "process" in record]
    return {
        "machine": [{"fact": fact, "value": value} for fact, value in sorted(machine.items())],
        "releases": sorted(_releases(records, measured), key=lambda row: (row["released_on"], row["framework"])),
        "agreement": list(_agreement(records)),
        "runs": sorted(map(_run, measured), key=lambda row: row["id"]),
        "steps": sorted(
            (row for record in measured for row in _steps(record)),
            key=lambda row: (row["run_id"], row["model"], row["task"]),
        ),
    }


def write(folder: Path, made: dict[str, list[Row]]) -> None:
    """All tables at once: an interruption leaves the former ones."""
    places = {name: folder / file_name(name) for name in made}
    files = {path: content_of(path, YEAR_TABLES[name], made[name]) for name, path in places.items()}
    folder.mkdir(parents=True, exist_ok=True)
    write_together(files)


def _releases(records: Iterable[Record], measured: list[Record]) -> Iterator[Row]:
    for record in records:
        if record.get("status") not in ("installed", "cannot-install"):
            continue
        packages = record.get("packages", {})
        heads = [one["rows"][0] for one in measured if one["release"] == record["release"] and one["rows"]]
        yield {
            "framework": record["framework"], "version": record["version"], "released_on": record["released_on"],
            "python": record["python"],
            "outcome": "measured" if record["status"] == "installed" else "cannot-install",
            "reason": record.get("reason", ""), "installed_mib": record.get("installed_mib"),
            "beside": ", ".join(f"{name} {packages[name]}" for name in BESIDE if name in packages),
            "unused": next((head["processor"] for head in heads if head.get("processor")), ""),
            "says": next((_of_libraries(head["says"]) for head in heads if head.get("says")), ""),
        }  # fmt: skip


def _of_libraries(says: str) -> str:
    """Without the flags of its compiler, which name folders of whoever built it."""
    return "; ".join(part for part in says.split("; ") if not part.startswith("Build settings"))


def _agreement(records: Iterable[Record]) -> Iterator[Row]:
    """Each way of each release against the newest PyTorch; nothing is compared before that was measured."""
    asked = [record for record in records if record.get("status") == "values"]
    ours = [record for record in asked if record["framework"] == "pytorch" and record["variant"] == "plain"]
    ours = [record for record in ours if record["mode"] == "eager"]
    if not ours:
        return
    reference = max(ours, key=lambda record: numbers(record["version"]))
    expected = {row["model"]: row for row in reference["rows"] if "output" in row}
    for record in sorted(
        asked, key=lambda one: (one["framework"], numbers(one["version"]), one["mode"], one["variant"])
    ):
        place = {name: record[name] for name in ("framework", "version", "mode", "variant")}
        for row in record["rows"]:
            if "model" in row:
                yield place | {"model": row["model"]} | _compared(row, expected.get(row["model"]))


def _compared(row: Record, expected: Record | None) -> Row:
    if "error" in row or expected is None:
        reason = plain(row.get("error", "")) or "the newest PyTorch gave no values"
        return {"precision": "", "output": None, "losses": None, "agrees": "no", "reason": reason}
    output = _difference(row["output"], expected["output"], max(map(abs, expected["output"])))
    losses = _difference(row["losses"], expected["losses"], abs(expected["losses"][0]))
    within = all(value <= limit for value, limit in zip((output, losses), LIMITS[row["precision"]], strict=True))
    return {
        "precision": row["precision"], "output": _written(output), "losses": _written(losses),
        "agrees": "yes" if within else "no", "reason": "",
    }  # fmt: skip


def plain(words: str) -> str:
    """An error's words without the braces in which TensorFlow names a node: they stand on pages."""
    return words.replace("{{", "").replace("}}", "")


def _difference(ours: list[float], theirs: list[float], scale: float) -> float:
    if len(ours) != len(theirs):
        return math.inf
    return max(abs(one - other) for one, other in zip(ours, theirs, strict=True)) / scale


def _written(difference: float) -> str | None:
    return f"{difference:.1e}" if math.isfinite(difference) else None


def _run(record: Record) -> Row:
    head = record["rows"][0] if record["rows"] else {}
    known = record | {
        "id": run_id(record),
        "import_ms": head.get("import_ms"),
        "resident_mib": head.get("resident_mib"),
    }
    return {name: known.get(name) for name in YearRun.model_fields}


def _steps(record: Record) -> Iterator[Row]:
    for row in record["rows"]:
        if "model" not in row:
            continue
        yield {
            "run_id": run_id(record), "model": row["model"], "task": row["task"],
            "build_ms": row.get("build_ms"), "first_ms": row.get("first_ms"), "loss_first": row.get("loss_first"),
            "loss_last": row.get("loss_last"), "step_time_us": " ".join(map(str, row.get("us", []))),
            "reason": plain(row.get("error", "")),
        }  # fmt: skip
