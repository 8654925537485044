"""From the journal of a measurement of deployment to its tables in ``data/deployments/<machine>/``.

In: the journal's records, and what is installed. Out: rows of :mod:`sitedata.schema.deployments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from bench.results import Record, content_of, run_id
from sitedata.schema.deployments import DEPLOYMENT_TABLES, DeployedRun, file_name
from sitedata.schema.environments import FOR_GPUS
from sitedata.schema.protocol.deployment import BROWSERS, WAYS
from system import write_together

NOT_SHIPPED = ("psutil",)
"""Packages in an environment that only the harness asks for."""
Row = dict[str, object]


def tables(
    machine: Mapping[str, str], known: Mapping[str, list[Row]], records: Iterable[Record]
) -> dict[str, list[Row]]:
    """Table name → rows, in order. ``known`` are the packages of each environment, as ``installed_sizes`` has them."""
    records = list(records)
    exported = {tuple(one["exported"]): one for one in records if "exported" in one}
    called = [one for one in records if "process" in one]
    borrowed = {(one["way"], one["model"]) for one in called} - set(exported)
    exported |= {(way, model): exported[WAYS[way].ships, model] | {"export_s": None} for way, model in sorted(borrowed)}
    used = [way for way in WAYS if any(way == own for own, _ in exported)]
    return {
        "machine": [{"fact": fact, "value": value} for fact, value in sorted(machine.items())],
        "ways": [_way(way, known, called) for way in used],
        "models": [_model(way, model, one, called) for (way, model), one in exported.items()],
        "runs": sorted(map(_run, called), key=lambda row: row["id"]),
        "calls": sorted(_calls(called), key=lambda row: row["run_id"]),
    }  # fmt: skip


def write(folder: Path, made: Mapping[str, list[Row]]) -> None:
    """All tables at once: an interruption leaves the former ones."""
    places = {name: folder / file_name(name) for name in made}
    folder.mkdir(parents=True, exist_ok=True)
    write_together({path: content_of(path, DEPLOYMENT_TABLES[name], made[name]) for name, path in places.items()})


def _way(id: str, known: Mapping[str, list[Row]], called: Iterable[Record]) -> Row:
    way = WAYS[id]
    downloads = [one["download_mib"] for one in called if one["way"] == id and "download_mib" in one]
    shipped = [row for row in known[way.served_in] if row["package"] not in NOT_SHIPPED and row["size_mib"] is not None]
    for_gpus = sum(row["size_mib"] for row in shipped if str(row["package"]).lower().startswith(FOR_GPUS))
    return {
        "way": id,
        "exported_with": _versions(known[way.exported_in], (*_exporters(id), *way.packages)),
        "served_with": _versions(known[way.served_in], (*way.packages, *BROWSERS)),
        "installed_mib": round(sum(row["size_mib"] for row in shipped), 1) if way.sizes and shipped else None,
        "for_gpus_mib": round(for_gpus, 1) if way.sizes and for_gpus else None,
        "download_mib": max(downloads, default=None),
    }  # fmt: skip


EXPORTERS = {"tensorflow": ("tensorflow-cpu", "tensorflow", "keras"), "pytorch": ("torch",), "jax": ("jax", "flax")}
"""Framework → packages that make its models; with a way's own, what exports."""


def _exporters(way: str) -> tuple[str, ...]:
    more = {"tensorflow-onnx": ("tf2onnx",), "pytorch-onnx": ("onnxscript",), "pytorch-litert": ("litert-torch",)}
    more |= {"pytorch-onnx-int8": ("onnxscript", "onnxruntime"), "pytorch-executorch-int8": ("torchao",)}
    more |= {
        "pytorch-litert-int8": ("litert-torch", "litert-quantizer"),
        "tensorflow-litert-int8": ("litert-quantizer",),
    }
    more |= {"tensorflow-tensorflowjs-chromium": ("tensorflowjs", "ydf", "setuptools")}
    return EXPORTERS[WAYS[way].framework] + more.get(WAYS[way].ships or way, ())


def _versions(installed: Iterable[Row], names: Iterable[str]) -> str:
    """``torch 2.15.0, onnxscript 0.7.1, Python 3.11.7``: of those that are there, each once."""
    found = {str(row["package"]).lower().replace("_", "-"): str(row["version"]) for row in installed}
    told = [f"{name} {found[name]}" for name in dict.fromkeys(names) if name in found]
    return ", ".join([*told, *([f"Python {found['python']}"] if "python" in found else [])])


def _model(way: str, model: str, one: Record, called: Iterable[Record]) -> Row:
    own = [run for run in called if (run["way"], run["model"]) == (way, model)]
    apart = [run["difference"] for run in own if run.get("difference") is not None]
    wrong = next((run["reason"] for run in own if run["status"] == "failed"), "")
    fails = one["outcome"] == "fails" or bool(wrong)
    tested = next((run for run in own if "accuracy" in run), {})
    return {
        "way": way, "model": model, "outcome": "fails" if fails else one["outcome"],
        "finding": wrong or one["finding"], "difference_ppm": _ppm(max(apart)) if apart else None,
        "file_mib": one["file_mib"] or None, "export_s": one.get("export_s"),
        **{name: round(tested[name], 4) if tested else None for name in ("accuracy", "float_accuracy")},
    }  # fmt: skip


def _ppm(difference: float) -> str:
    """In millionths with two digits, without an exponent."""
    return format(Decimal(f"{difference * 1e6:.1e}").normalize(), "f")


def _run(record: Record) -> Row:
    return {name: (record | {"id": run_id(record)}).get(name) for name in DeployedRun.model_fields}


def _calls(called: Iterable[Record]) -> Iterator[Row]:
    for record in called:
        if record.get("call_time_us"):
            yield {"run_id": run_id(record), "call_time_us": " ".join(map(str, record["call_time_us"]))}
