"""One model on one way, in the environment that exports: ``python -m bench.deploy.export pytorch-onnx mlp FOLDER``.

Writes what is shipped into ``FOLDER/mlp/``, and input and expected output into ``FOLDER/mlp.npz``; for a way that
rounds also the test, of a model that is trained first with the data of another argument. Prints one line of JSON: the
outcome, what was changed or failed, and how long the export took.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bench.deploy import RESULT
from bench.deploy.models import Given, given
from bench.deploy.trained import Trained, trained
from sitedata.schema.protocol.deployment import BATCH, WAYS


def main(way: str, model: str, folder: str, data: str = "") -> None:
    import numpy as np

    module = import_module(f"bench.deploy.ways.{way.replace('-', '_')}")
    place, framework = Path(folder) / model, WAYS[way].framework
    if WAYS[way].rounded_from:
        built = trained(framework, model, Path(data))
        test = {"x_test": built.x_test, "y_test": built.y_test, "accuracy": built.accuracy}
    else:
        built, test = given(framework, model, BATCH), {}
    np.savez(place.with_suffix(".npz"), x=built.x, before=built.before, **test)
    print(f"\n{RESULT}{json.dumps(exported(module, built, place))}", flush=True)  # some leave a line without its end


def exported(module: object, built: Given | Trained, place: Path) -> dict[str, object]:
    """The outcome of the documented call; where it fails, of the first change that works."""
    first = _tried(module.export, built, place)
    if isinstance(first, float):
        return {"outcome": "converts", "finding": "", "export_s": first}
    for what, change in getattr(module, "CHANGES", {}).items():
        if isinstance(seconds := _tried(change, built, place), float):
            return {"outcome": "with-changes", "finding": what, "export_s": seconds}
    said = str(first).strip().splitlines() or [""]
    return {"outcome": "fails", "finding": f"{type(first).__name__}: {said[0]}".rstrip(": ")}


def _tried(export: Callable[[Given | Trained, Path], None], built: Given | Trained, place: Path) -> float | Exception:
    """Seconds that it took, or what it raised."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    started = time.perf_counter()
    try:
        export(built, place)
    except Exception as error:
        traceback.print_exc()
        return error
    return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    main(*sys.argv[1:])
