"""The tables of one sweep through the years in ``data/years/<machine>/``: raw values; all else is derived."""

from __future__ import annotations

from sitedata.schema import kinds as c
from sitedata.schema.protocol.years import MODELS, PACKAGES, TASKS, VARIABLES
from sitedata.schema.tables import Row, column

MODES = {
    "session": "a graph that was built before and is run in a session",
    "function": "tf.function",
    "eager": "operation by operation",
    "compiled": "torch.compile",
}
VARIANTS = {
    "plain": "as installed",
    "onednn-on": "TensorFlow with its oneDNN kernels, in releases that leave them off",
    "onednn-off": "TensorFlow without its oneDNN kernels, in releases that turn them on",
    "mkl-avx2": "MKL told to take its path for AVX2, which it keeps from other makers' processors",
}
OUTCOMES = {
    "measured": "installed and run",
    "cannot-install": "the installer refuses it here, or no Python is here for which it has a wheel",
}
FRAMEWORK = ("The framework.", "pytorch", "torch")
VERSION = ("The release.", "1.13.1", "old")
MODE = ("How it is run.", "eager", "normal")
VARIANT = ("What is special about it.", "plain", "usual")
MODEL = ("The model.", "resnet20", "a CNN")
RUN = ("Name of the process, unique in its sweep.", "pytorch-1-13-1-eager-plain-t1-r03-a1", "third")


class MachineFact(Row):
    """What is known of the machine of a sweep."""

    key = ("fact",)
    fact: c.Id = column("Its name.", "cpu-model", "CPU")
    value: c.Text = column("Its value, as the system states it.", "AMD EPYC", "fast")


class YearRelease(Row):
    """A release that was tried: what was installed, or why nothing was."""

    key = ("framework", "version")
    framework: c.one_of(*PACKAGES) = column(*FRAMEWORK)
    version: c.Version = column(*VERSION)
    released_on: c.Date = column("The day of its first file.", "2022-12-15", "December")
    python: c.OptionalPython = column(
        "The Python in which it ran, the newest here that it has a wheel for.", "3.11", "3"
    )
    outcome: c.one_of(*OUTCOMES) = column("What became of it.", "measured", "fine")
    reason: c.OptionalText = column("Why it was not measured.", "no wheel for a Python that is here", "broken")
    installed_mib: c.OptionalNumber = column("What all its packages take on disk.", "1873.2", "2 GB", unit="MiB")
    beside: c.OptionalText = column("Packages beside it that matter for speed.", "numpy 1.23.5", "many")
    unused: c.OptionalText = column(
        "Vector instructions of this processor that its build does not use everywhere, as its log says.",
        "AVX2 FMA",
        "some",
    )
    says: c.OptionalText = column("What it says of its libraries.", "Intel(R) MKL 2020.0 Product Build", "fast")


class YearAgreement(Row):
    """Does a release compute what the newest PyTorch computes? What does not agree is shown nowhere."""

    key = ("framework", "version", "mode", "variant", "model")
    framework: c.one_of(*PACKAGES) = column(*FRAMEWORK)
    version: c.Version = column(*VERSION)
    mode: c.one_of(*MODES) = column(*MODE)
    variant: c.one_of(*VARIABLES) = column(*VARIANT)
    model: c.one_of(*MODELS) = column(*MODEL)
    precision: c.one_of("float32", "float64", required=False) = column(
        "Number format: double, or single where a layer of the release knows no other.", "float64", "double"
    )
    output: c.OptionalDifference = column(
        "Largest difference of the outputs, over the largest output.", "1.2e-14", "tiny"
    )
    losses: c.OptionalDifference = column(
        "Largest difference of the loss over five steps of training, over the first loss.", "3.4e-09", "tiny"
    )
    agrees: c.YesNo = column("Are both within the limits?", "yes", "nearly")
    reason: c.OptionalText = column("Why there are no values.", "TypeError: …", "broken")


class YearRun(Row):
    """One process that measured all models, or tried to."""

    key = ("id",)
    id: c.Id = column(*RUN)
    framework: c.one_of(*PACKAGES) = column(*FRAMEWORK)
    version: c.Version = column(*VERSION)
    mode: c.one_of(*MODES) = column(*MODE)
    variant: c.one_of(*VARIABLES) = column(*VARIANT)
    threads: c.Count = column("Threads that it may use.", "2", "all", unit="threads")
    round: c.Count = column("Round of its release, from 1.", "3", "third")
    anchor: c.Count = column(
        "0, or the number of the release after which the newest pair was measured once more.", "0", "none"
    )
    attempt: c.Count = column("1, or more after a flagged attempt.", "1", "again")
    started_at: c.Moment = column("When it started (UTC).", "2026-11-27T21:34:10Z", "21:34")
    status: c.one_of("ok", "flagged", "failed") = column("How it ended.", "ok", "fine")
    reason: c.OptionalText = column("Why it is not ok.", "others used 0.42 cores, limit 0.10", "broken")
    import_ms: c.OptionalNumber = column("Time to import the framework.", "1590.2", "1.6 s", unit="ms")
    resident_mib: c.OptionalNumber = column("Main memory that it holds after that.", "145.9", "little", unit="MiB")
    foreign_cores: c.OptionalNumber = column("Cores that others used meanwhile.", "0.03", "none", unit="cores")
    steal_share: c.OptionalNumber = column("Share of time that the hypervisor withheld.", "0.001", "none")
    load_average: c.OptionalNumber = column("Load average over the minute before it.", "0.42", "idle")


class YearSteps(Row):
    """The timed steps of one model in one process, kept in a compressed file (``steps.csv.gz``)."""

    key = ("run_id", "model", "task")
    run_id: c.Id = column(*RUN, ref="runs.id")
    model: c.one_of(*MODELS) = column(*MODEL)
    task: c.one_of(*TASKS) = column("What is timed.", "training", "both")
    build_ms: c.OptionalNumber = column("Time to build the model and its optimizer.", "48.1", "short", unit="ms")
    first_ms: c.OptionalNumber = column("Time of the first step, compiling included.", "180.4", "slow", unit="ms")
    loss_first: c.OptionalNumber = column("Loss at the first step.", "2.3051", "high")
    loss_last: c.OptionalNumber = column("Loss at the last timed step.", "0.0131", "low")
    step_time_us: c.OptionalStepTimes = column(
        "Time of every step in the window, in order, with one space between.", "4870 4911 4862", "4.9", unit="µs"
    )
    reason: c.OptionalText = column("Why there are no steps.", "NotImplementedError", "broken")


YEAR_TABLES: dict[str, type[Row]] = {
    "machine": MachineFact,
    "releases": YearRelease,
    "agreement": YearAgreement,
    "runs": YearRun,
    "steps": YearSteps,
}
"""Table name → model, in the order in which a reader needs them."""


def file_name(table: str) -> str:
    return f"{table}.csv.gz" if table == "steps" else f"{table}.csv"
