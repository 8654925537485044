"""One measurement in a process of its own, run by a framework's Python.

In: a contestant as JSON. Out: one JSON line on stdout.
``python -m bench.worker '{"workload": …}'`` measures;
``python -m bench.worker --facts pytorch cpu`` reports versions and builds.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import sys
import time
from dataclasses import replace

MODULES = {"tensorflow": "tensorflow", "pytorch": "torch", "jax": "jax"}
RESULT = "bench-result: "  # frameworks write to stdout too


def measure(contestant_fields: dict, window_s: float, warm_up_s: float, since: dict) -> dict:
    """Run the contestant and return the columns of ``runs.csv`` that only its process knows, and ``step_time_us``.

    ``since`` is the machine's ``Usage`` just before this process was started.
    """
    from sitedata.schema.protocol.contestant import Contestant

    contestant = Contestant(**contestant_fields)
    started = time.perf_counter()
    importlib.import_module(MODULES[contestant.framework])
    columns: dict = {"import_ms": round((time.perf_counter() - started) * 1e3, 1)}
    from bench.machine import Usage, memory_mib, process_load, processors, resident_mib

    if contestant.task == "import":
        return columns | memory_mib() | process_load(since) | processors()
    columns["imported_mib"] = resident_mib()
    if contestant.variant == "physical-cores":
        contestant = replace(contestant, threads=processors()["physical_cores"] or 0)
    from bench.timing import time_steps

    backend = importlib.import_module(f"bench.backends.{contestant.framework}")
    started = time.perf_counter()
    prepared = backend.prepare(contestant)
    columns["build_ms"] = round((time.perf_counter() - started) * 1e3, 1)
    losses: list[float | None] = []
    before: list[Usage] = []

    def step() -> None:
        prepared.step()
        if not losses:
            losses.append(prepared.loss())

    window_s = 0 if contestant.variant == "fresh-cache" else window_s
    timing = time_steps(step, warm_up_s=warm_up_s, window_s=window_s, before_window=lambda: before.append(Usage.read()))
    columns |= {"first_call_ms": round(timing.first_call_ms, 3), "second_call_ms": round(timing.second_call_ms, 3)}
    if before:
        columns |= Usage.read().load_since(before[0])
        columns |= {
            "steps": len(timing.step_time_us),
            "window_s": round(timing.window_s, 4),
            "process_cpu_s": round(timing.process_cpu_s, 3),
        }
        columns["step_time_us"] = timing.step_time_us
    if losses[0] is not None:
        columns |= {"loss_first": round(losses[0], 6), "loss_last": round(prepared.loss(), 6)}
    columns |= memory_mib() | prepared.device_memory() | backend.state() | process_load(since)
    return columns | processors()


def facts(framework: str, device: str) -> dict[str, str]:
    """Version and build of a framework, and every package beside it; on a GPU its model too.

    Raises:
        RuntimeError: there is no such device.
    """
    backend = importlib.import_module(f"bench.backends.{framework}")
    backend.require(device)
    known = backend.facts() | ({"gpu-model": backend.gpu()} if device == "cuda" else {})
    packages = {
        package.metadata["Name"].lower().replace("_", "-").replace(".", "-"): package.version
        for package in importlib.metadata.distributions()
    }
    return known | {f"package-{name}": version for name, version in sorted(packages.items())}


def main(arguments: list[str]) -> int:
    if arguments[0] == "--facts":
        result = facts(*arguments[1:])
    else:
        settings = json.loads(arguments[0])
        result = measure(settings["contestant"], settings["window_s"], settings["warm_up_s"], settings["since"])
    print(RESULT + json.dumps(result), flush=True)
    sys.stderr.flush()
    os._exit(0)  # some builds abort while they end, after the result is out


if __name__ == "__main__":
    main(sys.argv[1:])
