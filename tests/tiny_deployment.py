"""A measurement of deployment as small as one can be: ways and models with times that a test gives."""

from __future__ import annotations

from pathlib import Path

from bench.deploy import tables
from sitedata.schema.protocol.deployment import ROUNDS

ID = "a-cpu-20261127t1200"


def made(times: dict[tuple[str, str], float], **changed) -> dict[str, list[dict]]:
    """``times`` are milliseconds of a request by way and model; the rows of all tables."""
    rows = {
        "machine": [{"fact": "cores", "value": "2"}, {"fact": "cpu-model", "value": "A CPU"}],
        "ways": [
            {"way": way, "exported_with": "torch 2.15.0", "served_with": "a runtime 1.0", "installed_mib": 100.0}
            for way in dict.fromkeys(way for way, _ in times)
        ],
        "models": [
            {"way": way, "model": model, "outcome": "converts", "finding": "", "difference_ppm": "0.2",
             "file_mib": 1.5, "export_s": 2.0}
            for way, model in times
        ],
        "runs": [], "calls": [],
    }  # fmt: skip
    for (way, model), ms in times.items():
        for number in range(1, ROUNDS + 1):
            id = f"{way}-{model}-r{number:02d}-a1"
            rows["runs"].append({
                "id": id, "way": way, "model": model, "round": number, "attempt": 1, "status": "ok", "reason": "",
                "started_at": f"2026-11-27T12:{number:02d}:00Z", "ready_ms": 100.0 + number, "first_ms": 2.0,
                "resident_mib": 50.0 + number, "peak_mib": 70.0,
            })  # fmt: skip
            us = round(ms * 1000)
            rows["calls"].append({"run_id": id, "call_time_us": f"{us - 1} {us} {us + 1}"})
    return rows | changed


def write(folder: Path, rows: dict[str, list[dict]]) -> Path:
    """As ``data/deployments/a-cpu-20261127t1200`` below this folder."""
    tables.write(folder / "deployments" / ID, rows)
    return folder / "deployments"
