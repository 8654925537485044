"""A sweep through the years as small as one can be: four releases, times that a test gives."""

from __future__ import annotations

from pathlib import Path

from bench.years import tables
from sitedata.schema.protocol.years import ROUNDS, ways

RELEASES = {
    ("pytorch", "1.0.0"): "2018-12-07", ("tensorflow", "2.4.0"): "2020-12-14", ("pytorch", "2.0.0"): "2023-03-15",
    ("tensorflow", "2.16.1"): "2024-03-09",
}  # fmt: skip


def made(times: dict[tuple[str, str], dict[str, float]], **changed) -> dict[str, list[dict]]:
    """``times`` are milliseconds of a training step by release and model; the rows of all tables."""
    rows = {
        "machine": [{"fact": "cpu-model", "value": "A CPU"}],
        "releases": [],
        "agreement": [],
        "runs": [],
        "steps": [],
    }
    for (framework, version), of_models in times.items():
        own = {"framework": framework, "version": version}
        rows["releases"].append(
            own | {"released_on": RELEASES[framework, version], "python": "3.11", "outcome": "measured"}
        )
        way = ways(framework, version)[0]
        run = own | {"mode": way.mode, "variant": way.variant}
        agree = {"precision": "float64", "output": "1.0e-14", "losses": "1.0e-14", "agrees": "yes"}
        rows["agreement"] += [run | {"model": model} | agree for model in of_models]
        for number in range(1, ROUNDS + 1):
            id = f"{framework}-{version.replace('.', '-')}-r{number:02d}-a1"
            rows["runs"].append(run | {
                "id": id, "threads": 2, "round": number, "anchor": 0, "attempt": 1, "status": "ok",
                "started_at": f"2026-11-27T12:{number:02d}:00Z",
            })  # fmt: skip
            rows["steps"] += [
                {"run_id": id, "model": model, "task": "training", "step_time_us": f"{round(ms * 1000) + number}"}
                for model, ms in of_models.items()
            ]
    return rows | changed


def write(folder: Path, rows: dict[str, list[dict]]) -> Path:
    """As ``data/years/a-cpu-20261127t1200`` below this folder."""
    tables.write(folder / "years" / "a-cpu-20261127t1200", rows)
    return folder / "years"
