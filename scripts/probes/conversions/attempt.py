"""A way with models, in a process of its own: ``python -m probes.conversions.attempt jax-onnx jax mlp lstm``.

For each model it prints a line that :mod:`probes.conversions.__main__` reads: outcome, finding and difference.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sitedata.schema.protocol.conversions import LARGEST_DIFFERENCE_PPM

if TYPE_CHECKING:
    import numpy as np

TIMED = Path(__file__).resolve().parents[2] / "bench" / "deploy" / "ways"
ANSWER = "conversion-answer: "
"""How the line begins."""
PLACE = re.compile(r"^<unknown>:0: |\b(error|note): (?=loc\()|loc\(.*\): (?=\S)", re.MULTILINE)
"""How MLIR says where in a graph something is wrong."""


def attempt(way: ModuleType, model: object) -> dict[str, str]:
    """The outcome of the documented call; where it fails, of the first change that works."""
    try:
        return {"outcome": "converts", "finding": ""} | _tried(way, way.export, model)
    except Exception as error:
        traceback.print_exc()
        first = error
    for what, change in getattr(way, "CHANGES", {}).items():
        try:
            return {"outcome": "with-changes", "finding": what} | _tried(way, change, model)
        except Exception:
            traceback.print_exc()
    return {"outcome": "fails", "finding": first_line(first), "difference_ppm": getattr(first, "difference_ppm", "")}


class OtherNumbers(Exception):
    """It runs, and computes something else."""

    def __init__(self, difference: float):
        self.difference_ppm = ppm(difference)
        super().__init__(
            f"{self.difference_ppm} ppm apart" if self.difference_ppm else "another shape, or not a number"
        )


def _tried(way: ModuleType, export: Callable[[object, Path], None], model: object) -> dict[str, str]:
    """How far the outputs are apart.

    Raises:
        OtherNumbers: further than :data:`LARGEST_DIFFERENCE_PPM`.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(model, folder)
        difference = apart(model.before, way.load(folder, model.x.shape)(model.x))
    if not difference <= LARGEST_DIFFERENCE_PPM / 1e6:
        raise OtherNumbers(difference)
    return {"difference_ppm": ppm(difference)}


def apart(before: np.ndarray, after: np.ndarray) -> float:
    """The largest difference over the largest output; infinite for another shape."""
    import numpy as np

    after = np.asarray(after)
    return float(np.abs(after - before).max() / np.abs(before).max()) if after.shape == before.shape else math.inf


def ppm(difference: float) -> str:
    """In millionths with two digits, without an exponent; empty where it is no number."""
    return format(Decimal(f"{difference * 1e6:.1e}").normalize(), "f") if math.isfinite(difference) else ""


def first_line(error: BaseException) -> str:
    """The error's name, and the first line of what it says that is more than a place in a graph."""
    lines = [line.strip() for line in PLACE.sub("", str(error)).splitlines()]
    said = next((line for line in lines if any(map(str.isalpha, line))), "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def module_of(id: str) -> str:
    """Where a way is: with those that are timed too, or with those that are only tried."""
    name = id.replace("-", "_")
    return f"bench.deploy.ways.{name}" if (TIMED / f"{name}.py").exists() else f"probes.conversions.ways.{name}"


def main(id: str, source: str, *models: str) -> None:
    way = import_module(module_of(id))
    os.environ.update(getattr(way, "SETTINGS", {}))
    from bench.deploy.models import given

    for model in models:
        answer = {"model": model} | attempt(way, given(source, model))
        print(f"\n{ANSWER}{json.dumps(answer)}", flush=True)  # some converters leave a line without its end


if __name__ == "__main__":
    main(*sys.argv[1:])
