"""Proves that twins compute the same thing before anybody times them.

Each framework runs in its own environment, and all start from the same weights.

In: the Python of each framework's environment. Out: rows of the table ``agreement``. One run writes one framework's
values to ``<workload>-<precision>-<framework>.npz``; TensorFlow goes first, because it writes the weights from which
the others start.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bench.processes import run, variables
from bench.variants import VARIABLES
from sitedata.schema.protocol.agreement import LIMITS, limits
from sitedata.schema.protocol.workloads import WORKLOADS

if TYPE_CHECKING:
    import numpy as np

REFERENCE = "pytorch"
COMPARED = ("tensorflow", "jax")
TUNED = "tuned-curve"
TIME_LIMIT_S = 600  # of one run: the six runs of the slowest workload together took less than half of it on two cores


class AgreementError(RuntimeError):
    """A run did not give values, so agreement is not known."""


def check(
    pythons: Mapping[str, Path],
    workloads: Iterable[str],
    folder: Path,
    tuned: Iterable[str] = (),
    device: str = "cpu",
) -> list[dict[str, str]]:
    """Rows for the workloads in both precisions, computed on ``device``.

    For those in ``tuned``, the compiled steps of that division are compared too.

    ``pythons`` are the frameworks' Pythons, at least those of TensorFlow and PyTorch. ``folder`` takes the values;
    those of a workload are removed when it is done. Needs no framework and no numpy itself.

    Raises:
        AgreementError: a framework failed; with the last lines that it wrote.
    """
    missing = {"tensorflow", REFERENCE} - pythons.keys()
    if missing:
        raise AgreementError(
            f"agreement needs the environments of TensorFlow and PyTorch; missing: {', '.join(sorted(missing))}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    order = [framework for framework in ("tensorflow", REFERENCE, "jax") if framework in pythons]
    tuned = set(tuned)
    return [
        row
        for workload in workloads
        for precision in LIMITS
        for row in _check_one(pythons, order, workload, precision, folder, device, workload in tuned)
    ]


def replaced(rows: Iterable[dict[str, str]], fresh: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Rows with those of a newer check in the places of the same ones; what it did not compare again stays."""

    def place(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in ("workload", "framework", "precision", "quantity"))

    newer = {place(row): row for row in fresh}
    return [row for row in rows if place(row) not in newer] + list(newer.values())


def _check_one(
    pythons: Mapping[str, Path],
    order: list[str],
    workload: str,
    precision: str,
    folder: Path,
    device: str,
    tuned: bool,
) -> list[dict[str, str]]:
    place = ["--workload", workload, "--precision", precision, "--folder", str(folder), "--device", device]
    plain = variables(device)
    try:
        for framework in order:
            what = f"{workload} in {framework}, {precision}"
            _run(pythons[framework], ["--framework", framework, *place], what, plain)
        for framework in ("tensorflow", REFERENCE) if tuned else ():
            what = f"tuned {workload} in {framework}, {precision}"
            _run(pythons[framework], ["--framework", framework, "--tuned", *place], what, plain | VARIABLES["tuned"])
        what = f"comparison of {workload}, {precision}"
        return json.loads(_run(pythons[REFERENCE], ["--compare", *place], what, plain))
    finally:
        for file in folder.glob(f"{workload}-{precision}-*.npz"):
            file.unlink()


def _run(python: Path, arguments: list[str], place: str, environment: dict[str, str]) -> str:
    command = [str(python), "-m", "bench.agreement", *arguments]
    try:
        done = run(command, timeout_s=TIME_LIMIT_S, env=environment)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AgreementError(f"{place}: {error}") from error
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise AgreementError(f"{place}: ended with status {done.returncode}\n{last}")
    return done.stdout


def compare(folder: Path, workload: str, precision: str) -> list[dict[str, str]]:
    """Rows for every framework that has its values in ``folder``, against PyTorch's. Needs numpy.

    Raises:
        FileNotFoundError: PyTorch's values are missing.
    """
    reference = _load(folder / f"{workload}-{precision}-{REFERENCE}.npz")
    rows = []
    for framework in COMPARED:
        path = folder / f"{workload}-{precision}-{framework}.npz"
        if path.exists():
            own = {"workload": workload, "framework": framework, "precision": precision}
            found = differences(_load(path), reference)
            if framework == "tensorflow":
                found |= _tuned(folder, f"{workload}-{precision}", reference)
            rows += [own | verdict for verdict in _judge(found, limits(workload, precision))]
    return rows


