"""The tables of one measurement of deployment in ``data/deployments/<machine>/``: raw values; all else is derived."""

from __future__ import annotations

from sitedata.schema import kinds as c
from sitedata.schema.protocol.conversions import MODELS, OUTCOMES
from sitedata.schema.protocol.deployment import WAYS
from sitedata.schema.tables import Row, column
from sitedata.schema.years import MachineFact

WAY = ("The way by which the model left its framework.", "pytorch-onnx", "ONNX")
MODEL = ("The model.", "resnet20", "a CNN")
RUN = ("Name of the process, unique in its measurement.", "pytorch-onnx-resnet20-r03-a1", "third")


class DeployedWay(Row):
    """What a way was exported and called with."""

    key = ("way",)
    way: c.one_of(*WAYS) = column(*WAY)
    exported_with: c.Text = column("Packages with which it was exported.", "torch 2.15.0, Python 3.11.7", "torch")
    served_with: c.Text = column("Packages that answered.", "onnxruntime 1.27.1, Python 3.11.7", "ORT")
    installed_mib: c.OptionalNumber = column(
        "What all packages that answer take on disk; empty where that is not what a service would install.",
        "93.4", "small", unit="MiB",
    )  # fmt: skip
    for_gpus_mib: c.OptionalNumber = column(
        "Of these, packages that only a GPU needs and that are installed all the same.", "3412.6", "much", unit="MiB"
    )
    download_mib: c.OptionalNumber = column(
        "Files of the runtime that a page fetches, compressed with gzip; empty outside browsers.", "3.1", "small",
        unit="MiB",
    )  # fmt: skip


class DeployedModel(Row):
    """Was a model exported, and does what was exported compute the same?"""

    key = ("way", "model")
    way: c.one_of(*WAYS) = column(*WAY)
    model: c.one_of(*MODELS) = column(*MODEL)
    outcome: c.one_of(*OUTCOMES) = column("What became of it.", "converts", "fine")
    finding: c.OptionalText = column("What was changed, or how it failed.", "ValueError: …", "broken")
    difference_ppm: c.OptionalNumber = column(
        "Largest difference of the outputs, over the largest output.", "0.42", "tiny", unit="ppm"
    )
    file_mib: c.OptionalNumber = column("Size of the files that are shipped.", "1.1", "small", unit="MiB")
    export_s: c.OptionalNumber = column("How long the export took.", "3.2", "short", unit="s")
    accuracy: c.OptionalNumber = column(
        "Share of the test that it reads right; only of ways that compute with 8-bit integers.", "0.962", "good"
    )
    float_accuracy: c.OptionalNumber = column(
        "The same of the framework in single precision, before it was rounded.", "0.966", "good"
    )


class DeployedRun(Row):
    """One process that loaded one model and answered requests, one after the other."""

    key = ("id",)
    id: c.Id = column(*RUN)
    way: c.one_of(*WAYS) = column(*WAY)
    model: c.one_of(*MODELS) = column(*MODEL)
    round: c.Count = column("Round, from 1.", "3", "third")
    attempt: c.Count = column("1, or more after a flagged attempt.", "1", "again")
    started_at: c.Moment = column("When it started (UTC).", "2026-11-27T21:34:10Z", "21:34")
    status: c.one_of("ok", "flagged", "failed") = column("How it ended.", "ok", "fine")
    reason: c.OptionalText = column("Why it is not ok.", "others used 0.42 cores, limit 0.10", "broken")
    ready_ms: c.OptionalNumber = column(
        "Time from the first import until the model is loaded.", "412.5", "0.4 s", unit="ms"
    )
    first_ms: c.OptionalNumber = column("Time of the first request, compiling included.", "18.4", "slow", unit="ms")
    resident_mib: c.OptionalNumber = column(
        "Main memory that it holds after the first request.", "145.9", "little", unit="MiB"
    )
    peak_mib: c.OptionalNumber = column("Main memory at most.", "201.3", "little", unit="MiB")
    requests_per_s: c.OptionalNumber = column(
        "Requests a second that a server answered with several clients at once; empty where there is no server.",
        "412.5", "many", unit="1/s",
    )  # fmt: skip
    client_cores: c.OptionalNumber = column("Cores that these clients used.", "0.31", "few", unit="cores")
    foreign_cores: c.OptionalNumber = column("Cores that others used meanwhile.", "0.03", "none", unit="cores")
    steal_share: c.OptionalNumber = column("Share of time that the hypervisor withheld.", "0.001", "none")
    load_average: c.OptionalNumber = column("Load average over the minute before it.", "0.42", "idle")


class DeployedCalls(Row):
    """The timed requests of one process, kept in a compressed file (``calls.csv.gz``)."""

    key = ("run_id",)
    run_id: c.Id = column(*RUN, ref="runs.id")
    call_time_us: c.OptionalStepTimes = column(
        "Time of every request in the window, in order, with one space between.", "870 911 862", "0.9", unit="µs"
    )


DEPLOYMENT_TABLES: dict[str, type[Row]] = {
    "machine": MachineFact,
    "ways": DeployedWay,
    "models": DeployedModel,
    "runs": DeployedRun,
    "calls": DeployedCalls,
}
"""Table name → model, in the order in which a reader needs them."""


def file_name(table: str) -> str:
    return f"{table}.csv.gz" if table == "calls" else f"{table}.csv"
