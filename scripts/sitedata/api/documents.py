"""The files of the API, typed: lists, single records, measurements and the index.

The parts are in :mod:`sitedata.api.models`.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from sitedata.api.from_rows import Part, described
from sitedata.api.models import (
    Claim,
    Criterion,
    Document,
    FigureFiles,
    FigureLeftOut,
    FrameworkRelease,
    News,
    ReleaseTime,
    Request,
    System,
)
from sitedata.schema.environments import ARMS, BENCH_FRAMEWORKS, STATUSES, TASKS, VARIANTS
from sitedata.schema.tables import TIERS


class ClaimList(Document):
    """Every claim of the article with verdict and evidence."""

    claims: list[Claim]


class ClaimDocument(Document):
    """One claim."""

    claim: Claim


class CriterionList(Document):
    """The comparison table, row by row."""

    criteria: list[Criterion]


class CriterionDocument(Document):
    """One row of the comparison table."""

    criterion: Criterion


class SystemList(Document):
    """The systems around the frameworks."""

    systems: list[System]


class SystemDocument(Document):
    """One system."""

    system: System


class FigureList(Document):
    """Every figure with the addresses of its files."""

    figures: list[FigureFiles]
    nothing_to_draw: list[FigureLeftOut] = described(
        "Figures that the data of today leaves without a mark, and so without files."
    )


class FitList(Document):
    """What fits together: releases of the frameworks with Pythons, systems and companions."""

    releases: list[FrameworkRelease] = described("By framework, each newest first.")


class ChangeList(Document):
    """What changed since the article: releases, events, ends of support, and verdicts."""

    changes: list[News] = described("The newest first: read until a day that is known already.")


class YearList(Document):
    """Releases since 2018, timed on one machine."""

    times: list[ReleaseTime] = described("By sweep, threads, task, framework and day of release.")


class DeploymentList(Document):
    """What a request costs on each way out of a framework, timed on one machine."""

    requests: list[Request] = described("By deployment, way and model.")


# --- measurements -----------------------------------------------------------------------------------------------------
Framework = Literal[BENCH_FRAMEWORKS]


class Contestant(Part):
    """What was measured: columns of runs.csv."""

    workload: str
    framework: Framework
    mode: str
    task: Literal[TASKS]
    variant: Literal[*VARIANTS]
    device: Literal["cpu", "cuda"]
    precision: str
    layout: str
    threads: int = described("0 for all.")
    batch_size: int


class RatioOf(Part):
    """A metric of one contestant over that of another, in the median over the rounds in which both were measured."""

    kind: Literal["training", "inference", "one thread", "batch size", "memory", "mode", "control", "condition"] = (
        described("The question asked.")
    )
    name: str = described("The model, and for a condition what changed.")
    metric: str = described("step_time_ms, peak_rss_mib or anonymous_mib.")
    numerator: Contestant
    denominator: Contestant
    median: float = described("Median over rounds; with several sweeps, over the medians of these.")
    low: float | None = described("Lower end of its interval; null after a single round.")
    high: float | None = described("Upper end of it.")
    coverage: float = described(
        "With which probability such an interval contains the median of each sweep, at least: 0.95 where there are "
        "enough rounds for that. For this ratio alone; the answers to a claim hold together."
    )
    rounds: int = described("Rounds in which both sides were measured.")
    tie_band: float = described("The factor up to which a difference counts as a tie.")
    outcome: Literal["less", "more", "tie", "unclear"] = described(
        "less or more where the whole interval is beyond the tie band."
    )
    samples: str = described("Address of the runs behind it.")


class CompilingCost(Part):
    """What a compiling mode costs at its first call, and after how many steps that pays back."""

    workload: str
    framework: Framework
    mode: str
    first_call_ms: float = described("Median over runs.")
    extra_first_call_ms: float | None = described("Beyond the first call of the same framework's eager mode.")
    saved_ms_per_step: float | None
    paid_after_steps: int | None = described("Null where steps do not become shorter beyond doubt.")


class AccuracyGap(Part):
    """Test accuracy minus that of PyTorch with everything matched and the same seed."""

    dataset: str
    framework: Framework
    arm: Literal[*ARMS]
    optimizer: Literal["sgd", "adam"]
    epoch: int
    median_points: float = described("Percentage points, median over seeds.")
    points: list[float] = described("One for each seed.")


class Sweep(Part):
    """A time in which all contestants ran in shuffled rounds."""

    id: str = described("The minute (UTC) at which it began.")
    began_at: datetime.datetime = described("Start of its first run.")
    ended_at: datetime.datetime = described("Start of its last run.")
    rounds: int
    runs: dict[Literal[*STATUSES], int] = described("How many ended how.")


class Installed(Part):
    """A framework as it was installed."""

    framework: Framework
    version: str
    import_ms: float | None = described("Time to import it, median over runs.")
    size_mib: float | None = described("All packages of its environment on disk.")


class RawFile(Part):
    """A file of an environment."""

    name: str
    address: str


class MeasuredEnvironment(Part):
    """One machine with one set of versions."""

    id: str = described("Made of processor and versions.")
    machine: str = described("Processor, cores, vector units.")
    main: bool = described("The one that pages show unless they are about another.")
    tier: Literal[*TIERS] = described("Who stands behind it: ours, attested or contributed.")
    main_for: Literal["cpu", "cuda"] | None = described("The device of which keepers of this site show it first.")
    attested_run: str | None = described("The public run of the workflow that measured it, if it is attested.")
    verified_by: str | None = described("The command that verifies the provenance of its files, if it is attested.")
    page: str = described("The page with its figures.")
    below_protocol: str | None = described(
        "How far it falls short of our protocol, so that it counts in no verdict; null where it does not."
    )
    frameworks: list[Installed]
    sweeps: list[Sweep]
    ratios: list[RatioOf]
    compiling: list[CompilingCost]
    accuracy: list[AccuracyGap]
    files: list[RawFile] = described("Every run and every timed step.")


class Measurements(Document):
    """Our own benchmark. Ratios of the main kinds are PyTorch over TensorFlow."""

    environments: list[MeasuredEnvironment]


# --- index ------------------------------------------------------------------------------------------------------------
class Resource(Part):
    """One kind of data."""

    name: str
    meaning: str
    count: int = described("Records in the list.")
    address: str = described("The whole list.")
    schema_: str = Field(alias="schema", description="JSON Schema of the list.")
    csv: str = described("The list as a flat table, for spreadsheets.")
    one: str | None = described("Address of one record: put its id in place of {id}.")
    one_schema: str | None


class Feed(Part):
    """An Atom feed."""

    title: str
    address: str


class Index(Document):
    """Where everything is."""

    api: Literal["v1"]
    title: str
    site: str | None = described("Address of the site; null where a copy does not know its own.")
    documentation: str
    resources: list[Resource]
    tables: str = described("The tables behind it all, as a Frictionless Data Package.")
    feeds: list[Feed]


SCHEMAS: dict[str, type[Document]] = {
    "index": Index, "claims": ClaimList, "claim": ClaimDocument, "comparison": CriterionList,
    "criterion": CriterionDocument, "systems": SystemList, "system": SystemDocument, "figures": FigureList,
    "fits": FitList, "changes": ChangeList,
    "measurements": Measurements, "years": YearList, "deployments": DeploymentList,
}  # fmt: skip
"""Name of a schema's file → what it describes."""