def _tuned(folder: Path, stem: str, reference: Mapping[str, np.ndarray]) -> dict[str, float]:
    """How far the losses of either side's compiled step are from eager PyTorch's; nothing if no side has them."""
    paths = [folder / f"{stem}-{framework}-tuned.npz" for framework in ("tensorflow", REFERENCE)]
    if not any(path.exists() for path in paths):
        return {}
    expected = reference["losses"]
    curves = [_load(path)["losses"] if path.exists() else None for path in paths]
    return {TUNED: max(_relative(curve, expected, scale=abs(float(expected[0]))) for curve in curves)}


def _load(path: Path) -> dict[str, np.ndarray]:
    import numpy as np

    with np.load(path) as file:
        return dict(file)


def _judge(found: Mapping[str, float], limits: Mapping[str, float]) -> Iterator[dict[str, str]]:
    """A difference that is not a number does not agree. A quantity that was not asked for has no row."""
    for quantity, limit in limits.items():
        if quantity not in found:
            continue
        difference = found[quantity]
        yield {
            "quantity": quantity,
            "difference": f"{difference:.1e}" if difference else "0",
            "limit": f"{limit:.0e}" if limit else "0",
            "agrees": "yes" if difference <= limit else "no",
        }


def differences(values: Mapping[str, np.ndarray], reference: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Quantity → difference, as ``QUANTITIES`` of the results' schema defines it; values as ``bench.twins`` returns."""
    gradients = sorted(name for name in values.keys() | reference.keys() if name.startswith("gradient "))
    losses, expected = values["losses"], reference["losses"]
    return {
        "parameters": abs(int(values["parameters"]) - int(reference["parameters"])),
        "output": _relative(values["output"], reference["output"]),
        "loss": _relative(losses[:1], expected[:1]),
        "gradient": max(_relative(values.get(name), reference.get(name)) for name in gradients),
        "loss-curve": _relative(losses, expected, scale=abs(float(expected[0]))),
    } | _cached(values, reference)


def _cached(values: Mapping[str, np.ndarray], reference: Mapping[str, np.ndarray]) -> dict[str, float]:
    """How far the logits with keys and values kept are, on both sides, from those of the reference's whole text."""
    if "cached" not in reference:
        return {}
    expected = reference["output"][:, -reference["cached"].shape[1] :]
    return {"cached": max(_relative(side.get("cached"), expected) for side in (values, reference))}


def _relative(array: np.ndarray | None, expected: np.ndarray | None, scale: float | None = None) -> float:
    """Largest difference over ``scale``, by default the largest expected value.

    Infinite where shapes differ or one is missing.
    """
    if array is None or expected is None or array.shape != expected.shape:
        return math.inf
    largest = float(abs(expected).max()) if scale is None else scale
    difference = float(abs(array - expected).max())
    return difference / largest if largest else math.inf if difference else 0.0


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench.agreement", description=__doc__.splitlines()[0])
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument(
        "--framework", choices=(REFERENCE, *COMPARED), help="compute and store the values of this framework"
    )
    task.add_argument("--compare", action="store_true", help="compare what is stored; prints rows as JSON")
    parser.add_argument("--tuned", action="store_true", help="only the losses of the tuned division's compiled step")
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--precision", choices=LIMITS, required=True)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="where the values are computed")
    parser.add_argument("--folder", type=Path, required=True, help="where values are stored")
    chosen = parser.parse_args(arguments)
    if chosen.compare:
        json.dump(compare(chosen.folder, chosen.workload, chosen.precision), sys.stdout)
        return
    import numpy as np

    from bench.twins import TUNED_VALUES, VALUES

    stem = f"{chosen.workload}-{chosen.precision}"
    compute = (TUNED_VALUES if chosen.tuned else VALUES)[chosen.framework]
    values = compute(WORKLOADS[chosen.workload], chosen.precision, chosen.folder / f"{stem}-start.npz", chosen.device)
    np.savez(chosen.folder / f"{stem}-{chosen.framework}{'-tuned' * chosen.tuned}.npz", **values)


if __name__ == "__main__":
    main()
