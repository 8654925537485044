"""A synthetic environment of the benchmark, for tests: invented numbers, the same at each call.

It never belongs under ``data/``.

``MINIMAL`` is the smallest good environment. ``plausible()`` has every workload, mode and variant, noise between
rounds, and runs that failed.
"""

import csv
import gzip
import io
import itertools
import random

from sitedata.schema.environments import ARMS, BENCH_TABLES, QUANTITIES, file_name
from sitedata.schema.protocol import divisions
from sitedata.schema.protocol.agreement import limits
from sitedata.schema.protocol.modes import MAIN_MODE, MODES
from sitedata.schema.protocol.workloads import CLASSIC, WORKLOADS
from sitedata.schema.tables import columns_of

ID = "synthetic"
SWEEP = "20000101t0000"
MAIN_PAIR = ("tensorflow", "pytorch")
# empty where no step ran
MEASURED = (
    "steps",
    "window_s",
    "process_cpu_s",
    "first_call_ms",
    "second_call_ms",
    "loss_first",
    "loss_last",
)


def record(table, **changes):
    """A row from the schema's own good examples, with the given cells; a run is one of PyTorch on a CPU."""
    row = {name: field.examples[0] for name, field in BENCH_TABLES[table].model_fields.items()}
    if table == "runs":
        row |= {"mode": "eager", "reason": "", "device_reserved_mib": "", "device_allocated_mib": "", "threads": "0"}
    return row | {name: str(value) for name, value in changes.items()}


def run(id, times="1000 1100 1200", **changes):
    """A run and its row of samples, which agree with each other."""
    counted = {"steps": len(times.split()), "window_s": sum(map(int, times.split())) / 1e6}
    return record("runs", **{"id": id, **counted, **changes}), record("samples", run_id=id, step_time_us=times)


MINIMAL = {
    "environment": [record("environment"), record("environment", fact="cores", value="2")],
    "agreement": [record("agreement")],
    **{name: [record(name)] for name in ("accuracy", "sizes", "defaults")},
}
MINIMAL["runs"], MINIMAL["samples"] = map(
    list, zip(run("one"), run("two", framework="tensorflow", mode="tf.function"), strict=True)
)


