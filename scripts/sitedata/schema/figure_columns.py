"""What a column of a figure's rows holds, for somebody who has the CSV alone.

In: the name of a column, the tables that the figure was drawn from. Out: its meaning, and its unit if it has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sitedata.schema.environments import BENCH_TABLES
from sitedata.schema.names import NAMES
from sitedata.schema.tables import TABLES, extra_of


class Column(NamedTuple):
    meaning: str
    unit: str = ""


SWEEPS = {"1": "of the first sweep", "2": "of the second sweep"}
VERDICT = "Whom a comparison calls faster"
OWN = {
    "another_seed_points": Column("By how much another seed alone moves the result.", "percentage points"),
    "before": Column("The ratio without the condition."),
    "claim": Column("Id of the claim."),
    "comparison": Column("What is compared."),
    "condition": Column("What is changed about the machine or the settings."),
    "contestant": Column("The framework or backend, and how it ran."),
    "coverage": Column("Probability with which the interval from low to high covers the true value."),
    "difference_ppm": Column("Largest difference of the outputs, over the largest output.", "ppm"),
    "division": Column("What both programs may use: as their users write them, or tuned."),
    "examples_per_s": Column("Throughput: the median over runs.", "examples/s"),
    "fastest": Column("Throughput of the fastest run.", "examples/s"),
    "file_mib": Column("Size of the files that are shipped.", "MiB"),
    "first": Column("The number at the first reading."),
    "first_reading": Column("Day of the first reading."),
    "framework": Column("The framework."),
    "ended_by": Column("The release that ended it; empty while it lasts, and where several decide."),
    "from": Column("The day of the release from which on it was so."),
    "highest_seed": Column("The early accuracy of the best seed.", "%"),
    "lowest_seed": Column("The early accuracy of the worst seed.", "%"),
    "high": Column("Upper end of the interval around the row's value; empty where there are too few rounds."),
    "highest": Column("The highest of all seeds.", "percentage points"),
    "import_ms": Column("Time to import the framework: the median over runs.", "ms"),
    "first_call_ms": Column("Time of the first call, compiling included: the median over runs.", "ms"),
    "first_request_ms": Column("Time of the first request, compiling included: the median over processes.", "ms"),
    "installed_mib": Column("Size on disk of the framework with all that it requires.", "MiB"),
    "kind": Column("Which kind of claim or of comparison the row is about."),
    "largest_of_a_round": Column("The ratio of the round in which the two runs differ most."),
    "last": Column("The number at the last reading."),
    "last_reading": Column("Day of the last reading."),
    "low": Column("Lower end of the interval around the row's value; empty where there are too few rounds."),
    "lowest": Column("The lowest of all seeds.", "percentage points"),
    "machine": Column("The machine that measured."),
    "measure": Column("What was measured."),
    "median_accuracy": Column("Accuracy on the test data: the median over seeds.", "%"),
    "median_points": Column("Difference of accuracy: the median over seeds.", "percentage points"),
    "memory": Column("Which memory of the process."),
    "mode": Column("How it was run."),
    "model": Column("The model."),
    "moves_by": Column("By what factor this step changes the ratio of the step before it; empty in the first row."),
    "outcome": Column("What the interval says: less, more, tie, or unclear."),
    "p99_ms": Column("The 99th percentile of all requests.", "ms"),
    "packages": Column("Packages that are installed with the framework."),
    "paid": Column("After how many steps compiling has saved what its first call took."),
    "pairs": Column("Pairs of seeds."),
    "peak_mib": Column("Main memory at most: the median over processes.", "MiB"),
    "processes": Column("Processes behind the row."),
    "pytorch": Column("The value of PyTorch, in the unit of the column unit."),
    "pytorch_epoch": Column("The epoch of PyTorch's value."),
    "pytorch_mode": Column("How PyTorch ran the model."),
    "ratio": Column("The first over the second, as the figure's unit says: the median over rounds."),
    "release": Column("The newest release."),
    "released_on": Column("The day on which the release appeared."),
    "releases": Column("Stable releases in the year."),
    "request_ms": Column("Time of a request with one example: the median over processes of the median of each.", "ms"),
    "requests": Column("Requests behind the row."),
    "resident_mib": Column("Main memory after the first request: the median over processes.", "MiB"),
    "rounds": Column("Rounds in which both were measured."),
    "runs": Column("Runs behind the row."),
    "samples": Column("Address, below the site's home page, of every run behind the row with its steps."),
    "saved_ms_a_step": Column("What a step takes less than without compiling.", "ms"),
    "says": Column("What this machine and release say about the claim."),
    "sections": Column("Sections of the article that name the system."),
    "seeds": Column("Seeds behind the row."),
    "served_with": Column("Packages that answered."),
    "slowest": Column("Throughput of the slowest run.", "examples/s"),
    "start_ms": Column("Time from the first import until the first request is answered: the median.", "ms"),
    "step": Column("What is changed about both programs, on top of the rows above it for the same model."),
    "step_ms": Column("Time of a step in this mode: the median.", "ms"),
    "step_time_ms": Column("Time of a step, as published.", "ms"),
    "sweep": Column("The sweep, by the minute (UTC) at which it began"),
    "system": Column("The system."),
    "tensorflow": Column("The value of TensorFlow, in the unit of the column unit."),
    "tensorflow_epoch": Column("The epoch of TensorFlow's value."),
    "tensorflow_mode": Column("How TensorFlow ran the model."),
    "tf_function_ms": Column("Time of a step with tf.function in the same rounds: the median.", "ms"),
    "threads": Column("Threads that the framework might use; all means as many as it likes."),
    "tie_band": Column("Up to which ratio, either way, it is called a tie"),
    "time_ratio": Column("PyTorch's value over TensorFlow's."),
    "under": Column("The ratio under the condition."),
    "until": Column("The day of the release that ended it; empty while it lasts."),
    "variant": Column("What is special about how it was run."),
    "verdict_before": Column(f"{VERDICT} without the condition."),
    "verdict_under": Column(f"{VERDICT} under the condition."),
    "verdicts": Column("Whether both sweeps decide alike."),
    "versions and days": Column("Each release with its day (month and day)."),
    "way": Column("The framework that trained the model, and what answers."),
    "what": Column("Whose time it is, or the ratio of both."),
    "year": Column("The year."),
} | {
    f"{framework}_{end}": Column(meaning.format(NAMES[framework]), unit)
    for framework in ("pytorch", "tensorflow")
    for end, meaning, unit in (
        ("ms", "Time of {} alone: the median over runs.", "ms"),
        ("mib", "Memory of {}: the median over runs.", "MiB"),
        ("low", "Lower end of the interval around the memory of {}.", "MiB"),
        ("high", "Upper end of the interval around the memory of {}.", "MiB"),
        ("runs", "Runs of {} behind the row.", ""),
    )
}  # fmt: skip
"""Columns that a figure computes. One that it takes from a table is described there."""


def described(name: str, tables: Iterable[str]) -> Column:
    """Raises:
    KeyError: nothing says what the column holds.
    """
    if name in OWN:
        return OWN[name]
    for table in tables:
        model = (TABLES | BENCH_TABLES).get(table)
        if model and name in model.model_fields:
            return Column(model.model_fields[name].description or "", extra_of(model, name, "unit") or "")
    base, _, sweep = name.rpartition("_")
    if base in OWN and sweep in SWEEPS:
        return Column(f"{OWN[base].meaning.removesuffix('.')}, {SWEEPS[sweep]}.", OWN[base].unit)
    framework, _, counted = name.partition(" ")
    if framework in NAMES.values() and counted:
        return Column(f"{counted.capitalize()} of {framework}.")
    raise KeyError(f"no meaning is known of the column '{name}': expected one in {__name__}.OWN")
