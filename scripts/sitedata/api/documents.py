"""The files of the API, typed: lists, single records, measurements and the index. The parts are in :mod:`sitedata.api.models`."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from sitedata.api.models import Claim, Criterion, Document, FigureFiles, FigureLeftOut, Part, System, told
from sitedata.schema.environments import ARMS, BENCH_FRAMEWORKS, STATUSES, TASKS, VARIANTS


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
    nothing_to_draw: list[FigureLeftOut] = told("Figures that the data of today leaves without a mark, and so without files.")


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
    threads: int = told("0 for all.")
    batch_size: int


class RatioOf(Part):
    """A metric of one contestant over that of another, in the median over the rounds in which both were measured."""

    kind: Literal["training", "inference", "one thread", "batch size", "memory", "mode", "control", "condition"] = told("The question asked.")
    name: str = told("The model, and for a condition what changed.")
    metric: str = told("step_time_ms, peak_rss_mib or anonymous_mib.")
    numerator: Contestant
    denominator: Contestant
    median: float = told("Median over rounds.")
    low: float | None = told("Lower end of the 95 % interval; null after a single round.")
    high: float | None = told("Upper end of it.")
    rounds: int = told("Rounds in which both sides were measured.")
    tie_band: float = told("The factor up to which a difference counts as a tie.")
    outcome: Literal["less", "more", "tie", "unclear"] = told("less or more where the whole interval is beyond the tie band.")
    samples: str = told("Address of the runs behind it.")


class CompilingCost(Part):
    """What a compiling mode costs at its first call, and after how many steps that has paid."""

    workload: str
    framework: Framework
    mode: str
    first_call_ms: float = told("Median over runs.")
    extra_first_call_ms: float | None = told("Beyond the first call of the same framework's eager mode.")
    saved_ms_per_step: float | None
    paid_after_steps: int | None = told("Null where steps do not become shorter beyond doubt.")


class AccuracyGap(Part):
    """Test accuracy minus that of PyTorch with everything matched and the same seed."""

    dataset: str
    framework: Framework
    arm: Literal[*ARMS]
    optimizer: Literal["sgd", "adam"]
    epoch: int
    median_points: float = told("Percentage points, median over seeds.")
    points: list[float] = told("One for each seed.")


class Sweep(Part):
    """A time in which all contestants ran in shuffled rounds."""

    id: str = told("The minute (UTC) at which it began.")
    began_at: datetime.datetime = told("Start of its first run.")
    ended_at: datetime.datetime = told("Start of its last run.")
    rounds: int
    runs: dict[Literal[*STATUSES], int] = told("How many ended how.")


class Installed(Part):
    """A framework as it was installed."""

    framework: Framework
    version: str
    import_ms: float | None = told("Time to import it, median over runs.")
    size_mib: float | None = told("All packages of its environment on disk.")


class RawFile(Part):
    """A file of an environment."""

    name: str
    address: str


class MeasuredEnvironment(Part):
    """One machine with one set of versions."""

    id: str = told("Made of processor and versions.")
    machine: str = told("Processor, cores, vector units.")
    main: bool = told("The one that pages show unless they are about another.")
    page: str = told("The page with its figures.")
    frameworks: list[Installed]
    sweeps: list[Sweep]
    ratios: list[RatioOf]
    compiling: list[CompilingCost]
    accuracy: list[AccuracyGap]
    files: list[RawFile] = told("Every run and every timed step.")


class Measurements(Document):
    """Our own benchmark. Ratios of the main kinds are PyTorch over TensorFlow."""

    environments: list[MeasuredEnvironment]


# --- index ------------------------------------------------------------------------------------------------------------
class Resource(Part):
    """One kind of data."""

    name: str
    meaning: str
    count: int = told("Records in the list.")
    address: str = told("The whole list.")
    schema_: str = Field(alias="schema", description="JSON Schema of the list.")
    csv: str = told("The list as a flat table, for spreadsheets.")
    one: str | None = told("Address of one record: put its id in place of {id}.")
    one_schema: str | None


class Feed(Part):
    """An Atom feed."""

    title: str
    address: str


class Index(Document):
    """Where everything is."""

    api: Literal["v1"]
    title: str
    site: str | None = told("Address of the site; null where a copy does not know its own.")
    documentation: str
    resources: list[Resource]
    tables: str = told("The tables behind it all, as a Frictionless Data Package.")
    feeds: list[Feed]


SCHEMAS: dict[str, type[Document]] = {
    "index": Index, "claims": ClaimList, "claim": ClaimDocument, "comparison": CriterionList, "criterion": CriterionDocument,
    "systems": SystemList, "system": SystemDocument, "figures": FigureList, "measurements": Measurements,
}  # fmt: skip
"""Name of a schema's file → what it describes."""