def write(folder, id=ID, **tables):
    """``MINIMAL`` as the files of an environment in ``folder`` (``data/benchmarks``), some of its tables replaced."""
    place = folder / id
    place.mkdir(parents=True, exist_ok=True)
    for name, rows in (MINIMAL | tables).items():
        text = io.StringIO()
        writer = csv.DictWriter(text, columns_of(BENCH_TABLES[name]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        raw = text.getvalue().encode()
        (place / file_name(name)).write_bytes(gzip.compress(raw, mtime=0) if name == "samples" else raw)
    return folder


def changed(table, row, **cells):
    """A table of ``MINIMAL`` with some cells of one row (counted from 0) replaced."""
    return {table: [before | cells if number == row else before for number, before in enumerate(MINIMAL[table])]}


# --- a whole environment ---------------------------------------------------------------------------------------------
STEP_US = dict(zip(CLASSIC, (2500, 60_000, 40_000, 9000, 8000, 110_000, 90_000), strict=True))  # invented
SLOWNESS = {"tf.function": 1.2, "xla": 1.1, "torch.compile": 0.95, "jit": 1.05}  # invented
EAGER = {"tensorflow": 4.0, "pytorch": 1.0}  # invented
COMPILE_MS = {"eager": 50, "tf.function": 900, "xla": 1900, "torch.compile": 1700, "jit": 700}  # invented


def contestants():
    """What is measured: the main settings of all workloads, and one contestant of every other kind."""
    main = [
        {"workload": workload.id, "framework": framework, "mode": MAIN_MODE[framework], "task": "training",
         "variant": "plain", "layout": "default", "threads": 0, "batch_size": workload.batch_size}
        for workload, framework in itertools.product(map(WORKLOADS.get, CLASSIC), MODES)
    ]  # fmt: skip
    yield from main
    for contestant in main:
        yield contestant | {"task": "inference"}
        if contestant["framework"] == "jax":
            continue
        yield contestant | {"threads": 1}
        if contestant["workload"] in ("resnet20", "lstm"):
            yield contestant | {"variant": "twin"}
            yield contestant | {"variant": "busy-neighbour"}
            yield contestant | {"variant": "allocator"}
        for mode in MODES[contestant["framework"]]:
            if mode != contestant["mode"]:
                yield contestant | {"mode": mode}
        for size in WORKLOADS[contestant["workload"]].batch_sizes:
            yield contestant | {"batch_size": size}
        if contestant["framework"] == "pytorch":
            yield contestant | {"mode": "torch.compile", "variant": "fresh-cache"}
            if WORKLOADS[contestant["workload"]].is_image:
                yield contestant | {"layout": "channels-last"}
            layout = divisions.best_layout(contestant["workload"], "pytorch")
            yield contestant | {"mode": "torch.compile", "variant": "whole-step"} | layout
            yield contestant | {"variant": "mkl-generic"}
        else:
            yield contestant | {"variant": "onednn-off"}
            yield contestant | {"variant": "onednn-on"}
        yield contestant | {"variant": "isa-capped"}
        yield contestant | {"variant": "physical-cores"}
        yield contestant | divisions.columns(contestant["workload"], contestant["framework"], "tuned")
    nothing = {
        "workload": "none",
        "task": "import",
        "variant": "plain",
        "layout": "default",
        "threads": 0,
        "batch_size": 0,
    }
    yield from (nothing | {"framework": framework, "mode": MODES[framework][0]} for framework in MODES)


def step_us(each):
    """Invented time of a step."""
    time = STEP_US[each["workload"]] * SLOWNESS.get(each["mode"], EAGER.get(each["framework"], 1))
    time *= each["batch_size"] / WORKLOADS[each["workload"]].batch_size
    time *= (
        {"inference": 0.35}.get(each["task"], 1)
        * {1: 1.7}.get(each["threads"], 1)
        * {"channels-last": 0.85}.get(each["layout"], 1)
    )
    slowed = {"busy-neighbour": 5 if each["framework"] == "pytorch" else 1.6, "allocator": 0.8, "onednn-off": 1.9}
    slowed |= {"onednn-on": 0.5, "isa-capped": 1.3, "mkl-generic": 4, "whole-step": 0.9, "tuned": 0.6}
    return time * slowed.get(each["variant"], 1)


def plausible(rounds=10, steps=20, sweep=SWEEP):
    """All tables of a sweep: one run per round was flagged and repeated; a few failed, timed out or could not run."""
    chance = random.Random(f"{sweep} {rounds} {steps}")
    runs, samples = [], []
    for round in range(1, rounds + 1):
        taking_part = [
            contestant for contestant in contestants() if round <= 3 or contestant["variant"] != "fresh-cache"
        ]
        chance.shuffle(taking_part)
        for number, contestant in enumerate(taking_part):
            id = f"{sweep}-r{round:02}-{number:03}"
            if number == 0:
                runs.append(
                    measured(chance, id + "-busy", round, contestant, steps, sweep)[0]
                    | {"status": "flagged", "reason": "foreign CPU use"}
                )
            one, times = measured(chance, id, round, contestant, steps, sweep)
            if number < 3 and round == rounds:
                status = ("failed", "timed-out", "could-not-run")[number]
                one, times = one | dict.fromkeys(MEASURED, "") | {"status": status, "reason": "synthetic"}, ""
            runs.append(one | {"attempt": "2" if number == 0 else "1"})
            if times:
                samples.append(record("samples", run_id=id, step_time_us=times))
    return {"runs": runs, "samples": samples, **described()}


def measured(chance, id, round, each, steps, sweep):
    """A successful run, and its times."""
    noise = chance.lognormvariate(0, 0.03)
    row = record("runs", id=id, round=round, sweep=sweep, **each) | dict.fromkeys(("build_ms", *MEASURED), "")
    row["import_ms"] = f"{ {'tensorflow': 1600, 'pytorch': 900, 'jax': 350}[each['framework']] * noise:.1f}"
    row["peak_rss_mib"] = f"{ {'tensorflow': 560, 'pytorch': 350, 'jax': 400}[each['framework']] * noise:.1f}"
    if each["task"] == "import":
        return row, ""
    compile_ms = COMPILE_MS[each["mode"]] * (9 if each["variant"] == "fresh-cache" else 1) * noise
    row |= {"build_ms": "48.1", "first_call_ms": f"{compile_ms:.1f}", "second_call_ms": f"{compile_ms / 9:.1f}"}
    if each["variant"] == "fresh-cache":
        return row, ""
    times = [max(1, int(step_us(each) * noise * chance.lognormvariate(0, 0.04))) for _ in range(steps)]
    window_s = sum(times) / 1e6
    row |= {
        "steps": str(steps),
        "window_s": f"{window_s:.4f}",
        "process_cpu_s": f"{window_s * (1 if each['threads'] else 1.9):.3f}",
    }
    return row | ({"loss_first": "2.303", "loss_last": "0.4"} if each["task"] == "training" else {}), " ".join(
        map(str, times)
    )


def described():
    """The tables that are not about time."""
    facts = {"cpu-model": "Synthetic(R) CPU @ 1.00GHz", "cores": "2", "memory-gib": "4"}
    environment = [record("environment", framework="machine", fact=fact, value=value) for fact, value in facts.items()]
    environment += [record("environment", framework=framework, fact="version", value="0.0.0") for framework in MODES]
    compared = itertools.product(CLASSIC, ("tensorflow", "jax"), ("float32", "float64"), QUANTITIES)
    agreement = [
        record("agreement", workload=workload, framework=framework, precision=precision, quantity=quantity,
               difference="0", limit=f"{limits(workload, precision)[quantity]:.0e}")
        for workload, framework, precision, quantity in compared
    ]  # fmt: skip
    trained = itertools.product(
        ("digits", "breast-cancer"), MAIN_PAIR, ARMS, ("sgd", "adam"), range(1, 6), range(1, 13)
    )
    accuracy = [
        record("accuracy", dataset=dataset, framework=framework, arm=arm, optimizer=optimizer, seed=seed, epoch=epoch,
               train_loss=f"{2.3 / epoch:.4f}",
               test_accuracy=f"{98 - 80 / epoch - 0.1 * seed - (arm == 'batchnorm-momentum') * 10 / epoch:.2f}")
        for dataset, framework, arm, optimizer, seed, epoch in trained
    ]  # fmt: skip
    sizes = [
        record("sizes", framework=framework, package=package, version="0.0.0", size_mib=size)
        for framework in MODES
        for package, size in ((f"synthetic-{framework}", "700.5"), ("synthetic-rest", "20"))
    ]
    return {
        "environment": environment,
        "agreement": agreement,
        "accuracy": accuracy,
        "sizes": sizes,
        "defaults": [record("defaults")],
    }
