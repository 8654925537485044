"""One process that answers, in the environment that serves: ``python -m bench.deploy.serve pytorch-onnx FOLDER/mlp``.

Loads what was exported, compares its output with what the framework computed, and answers one request after the other.
Prints one line of JSON. Needs NumPy and the way's own runtime.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

started = time.perf_counter()

import numpy as np  # noqa: E402 (what is imported counts)

from bench.deploy import RESULT  # noqa: E402
from bench.deploy.memory import memory_mib  # noqa: E402
from bench.timing import time_steps  # noqa: E402
from sitedata.schema.protocol.deployment import LEAST_CALLS, WARM_UP_S, WINDOW_S  # noqa: E402


def main(way: str, place: str) -> None:
    folder = Path(place)
    call = import_module(f"bench.deploy.ways.{way.replace('-', '_')}").load(folder)
    answer: dict[str, object] = {"ready_ms": round((time.perf_counter() - started) * 1e3, 1)}
    with np.load(folder.with_suffix(".npz")) as kept:
        arrays = dict(kept)
    x, before = arrays["x"], arrays["before"]
    begun = time.perf_counter()
    after = np.asarray(call(x))
    answer |= {"first_ms": round((time.perf_counter() - begun) * 1e3, 3), "resident_mib": memory_mib("VmRSS")}
    answer["difference"] = apart(before, after)
    if "x_test" in arrays:
        right = [
            call(image[None]).argmax() == label for image, label in zip(arrays["x_test"], arrays["y_test"], strict=True)
        ]
        answer |= {"accuracy": float(np.mean(right)), "float_accuracy": float(arrays["accuracy"])}
    timing = time_steps(lambda: call(x), warm_up_s=WARM_UP_S, window_s=WINDOW_S, least=LEAST_CALLS)
    answer |= {"call_time_us": timing.step_time_us, "peak_mib": memory_mib("VmHWM")}
    print(f"\n{RESULT}{json.dumps(answer)}", flush=True)


def apart(before: np.ndarray, after: np.ndarray) -> float | None:
    """The largest difference over the largest output; None for another shape, or no number."""
    if after.shape != before.shape or not np.isfinite(after).all():
        return None
    return float(np.abs(after - before).max() / np.abs(before).max())


if __name__ == "__main__":
    main(*sys.argv[1:])
