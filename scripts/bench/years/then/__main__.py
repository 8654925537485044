"""One process of a sweep through the years: imports a release, makes steps of several models, prints their times.

In: settings as JSON. Out: one JSON line for the import and one for each model and task.
"""

import importlib
import json
import os
import sys
import time

RESULT = "years-result: "


def say(row):
    print(RESULT + json.dumps(row), flush=True)


def resident_mib():
    with open("/proc/self/statm") as file:
        return round(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2.0**20, 1)


def timed(step, warm_up_s, window_s, least):
    """Milliseconds of the first call, then microseconds of each call of the window; and the first and last results."""
    began = time.perf_counter()
    first = step()
    first_ms = (time.perf_counter() - began) * 1e3
    end = time.perf_counter() + warm_up_s
    step()
    while time.perf_counter() < end:
        step()
    times, last, began = [], first, time.perf_counter()
    before = began
    while before - began < window_s or len(times) < least:
        last = step()
        now = time.perf_counter()
        times.append(round((now - before) * 1e6))
        before = now
    return first_ms, times, first, last


def measure(backend, asked, settings):
    model, task = asked
    began = time.perf_counter()
    step = backend.prepare(model, task, settings["mode"], "float32", settings["threads"])
    build_ms = (time.perf_counter() - began) * 1e3
    first_ms, times, first, last = timed(step, settings["warm_up_s"], settings["window_s"], settings["least"])
    row = {"model": model, "task": task, "build_ms": round(build_ms, 1), "first_ms": round(first_ms, 1), "us": times}
    if task == "training":
        row.update(loss_first=round(float(first), 6), loss_last=round(float(last), 6))
    return row


def values(backend, model, settings):
    """The output and the losses of five steps, in double precision; in single where a layer knows no other."""
    try:
        return computed(backend, model, settings, "float64")
    except Exception:  # each release has its own words for it
        return computed(backend, model, settings, "float32")


def computed(backend, model, settings, precision):
    output = backend.prepare(model, "inference", settings["mode"], precision, settings["threads"])()
    step = backend.prepare(model, "training", settings["mode"], precision, settings["threads"])
    losses = [float(step()) for _ in range(5)]
    return {"model": model, "precision": precision, "output": output.ravel().tolist(), "losses": losses}


def main(settings):
    began = time.perf_counter()
    importlib.import_module({"tensorflow": "tensorflow", "pytorch": "torch"}[settings["framework"]])
    import_ms = round((time.perf_counter() - began) * 1e3, 1)
    resident = resident_mib()
    backend = importlib.import_module("." + settings["framework"], __package__)
    backend.start(settings["mode"], settings["threads"])
    say(dict(backend.facts(), import_ms=import_ms, resident_mib=resident, python=sys.version.split()[0]))
    for asked in settings["asked"]:
        try:
            say(values(backend, asked, settings) if settings["values"] else measure(backend, asked, settings))
        except Exception as error:  # what one model lacks is told, and the others are measured
            named = {"model": asked} if settings["values"] else {"model": asked[0], "task": asked[1]}
            said = " ".join((type(error).__name__ + ": " + str(error)).split())
            say(dict(named, error=said[:300]))
    sys.stderr.flush()
    os._exit(0)  # some builds abort while they end, after the results are out


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
